"""The counties side by side. 各县结论并列。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ...printing.blocks import (
    Block,
    Bullets,
    Callout,
    Heading,
    Mark,
    Paragraph,
    Strong,
    TableBlock,
    TableColumn,
    Text,
    join,
)
from ...printing.display import Shown
from ...scoring.parts import MET, NOT_APPLICABLE, NOT_MET, TOLERATED
from ...scoring.verdicts import UNDETERMINED, WORDS
from ...standard.rule_ids import indicator_rule
from ..report import Report, Row
from ..words import chinese_date, school_year_words
from .city import City
from .goals import goal_counts

GOOD = (MET, TOLERATED)


def title(city: City) -> Shown:
    """The name of the page. 页面标题。"""
    blocks: list[Block] = [
        Heading(page_title(city), "top", level=1),
        Paragraph(
            f"{city.full_name}（{city.place.code}），{school_year_words(city.school_year)}数据。各县均按{chinese_date(city.as_of)}有效的同一规则、同一次计算评估。"
        ),
        Paragraph(
            "每个数字都有编号，编号以区划代码开头；网页上点击带点线的数字，可看到算式、条款和数据单元格。", small=True
        ),
    ]
    if city.synthetic:
        blocks.append(
            Callout(
                "open",
                "本页所用学校数据为合成数据，仅供演示和检验。",
                ("数值、名次和结论不反映任何真实学校或地区的情况。",),
            )
        )
    return Shown(blocks)


def page_title(city: City) -> str:
    """The name of the page: 金昌市义务教育…概览. 页面名称。"""
    return f"{city.place.name}义务教育优质均衡发展整市推进概览"


def verdicts(city: City) -> Shown:
    """Each county's verdict and how far it is, the missing ones named. 各县评估结论。"""
    blocks: list[Block] = [Callout(_tone(city), _headline(city), tuple(_absent(city)))]
    figures = (
        "达到的要求",
        "未完全达标的指标",
        "校级综合达标的校（段）",
        "不高于标准的差异系数",
        *("实现的市定目标" for _ in city.overlays),
    )
    columns = (
        TableColumn("县（区）", width="1fr"),
        TableColumn("结论"),
        *(TableColumn(name, "right", "1.1fr") for name in figures),
    )
    rows = tuple(
        (report.name, Mark(report.county_verdict("county")["verdict"]), *_standing(city, report))
        for report in city.counties
    )
    notes = (
        "“达到的要求”等各列为达到数/应评数；认定结论须同时满足校级综合达标、每项差异系数、指标8—32、一票否决、前置条件和学校名单完整性。",
        "指标1—7中任一校（段）低于标准即列为未完全达标；认定时按校级综合达标规则和差异系数判定。"
        + "".join(f"市定目标见{overlay.document}，与国家标准并列，不影响结论。" for overlay in city.overlays),
    )
    table = TableBlock("各县评估结论", "table-city-verdicts", columns, rows, notes)
    return Shown([*blocks, table, *_reasons(city)])


def _reasons(city: City) -> list[Block]:
    """What each county fails by, named: an indicator is not all that can be missed."""
    own = [(report, report.county_verdict("county")) for report in city.counties]
    items = tuple((Strong(report.name), f"：{row['because']}。") for report, row in own if row["verdict"] not in GOOD)
    return [Heading("未达标或暂不能判定的原因", "city-reasons"), Bullets(items)] if items else []


def tally_of(
    report: Report, key: str, rows: Sequence[Row], good: Sequence[Row], what: str, ids: tuple[list[str], list[str]]
) -> Text:
    """How many meet it and how many are judged, each a number with its proof. 达到数与应评数。

    ids : of the rows judged, and of the good ones
    """
    all_, met = ids
    count = report.numbers.count
    return (
        count(f"{key}-met", len(good), f"{what}，达到数", "结论为达标或例外达标的计数", "个", of=met),
        "/",
        count(f"{key}-judged", len(rows), f"{what}，应评数", "适用对象计数", "个", of=all_),
    )


def _standing(city: City, report: Report) -> list[Text]:
    """Requirements, indicators, schools, coefficients, goals of one county."""
    ids = report.numbers.verdicts
    asked = [row for row in report.members if row["verdict"] != NOT_APPLICABLE]
    spreads = [row for row in asked if row["rule"].startswith("balance_")]
    indicators = [report.county_verdict(indicator_rule(card.number)) for card in report.cards]
    unmet = [row for row in indicators if row["verdict"] == NOT_MET]
    said: list[Text] = []
    for key, rows, what, rule in (
        ("V-members", asked, "认定要求", ""),
        ("V-schools", report.segments, "校级综合达标", "school_rule"),
        ("V-spreads", spreads, "校际差异系数", ""),
    ):
        good = [row for row in rows if row["verdict"] in GOOD]
        said.append(tally_of(report, key, rows, good, what, (ids(rows, rule), ids(good, rule))))
    number = report.numbers.count(
        "I-unmet", len(unmet), "未完全达标的指标", "至少有一个适用对象未达标的指标计数", "项", of=ids(unmet)
    )
    said.insert(1, number)
    return [*said, *(goal_counts(report, at, overlay.document) for at, overlay in enumerate(city.overlays))]


def _headline(city: City) -> Text:
    count = city.numbers.count
    counties = city.numbers.verdicts([report.county_verdict("county") for report in city.counties])
    groups: list[Text] = []
    for status in (MET, NOT_MET, UNDETERMINED):
        own = [report for report in city.counties if report.county_verdict("county")["verdict"] == status]
        if own:
            of = city.numbers.verdicts([report.county_verdict("county") for report in own])
            number = count(f"C-{status}", len(own), f"结论为{WORDS[status]}的县（区）", "按县级结论计数", "个", of=of)
            groups.append((Strong(WORDS[status]), number, f"个（{'、'.join(report.name for report in own)}）"))
    total = count("C-all", len(counties), "有数据的县（区）", "有本年数据的县（区）计数", "个", of=counties)
    return (f"{city.place.name}有数据的", total, "个县（区）中：", *join(groups, "，"), "。")


def _absent(city: City) -> list[Text]:
    if not city.missing:
        return ["所属县（区）均有本年数据。"]
    number = city.numbers.count(
        "C-missing", len(city.missing), "没有数据的县（区）", "区划表中属于本市而没有本年数据的县（区）计数", "个"
    )
    names = "、".join(f"{place.name}（{place.code}）" for place in city.missing)
    return [("没有本年数据的", number, f"个县（区）：{names}；不在以下比较之内，全市数字也不含这些县（区）。")]


def _tone(city: City) -> Literal["good", "bad", "open"]:
    statuses = {report.county_verdict("county")["verdict"] for report in city.counties}
    return "bad" if NOT_MET in statuses else "open" if UNDETERMINED in statuses or city.missing else "good"
