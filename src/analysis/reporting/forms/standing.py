"""How the units of one indicator stand, in a few words. 一项指标的达标情况。"""

from __future__ import annotations

from dataclasses import dataclass

from ...scoring.parts import NO_DATA, NOT_MET, PENDING, TOLERATED
from ...standard.cards import Card, Part
from ..blocks import Text, join
from ..report import Report, Row
from ..words import tally

#: What is named: everything but a plain 达标.
NAMED = {NOT_MET: "未达标", NO_DATA: "缺数据", PENDING: "待证", TOLERATED: "例外达标"}


@dataclass(frozen=True)
class Group:
    """Rows of one indicator that are told together: a stage, or a part. 分组。

    label : of the stage or part, blank where there is one group
    told  : 应判66个校（段），其中达标60个、…
    """

    label: str
    rows: list[Row]
    told: Text


def part_of(card: Card, row: Row) -> Part:
    """The part a row of results speaks of. 所属分项。"""
    return next(part for part in card.parts if part.id == row["part"])


def unit_of(card: Card, row: Row) -> str:
    """Unit of a row's value. 单位。"""
    own = part_of(card, row).unit
    return card.unit if own is None else own


def groups(report: Report, card: Card) -> list[Group]:
    """An indicator judged by school, stage by stage or part by part. 按学段或分项分组。"""
    rows = report.judged(card.number)
    found = []
    for stage, label in report.stages.items():
        own = [row for row in rows if row["stage"] == stage]
        if own:
            told = tally(report, f"T{card.number:02d}-{stage}", (row["status"] for row in own), card.level, f"指标{card.number}，{label}")
            found.append(Group(label, own, told))
    for part in card.parts:
        own = [row for row in rows if not row["stage"] and row["part"] == part.id]
        if own:
            key = "-".join(filter(None, [f"T{card.number:02d}", part.id]))
            told = tally(report, key, (row["status"] for row in own), card.level, f"指标{card.number}{part.label}")
            found.append(Group(part.label, own, told))
    return found


def named(report: Report, card: Card, group: Group, most: int | None = None) -> list[tuple[str, Text]]:
    """(status, names with their values) for each status that is named. 点名。

    most : name no more than so many, and say how many there are
    """
    said: list[tuple[str, Text]] = []
    for status in NAMED:
        rows = [row for row in group.rows if row["status"] == status]
        names = by_school(report, card, rows)
        if names:
            shown: Text = join(names[:most])
            said.append((status, (*join([shown], ""), f"等{len(names)}所" if len(names) > len(names[:most]) else "")))
    return said


def by_school(report: Report, card: Card, rows: list[Row]) -> list[Text]:
    """张掖四中（3.91）, one a school; of classes how many and the largest. 逐校。"""
    schools: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        schools.setdefault((row["unit"], row["stage"]), []).append(row)
    return [(school_name(report, unit), *_measured(report, card, own)) for (unit, _), own in schools.items()]


def school_name(report: Report, unit: str) -> str:
    """A school's name by its code. 学校名称。"""
    return report.school_names[unit]


def _measured(report: Report, card: Card, rows: list[Row]) -> tuple[Text, ...]:
    known = [row for row in rows if row["value"] == row["value"]]
    if not known:
        return ()
    if card.level != "class":
        return ("（", report.numbers.result(known[0]), "）")  # type: ignore[return-value]
    largest = max(known, key=lambda row: row["value"])
    unit, stage, status = largest["unit"], largest["stage"], largest["status"]
    what = f"{school_name(report, unit)}，{report.stages[stage]}，{card.label}{NAMED[status]}的班级数"
    number = report.numbers.count(f"L{card.number:02d}-{unit}-{stage}-{status}", len(rows), what, "班级计数", "个")
    return ("（", number, "个班，最大", report.numbers.result(largest), "人）")  # type: ignore[return-value]
