"""The county in figures: form 表Ⅰ. 县域基本情况。"""

from __future__ import annotations

import pandas as pd
from pandas import notna

from ...printing.blocks import Number
from ...printing.office.form import Form, HeadCell, value
from ...rounding import NONE
from ...scoring.parts import MET
from ...scoring.populations import membership
from ...standard.in_force import number_in_force
from ...tables.catalogue import BY_NAME
from ..report import Report

#: Items of 县级数据 that the form asks for.
ITEMS = (
    "resident_population",
    "registered_population",
    "townships",
    "subdistricts",
    "gdp",
    "fiscal_revenue",
    "rural_income",
    "special_school_pupils",
)
KINDS = ("小学", "初级中学", "九年一贯制学校", "完全中学", "十二年一贯制学校", "特殊教育学校")
POINT = "教学点"
#: Schools whose stages the form counts: special education has its own columns.
ORDINARY = "ordinary_schools"
#: Columns added up over the schools, stage by stage.
SUMMED = ("segments.pupils", "teachers.staff", "teachers.full_time")

Figures = dict[str, Number | str]


def facts(report: Report) -> Figures:
    """Every figure of 表Ⅰ by its name; a dash where something it needs is missing. 基本情况各项数字。

    returns : items of ITEMS; kinds of school; "points", "large_points"; and for each stage, named like
              "classes-primary", the classes and the columns SUMMED
    """
    return _items(report) | _schools(report) | _stages(report)


def _items(report: Report) -> Figures:
    county = report.evaluation.units.county.iloc[0]
    table = BY_NAME["county"]
    raw = report.numbers.raw
    return {
        item: raw(
            f"J-{item}",
            float(county[f"county.{item}"]),
            table.column(item).heading,
            table.column(item).unit,
            [f"county.{item}"],
            "",
        )
        for item in ITEMS
    }


def _schools(report: Report) -> Figures:
    schools = report.evaluation.units.school
    listed, count = report.intake.tables["schools"], report.numbers.count

    def tally(key: str, own: pd.DataFrame, label: str, formula: str, unit: str) -> Number:
        rows = listed.loc[listed["school"].isin(own["unit"]), "source_row"]
        return count(key, float(len(own)), label, formula, unit, cells=report.intake.cells("schools", rows, "kind"))

    found: Figures = {
        kind: tally(
            f"J-{kind}", schools[schools["kind"] == kind], f"{kind}数", f"学校表中办学类型为{kind}的学校计数", "所"
        )
        for kind in KINDS
    }
    points = schools[schools["kind"] == POINT]
    found["points"] = tally("J-points", points, "教学点数", "学校表中的教学点计数", "个")
    large = points[points["school.pupils"] >= least_point(report)]
    what = f"{least_point(report):g}人及以上教学点数"
    found["large_points"] = (
        NONE if points["school.pupils"].isna().any() else tally("J-large-points", large, what, "按在校生数计数", "个")
    )
    return found


def least_point(report: Report) -> float:
    """Pupils from which a teaching point counts. 教学点参评的最少学生数。"""
    dates = report.evaluation.rules.standard.populations["counted"].pupils_at_least[POINT]
    return number_in_force(dates, report.as_of, "教学点参评学生数")


def _stages(report: Report) -> Figures:
    """Sums over the stage's part of every ordinary school; one blank leaves the sum blank."""
    units = report.evaluation.units
    ordinary = report.evaluation.rules.standard.populations[ORDINARY]
    segments, classes = (
        frame[membership(frame, ordinary, report.as_of).inside] for frame in (units.segment, units.classes)
    )
    found: Figures = {}
    for stage, label in report.stages.items():
        own, listed = segments[segments["stage"] == stage], classes[classes["stage"] == stage]
        number = float("nan") if listed["classes.grade"].isna().any() else float(len(listed))
        found[f"classes-{stage}"] = _known(
            report,
            f"J-classes-{stage}",
            number,
            f"{label}教学班数",
            "班级表中本学段的班级计数",
            "个",
            _cells(report, "classes.class", own, label),
        )
        for column in SUMMED:
            table, name = column.split(".")
            heading = BY_NAME[table].column(name).heading
            total = float(own[column].sum(skipna=False))
            found[f"{column}-{stage}"] = _known(
                report,
                f"J-{column}-{stage}",
                total,
                f"{label}{heading}",
                f"各校本学段{heading}合计",
                "人",
                _cells(report, column, own, label),
            )
    return found


def _cells(report: Report, column: str, segments: pd.DataFrame, label: str) -> str:
    """Where a column of these segments was handed in."""
    table, name = column.split(".")
    rows = report.intake.tables[table]
    rows = rows[(rows["stage"] == label) & rows["school"].isin(segments["unit"])]
    return report.intake.cells(table, rows["source_row"], name)


def _known(report: Report, key: str, number: float, label: str, formula: str, unit: str, cells: str) -> Number | str:
    return report.numbers.count(key, number, label, formula, unit, cells=cells) if notna(number) else NONE


def basic_facts(report: Report) -> Form:
    """Form 表Ⅰ, 24 columns. 表Ⅰ。"""
    own = facts(report)
    stages = report.stages
    heads = (
        HeadCell(
            "自然情况",
            (
                HeadCell("常住人口（万人）"),
                HeadCell("户籍人口（万人）"),
                HeadCell("乡镇数（个）", width=5),
                HeadCell("街道数（个）", width=5),
            ),
        ),
        HeadCell(
            "经济情况",
            (
                HeadCell("地区生产总值（亿元）"),
                HeadCell("一般公共预算收入（亿元）"),
                HeadCell("农村居民人均可支配收入（元）"),
            ),
        ),
        HeadCell("义务教育学校数（所）", tuple(HeadCell(kind, width=5) for kind in KINDS)),
        HeadCell(
            "教学点数（个）", (HeadCell("合计", width=5), HeadCell(f"其中{least_point(report):g}人及以上", width=6))
        ),
        HeadCell("教学班数（个）", tuple(HeadCell(label, width=6) for label in stages.values())),
        HeadCell(
            "在校学生数（人）",
            (*(HeadCell(label, width=7) for label in stages.values()), HeadCell("特殊教育学校", width=6)),
        ),
        *(
            HeadCell(f"{label}教职工数（人）", (HeadCell("合计", width=6), HeadCell("其中专任教师", width=6)))
            for label in stages.values()
        ),
    )
    order = (
        *ITEMS[:-1],
        *KINDS,
        "points",
        "large_points",
        *(f"classes-{stage}" for stage in stages),
        *(f"{SUMMED[0]}-{stage}" for stage in stages),
        ITEMS[-1],
        *(f"{column}-{stage}" for stage in stages for column in SUMMED[1:]),
    )
    notes = [
        "学校数、教学点数按学校表所列计数；十二年一贯制学校、完全中学只统计义务教育学段的班级、学生和教职工。",
        "小学各栏包括一贯制学校小学部和教学点，初中各栏包括一贯制学校、完全中学的初中部；特殊教育学校另列，不计入小学、初中各栏。",
        f"任何一所学校缺项的，合计记为“缺数据”，不按零计算。人口和经济数据由县填报，来源：{report.source.provided_by}。",
    ]
    roll = report.county_verdict("school_roll")
    if roll["verdict"] != MET:
        notes.append(f"学校名单与填报校数不符：{roll['because']}。")
    return Form(
        "表Ⅰ",
        "基本情况",
        "县域义务教育基本情况",
        heads,
        (tuple(value(own[name]) for name in order),),
        tuple(notes),
        numbered=True,
    )
