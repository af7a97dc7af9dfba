"""What changed since the last month. 上月以来的进展。"""

from __future__ import annotations

from ...planning.history import ANSWERS, CHANGE, CLOSE, EVENTS, REOPEN
from ...printing.blocks import Block, Heading, Paragraph, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ...scoring.verdicts import WORDS as STATUS_WORDS
from .month import Month, measured

STATUS = STATUS_WORDS | {"set": "方案立账", "filed": "佐证材料在档", "absent": "本次未评"}


def progress(month: Month) -> Shown:
    """Lines struck off, reopened and nearer to their line; what the offices reported. 进展情况。"""
    blocks: list[Block] = []
    for event, words in ((CLOSE, "本月销号"), (REOPEN, "本月重新立账"), (CHANGE, "本月测算有变化")):
        rows = [row for row in month.events if row.event == event]
        if rows:
            body = tuple(_row(month, row.line, row.title, row.before, row.after, row.date, row.by) for row in rows)
            columns = (
                TableColumn("事项", width="2fr"),
                TableColumn("原状态"),
                TableColumn("现状态"),
                TableColumn("测算结果"),
                TableColumn("日期"),
                TableColumn("依据", width="1.2fr"),
                TableColumn("责任单位", width="1.4fr"),
            )
            blocks += [TableBlock(words, f"table-{event}", columns, body, tools=len(body) > 20)]
        else:
            blocks.append(Paragraph(f"{words}：没有。"))
    answers = [row for row in month.events if row.event in ANSWERS]
    blocks.append(Heading("单位报送的进展", "answers"))
    if not answers:
        return Shown([*blocks, Paragraph("本月没有单位报送进展。")])
    latest = {(row.line, row.by): row for row in answers}
    reported: list[tuple[Text, ...]] = []
    for (line, office), row in latest.items():
        said = month.ledger.states[line].answers[office]
        reported.append((office, row.title, *(said.get(key, "—") or "—" for key in ANSWERS), row.date))
    labels = [EVENTS[key].removeprefix("填报") for key in ANSWERS]
    widths = ("auto", "auto", "1.4fr", "1.4fr")
    answered = (
        TableColumn("单位", width="1fr"),
        TableColumn("事项", width="1.6fr"),
        *map(_column, labels, widths),
        TableColumn("日期"),
    )
    return Shown(
        [
            *blocks,
            TableBlock(
                "单位报送的进展", "table-answers", answered, tuple(sorted(reported, key=str)), tools=len(reported) > 20
            ),
        ]
    )


def _column(heading: str, width: str) -> TableColumn:
    return TableColumn(heading, width=width)


def _row(month: Month, id: str, title: str, before: str, after: str, day: str, by: str) -> tuple[Text, ...]:
    line = month.lines[id]
    return (
        title,
        STATUS.get(before, before),
        STATUS.get(after, after),
        measured(month, line),
        day,
        by,
        "、".join(line.offices),
    )
