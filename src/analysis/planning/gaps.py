"""What is missing in real units: persons, ㎡, 万元, rooms, places, classes, yuan. 差额。

Exact arithmetic, as the comparison with the line is; persons, rooms and classes are rounded up to whole ones, areas
and money to the hundredth, so that adding the gap always meets the line and one step less never does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from ..scoring.compare import exact
from ..scoring.evaluate import Evaluation
from ..scoring.parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, PENDING, TOLERATED, measure
from ..scoring.units import SEGMENT_KEY, Units
from ..standard.cards import Card, Part
from ..standard.in_force import number_in_force
from ..tables.catalogue import BY_NAME

Row = dict[str, Any]
#: What is known of a gap: its size; nothing, because data are missing; that an answer is bad; that a document is missing.
SHORT, UNKNOWN, FINDING, EVIDENCE = STATES = ("short", "unknown", "finding", "evidence")
#: What is missing, by the unit it is counted in.
RESOURCES = {
    "teachers": "教师",
    "area": "面积",
    "equipment": "设备",
    "rooms": "教室",
    "seats": "超出学生",
    "classes": "班级",
    "funds": "经费",
    "people": "人数",
    "other": "其他",
}
COLUMNS = [
    "result",
    "county",
    "indicator",
    "part",
    "level",
    "unit",
    "name",
    "stage",
    "area",
    "office",
    "status",
    "state",
    "resource",
    "measured_in",
    "line",
    "document",
    "base",
    "have",
    "need",
    "amount",
    "to_floor",
    "floor",
    "shared",
    "note",
]
#: The input that is added to, by formula.
LEVERS = {
    "per_hundred_pupils": "count",
    "per_pupil": "amount",
    "share": "part",
    "comparison": "part",
    "relative_share": "part",
    "amount": "amount",
    "rooms": "rooms",
}
WHOLE, HUNDREDTH = Fraction(1), Fraction(1, 100)


def gaps(evaluation: Evaluation, offices: Mapping[int, str] | None = None) -> pd.DataFrame:
    """One row for each result that is not met, pending or without data, the county's own included. 差额表。

    offices : indicator -> the office responsible for it, of the one county evaluated
    returns : COLUMNS, in the order of the results, classes by grade behind each class list.
      result      index of the row in Evaluation.results (for a grade: its largest class)
      area        城区, 镇区 or 乡村; blank for the county's own figures
      status      of the result; `pending_evidence` is missing only if the tolerance's evidence does not come in
      state       short: `amount` is known. unknown: data are missing, which is not zero. finding: an answer that is not
                  good. evidence: a good answer without its papers
      resource, measured_in : what is missing and in which unit (人, 平方米, 万元, 间, 个, 元, 级)
      base        what the line is multiplied by to give `need`, before rounding: a hundredth of the pupils, the pupils
                  of all stages by weight, the funds a share is taken of; 1 where the line is a number by itself
      have, need  the stock, of the whole school where stages share it, and what it must come to (with `better: lower`:
                  what it may not exceed), rounded as `amount` is
      amount      missing to the line; NaN unless `short`; 0 for classes that need only be filled evenly
      to_floor    missing to the floor of the school rule (`floor` percent of the line); NaN where there is no floor
      shared      the stages of a through school draw on one stock, so its gaps overlap: see `totals`
    Met, met by tolerance and not applicable have no row.
    """
    floor = number_in_force(evaluation.rules.standard.school_rule.floor_percent, evaluation.as_of, "校级综合达标底线")
    rows = [
        row for card in evaluation.rules.cards for part in card.parts for row in _of_part(evaluation, card, part, floor)
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    offices = offices or {}
    return frame.assign(office=[offices.get(number, "") for number in frame["indicator"]])


def _of_part(evaluation: Evaluation, card: Card, part: Part, floor: float) -> Iterator[Row]:
    results = evaluation.results
    own = results[(results["indicator"] == card.number) & (results["part"] == part.id)]
    open_ = ~own["status"].isin([MET, TOLERATED, NOT_APPLICABLE]).to_numpy()
    if not open_.any():
        return
    frame = _frame(evaluation.units, card, part)
    own = own.assign(
        area=frame["schools.area"].to_numpy() if "schools.area" in frame and card.level != "county" else "",
        weight=frame["split.weight"].to_numpy() if card.shared else 1.0,
        per=_per(part, frame, evaluation.as_of),
        stages=frame.groupby(["county", "unit"])["stage"].transform("size").to_numpy() if card.shared else 1,
        listed=_listed(evaluation.units, part, frame) if part.formula == "rooms" else 0,
    )
    kind = _kind(card, part)
    with_floor = card.number in evaluation.rules.standard.school_rule.indicators
    for at, row in zip(own.index[open_], own[open_].to_dict("records"), strict=True):
        yield {
            **{
                key: row[key]
                for key in (
                    "county",
                    "indicator",
                    "part",
                    "level",
                    "unit",
                    "name",
                    "stage",
                    "status",
                    "line",
                    "document",
                )
            },
            **kind,
            **_size(card, part, row, floor if with_floor else None, str(kind["measured_in"])),
            "result": at,
            "area": row["area"] if isinstance(row["area"], str) else "",
            "shared": card.shared and row["stages"] > 1,
        }
    if card.level == "class":
        yield from _grades(evaluation, own[open_], own)


def _frame(units: Units, card: Card, part: Part) -> pd.DataFrame:
    """The units in the order of the results."""
    return {"segment": units.segment, "school": units.school, "class": units.classes, "subject": units.subject}.get(
        card.level, units.county
    )


def _terms(part: Part) -> tuple[str, ...]:
    by = part.inputs[LEVERS[part.formula]]
    return next(iter(by.values()))


def _kind(card: Card, part: Part) -> Row:
    """What is counted and in which unit, as the column that is added to says."""
    if part.formula == "attested":
        return {"resource": "other", "measured_in": ""}
    table, column = _terms(part)[0].split(".")
    measured_in = (
        "间"
        if part.formula == "rooms"
        else "人"
        if table == "school"
        else BY_NAME[table].column(column).unit or (card.unit if part.unit is None else part.unit)
    )
    if measured_in == "人":
        seats, teachers = part.better == "lower", table == "teachers" and card.level == "segment"
        return {"resource": "seats" if seats else "teachers" if teachers else "people", "measured_in": measured_in}
    resources = {"平方米": "area", "万元": "equipment", "间": "rooms", "元": "funds"}
    return {"resource": resources.get(measured_in, "other"), "measured_in": measured_in}


def _per(part: Part, frame: pd.DataFrame, as_of: date) -> Any:
    """How much the numerator grows with one unit of the stock, before stages share it."""
    if part.formula == "relative_share":
        return measure(frame, part.inputs["other_whole"])
    return (
        number_in_force(part.constants["yuan_per_unit"], as_of, part.label)
        if "yuan_per_unit" in part.constants
        else 1.0
    )


def _listed(units: Units, part: Part, frame: pd.DataFrame) -> Any:
    rooms = units.rooms[units.rooms["kind"] == _terms(part)[0].partition(".")[2]]
    return rooms.groupby("key").size().reindex(frame["key"]).fillna(0).to_numpy()


def _step(part: Part, card: Card) -> Fraction:
    """The least that can be added: a person, a room; a hundredth of what is measured; a printed digit of a pure number."""
    table, column = _terms(part)[0].split(".")
    if part.formula == "rooms" or table == "school" or BY_NAME[table].column(column).type != "amount":
        return WHOLE
    if part.formula == "amount":
        return Fraction(1, 10 ** (card.decimals if part.decimals is None else part.decimals))
    return HUNDREDTH


def _size(card: Card, part: Part, row: Row, floor: float | None, measured_in: str) -> Row:
    """have, need, amount, to_floor, floor, state and note of one result."""
    nothing = {
        "base": np.nan,
        "have": np.nan,
        "need": np.nan,
        "amount": np.nan,
        "to_floor": np.nan,
        "floor": np.nan if floor is None else floor,
    }
    # Places given to nobody's graduates cannot be added to.
    if row["status"] == NO_DATA or (part.formula != "attested" and not row["per"]):
        return nothing | {"state": UNKNOWN, "note": ""}
    if part.formula == "attested":
        return nothing | {"state": EVIDENCE if row["status"] == PENDING else FINDING, "note": ""}
    per, step = exact(row["per"]) * exact(row["weight"]), _step(part, card)
    # At the line, scale × top / bottom = line; the stock is top / per.
    have, base = exact(row["top"]) / per, exact(row["bottom"]) / exact(row["scale"]) / per

    def missing(line: Fraction) -> Fraction:
        distance = line * base - have if part.better == "higher" else have - line * base
        return max(_up(distance, step, part.strict), Fraction(0))

    line = exact(row["line"])
    amount = missing(line)
    to_floor = np.nan if floor is None else float(missing(line * exact(floor) / 100))
    need = have + amount if part.better == "higher" else have - amount
    note = ""
    if part.formula == "rooms" and row["listed"] > row["value"]:
        note = f"另有{row['listed'] - row['value']:.0f}间面积不足或未填，未计入"
    sizes = {
        "base": float(base),
        "have": float(have),
        "need": float(need),
        "amount": float(amount),
        "to_floor": to_floor,
    }
    return nothing | sizes | {"state": SHORT, "note": note}


def _up(distance: Fraction, step: Fraction, strict: bool) -> Fraction:
    """The least whole number of steps that covers the distance; passes it where the line itself does not count."""
    steps = -((-distance) // step)
    return (steps + (strict and steps * step == distance)) * step


def _grades(evaluation: Evaluation, open_: pd.DataFrame, own: pd.DataFrame) -> Iterator[Row]:
    """How many classes more each grade with a class too large needs, its pupils spread evenly over all of them."""
    keys = [*SEGMENT_KEY, "classes.grade"]
    classes = evaluation.units.classes
    known = classes.assign(result=own.index, line=own["line"].to_numpy(), school_name=classes["schools.name"])
    concerned = known[known["result"].isin(open_.index[open_["status"] != NO_DATA])]
    groups = known.groupby(keys, sort=False, dropna=False)
    for key in dict.fromkeys(concerned[keys].itertuples(index=False, name=None)):
        grade = groups.get_group(key)
        largest = own.loc[grade.loc[grade["classes.pupils"].idxmax(), "result"]]
        status = NOT_MET if (own.loc[grade["result"], "status"] == NOT_MET).any() else PENDING
        pupils, have = grade["classes.pupils"].sum(skipna=False), len(grade)
        blank = bool(np.isnan(pupils))
        need = np.nan if blank else float(_up(exact(pupils) / exact(largest["line"]), WHOLE, strict=False))
        amount = max(need - have, 0.0)
        yield {
            **{
                column: largest[column]
                for column in ("county", "indicator", "part", "level", "unit", "stage", "area", "line", "document")
            },
            "result": largest.name,
            "name": f"{grade['school_name'].iloc[0]} {key[-1]:g}年级",
            "status": status,
            "state": UNKNOWN if blank else SHORT,
            "resource": "classes",
            "measured_in": "个",
            "base": np.nan,
            "have": float(have),
            "need": need,
            "amount": np.nan if blank else amount,
            "to_floor": np.nan,
            "floor": np.nan,
            "shared": False,
            "note": "" if amount else "本年级均衡编班即可，不需增加班级",
        }


def totals(frame: pd.DataFrame, by: tuple[str, ...] = ("county",)) -> pd.DataFrame:
    """Gaps summed by county, `area`, `office` or any other columns, always by indicator and part. 差额汇总。

    frame   : see `gaps`
    returns : by, indicator, part, resource, measured_in, and
      schools   units whose gap is known
      amount    missing where not met
      pending   missing besides, where the evidence of a tolerance does not come in
      to_floor  missing to the floor where not met
      unknown, finding, evidence : rows of these states, whose size is no number
    Stages of a through school that share a stock count once, with the larger gap: adding it serves both. Indicators are
    never added up: one teacher may count for three.
    """
    frame = frame.assign(
        own_stage=frame["stage"].where(~frame["shared"].astype(bool), ""),
        own_name=frame["name"].where(frame["level"] == "class", ""),
    )
    what = ["indicator", "part", "resource", "measured_in"]
    missed = frame["status"] == NOT_MET
    rows = frame.assign(
        all=frame["amount"],
        amount=frame["amount"].where(missed),
        to_floor=frame["to_floor"].where(missed),
        **{state: (frame["state"] == state).astype(int) for state in STATES[1:]},
    )
    stock = list(dict.fromkeys([*by, "county", *what, "unit", "own_stage", "own_name"]))
    each = rows.groupby(stock, sort=False, dropna=False)[["all", "amount", "to_floor"]].max()
    counts = rows.groupby(stock, sort=False, dropna=False)[list(STATES[1:])].sum()
    each = (
        each.assign(schools=each["all"].notna(), pending=each["all"] - each["amount"].fillna(0))
        .join(counts)
        .reset_index()
    )
    each["schools"] = each["unit"].where(each["schools"])
    grouped = each.groupby([*by, *what], sort=False)
    summed = grouped[["amount", "pending", "to_floor"]].sum().round(6)
    return summed.assign(schools=grouped["schools"].nunique()).join(grouped[list(STATES[1:])].sum()).reset_index()
