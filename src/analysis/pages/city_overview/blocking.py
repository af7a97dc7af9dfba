"""What keeps each county from its verdict. 各县的主要障碍。"""

from __future__ import annotations

from pandas import notna

from ...printing.blocks import Block, Bullets, Callout, Heading, Mark, Paragraph, Strong, Text, join
from ...printing.display import Shown
from ...scoring.parts import NOT_MET
from ...standard.rule_ids import is_indicator
from ..county_report.charts.text import listed, segment_name
from ..report import OPEN, Report, Row
from ..words import standing, tally
from .city import City

#: Schools named of each county; all stand in its own report.
MOST = 8


def blocking(city: City) -> Shown:
    """County by county: every requirement that is missed or open. 逐县未达到的要求。"""
    blocks: list[Block] = []
    for report in city.counties:
        failed = [row for row in report.members if row["verdict"] == NOT_MET]
        open_ = [row for row in report.members if row["verdict"] in OPEN]
        blocks.append(Heading(report.name, f"blocking-{report.county}"))
        if not failed and not open_:
            blocks.append(Callout("good", "全部要求均已达到。"))
            continue
        blocks.append(Paragraph(_sentence(report, failed, open_)))
        blocks.append(Bullets(tuple(_requirement(report, row) for row in [*failed, *open_])))
    return Shown(blocks)


def _sentence(report: Report, failed: list[Row], open_: list[Row]) -> Text:
    said: list[Text] = []
    for key, rows, words in (("V-failed", failed, "未达标"), ("V-open", open_, "缺数据或待证")):
        if rows:
            number = report.numbers.count(
                key, len(rows), f"{words}的要求", f"结论为{words}的要求计数", "项", of=report.numbers.verdicts(rows)
            )
            said.append((f"{words}的要求", number, "项"))
    return (*join(said, "，"), "：")


def _requirement(report: Report, row: Row) -> Text:
    rule, number = row["rule"], row["rule"].rpartition("_")[2]
    said: list[Text] = [(Strong(row["label"]), "：", Mark(row["verdict"]))]
    if is_indicator(rule):
        card = report.evaluation.rules.by_number[int(number)]
        said[0] = (Strong(f"指标{card.number} {card.short}"), "：", Mark(row["verdict"]))
        said.append(standing(report, card))
    elif rule.startswith("balance_"):
        own = report.balance_of(int(number), row["stage"])
        coefficient = report.numbers.balance(own, "value")  # type: ignore[arg-type]
        said.append((coefficient, f"，标准不高于{report.numbers.line(own)}") if notna(own["value"]) else row["because"])  # type: ignore[arg-type]
    elif rule == "school_rule":
        judged = zip(
            report.numbers.verdicts(report.segments, "school_rule"),
            (s["verdict"] for s in report.segments),
            strict=True,
        )
        said.append(tally(report, "VS", judged, "segment", row["label"]))
        bad = [segment_name(s["name"], report.stages[s["stage"]]) for s in report.segments if s["verdict"] == NOT_MET]
        said += [f"未达标的为{listed(bad, MOST, '个校（段）')}"] if bad else []
    else:
        said.append(row["because"])
    return (*join(said, "，"), "。")
