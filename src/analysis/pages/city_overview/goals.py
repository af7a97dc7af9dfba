"""How far each county is from the city's goals. 与市定目标的距离。"""

from __future__ import annotations

from pandas import notna

from ...printing.blocks import (
    Block,
    Bullets,
    Heading,
    Inline,
    Mark,
    Paragraph,
    Strong,
    TableBlock,
    TableColumn,
    Text,
    join,
)
from ...printing.display import Shown
from ...rounding import NONE, plain_number
from ...scoring.parts import MET, NOT_APPLICABLE, NOT_MET
from ..report import OPEN, Report, Row
from ..words import chinese_date
from .city import City

KEY = ("indicator", "part", "stage", "label")


def goals(city: City) -> Shown:
    """Each document of the city: its goals, and how every county stands to them. 市定目标实现情况。"""
    if not city.overlays:
        return Shown([Paragraph("没有对各县有效的市级文件；结论只按国家标准作出。")])
    blocks: list[Block] = [Paragraph("市定目标与国家标准并列，不代替国家标准；是否通过国家评估认定只看前述结论。")]
    for at, overlay in enumerate(city.overlays):
        source = city.evaluation.rules.sources[overlay.document]
        if len(city.overlays) > 1:
            blocks.append(Heading(overlay.document, f"city-goals-{at}"))
        blocks += [
            Paragraph(f"{source.title}（{overlay.document}），自{chinese_date(overlay.since)}起。"),
            Bullets(tuple(_sentence(report, at, overlay.document) for report in city.counties)),
        ]
        by_county = {
            report.county: {_key(row): row for row in _asked(report, overlay.document)} for report in city.counties
        }
        keys = list(dict.fromkeys(key for own in by_county.values() for key in own))
        rows: list[tuple[Text, ...]] = []
        for i, key in enumerate(keys, 1):
            row = next(own[key] for own in by_county.values() if key in own)
            cells = [_stand(report, f"Z{at}-{i:02d}", by_county[report.county].get(key)) for report in city.counties]
            rows.append(
                (
                    row["label"],
                    city.stages.get(row["stage"], "—"),
                    _number(row["national"]),
                    _goal(city, at, row),
                    *cells,
                )
            )
        columns = (
            TableColumn("指标", width="2fr"),
            TableColumn("学段"),
            TableColumn("国家标准", "right"),
            TableColumn("市定目标", "right"),
            *(TableColumn(report.name, width="1.6fr") for report in city.counties),
        )
        blocks.append(
            TableBlock(
                f"各县与市定目标的距离（{overlay.document}）",
                f"table-city-goals-{at}",
                columns,
                tuple(rows),
                tools=True,
                notes=(
                    "按校判定的目标列出达到目标的对象数/应评数；“差”为最差一个对象或全县数值与目标的距离，只列未达到的。",
                ),
            )
        )
    return Shown(blocks)


def goal_counts(report: Report, at: int, document: str) -> tuple[Inline, ...]:
    """How many of the goals one county has reached, and how many there are. 目标实现数。"""
    own = _asked(report, document)
    met = [row for row in own if row["status"] == MET]
    count = report.numbers.count
    return (
        count(f"Z{at}-met", len(met), f"{document}，已实现目标数", "结论为达标的目标计数", "项"),
        "/",
        count(f"Z{at}-asked", len(own), f"{document}，目标数", "本文件对本县有效的目标逐项计数", "项"),
    )


def _asked(report: Report, document: str) -> list[Row]:
    return [row for row in report.goals if row["document"] == document and row["status"] != NOT_APPLICABLE]


def _key(row: Row) -> tuple[object, ...]:
    return tuple(row[key] for key in KEY)


def _sentence(report: Report, at: int, document: str) -> Text:
    """How many goals a county has reached, and which not. 一县的实现情况。"""
    own = _asked(report, document)
    said: list[Text] = [(Strong(report.name), "：已实现", *goal_counts(report, at, document), "项")]
    for statuses, words in (((NOT_MET,), "未实现"), (OPEN, "缺数据或待证")):
        names = dict.fromkeys(
            f"{report.stages.get(row['stage'], '')}{row['label']}" for row in own if row["status"] in statuses
        )
        said += [f"{words}：{'、'.join(names)}"] if names else []
    return (*join(said, "；"), "。")


def _stand(report: Report, key: str, row: Row | None) -> Text:
    if row is None:
        return NONE
    count = report.numbers.count
    places = report.evaluation.rules.standard.balance_rule.decimals if row["part"] == "balance" else 2
    what = f"{report.stages.get(row['stage'], '')}{row['label']}"
    said: list[Inline] = [Mark(row["status"])]
    if notna(row["judged"]):
        met = count(f"{key}-met", row["met"], f"{what}，达到目标数", "达到市定目标的适用对象计数")
        said += [" ", met, "/", count(f"{key}-judged", row["judged"], f"{what}，应评数", "适用对象计数")]
    elif notna(row["value"]):
        said += [
            " ",
            count(f"{key}-value", row["value"], f"{what}，现状", "按市级文件口径计算", row["unit"], places),
            row["unit"],
        ]
    if row["status"] == NOT_MET and notna(row["gap"]):
        gap = count(
            f"{key}-gap",
            -row["gap"],
            f"{what}，与目标的距离",
            "目标与数值之差；按校判定的取最差一校",
            row["unit"],
            places,
        )
        said += ["，差", gap, row["unit"]]
    return tuple(said)


def _goal(city: City, at: int, row: Row) -> str:
    """The number asked; for rooms the area, which is a constant of the goal and no line."""
    goal = next(
        (
            g
            for g in city.overlays[at].goals
            if g.indicator == row["indicator"] and g.part == row["part"] and g.constants
        ),
        None,
    )
    return (
        f"每间{plain_number(goal.constants['least_area'])}平方米"
        if goal and "least_area" in goal.constants
        else _number(row["goal"])
    )


def _number(value: float) -> str:
    return plain_number(value) if notna(value) else NONE
