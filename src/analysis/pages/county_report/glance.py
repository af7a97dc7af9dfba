"""The indicators at a glance, and how they stand one by one. 指标一览。"""

from __future__ import annotations

from ...printing.blocks import Grid, Mark, Paragraph, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ...standard.rule_ids import indicator_rule
from ..report import Report
from ..words import lines_of, standing
from .charts.county_ratios import county_ratios


def glance(report: Report) -> Shown:
    """Every indicator with its colour, line and tally. 全部指标的结论。"""
    standard = report.evaluation.rules.standard
    groups = tuple(
        (
            label,
            tuple(
                (f"{card.number} {card.short}", _verdict(report, card.number), f"indicator-{card.number:02d}")
                for card in report.cards
                if card.dimension == dimension
            ),
        )
        for dimension, label in standard.dimensions.items()
    )
    rows: list[tuple[Text, ...]] = []
    for card in report.cards:
        own = report.county_verdict(indicator_rule(card.number))
        rows.append(
            (str(card.number), card.label, lines_of(card, report) or "—", standing(report, card), Mark(own["verdict"]))
        )
    table = TableBlock(
        "各项指标结论",
        "table-glance",
        (
            TableColumn("序号", "right"),
            TableColumn("指标", width="2fr"),
            TableColumn("标准", width="2fr"),
            TableColumn("适用对象情况", width="1.6fr"),
            TableColumn("结论", filter=True),
        ),
        tuple(rows),
        tools=True,
        notes=("绿色为达标或例外达标，黄色为缺数据或待证，红色为未达标；每种状态另有形状和文字，黑白打印同样可辨。",),
    )
    return Shown(
        [
            Paragraph(
                "资源配置七项以校（段）为单位逐一判定，其中任一校（段）低于标准即列为未达标；认定结论按校级综合达标规则和校际差异系数判定，见第三、第四部分。"
            ),
            Grid("指标一览", "grid", groups),
            table,
            county_ratios(report),
        ]
    )


def _verdict(report: Report, number: int) -> str:
    return str(report.county_verdict(indicator_rule(number))["verdict"])
