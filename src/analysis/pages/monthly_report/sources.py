"""What the page was made from. 依据与出处。"""

from __future__ import annotations

from ...planning.rhythms import BASES
from ...printing.blocks import Block, Paragraph, TableBlock, TableColumn
from ...printing.display import Shown
from ..words import chinese_date
from .month import Month


def sources(month: Month) -> Shown:
    """Plans, the history with its check, the run, and how doubtful words are read. 依据。"""
    ledger, report = month.ledger, month.report
    documents = report.evaluation.rules.sources
    history = ledger.history
    recorded = f"{len(history.rows)}行，末行校验码{history.checks[-1]}" if history.rows else "尚无记录"
    blocks: list[Block] = [
        Paragraph(
            f"测算编号{ledger.run.id}：{report.school_year}年数据，规则日期{chinese_date(report.as_of)}；台账历史data/ledger/{report.county}.csv，{recorded}。"
        ),
        TableBlock(
            "行动方案",
            "table-plans",
            (
                TableColumn("文件", width="1.2fr"),
                TableColumn("名称", width="2fr"),
                TableColumn("任务数", "right"),
                TableColumn("说明", width="2fr"),
            ),
            tuple(
                (
                    p.document,
                    documents[p.document].title,
                    str(sum(len(i.tasks) for i in p.items)),
                    documents[p.document].note,
                )
                for p in ledger.plan.plans
            ),
        ),
    ]
    read = [
        (task.at, task.title, task.said, task.due.isoformat() if task.due else BASES[task.basis], task.reading)
        for task in ledger.plan.tasks
        if task.reading
    ]
    read += [
        (p.target.at, p.target.label, p.target.said, p.target.by.isoformat(), p.target.reading)
        for p in ledger.plan.plans
        if p.target.reading
    ]
    if read:
        columns = (
            TableColumn("条目"),
            TableColumn("事项", width="1.6fr"),
            TableColumn("原文时限", width="1fr"),
            TableColumn("本工作簿取"),
            TableColumn("理解", width="2fr"),
        )
        blocks.append(TableBlock("原文时限的理解", "table-readings", columns, tuple(read)))
    return Shown(blocks)
