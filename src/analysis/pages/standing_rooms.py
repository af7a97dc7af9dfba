"""Rooms that stand, whatever their area, beside those large enough to count. 现有专用教室。"""

from __future__ import annotations

from ..planning.levers import lever
from ..printing.blocks import Number
from ..standard.cards import Part
from .report import Report


def room_kind(part: Part) -> str:
    """The kind of room that a part counts. 专用教室类别。"""
    return lever(part).partition(".")[2]


def standing_rooms(report: Report, kind: str, school: str, name: str) -> Number:
    """How many rooms of a kind a school has, with the cells they stand in. 现有间数的登记。"""
    rooms = report.evaluation.units.rooms
    own = rooms[(rooms["school"] == school) & (rooms["kind"] == kind)]
    cells = report.intake.cells("rooms", list(own["source_row"]), "area")
    label, formula = f"{name}，{kind}专用教室", "音美专用教室表中本校该类教室计数，不论面积"
    return report.numbers.count(f"A-{kind}-{school}", len(own), label, formula, "间", cells=cells)
