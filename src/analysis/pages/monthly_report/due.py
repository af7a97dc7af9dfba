"""What falls due next month. 下月计划。"""

from __future__ import annotations

from ...planning.colours import WORDS
from ...planning.rhythms import BASES, RHYTHMS
from ...planning.timetable import RECURRING, occurrences
from ...printing.blocks import Block, Bullets, Paragraph, TableBlock, TableColumn, Text
from ...printing.display import Shown
from .month import Month, measured


def due(month: Month) -> Shown:
    """Open lines whose deadline lies in the next month, and what recurs in it. 下月到期事项。"""
    first, last = month.next_month
    own = sorted(
        (line for line in month.ledger.lines if line.open and line.due and first <= line.due <= last),
        key=lambda line: (line.due_words, line.kind, line.id),
    )
    number = month.count("due", own, "下月到期未销号事项")
    blocks: list[Block] = [
        Paragraph((f"{first.year}年{first.month}月到期的未销号事项", number, "项；逾期事项见上一部分，仍须完成。"))
    ]
    if own:
        rows: tuple[tuple[Text, ...], ...] = tuple(
            (
                line.due_words,
                line.title,
                BASES[line.basis],
                WORDS[line.colour],
                measured(month, line),
                "、".join(line.offices),
            )
            for line in own
        )
        blocks.append(
            TableBlock(
                f"{first.month}月到期事项",
                "table-due",
                (
                    TableColumn("时限"),
                    TableColumn("事项", width="2fr"),
                    TableColumn("时限依据"),
                    TableColumn("三色", filter=True),
                    TableColumn("测算结果", width="1fr"),
                    TableColumn("责任单位", width="1.8fr"),
                ),
                rows,
                tools=len(rows) > 20,
            )
        )
    again: list[Text] = []
    for line in month.ledger.lines:
        if (
            line.task is not None
            and line.task.rhythm in RECURRING
            and (days := occurrences(line.task, first, min(last, line.task.ends)))
        ):
            said = "、".join(f"{day.month}月{day.day}日" for day in days)
            again.append(f"{line.title}（{RHYTHMS[line.task.rhythm]}）：{said}，{'、'.join(line.offices)}")
    if again:
        blocks += [Paragraph("定期任务："), Bullets(tuple(again))]
    return Shown(blocks)
