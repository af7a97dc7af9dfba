"""How far each county's ledger has come: open, colours, late, done by its day, next deadline. 各县创建进展。"""

from __future__ import annotations

from datetime import date

from ...printing.blocks import Block, Paragraph, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ...rounding import NONE
from ..monthly_report.month import Month, ledger_of
from ..monthly_report.offices import on_time
from ..report import Report, parse_date
from ..words import chinese_date
from .city import City

HEADINGS = ("立账", "未销号", "红", "黄", "绿", "逾期", "按期办结")


def progress(city: City, day: str) -> Shown:
    """The ledgers of the counties side by side on one day. 各县创建进展。

    day : ISO date; blank for none, then the section says how to get it
    """
    if not day:
        return Shown(
            [Paragraph("没有指定台账日期。在参数 date 中填写日期（如 2025-09-30）后重新生成，本节列出各县台账进展。")]
        )
    on = parse_date(day, "台账日期 date")
    rows = [_county(report, on) for report in city.counties]
    rows += [(place.name, *[NONE] * len(HEADINGS), "没有报送数据") for place in city.missing]
    table = TableBlock(
        "各县台账进展",
        "table-progress",
        (
            TableColumn("县（区）", width="1.2fr"),
            *(TableColumn(heading, "right", width="1fr") for heading in HEADINGS),
            TableColumn("下一时限", width="2.4fr"),
        ),
        tuple(rows),
    )
    said = f"截至{chinese_date(on)}。“按期办结”是在时限内销号的项数与已到期项数之比；没有项目到期的为“{NONE}”。"
    blocks: list[Block] = [Paragraph(said), table]
    return Shown(blocks)


def _county(report: Report, day: date) -> tuple[Text, ...]:
    month = Month(report, ledger_of(report, day), day.replace(day=1))
    lines = list(month.ledger.lines)
    open_ = [line for line in lines if line.open]
    counted = [
        month.count(f"progress-{key}", own, f"{report.name}，{words}")
        for key, words, own in (
            ("all", "立账", lines),
            ("open", "未销号", open_),
            ("red", "红", [line for line in lines if line.colour == "red"]),
            ("yellow", "黄", [line for line in lines if line.colour == "yellow"]),
            ("green", "绿", [line for line in lines if line.colour == "green"]),
            ("late", "逾期", [line for line in open_ if line.late(day)]),
        )
    ]
    coming = min(((line.due, line.title) for line in open_ if line.due and line.due >= day), default=None)
    following = f"{coming[0]} {coming[1]}" if coming else NONE
    return (report.name, *counted, on_time(month, "progress", lines, report.name), following)
