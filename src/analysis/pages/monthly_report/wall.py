"""The timetable on one sheet. 挂图作战。"""

from __future__ import annotations

from ...printing.blocks import Block, Paragraph, TableBlock, TableColumn, Text, plain
from ...printing.display import Shown
from .month import Month
from .timetable_chart import timetable_chart


def wall(month: Month) -> Shown:
    """Phases and deadlines on one page, A3 across on paper. 时间表。"""
    tasks = [line for line in month.ledger.lines if line.task is not None]
    done = month.count("task-now-green", (line for line in tasks if line.colour == "green"), "本月末方案任务，绿")
    late = month.count("tasks-late", (line for line in tasks if line.late(month.day)), "逾期未完成的方案任务")
    total = month.count("task-now", tasks, "本月末方案任务")
    title = f"{month.report.name}创建工作时间表：{plain(total)}项方案任务，已完成{plain(done)}项，逾期{plain(late)}项（截至{month.day}）"
    blocks: list[Block] = [
        Paragraph("方案各阶段和时限在一张图上，纸面单独成页（A3横向），可张贴；逐项时间表见网页版和台账工作簿。"),
        _phases(month),
        timetable_chart(month.ledger.plan, tasks, month.day, title, month.report.synthetic),
    ]
    return Shown(blocks)


def _phases(month: Month) -> TableBlock:
    rows: list[tuple[Text, ...]] = []
    for own in month.ledger.plan.plans:
        for phase in month.ledger.plan.phases:
            if phase.id in {each.id for each in own.phases}:
                days = (
                    f"{phase.start}至{phase.end}{'（由目标日倒排）' if phase.derived else ''}"
                    if phase.start
                    else "未定"
                )
                rows.append((own.document, phase.at, f"阶段：{phase.label}", phase.said, days))
        for target in (own.target, *own.milestones):
            rows.append((own.document, target.at, f"目标：{target.label}", target.said, target.by.isoformat()))
    columns = (
        TableColumn("文件", width="1.4fr"),
        TableColumn("条目"),
        TableColumn("阶段或目标", width="1.4fr"),
        TableColumn("原文", width="1fr"),
        TableColumn("本工作簿取", width="1fr"),
    )
    return TableBlock("阶段与目标", "table-phases", columns, tuple(rows))
