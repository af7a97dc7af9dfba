"""Figures that may be right but look wrong. 合理性提示。"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..standard.rules import Standard
from .findings import Finding, brief
from .rows import Rows, records
from .tables import BY_NAME

# Not lines of any standard: beyond these, a figure is more often a slip of units than a fact.
#: 元 of equipment a pupil.
EQUIPMENT_PER_PUPIL = (50, 50_000)
#: 平方米 a pupil.
AREA_PER_PUPIL = 500
#: Grades of 六三 and 五四 schooling: sixth grade may belong to either stage.
GRADES = {"primary": (1, 6), "junior": (7, 9)}
YUAN_PER_WAN = 10_000


def plausible_findings(rows: Rows, standard: Standard) -> list[Finding]:
    """Warnings to be looked at. 合理性提示。"""
    return [*_grades(rows, standard), *_starting_grade(rows), *_per_pupil(rows)]


def _grades(rows: Rows, standard: Standard) -> list[Finding]:
    """Grades that do not belong to their stage, one finding a stage."""
    findings = []
    classes = rows.complete("classes", ("stage", "grade"))
    for stage, (low, high) in GRADES.items():
        label = standard.stages[stage]  # type: ignore[index]
        same = classes[(classes["stage"] == label) & ~classes["grade"].between(low, high)]
        if len(same):
            grades = "、".join(brief(grade) for grade in sorted(same["grade"].unique()))
            text = f"{label}的班级填了{grades}年级；实行五四学制的可以保留，否则请改正。"
            findings.append(
                rows.say(
                    "warning",
                    "classes",
                    same["source_row"],
                    "grade",
                    text,
                    found=grades,
                    allowed=f"{low}—{high}",
                )
            )
    return findings


def _starting_grade(rows: Rows) -> list[Finding]:
    """Pupils of the starting grade beside the pupils enrolled this year."""
    if not rows.has("classes", "school", "stage", "grade", "pupils"):
        return []
    classes = rows.intake.tables["classes"]
    first = classes[classes["grade"] == classes.groupby("stage")["grade"].transform("min")]
    pupils = first.groupby(["school", "stage"])["pupils"].agg(lambda counts: counts.sum(skipna=False))
    findings = []
    for segment in records(rows.complete("segments", ("school", "stage", "enrolled"))):
        school, stage, enrolled = segment["school"], segment["stage"], segment["enrolled"]
        count = pupils.get((school, stage))
        if count is not None and not pd.isna(count) and count != enrolled:
            text = (
                f"{rows.school(school)}{stage}的起始年级招生数是{brief(enrolled)}，"
                f"起始年级各班学生数之和是{brief(count)}，请核对。"
            )
            findings.append(
                rows.say("warning", "segments", segment["source_row"], "enrolled", text, found=enrolled)
            )
    return findings


def _per_pupil(rows: Rows) -> list[Finding]:
    segments = rows.complete("segments", ("school", "pupils"))
    pupils = segments.groupby("school")["pupils"].sum()
    findings = []
    for record in records(rows.intake.tables["buildings"]):
        count = pupils.get(record["school"], 0)
        if not count > 0:
            continue
        who = rows.school(record["school"])
        equipment = record["equipment_value"] * YUAN_PER_WAN / count
        low, high = EQUIPMENT_PER_PUPIL
        if equipment > high or 0 < equipment < low:
            which = "高" if equipment > high else "低"
            text = f"{who}生均教学仪器设备值约{equipment:.0f}元，明显偏{which}；请核对单位是否为万元。"
            findings.append(_say(rows, record, "equipment_value", text))
        for name in ("teaching_area", "sports_ground_area"):
            if record[name] / count > AREA_PER_PUPIL:
                heading = BY_NAME["buildings"].column(name).heading
                text = (
                    f"{who}生均{heading}约{record[name] / count:.0f}平方米，明显偏高；请核对面积和在校生数。"
                )
                findings.append(_say(rows, record, name, text))
    return findings


def _say(rows: Rows, record: dict[str, Any], name: str, text: str) -> Finding:
    return rows.say("warning", "buildings", int(record["source_row"]), name, text, found=record[name])
