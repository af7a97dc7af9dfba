"""A missed line may still be recognised, with its evidence. 例外认定。

A tolerance gives met_by_tolerance only with its evidence on file; where the figures allow it and the evidence is
missing, the result is pending_evidence. The value stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from ..standard.cards import Card, Part, Tolerance
from ..standard.in_force import by_selector, in_force, tolerances_in_force
from ..standard.rules import Standard
from .columns import vocabulary
from .compare import Booleans
from .evidence import PIECES
from .parts import MET, NO_DATA, NOT_MET, PENDING, TOLERATED, Scored, score_part
from .populations import membership
from .starting_grade import is_starting_grade
from .units import Units

YES = "符合"
ALL = "、".join(PIECES.values())


def apply_tolerances(
    scored: Scored, card: Card, part: Part, units: Units, starting: Callable[[], Units], standard: Standard, as_of: date
) -> Scored:
    """The scored columns with tolerances applied to what is not met. 适用例外情形。

    scored   : columns of parts.score_part for this part
    starting : makes the units counted by the starting grade, when they are needed
    returns  : scored with status changed, and columns tolerance (id or "") and missing (what is not on file)
    """
    # Rooms that nobody measured leave it open whether the line is met; a tolerance that holds settles it either way.
    doubtful = (scored["status"] == NO_DATA) & (scored["reason"] == "uncertain") & (part.formula == "rooms")
    missed = (scored["status"] == NOT_MET) | doubtful
    status, applied, lacked = (
        scored["status"].copy(),
        np.zeros(len(missed), dtype=np.int16),
        np.zeros(len(missed), dtype=np.int16),
    )
    claimable = (
        [t for t in tolerances_in_force(card, as_of) if not t.parts or part.id in t.parts] if missed.any() else []
    )
    ids, told = ["", *(t.id for t in claimable)], [""]
    for number, tolerance in enumerate(claimable, 1):
        frame = units.at(card.level)
        open_ = missed & (status != TOLERATED)
        if tolerance.population and "schools.name" in frame:
            name = tolerance.population
            open_ &= units.once(
                frame, (name, as_of), partial(membership, frame, standard.populations[name], as_of)
            ).inside
        if not tolerance.attested_only and open_.any():
            open_ &= _passes(tolerance, card, part, units, starting, standard, as_of)
        answer, lacking = units.evidence.look_up(
            units.evidence.of(card.number, part.label, True, tolerance.id), frame["key"].to_numpy()
        )
        claimed = ~lacking.isna()
        refused = claimed & ~answer.isna() & (answer != YES)
        open_ &= ~refused & (claimed | (not tolerance.attested_only))
        complete = open_ & (lacking == "")
        # The first tolerance that would do names the document that is missing; a later one with its evidence wins.
        pending = open_ & ~complete & (status == NOT_MET)
        status[complete], status[pending] = TOLERATED, PENDING
        applied[complete | pending] = number
        lacked[complete] = 0
        # A blank is −1: nothing is on file, so all of it is missing.
        lacked[pending] = len(told) + lacking.codes[pending] % (len(lacking.categories) + 1)
        told += [f"{tolerance.evidence}（缺{what or ALL}）" for what in (*lacking.categories, ALL)]
    tolerances = pd.Categorical.from_codes(applied, dtype=vocabulary(*ids), validate=False)
    words, at = np.unique(told, return_inverse=True)
    missing = pd.Categorical.from_codes(at[lacked], dtype=vocabulary(*words), validate=False)
    return scored | {"status": status, "tolerance": tolerances, "missing": missing}


def _passes(
    tolerance: Tolerance,
    card: Card,
    part: Part,
    units: Units,
    starting: Callable[[], Units],
    standard: Standard,
    as_of: date,
) -> Booleans:
    """Whether the line is met when measured as the tolerance says."""
    if tolerance.limit:
        frame = units.at(card.level)
        return (frame["school.pupils"] <= frame[tolerance.limit]).to_numpy(dtype=bool)
    if tolerance.by_campus:
        return _campuses_fit(part, card, units, as_of)
    other = part.model_copy(
        update={
            "inputs": {**part.inputs, **tolerance.inputs},
            "constants": {**part.constants, **tolerance.constants},
            "line": tolerance.line or part.line,
        }
    )
    if card.level == "class":
        return _classes_fit(tolerance, card, part, other, units, standard, as_of)
    measured = starting() if tolerance.starting_grade else units
    return score_part(card, other, measured, standard, as_of)["status"] == MET


def _classes_fit(
    tolerance: Tolerance, card: Card, part: Part, other: Part, units: Units, standard: Standard, as_of: date
) -> Booleans:
    """最大班额 speaks of the whole school and stage: one class above the bound bars them all (ruling largest_class)."""
    fits = score_part(card, other, units, standard, as_of)["status"] == MET
    if tolerance.starting_grade:
        by_line = score_part(card, part, units, standard, as_of)["status"] == MET
        starts = is_starting_grade(units, units.classes, standard, as_of).to_numpy()
        # Without pupils in the first grade nothing shows that it is within the line.
        begun = pd.Series(starts).groupby(units.classes["segment"].to_numpy(), sort=False).transform("any").to_numpy()
        fits = np.where(starts, by_line, fits & begun)
    segment = units.classes["segment"].to_numpy()
    return pd.Series(fits.astype(np.int8)).groupby(segment, sort=False).transform("min").to_numpy() == 1


def _campuses_fit(part: Part, card: Card, units: Units, as_of: date) -> Booleans:
    """Every campus within the limit of its own kind, and the campuses hold all pupils of the school.

    A campus that does not say its kind is held to the strictest limit: a blank never helps (ruling campus_size). None
    may be larger than its school: a primary school has no nine-year campus.
    """
    schools, campuses = units.school, units.campuses
    bindings = {k: in_force(by_selector(part.line, None, k), as_of, card.clause.document) for k in part.line}
    limits = {k: binding.value for k, binding in bindings.items() if binding is not None}
    limit = campuses["kind"].map(limits).fillna(min(limits.values(), default=np.nan)).to_numpy(dtype=float)
    own = schools["kind"].astype("str").map(limits).set_axis(schools["key"])
    limit = np.fmin(limit, campuses["key"].map(own).to_numpy(dtype=float))
    fits = (campuses["pupils"] <= limit).groupby(campuses["key"]).all()
    total = campuses.groupby("key")["pupils"].sum(skipna=False)
    whole = total.reindex(schools["key"]).to_numpy() == schools["school.pupils"].to_numpy()
    return fits.reindex(schools["key"], fill_value=False).to_numpy(dtype=bool) & whole
