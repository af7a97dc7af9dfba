"""What changed since the last month. 上月以来的进展。"""

from __future__ import annotations

from ...planning.entries import STATUSES
from ...planning.history import ANSWERS, CHANGE, CLOSE, EVENTS, REOPEN
from ...printing.blocks import Block, Heading, Paragraph, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ...scoring.verdicts import WORDS as STATUS_WORDS
from .month import Month, measured
from .offices import office_keys

#: More answers than these are told in numbers on paper.
FEW = 20
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
    many = len(reported) > FEW
    table = TableBlock(
        "单位报送的进展", "table-answers", answered, tuple(sorted(reported, key=str)), tools=many, fold=many
    )
    return Shown([*blocks, *([_by_office(month, list(latest))] if many else []), table])


def _by_office(month: Month, answered: list[tuple[str, str]]) -> TableBlock:
    """On paper, what each office reported in numbers; the words stand on the screen and in the ledger."""
    keys = office_keys(month)
    rows: list[tuple[Text, ...]] = []
    for office in sorted({office for _, office in answered}):
        lines = [line for line, by in answered if by == office]
        counted: list[Text] = [
            month.tally(f"{keys.get(office, office)}-answers", len(lines), f"{office}，本月报送", lines)
        ]
        for at, word in enumerate(STATUSES):
            own = [line for line in lines if month.ledger.states[line].answers[office].get("status") == word]
            key = f"{keys.get(office, office)}-answers-{at}"
            counted.append(month.tally(key, len(own), f"{office}，本月报{word}", own) if own else "0")
        rows.append((office, *counted))
    columns = (
        TableColumn("单位", width="2fr"),
        *(TableColumn(heading, "right", width="1fr") for heading in ("报送事项", *STATUSES)),
    )
    notes = ("逐项报送内容见网页版和台账历史。",)
    return TableBlock("各单位报送情况", "table-answers-offices", columns, tuple(rows), notes)


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
