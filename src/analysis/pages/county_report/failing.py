"""The schools that fail, by name, and on what. 未达标学校。"""

from __future__ import annotations

from ...planning.gaps import gaps
from ...planning.rule_gaps import ways_to_pass
from ...printing.blocks import Block, Mark, Paragraph, Strong, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ...scoring.parts import NOT_MET
from ...standard.cards import Card
from ...standard.rule_ids import indicator_rule
from ..gap_numbers import ways_words
from ..report import OPEN, Report
from ..words import tally
from .charts.shortfalls import shortfalls


def failing(report: Report) -> Shown:
    """Schools that fail the school rule; then, indicator by indicator, the schools below the line. 未达标学校名单。"""
    rule = report.evaluation.rules.standard.school_rule
    cards = report.evaluation.rules.by_number
    blocks: list[Block] = [
        Paragraph(
            f"校级综合达标要求每个校（段）{len(rule.indicators)}项资源配置指标至少{report.segments[0]['line']:.0f}项达标，"
            f"其余1项不低于标准的{report.floor}%（{rule.clause.document}{rule.clause.item}）。"
            if report.segments
            else "没有参加校级综合达标判定的学校。"
        )
    ]
    for stage, label in report.stages.items():
        rows = [row for row in report.segments if row["stage"] == stage]
        judged = zip(report.numbers.verdicts(rows, "school_rule"), (row["verdict"] for row in rows), strict=True)
        said = tally(report, f"S-{stage}", judged, "segment", f"{label}校级综合达标")
        blocks.append(Paragraph((Strong(label), "：", *said, "。")))
    bad = [row for row in report.segments if row["verdict"] == NOT_MET or row["verdict"] in OPEN]
    if bad:
        ways = ways_to_pass(report.evaluation, gaps(report.evaluation))
        listed: list[tuple[Text, ...]] = [
            (
                row["name"],
                report.stages[row["stage"]],
                _names(row["missed"], cards),
                _names(row["below_floor"], cards),
                _names(row["open"], cards),
                ways_words(report, ways.get((row["unit"], row["stage"]), ()), short=True),
                Mark(row["verdict"]),
            )
            for row in sorted(bad, key=lambda row: (row["verdict"] != NOT_MET, -len(row["missed"].split(","))))
        ]
        blocks.append(
            TableBlock(
                "未通过校级综合达标的校（段）",
                "table-school-rule",
                (
                    TableColumn("学校", width="1.4fr", filter=False),
                    TableColumn("学段", filter=True),
                    TableColumn("低于标准的指标", width="2.4fr"),
                    TableColumn(f"其中低于标准{report.floor}%", width="1.6fr"),
                    TableColumn("缺数据或待证", width="1fr"),
                    TableColumn("达到要求还须（任选其一）", width="2.4fr"),
                    TableColumn("结论", filter=True),
                ),
                tuple(listed),
                tools=True,
            )
        )
    named = _by_indicator(report)
    if named.rows:
        blocks.append(named)
    blocks += shortfalls(report)
    return Shown(blocks)


def _names(numbers: str, cards: dict[int, Card]) -> str:
    return "、".join(f"{n}.{cards[int(n)].short}" for n in numbers.split(",") if n) or "—"


def _by_indicator(report: Report) -> TableBlock:
    """Indicator × the schools below its line. 各指标未达标学校。"""
    rows: list[tuple[Text, ...]] = []
    for card in report.cards:
        if card.level in ("county", "subject"):
            continue
        bad = [row for row in report.results(card.number) if row["status"] == NOT_MET]
        schools = [
            report.verdicts[indicator_rule(card.number), unit, ""] for unit in dict.fromkeys(row["unit"] for row in bad)
        ]
        if schools:
            said, of = "至少一个学段、班级或分项未达标的学校计数", report.numbers.verdicts(schools)
            number = report.numbers.count(
                f"F{card.number:02d}", len(schools), f"{card.label}，未达标学校数", said, "所", of=of
            )
            rows.append((str(card.number), card.label, number, "、".join(row["name"] for row in schools)))
    return TableBlock(
        "各指标未达标学校名单",
        "table-named",
        (
            TableColumn("序号", "right"),
            TableColumn("指标", width="1.2fr"),
            TableColumn("学校数", "right"),
            TableColumn("学校", width="3fr"),
        ),
        tuple(rows),
    )
