"""Every indicator applied to every unit it speaks of. 评分结果。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache, partial

import numpy as np
import pandas as pd

from ..standard.cards import Card, Part
from ..standard.rules import Standard
from .compare import Booleans, rounding_flips
from .parts import MET, NOT_MET, Scored, score_part
from .tolerances import apply_tolerances
from .units import Units, starting_grade_units

#: The columns of results.csv, in this order; others build on them.
COLUMNS = [
    "indicator", "part", "level", "unit", "name", "stage", "value", "numerator", "denominator", "line", "document", "status",
]  # fmt: skip

#: What the code uses beside them.
INSIDE = ["kind", "label", "top", "bottom", "scale", "reason", "flips", "tolerance", "missing"]


def score(units: Units, cards: Sequence[Card], standard: Standard, as_of: date) -> pd.DataFrame:
    """One row per indicator × part × unit × stage. 全部评分结果。

    returns : COLUMNS, and for use inside: county, kind, label, top, bottom, scale, reason, flips,
              tolerance (id of the one applied), missing (what it lacks)
              (flips: the printed value would give the other verdict)
    """
    columns: list[Scored] = []
    starting = cache(partial(starting_grade_units, units, standard, as_of))
    for card in cards:
        for part in card.parts:
            own = score_part(card, part, units, standard, as_of)
            if standard.compare == "rounded":
                flipped = _flips(own, card, part)
                own["status"] = np.where(flipped, np.where(own["status"] == MET, NOT_MET, MET), own["status"])
            own = apply_tolerances(own, card, part, units, starting, standard, as_of)
            rows = len(own["status"])
            label = np.full(rows, part.label, dtype=object)
            if card.level == "subject":
                own["name"] = units.subject["subject"].to_numpy(dtype=object)
                label = own["name"] + label
            columns.append(
                own
                | {
                    "indicator": np.full(rows, card.number),
                    "part": np.full(rows, part.id, dtype=object),
                    "level": np.full(rows, "county" if card.level == "subject" else card.level, dtype=object),
                    "label": label,
                    "flips": _flips(own, card, part),
                }
            )
    return pd.DataFrame({name: np.concatenate([own[name] for own in columns]) for name in ("county", *COLUMNS, *INSIDE)})


def _flips(own: Scored, card: Card, part: Part) -> Booleans:
    """Only a value within a printed digit of its line can flip, so only those are looked at."""
    places = card.decimals if part.decimals is None else part.decimals
    flips = np.zeros(len(own["status"]), dtype=bool)
    decided = np.isin(own["status"], [MET, NOT_MET])
    for i in np.flatnonzero(decided & (np.abs(own["value"] - own["line"]) <= float(Decimal(1).scaleb(-places)))):
        flips[i] = rounding_flips(own["value"][i], own["line"][i], places, own["status"][i] == MET, part.better, part.strict)
    return flips
