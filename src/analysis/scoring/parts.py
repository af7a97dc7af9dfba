"""One part of one card, applied to its units. 单项指标评分。"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ..standard.cards import Card, Part
from ..standard.in_force import in_force, number_in_force
from ..standard.rules import Standard
from . import formulas
from .columns import encode, select, vocabulary
from .compare import Booleans, Floats, reaches
from .populations import Membership, membership
from .units import Units

MET, TOLERATED, PENDING, NOT_MET, NO_DATA, NOT_APPLICABLE = STATUSES = (
    "met",
    "met_by_tolerance",
    "pending_evidence",
    "not_met",
    "no_data",
    "not_applicable",
)
STATUS = vocabulary(*STATUSES)
IDENTITY = ["county", "unit", "name", "stage"]
#: Columns of one length, words as categoricals; a frame is made of them once, when all parts are scored.
Scored: TypeAlias = "dict[str, Any]"


def score_part(card: Card, part: Part, units: Units, standard: Standard, as_of: date) -> Scored:
    """One row a unit: value and its parts, line, document, status, and why there is none. 单项评分。

    returns : county, unit, name, stage, kind, value, numerator, denominator, top, bottom, scale,
              line, document, status, reason
    """
    frame = _frame(card, part, units)
    member = _membership(card, part, frame, units, standard, as_of)
    if part.formula == "attested":
        return attested(card, part, frame, member, units)
    if card.level == "county" and _summed(part):
        frame, member = _county_sums(part, frame, member, units, _silent(card, part, units, standard, as_of))
    if part.formula == "rooms":
        quotient, line, uncertain = _rooms(part, frame, units, as_of)
        empty = quotient[1] == 0
        documents = _said(card.clause.document, len(frame))
    else:
        inputs = {name: measure(frame, terms) for name, terms in part.inputs.items()}
        inputs |= {
            name: np.full(len(frame), number_in_force(dates, as_of, card.label))
            for name, dates in part.constants.items()
        }
        quotient = getattr(formulas, part.formula)(inputs)
        empty = formulas.nothing_asked(part.formula, inputs, quotient[1])
        line, documents = _lines(card, part, frame, as_of)
        uncertain = _too_old(card, frame, standard, as_of)
    return _identity(frame, units) | _rows(card, part, frame, member, quotient, empty, line, documents, uncertain)


def measure(frame: pd.DataFrame, by_stage: dict[str, tuple[str, ...]]) -> Floats:
    """Signed sum of columns, by stage where the card says so; NaN where any is blank. 求和取数。"""
    if "all" in by_stage:
        return _sum(frame, by_stage["all"])
    result = np.full(len(frame), np.nan)
    for stage, terms in by_stage.items():
        rows = (frame["stage"] == stage).to_numpy()
        result[rows] = _sum(frame, terms)[rows]
    return result


def _sum(frame: pd.DataFrame, terms: tuple[str, ...]) -> Floats:
    total = np.zeros(len(frame))
    for term in terms:
        column = frame[term.lstrip("-")].to_numpy(dtype=float)
        total = total - column if term.startswith("-") else total + column
    return total


def tables_of(part: Part) -> set[str]:
    """The tables a part reads. 所用数据表。"""
    return {term.lstrip("-").split(".")[0] for by in part.inputs.values() for terms in by.values() for term in terms}


def _summed(part: Part) -> bool:
    return not tables_of(part) <= {"county", "survey"}


def _frame(card: Card, part: Part, units: Units) -> pd.DataFrame:
    if card.level == "county" and part.formula != "attested" and _summed(part):
        return units.segment if tables_of(part) & {"segments", "teachers"} else units.school
    return units.at(card.level)


def _membership(
    card: Card, part: Part, frame: pd.DataFrame, units: Units, standard: Standard, as_of: date
) -> Membership:
    if "schools.name" not in frame:
        return Membership(np.ones(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool))
    name = part.population or card.population
    return units.once(frame, (name, as_of), lambda: membership(frame, standard.populations[name], as_of))


def _silent(card: Card, part: Part, units: Units, standard: Standard, as_of: date) -> pd.DataFrame:
    """Schools that count and told nothing of any stage: whose kind runs none by itself, as 特殊教育学校."""
    if "teachers" not in tables_of(part) or _stages(part):
        return units.school.iloc[:0]
    member = membership(units.school, standard.populations[part.population or card.population], as_of)
    return units.school[(member.inside | member.unknown) & ~units.school["key"].isin(units.segment["key"]).to_numpy()]


def _stages(part: Part) -> set[str]:
    return {stage for by in part.inputs.values() for stage in by} - {"all"}


def _county_sums(
    part: Part, frame: pd.DataFrame, member: Membership, units: Units, silent: pd.DataFrame
) -> tuple[pd.DataFrame, Membership]:
    """Sum each input over the units that count (and the stages the card names); a blank anywhere is a blank sum."""
    stages = _stages(part)
    rows = member.inside | member.unknown
    if stages:
        rows = rows & frame["stage"].isin(stages).to_numpy()
    counted = frame.loc[rows]
    # Where no school runs the stage, nothing is asked; where no school is known at all, that is not known.
    nobody = (
        ~units.county["county"].isin(set(counted["county"])).to_numpy()
        & units.county["county"].isin(set(frame["county"])).to_numpy()
    )
    columns = sorted({term.lstrip("-") for by in part.inputs.values() for terms in by.values() for term in terms})
    sums = counted.groupby("county", sort=False)[columns].sum(skipna=False)
    sums.loc[sums.index.isin(set(silent["county"]))] = np.nan
    county = units.county[[*IDENTITY, "kind", "key"]].merge(sums, left_on="county", right_index=True, how="left")
    county = county.assign(stage=next(iter(stages)) if len(stages) == 1 else "")
    doubtful = set(frame.loc[rows & member.unknown, "county"])
    unknown = county["county"].isin(doubtful).to_numpy()
    return county, Membership(~unknown & ~nobody, unknown)


def _rooms(part: Part, frame: pd.DataFrame, units: Units, as_of: date) -> tuple[formulas.Quotient, Floats, Booleans]:
    """Rooms large enough, against one for every twelve classes or part of twelve (§4, indicator 10)."""
    kind = part.inputs["rooms"]["all"][0].removeprefix("rooms.")
    least = number_in_force(part.constants["least_area"], as_of, part.label)
    each = number_in_force(part.constants["classes_per_room"], as_of, part.label)
    rooms = units.rooms[units.rooms["kind"] == kind]
    # Where the area is waived (least 0), a room counts although nobody measured it.
    good_room = (rooms["area"] >= least) | (least == 0)
    blank_room = rooms["area"].isna() & (least > 0)
    # One place more, for rooms of a school that nobody knows.
    keys, size = rooms["key"].to_numpy() + 1, len(units.numbering) + 1
    good, blank = (
        np.bincount(keys, weights=which, minlength=size)[frame["key"].to_numpy() + 1]
        for which in (good_room, blank_room)
    )
    classes = measure(frame, part.inputs["classes"])
    needed = np.ceil(classes / each)
    top = np.where(classes == 0, np.nan, good)
    uncertain = (good < needed) & (good + blank >= needed)
    return (top, np.where(classes == 0, 0, np.where(np.isnan(classes), np.nan, 1)), 1), needed, uncertain


def _lines(card: Card, part: Part, frame: pd.DataFrame, as_of: date) -> tuple[Floats, pd.Categorical]:
    """The line and its document for each unit; a stage or a kind of school goes before `all`."""
    line, code = np.full(len(frame), np.nan), np.zeros(len(frame), dtype=np.int8)
    documents = [""]
    for selector in sorted(part.line, key=lambda name: name != "all"):
        binding = in_force(part.line[selector], as_of, card.clause.document)
        if binding is not None:
            documents += [binding.document] * (binding.document not in documents)
            rows = (
                slice(None)
                if selector == "all"
                else ((frame["stage"] == selector) | (frame["kind"] == selector)).to_numpy()
            )
            line[rows], code[rows] = binding.value, documents.index(binding.document)
    return line, pd.Categorical.from_codes(code, dtype=vocabulary(*documents), validate=False)


def _said(word: str, times: int) -> pd.Categorical:
    return pd.Categorical.from_codes(np.zeros(times, dtype=np.int8), dtype=vocabulary(word), validate=False)


def _too_old(card: Card, frame: pd.DataFrame, standard: Standard, as_of: date) -> Booleans:
    """Monitoring results count for three years (§4, indicator 31)."""
    if card.level != "subject":
        return np.zeros(len(frame), dtype=bool)
    age = as_of.year - frame["monitoring.year"].to_numpy(dtype=float)
    return ~((age >= 0) & (age <= number_in_force(standard.result_years, as_of, "监测结果有效年限")))


def _rows(
    card: Card,
    part: Part,
    frame: pd.DataFrame,
    member: Membership,
    quotient: formulas.Quotient,
    empty: Booleans,
    line: Floats,
    documents: pd.Categorical,
    uncertain: Booleans,
) -> Scored:
    """Values, statuses and reasons in one frame."""
    top, bottom, scale = quotient
    if card.shared and "split.weight" in frame:
        weight, shared = frame["split.weight"].to_numpy(), frame["split.pupils"].to_numpy()
        pupils, top, bottom = bottom, top * weight, np.where(bottom == 0, 0, shared)
        with np.errstate(invalid="ignore", divide="ignore"):
            # A stage alone shares with nobody: its numerator is the total itself, free of rounding.
            numerator = np.where(shared == pupils, top, top * pupils / bottom)
        denominator = pupils
    else:
        numerator, denominator = top, bottom
    # No part is larger than its whole: such a share is no figure (intake asks for the cells to be corrected).
    beyond = (top > bottom) & (bottom > 0) if part.formula == "share" else np.zeros(len(top), dtype=bool)
    blank = np.isnan(top) | np.isnan(bottom) | np.isnan(line)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where((bottom == 0) | beyond, np.nan, scale * top / bottom)
    met = reaches(top, np.where(empty, np.nan, bottom), scale, line, part.better, part.strict)
    # A share of something beside a share of nothing: above it, by no number of times.
    met |= ~empty & (bottom == 0) & (top > 0) & ~np.isnan(line)
    nothing = NOT_APPLICABLE if _empty_is_none(card, part) else NO_DATA
    excluded = ~member.inside & ~member.unknown
    status = select(
        [excluded, empty, member.unknown | uncertain | blank | beyond, met],
        [NOT_APPLICABLE, nothing, NO_DATA, MET],
        NOT_MET,
        STATUS,
    )
    reason = select(
        [excluded, empty, member.unknown, uncertain, blank, beyond],
        ["excluded", "empty", "population", "uncertain", "blank", "beyond"],
        "",
    )
    if part.formula == "amount":
        denominator = np.full(len(frame), np.nan)
    elif part.formula == "rooms":
        denominator = measure(frame, part.inputs["classes"])
    return {
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "top": top,
        "bottom": bottom,
        "scale": np.full(len(frame), float(scale)),
        "line": line,
        "document": documents,
        "status": status,
        "reason": reason,
    }


def _identity(frame: pd.DataFrame, units: Units) -> Scored:
    def columns() -> Scored:
        # Most names are all different: as codes they would be no shorter.
        words = {column: encode(frame[column]) for column in (*IDENTITY, "kind") if column != "name"}
        return {"key": frame["key"].to_numpy(), "name": frame["name"].astype("str").array} | words

    return units.once(frame, "identity", columns)


def _empty_is_none(card: Card, part: Part) -> bool:
    """Whether nothing to divide by means that nothing is asked (no pupils) or that a figure cannot be right."""
    return part.empty == NOT_APPLICABLE if part.empty else card.level in ("segment", "school", "class")


def attested(card: Card, part: Part, frame: pd.DataFrame, member: Membership, units: Units) -> Scored:
    """An answer counts with its document, its date and who checked it; without them it is pending. 定性指标。"""
    evidence = units.evidence
    rows = evidence.of(card.number, part.label, sole=len(card.parts) == 1)
    answer, lacking = evidence.look_up(rows, frame["key"].to_numpy())
    good, known = answer.isin(part.accepts), answer.isin(part.answers)
    excluded = ~member.inside & ~member.unknown
    status = select(
        [excluded, member.unknown | ~known, ~good, lacking == ""],
        [NOT_APPLICABLE, NO_DATA, NOT_MET, MET],
        PENDING,
        STATUS,
    )
    reason = select([excluded, ~known, good & (lacking != "")], ["excluded", "answer", "document"], "")
    nothing = np.full(len(frame), np.nan)
    return _identity(frame, units) | {
        "value": nothing,
        "numerator": nothing,
        "denominator": nothing,
        "top": nothing,
        "bottom": nothing,
        "scale": np.ones(len(frame)),
        "line": nothing,
        "document": _said(card.clause.document, len(frame)),
        "status": status,
        "reason": reason,
    }
