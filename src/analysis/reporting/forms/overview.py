"""The county, and what its evaluation concludes. 县域概况与自评结论。"""

from __future__ import annotations

from ...intake.tables import BY_NAME
from ..blocks import Text, join
from ..report import Report
from ..sections.verdict import verdict
from ..words import school_year_words
from .facts import ITEMS, KINDS, SUMMED, facts, least_point
from .form import MISSING
from .letter import Letter

#: Items of 表Ⅰ told together.
PEOPLE, ECONOMY = ITEMS[:4], ITEMS[4:7]


def overview(letter: Letter, report: Report) -> None:
    """What kind of county it is, from the figures of 表Ⅰ. 县域概况。"""
    own = {name: (MISSING if isinstance(number, str) else number) for name, number in facts(report).items()}
    letter.chapter("县域概况")
    letter.text(f"{report.full_name}（区划代码{report.county}），以下均为{school_year_words(report.school_year)}填报数据。")
    items = {item: (BY_NAME["county"].column(item).heading, own[item], BY_NAME["county"].column(item).unit) for item in ITEMS}
    letter.text((*join([items[item] for item in PEOPLE], "，"), "；", *join([items[item] for item in ECONOMY], "，"), "。"))
    schools: list[Text] = [(kind, own[kind], "所") for kind in KINDS]
    large = ("（其中", f"{least_point(report):g}人及以上", own["large_points"], "个）")
    letter.text(("义务教育学校中，", *join(schools), "；另有教学点", own["points"], "个", *large, "。"))
    for stage, label in report.stages.items():
        columns = [BY_NAME[table].column(name) for table, name in (column.split(".") for column in SUMMED)]
        said: list[Text] = [("教学班", own[f"classes-{stage}"], "个")]
        said += [(column.heading, own[f"{key}-{stage}"], column.unit) for key, column in zip(SUMMED, columns, strict=True)]
        letter.text((f"{label}：", *join(said), "。"))
    letter.text(("特殊教育学校：", *items[ITEMS[-1]], "。"))


def conclusion(letter: Letter, report: Report) -> None:
    """The verdict, its reasons, and its bounds where data are missing. 自评结论。"""
    letter.chapter("自评结论")
    letter.blocks(verdict(report).blocks)
