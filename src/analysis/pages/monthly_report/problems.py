"""What does not go well: red lines, risks, contradictions. 存在问题。"""

from __future__ import annotations

from collections.abc import Sequence

from ...planning.entries import Entry
from ...planning.punctuality import to_talk_over
from ...planning.timetable import after_target, timetable
from ...printing.blocks import Block, Bullets, Paragraph, Strong, TableBlock, TableColumn, Text, join
from ...printing.display import Shown
from ..words import chinese_date
from .month import Month, measured


def problems(month: Month) -> Shown:
    """Late lines, the longest first; reports that the figures contradict; the plan against itself. 存在问题。"""
    entries = timetable(month.ledger.lines, month.day)
    late = [entry.line for entry in entries if entry.late]
    claimed = [line for line in month.ledger.lines if line.open and "报已完成" in line.why]
    silent = [line for line in month.ledger.lines if line.open and not line.state.answers and line.start <= month.day]
    items: list[Text] = [
        (
            "逾期未销号",
            month.count("late", late, "逾期未销号事项"),
            "项，其中严重滞后",
            month.count("late-red", (line for line in late if "严重滞后" in line.why), "严重滞后事项"),
            "项。",
        ),
        ("已到启动时间而没有任何单位报送的", month.count("silent", silent, "没有报送的事项"), "项。"),
        (
            "单位报已完成而尚不能销号的",
            month.count("claimed", claimed, "报已完成而未销号的事项"),
            "项",
            *(("：", *join([line.title for line in claimed])) if claimed else ()),
            "。",
        ),
    ]
    target = month.ledger.plan.target
    later = after_target(month.ledger.plan)
    if target is not None and later:
        ids = {line.id for line in month.ledger.lines if line.task in later}
        number = month.count("after-target", (month.lines[id] for id in sorted(ids)), "时限晚于总目标的任务")
        items.append(
            (
                "方案自身的矛盾：总目标为",
                Strong(chinese_date(target.by)),
                "前，而",
                number,
                "项任务的时限更晚，见“时限晚于总目标的任务”。",
            )
        )
    talk = to_talk_over(month.ledger.lines, month.day)
    if talk:
        number = month.count("talk", talk, "逾期两个月以上的事项")
        told = join(
            [(line.title, f"（牵头单位{line.lead or '未定'}，逾期{line.late(month.day)}天）") for line in talk], "；"
        )
        items.append(("建议约谈牵头单位的（逾期两个月以上）", number, "项：", *told, "。"))
    blocks: list[Block] = [Bullets(tuple(items))]
    if late:
        blocks.append(_table(month, late))
    else:
        blocks.append(Paragraph("没有逾期未销号的事项。"))
    if later:
        rows = tuple((task.at, task.title, task.said or "—", str(task.due), "、".join(task.offices)) for task in later)
        columns = (
            TableColumn("方案条目"),
            TableColumn("任务", width="2fr"),
            TableColumn("原文时限"),
            TableColumn("本工作簿取"),
            TableColumn("责任单位", width="1.6fr"),
        )
        blocks.append(TableBlock("时限晚于总目标的任务", "table-after-target", columns, rows))
    return Shown(blocks)


def _table(month: Month, late: Sequence[Entry]) -> TableBlock:
    rows = tuple(
        (
            line.title,
            line.due_words,
            str(line.late(month.day)),
            "红" if line.colour == "red" else "黄",
            line.why,
            measured(month, line),
            "、".join(line.offices),
        )
        for line in late
    )
    return TableBlock(
        "逾期未销号事项（逾期长的在前）",
        "table-late",
        (
            TableColumn("事项", width="2fr"),
            TableColumn("时限"),
            TableColumn("逾期天数", "right"),
            TableColumn("三色", filter=True),
            TableColumn("原因", width="1.2fr"),
            TableColumn("测算结果", width="1fr"),
            TableColumn("责任单位", width="1.6fr"),
        ),
        rows,
        tools=True,
    )
