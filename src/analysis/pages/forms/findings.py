"""What the government guarantees and how good the teaching is: forms 表Ⅳ and 表Ⅴ. 政府保障程度与教育质量。"""

from __future__ import annotations

from pandas import isna, notna

from ...printing.blocks import plain
from ...printing.office.form import MISSING, NOTHING, Cell, Form, HeadCell, Value, value
from ...scoring.parts import NOT_APPLICABLE
from ...scoring.verdicts import WORDS
from ...standard.cards import Card, Dimension
from ...standard.rule_ids import indicator_rule
from ..report import Report, Row
from ..words import lines_of
from .on_file import answers, documents, on_file
from .rounding import result_notes
from .standing import NAMED, Group, groups, named, part_of, unit_of, why

#: Names given in a cell; the rest are counted.
MOST = 10
HEADS = (
    HeadCell("序号", width=5),
    HeadCell("指标", width=5),
    HeadCell("评估指标", width=27, align="left"),
    HeadCell("标准", width=24, align="left"),
    HeadCell("数值或核查结论", width=62, align="left"),
    HeadCell("是否达标", width=9),
)


def government(report: Report) -> Form:
    """Form 表Ⅳ, rows 1–15. 表Ⅳ。"""
    return _form(report, "government", "表Ⅳ", "政府保障程度")


def quality(report: Report) -> Form:
    """Form 表Ⅴ, rows 1–9. 表Ⅴ。"""
    return _form(report, "quality", "表Ⅴ", "教育质量")


def _form(report: Report, dimension: Dimension, number: str, name: str) -> Form:
    cards = [card for card in report.cards if card.dimension == dimension]
    rows = tuple(
        (
            Value(str(i)),
            Value(str(card.number)),
            card.label,
            lines_of(card, report) or NOTHING,
            _finding(report, card),
            WORDS[report.county_verdict(indicator_rule(card.number))["verdict"]],
        )
        for i, card in enumerate(cards, start=1)
    )
    return Form(
        number,
        name,
        f"{name}达标情况",
        HEADS,
        rows,
        notes=(
            "数值四舍五入，比例保留一位小数；是否达标按未修约的精确值判定。",
            f"逐校认定的指标写明应评数和各类情况，点名不超过{MOST}所，其余见自评报告；括号内为该校数值。",
            *result_notes(report, (card.number for card in cards)),
        ),
    )


def _finding(report: Report, card: Card) -> Cell:
    """The value, or a line for each thing the indicator asks."""
    rows = report.results(card.number)
    if card.level == "subject":
        subjects = {row["name"]: [own for own in rows if own["name"] == row["name"]] for row in rows}
        return "\n".join(
            f"{name}：" + "，".join(f"{part_of(card, row).label}{_told(report, card, row)}" for row in own)
            for name, own in subjects.items()
        )
    if card.level != "county":
        return (
            "\n".join(
                f"{group.label}：{_counted(report, card, group)}" if group.label else _counted(report, card, group)
                for group in groups(report, card)
            )
            or "没有适用对象"
        )
    if len(rows) > 1:
        return "\n".join(f"{row['label']}：{_told(report, card, row)}（{WORDS[row['status']]}）" for row in rows)
    return (
        _told(report, card, rows[0])
        if isna(rows[0]["value"])
        else value(report.numbers.result(rows[0]), unit_of(card, rows[0]))
    )


def _counted(report: Report, card: Card, group: Group) -> str:
    names = "；".join(f"{NAMED[status]}：{plain(said)}" for status, said in named(report, card, group, MOST))
    return plain(group.told) + (f"。{names}" if names else "")


def _told(report: Report, card: Card, row: Row) -> str:
    if row["status"] == NOT_APPLICABLE:
        return WORDS[NOT_APPLICABLE]
    if part_of(card, row).formula != "attested":
        return (
            plain((report.numbers.result(row), unit_of(card, row))) if notna(row["value"]) else f"{MISSING}，{why(row)}"
        )
    rows = on_file(report, card, row)
    said = "，".join(filter(None, (answers(rows) or MISSING, why(row))))
    papers = documents(rows)
    return f"{said}。材料：{papers}" if papers else said
