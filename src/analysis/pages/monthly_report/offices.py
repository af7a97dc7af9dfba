"""How each responsible office stands. 各责任单位情况。"""

from __future__ import annotations

from ...planning.entries import Entry
from ...planning.punctuality import punctuality
from ...printing.blocks import Paragraph, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ...rounding import NONE
from .month import Month


def by_office(month: Month) -> dict[str, list[Entry]]:
    """Office -> all its lines, those with most open late lines first. 按责任单位归集。"""
    offices: dict[str, list[Entry]] = {}
    for line in month.ledger.lines:
        for office in line.offices:
            offices.setdefault(office, []).append(line)
    return dict(sorted(offices.items(), key=lambda pair: (-sum(line.late(month.day) > 0 for line in pair[1]), pair[0])))


def office_keys(month: Month) -> dict[str, str]:
    """Office -> O01, O02 … by name, for the ids of its numbers. 单位编号。"""
    names = sorted({office for line in month.ledger.lines for office in line.offices})
    return {name: f"O{at:02d}" for at, name in enumerate(names, 1)}


def on_time(month: Month, key: str, lines: list[Entry], what: str) -> Text:
    """Struck off by its day, of what has fallen due; a dash where nothing has. 按期办结。"""
    found = punctuality(lines, month.day)
    if not found.due:
        return NONE
    done = month.count(f"{key}-in-time", found.in_time, f"{what}，按期销号")
    return (done, "/", month.count(f"{key}-fallen-due", found.due, f"{what}，已到期"))


def offices(month: Month) -> Shown:
    """Lines by office and colour; whether it reported this month. 各责任单位情况。"""
    first, last = month.next_month
    answered = {row.by for row in month.events if row.run.startswith("file#")}
    rows: list[tuple[Text, ...]] = []
    keys = office_keys(month)
    for office, lines in by_office(month).items():
        open_ = [line for line in lines if line.open]
        counted = [
            month.count(f"{keys[office]}-{key}", own, f"{office}，{words}")
            for key, words, own in (
                ("all", "立账", lines),
                ("open", "未销号", open_),
                ("red", "红", [x for x in lines if x.colour == "red"]),
                ("yellow", "黄", [x for x in lines if x.colour == "yellow"]),
                ("green", "绿", [x for x in lines if x.colour == "green"]),
                ("late", "逾期", [x for x in open_ if x.late(month.day)]),
                ("due", "下月到期", [x for x in open_ if x.due and first <= x.due <= last]),
            )
        ]
        rows.append(
            (office, *counted, on_time(month, keys[office], lines, office), "是" if office in answered else "否")
        )
    headings = ("立账", "未销号", "红", "黄", "绿", "逾期", "下月到期")
    table = TableBlock(
        "各责任单位台账情况（逾期多的在前）",
        "table-offices",
        (
            TableColumn("责任单位", width="2.4fr"),
            *(TableColumn(heading, "right", width="1fr") for heading in headings),
            TableColumn("按期办结", "right", width="1.2fr"),
            TableColumn("本月报送", "center", width="1fr", filter=True),
        ),
        tuple(rows),
        tools=True,
    )
    return Shown(
        [
            Paragraph(
                "一个事项由几个单位共同负责的，各单位都计一项，所以各行相加大于总数。“按期办结”是在时限内销号的项数与已到期项数之比。单位名称照方案所写，“相关乡镇街道”等未具体化的照列。"
            ),
            table,
        ]
    )
