"""How large one gap is, in what can be added. 单项差额。"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ..rounding import plain_number
from ..scoring.compare import exact
from ..scoring.parts import NO_DATA, PENDING, measure
from ..scoring.units import Units
from ..standard.cards import Card, Part
from ..standard.in_force import number_in_force
from ..tables.catalogue import BY_NAME
from .levers import lever
from .whole_steps import HUNDREDTH, WHOLE, steps_up

Row: TypeAlias = dict[str, Any]
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


def kind_of(card: Card, part: Part) -> Row:
    """What is counted and in which unit, as the column that is added to says. 差额的资源与单位。"""
    if part.formula == "attested":
        return {"resource": "other", "measured_in": ""}
    table, column = lever(part).split(".")
    measured_in = (
        "间"
        if part.formula == "rooms"
        else "人"
        if table == "school"
        else BY_NAME[table].column(column).unit or part.unit
    )
    if measured_in == "人":
        seats, teachers = part.better == "lower", table == "teachers" and card.level == "segment"
        return {"resource": "seats" if seats else "teachers" if teachers else "people", "measured_in": measured_in}
    resources = {"平方米": "area", "万元": "equipment", "间": "rooms", "元": "funds"}
    return {"resource": resources.get(measured_in, "other"), "measured_in": measured_in}


def growth(part: Part, frame: pd.DataFrame, as_of: date) -> Any:
    """How much the numerator grows with one unit of the stock, before stages share it. 每增一单位的增量。"""
    if part.formula == "relative_share":
        return measure(frame, part.inputs["other_whole"])
    return (
        number_in_force(part.constants["yuan_per_unit"], as_of, part.label)
        if "yuan_per_unit" in part.constants
        else 1.0
    )


def rooms_listed(units: Units, part: Part, frame: pd.DataFrame) -> Any:
    """Rooms of the kind that stand, whatever their area. 现有间数。"""
    rooms = units.rooms[units.rooms["kind"] == lever(part).partition(".")[2]]
    return rooms.groupby("key").size().reindex(frame["key"]).fillna(0).to_numpy()


def _step(part: Part, card: Card) -> Fraction:
    """The least that can be added: a person, a room; a hundredth of what is measured; a printed digit of a pure number."""
    table, column = lever(part).split(".")
    if part.formula == "rooms" or table == "school" or BY_NAME[table].column(column).type != "amount":
        return WHOLE
    if part.formula == "amount":
        return Fraction(1, 10**part.decimals)
    return HUNDREDTH


def size(card: Card, part: Part, row: Row, floor: float | None, measured_in: str) -> Row:
    """have, need, amount, to_floor, floor, state and note of one result. 差额大小。"""
    nothing = {
        "base": np.nan,
        "have": np.nan,
        "need": np.nan,
        "amount": np.nan,
        "enlarge": np.nan,
        "step": np.nan,
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
        return max(steps_up(distance, step, part.strict), Fraction(0))

    line = exact(row["asked"])
    amount = missing(line)
    to_floor = np.nan if floor is None else float(missing(line * exact(floor) / 100))
    need = have + amount if part.better == "higher" else have - amount
    note = str(row["together"])
    enlarge = Fraction(0)
    if part.formula == "rooms":
        # 改造优先: a room that stands is enlarged before one is built.
        small = exact(row["listed"]) - have
        enlarge = min(small, amount)
        if small:
            words = f"另有{plain_number(float(small))}间面积不足或未填，可改造{plain_number(float(enlarge))}间"
            note = "；".join(filter(None, (note, f"{words}，须新建{plain_number(float(amount - enlarge))}间")))
    sizes = {
        "base": float(base),
        "have": float(have),
        "need": float(need),
        "amount": float(amount),
        "enlarge": float(enlarge) if part.formula == "rooms" else np.nan,
        "step": float(step),
        "to_floor": to_floor,
    }
    return nothing | sizes | {"state": SHORT, "note": note}
