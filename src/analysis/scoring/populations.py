"""Which units a rule speaks of. 适用范围判定。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..standard.cards import Card
from ..standard.in_force import in_force, number_in_force, tolerances_in_force
from ..standard.rules import Population, Standard
from .compare import Booleans

FLAGS = {"是": True, "否": False}


class Membership(NamedTuple):
    """Certainly in, and not known for want of data; both [unit]. 是否适用、是否无法判定。"""

    inside: Booleans
    unknown: Booleans


def membership(units: pd.DataFrame, population: Population, as_of: date) -> Membership:
    """Whether each unit belongs. 逐单元判定适用范围。

    units   : frame with kind and schools.* columns (segment, school or class level)
    returns : a unit is unknown where the column that decides is blank and nothing else excludes it
    """
    inside = np.ones(len(units), dtype=bool)
    unknown = np.zeros(len(units), dtype=bool)

    def require(column: str, good: pd.Series) -> None:
        nonlocal inside, unknown
        blank = units[column].isna().to_numpy()
        unknown |= blank
        inside &= good.to_numpy(dtype=bool) | blank

    kind = units["kind"]
    if population.kinds_in:
        require("kind", kind.isin(population.kinds_in))
    if population.kinds_out:
        require("kind", ~kind.isin(population.kinds_out))
    sponsor = units["schools.sponsor"]
    if population.sponsors_in:
        require("schools.sponsor", sponsor.isin(population.sponsors_in))
    if population.sponsors_out:
        require("schools.sponsor", ~sponsor.isin(population.sponsors_out))
    if population.areas:
        require("schools.area", units["schools.area"].isin(population.areas))
    for flag in ("boarding", "centre_city"):
        wanted = getattr(population, flag)
        if wanted is not None:
            require(f"schools.{flag}", units[f"schools.{flag}"].map(FLAGS) == wanted)
    if population.planned_by is not None:
        require("schools.planned_year", units["schools.planned_year"] <= population.planned_by.value)
    pupils = "school.everybody" if population.with_senior else "school.pupils"
    if population.pupils_below:
        limit = number_in_force(population.pupils_below, as_of, population.label)
        require(pupils, units[pupils] < limit)
    if population.class_pupils_below:
        limit = number_in_force(population.class_pupils_below, as_of, population.label)
        require("school.largest_class", units["school.largest_class"] < limit)
    if population.migrant_percent_above:
        limit = number_in_force(population.migrant_percent_above, as_of, population.label)
        require("schools.migrant_pupils", 100 * units["schools.migrant_pupils"] > limit * units["school.pupils"])
    for of_kind, dates in population.pupils_at_least.items():
        binding = in_force(dates, as_of, population.clause.document)
        if binding is not None:
            concerned = kind == of_kind
            blank = concerned & units[pupils].isna()
            unknown |= blank.to_numpy()
            inside &= (~concerned | blank | (units[pupils] >= binding.value)).to_numpy(dtype=bool)
    return Membership(inside & ~unknown, inside & unknown)


def counts_classes(cards: Iterable[Card], standard: Standard, as_of: date) -> bool:
    """Whether some of these cards ask how many classes a school has, or how large they are. 是否用到班级汇总数。"""
    for card in cards:
        tolerances = tolerances_in_force(card, as_of)
        asked = [
            card.population,
            *(part.population for part in card.parts),
            *(tolerance.population for tolerance in tolerances),
        ]
        if any(name and standard.populations[name].class_pupils_below for name in asked):
            return True
        inputs = [by for part in card.parts for by in part.inputs.values()] + [
            by for tolerance in tolerances for by in tolerance.inputs.values()
        ]
        if any(term.lstrip("-") == "school.classes" for by in inputs for terms in by.values() for term in terms):
            return True
    return False
