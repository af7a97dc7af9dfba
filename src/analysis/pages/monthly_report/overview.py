"""Title, and how the ledger stands at the end of the month. 标题与总体情况。"""

from __future__ import annotations

from ...planning.colours import ORDER, WORDS
from ...planning.history import CLOSE, OPEN, REOPEN
from ...printing.blocks import Block, Callout, Heading, Inline, Paragraph, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ..words import chinese_date
from .month import Month

KINDS = {"result": "评估事项", "task": "方案任务"}


def title(month: Month) -> Shown:
    """What month, until when it is reported, from which run. 标题。"""
    ledger, report = month.ledger, month.report
    clause = ledger.rules.clause.document
    blocks: list[Block] = [
        Heading(name(month), "top", level=1),
        Paragraph(
            f"{report.full_name}，{month.first.year}年{month.first.month}月，截至{chinese_date(month.day)}。"
            f"本月进展应于{chinese_date(month.reported_by)}前报送（{clause}三（二））。"
        ),
        Paragraph(
            "“评估事项”由测算结果立账，重新测算达标才销号；“方案任务”由行动方案立账，报已完成并有佐证材料才销号，写明结果的以测算为准。"
            f"三色按{clause}{ledger.rules.clause.item}："
            + "；".join(f"{WORDS[c]}＝{text}" for c, text in ledger.rules.colours.items())
            + "。",
            small=True,
        ),
    ]
    return Shown(blocks + warnings(month))


def name(month: Month) -> str:
    """The title of the page. 页名。"""
    return f"{month.report.name}优质均衡创建工作月报（{month.first.year}年{month.first.month}月）"


def warnings(month: Month) -> list[Block]:
    """Synthetic data, and `changes`. 提示。"""
    said = Callout(
        "open", "测算结果由合成数据生成，仅供演示和检验。", ("事项、三色和进展不反映任何真实学校、单位或地区的情况。",)
    )
    return [*([said] if month.report.synthetic else []), *changes(month)]


def changes(month: Month) -> list[Block]:
    """Changes not yet recorded, or a month that is over. 台账状态提示。"""
    ledger = month.ledger
    blocks: list[Block] = []
    if ledger.past:
        blocks.append(
            Callout(
                "info", "台账在此之后还有记录。", (f"本页按截至{chinese_date(month.day)}的记录还原，不含以后的变化。",)
            )
        )
    elif ledger.pending:
        blocks.append(
            Callout(
                "open",
                f"本次测算和方案引起的{len(ledger.pending)}处变化还没有登记。",
                (
                    f"本页已计入。登记请运行：python -m analysis ledger {month.report.county} --year {month.report.school_year} --date {month.day}",
                ),
            )
        )
    return blocks


def overview(month: Month) -> Shown:
    """Lines by colour, this month and last; opened, closed, reopened. 总体情况。"""
    lines = list(month.ledger.lines)
    open_ = [line for line in lines if line.open]
    blocks: list[Block] = [
        Paragraph(
            (
                "台账共立账",
                month.count("all", lines, "立账事项"),
                "项，已销号",
                month.count("closed", (x for x in lines if not x.open), "已销号事项"),
                "项，未销号",
                month.count("open", open_, "未销号事项"),
                "项；其中逾期",
                month.count("late", (x for x in open_ if x.late(month.day)), "逾期未销号事项"),
                "项。",
                *_happened(month),
            )
        ),
        _colours(month),
    ]
    return Shown(blocks)


def _happened(month: Month) -> tuple[Inline, ...]:
    said: list[Inline] = ["本月"]
    for event, words in ((OPEN, "新立账"), (CLOSE, "销号"), (REOPEN, "重新立账")):
        own = [row.line for row in month.events if row.event == event]
        said += [words, month.tally(f"month-{event}", len(own), f"本月{words}", own), "项、"]
    answered = {row.by for row in month.events if row.run.startswith("file#") and row.event not in (CLOSE, REOPEN)}
    number = month.tally(
        "month-offices",
        len(answered),
        "本月报送进展的单位",
        [row.line for row in month.events if row.run.startswith("file#")],
    )
    return (*said[:-1], "项；报送进展的单位", number, "个。")


def _colours(month: Month) -> TableBlock:
    rows: list[tuple[Text, ...]] = []
    for kind, words in KINDS.items():
        for when, lines in (("本月末", list(month.ledger.lines)), ("上月末", month.before)):
            own = [line for line in lines if line.kind == kind]
            key = f"{kind}-{'now' if when == '本月末' else 'before'}"
            counted = [
                month.count(f"{key}-{c or 'none'}", (x for x in own if x.colour == c), f"{when}{words}，{WORDS[c]}")
                for c in ORDER
            ]
            rows.append((words, when, month.count(key, own, f"{when}{words}"), *counted))
    headings = ("红", "黄", "未到启动时间", "绿")
    return TableBlock(
        "三色情况",
        "table-colours",
        (
            TableColumn("类别"),
            TableColumn("时间"),
            TableColumn("立账", "right"),
            *(TableColumn(heading, "right") for heading in headings),
        ),
        tuple(rows),
        notes=(month.ledger.rules.ruling.reading,),
    )
