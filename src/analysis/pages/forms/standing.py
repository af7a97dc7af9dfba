"""How the units of one indicator stand, in a few words. 一项指标的达标情况。"""

from __future__ import annotations

from dataclasses import dataclass

from pandas import notna

from ...printing.blocks import Inline, Number, Text, join
from ...scoring.parts import NO_DATA, NOT_MET, PENDING, TOLERATED
from ...standard.cards import Card, Part
from ...standard.rule_ids import indicator_rule
from ..report import Report, Row
from ..standing_rooms import room_kind, standing_rooms
from ..words import tally
from ..words import why as no_verdict

#: What is named: everything but a plain 达标.
NAMED = {NOT_MET: "未达标", NO_DATA: "缺数据", PENDING: "待证", TOLERATED: "例外达标"}


@dataclass(frozen=True)
class Group:
    """Rows of one indicator that are told together: a stage, or a part. 分组。

    label : of the stage or part, blank where there is one group
    told  : 应评66个校（段），其中达标60个、…
    """

    label: str
    rows: list[Row]
    told: Text


def part_of(card: Card, row: Row) -> Part:
    """The part a row of results speaks of. 所属分项。"""
    return card.part(row["part"])


def unit_of(card: Card, row: Row) -> str:
    """Unit of a row's value. 单位。"""
    own = part_of(card, row).unit
    return card.unit if own is None else own


def short_unit(card: Card, row: Row) -> str:
    """The unit, where it is short enough to be said again and again: 人, not 人/百名学生. 简短单位。"""
    unit = unit_of(card, row)
    return "" if "/" in unit else unit


def groups(report: Report, card: Card) -> list[Group]:
    """An indicator judged by school, stage by stage or part by part. 按学段或分项分组。"""
    rows, key = report.judged(card.number), f"T{card.number:02d}"
    found = [
        _group(
            report,
            card,
            [row for row in rows if row["stage"] == stage],
            f"{key}-{stage}",
            label,
            f"指标{card.number}，{label}",
        )
        for stage, label in report.stages.items()
    ]
    for part in card.parts:
        own = [row for row in rows if not row["stage"] and row["part"] == part.id]
        found.append(
            _group(
                report, card, own, "-".join(filter(None, [key, part.id])), part.label, f"指标{card.number}{part.label}"
            )
        )
    return [group for group in found if group.rows]


def _group(report: Report, card: Card, rows: list[Row], key: str, label: str, what: str) -> Group:
    judged = zip(report.numbers.results(rows), (row["status"] for row in rows), strict=True)
    return Group(label, rows, tally(report, key, judged, card.level, what) if rows else "")


def named(report: Report, card: Card, group: Group, most: int | None = None) -> list[tuple[str, Text]]:
    """(status, names with their values) for each status that is named. 点名。

    most : name no more than so many, and say how many there are
    """
    said: list[tuple[str, Text]] = []
    for status in NAMED:
        names = by_school(report, card, [row for row in group.rows if row["status"] == status])
        if names:
            more = f"等{len(names)}所" if len(names) > len(names[:most]) else ""
            said.append((status, (*join(names[:most]), more)))
    return said


def by_school(report: Report, card: Card, rows: list[Row]) -> list[Text]:
    """张掖四中（3.91）, one a school; of classes how many and the largest. 逐校。"""
    schools: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        schools.setdefault((row["unit"], row["stage"]), []).append(row)
    return [(school_name(report, card, own[0]), *_measured(report, card, own)) for own in schools.values()]


def school_name(report: Report, card: Card, row: Row) -> str:
    """The school of a row of results; a class row is named by its class. 学校名称。"""
    return (
        str(report.verdicts[indicator_rule(card.number), row["unit"], ""]["name"])
        if card.level == "class"
        else str(row["name"])
    )


def _measured(report: Report, card: Card, rows: list[Row]) -> tuple[Inline, ...]:
    known = [row for row in rows if notna(row["value"])]
    if not known:
        return ()
    if card.level != "class":
        part = card.part(known[0]["part"])
        there = ("，现有", _standing(report, part, known[0]), "间") if part.formula == "rooms" else ()
        return ("（", "合格" * bool(there), report.numbers.result(known[0]), short_unit(card, known[0]), *there, "）")
    largest = max(known, key=lambda row: row["value"])
    unit, stage, status = largest["unit"], largest["stage"], largest["status"]
    what = f"{school_name(report, card, largest)}，{report.stages[stage]}，{card.label}{NAMED[status]}的班级数"
    number = report.numbers.count(
        f"L{card.number:02d}-{unit}-{stage}-{status}",
        len(rows),
        what,
        "班级计数",
        "个",
        of=report.numbers.results(rows),
    )
    return ("（", number, "个班，最大", report.numbers.result(largest), "人）")


def _standing(report: Report, part: Part, row: Row) -> Number:
    return standing_rooms(report, room_kind(part), row["unit"], row["name"])


def why(row: Row) -> str:
    """Why there is no verdict, or it is pending; blank where there is one. 原因。"""
    return str(row["missing"]) or no_verdict(row)
