"""The seven against the line, the floor and the county, with what is missing. 七项资源配置指标表。"""

from __future__ import annotations

from decimal import Decimal

from pandas import isna

from ...printing.blocks import Block, Inline, Mark, Paragraph, TableBlock, TableColumn, Text, join
from ...rounding import NONE, plain_number
from ...scoring.parts import NO_DATA
from ..gap_numbers import size
from ..report import Report, Row
from .sheets import Sheets


def seven(sheets: Sheets, school: str, rows: list[Row], at: int) -> list[Block]:
    """A row per indicator and stage: value, line, floor, county mean, place, gaps, verdict. 七项对照表。

    rows : results of the seven, of one school
    """
    report = sheets.report
    several = len({row["stage"] for row in rows}) > 1
    missing = {(row["indicator"], row["stage"]): row for row in sheets.missing.get(school, ())}
    listed: list[tuple[Text, ...]] = []
    for row in sorted(rows, key=lambda row: row["indicator"]):
        card = report.evaluation.rules.by_number[row["indicator"]]
        gap = missing.get((card.number, row["stage"]))
        listed.append(
            (
                f"{card.number}.{card.short}",
                *((report.stages[row["stage"]],) if several else ()),
                "缺" if row["status"] == NO_DATA else report.numbers.result(row),
                report.numbers.line(row),
                _floor(report, row),
                report.numbers.balance(sheets.balance[card.number, row["stage"]], "mean"),
                _place(sheets, row),
                size(report, gap, "amount"),
                size(report, gap, "to_floor"),
                Mark(row["status"]),
            )
        )
    table = TableBlock(
        "资源配置七项指标与标准、底线和全县对照",
        f"sheet-{at}-seven",
        (
            TableColumn("指标", width="1fr"),
            *((TableColumn("学段"),) if several else ()),
            TableColumn("本校", "right"),
            TableColumn("标准", "right"),
            TableColumn(f"底线{report.floor}%", "right"),
            TableColumn("县均值", "right"),
            TableColumn("位次", "right"),
            TableColumn("达标差额", "right"),
            TableColumn("底线差额", "right"),
            TableColumn("结论"),
        ),
        tuple(listed),
    )
    units = "、".join(f"{card.number}.{card.unit}" for card in sheets.seven)
    shared = "一贯制学校各学段共用资源的差额是全校须增加的数量，几个学段都有差额的取最大的一个，不相加。" * any(
        gap["shared"] for gap in missing.values()
    )
    return [
        table,
        Paragraph(
            (f"单位：{units}。位次按数值由高到低，缺数据的不排，全县参评", *_judged(report, rows), f"。{shared}"),
            small=True,
        ),
    ]


def _judged(report: Report, rows: list[Row]) -> tuple[Inline, ...]:
    """How many segments of the school's stages there are to be placed among."""
    said: list[Text] = []
    for stage in dict.fromkeys(row["stage"] for row in rows):
        own = [row for row in report.segments if row["stage"] == stage]
        label = report.stages[stage]
        said.append(
            (
                label,
                report.numbers.count(
                    f"U-{stage}",
                    len(own),
                    f"参评{label}校（段）数",
                    "参加校级综合达标判定的校（段）计数",
                    "个",
                    of=report.numbers.verdicts(own, "school_rule"),
                ),
                "个",
            )
        )
    return join(said)


def _floor(report: Report, row: Row) -> Text:
    if isna(row["line"]):
        return NONE
    value = row["line"] * float(report.floor) / 100
    card = report.evaluation.rules.by_number[row["indicator"]]
    line = report.numbers.line(row)
    places = max(0, -Decimal(plain_number(value)).as_tuple().exponent)  # type: ignore[operator]  # a plain number is finite
    what = f"{report.stages[row['stage']]}，{card.label}，底线"
    return report.numbers.count(
        f"B{card.number:02d}-{row['stage']}", value, what, f"{line} × {report.floor} ÷ 100", card.unit, places
    )


def _place(sheets: Sheets, row: Row) -> Text:
    key = (row["indicator"], row["unit"], row["stage"])
    if key not in sheets.places:
        return NONE
    place, of = sheets.places[key]
    card = sheets.report.evaluation.rules.by_number[row["indicator"]]
    label = f"{row['name']}，{card.label}，全县位次"
    number = sheets.report.numbers.count(
        f"O{row['indicator']:02d}-{row['unit']}-{row['stage']}",
        place,
        label,
        f"按数值由高到低，同学段有数值的校（段）共{of}个",
        "位",
        of=sheets.report.numbers.results([row]),
    )
    return number
