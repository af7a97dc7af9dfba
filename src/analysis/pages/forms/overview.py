"""The county, and what its evaluation concludes. 县域概况与自评结论。"""

from __future__ import annotations

from ...printing.blocks import Bullets, Paragraph, Text, join
from ...printing.office.form import MISSING
from ...printing.office.letter import Letter
from ...tables.catalogue import BY_NAME
from ..county_report.local_goals import local_goals
from ..county_report.verdict import verdict
from ..report import Report
from ..words import school_year_words
from .facts import ITEMS, KINDS, SUMMED, facts, least_point
from .survey_table import PARENTS, WHOLE, figures

#: Items of 表Ⅰ told together.
PEOPLE, ECONOMY = ITEMS[:4], ITEMS[4:7]


def overview(letter: Letter, report: Report) -> None:
    """What kind of county it is, from the figures of 表Ⅰ. 县域概况。"""
    own = {name: (MISSING if isinstance(number, str) else number) for name, number in facts(report).items()}
    letter.chapter("县域概况")
    letter.text(
        f"{report.full_name}（区划代码{report.county}），以下均为{school_year_words(report.school_year)}填报数据。"
    )
    items = {
        item: (BY_NAME["county"].column(item).heading, own[item], BY_NAME["county"].column(item).unit) for item in ITEMS
    }
    letter.text(
        (*join([items[item] for item in PEOPLE], "，"), "；", *join([items[item] for item in ECONOMY], "，"), "。")
    )
    schools: list[Text] = [(kind, own[kind], "所") for kind in KINDS]
    large = ("（其中", f"{least_point(report):g}人及以上", own["large_points"], "个）")
    letter.text(("义务教育学校中，", *join(schools), "；另有教学点", own["points"], "个", *large, "。"))
    for stage, label in report.stages.items():
        columns = [BY_NAME[table].column(name) for table, name in (column.split(".") for column in SUMMED)]
        said: list[Text] = [("教学班", own[f"classes-{stage}"], "个")]
        said += [
            (column.heading, own[f"{key}-{stage}"], column.unit) for key, column in zip(SUMMED, columns, strict=True)
        ]
        letter.text((f"{label}：", *join(said), "。"))
    letter.text(("特殊教育学校：", *items[ITEMS[-1]], "。"))


def conclusion(letter: Letter, report: Report) -> None:
    """The verdict, its reasons, and its bounds where data are missing. 自评结论。"""
    letter.chapter("自评结论")
    letter.blocks(verdict(report).blocks)
    letter.section("地方目标")
    for block in local_goals(report).blocks:
        if isinstance(block, Paragraph | Bullets):
            letter.blocks((block,))


def asked(letter: Letter, report: Report) -> None:
    """Who was asked and how many are satisfied: all, and parents. 调查人数。"""
    for group in (WHOLE, PARENTS):
        own = {name: MISSING if isinstance(number, str) else number for name, number in figures(report, group).items()}
        letter.text(
            (
                f"{group}：发放问卷",
                own["sent"],
                "份，有效问卷",
                own["valid"],
                "份，满意",
                own["satisfied"],
                "份，满意度",
                own["questionnaire"],
                "%；实地走访",
                own["visited"],
                "人，满意",
                own["visit_satisfied"],
                "人，满意度",
                own["visit"],
                "%。",
            )
        )
