"""Grades of a stage: what the class list shows beside what the school filled in. 学段年级核对。"""

from __future__ import annotations

import pandas as pd

from ..standard.rules import Standard
from ..tables.catalogue import BY_NAME
from .findings import Finding, brief
from .rows import Rows, records

#: Grades that the stage may begin and end with, and how many it may have: 六三制 or 五四制.
GRADES = {"primary": (1, 6), "junior": (6, 9)}
LENGTHS = {"primary": (5, 6), "junior": (3, 4)}
#: The grade that belongs to either stage.
SIXTH = 6
HEADING = BY_NAME["segments"].column("grades").heading


def grade_findings(rows: Rows, standard: Standard) -> list[Finding]:
    """Grades that do not belong to their stage, or to the length that the school filled in. 年级问题。"""
    labels = {stage: standard.stages[stage] for stage in GRADES}  # type: ignore[index]
    return [*_strange(rows, labels), *_lengths(rows, labels), *_asked(rows, labels), *_enrolled(rows, labels)]


def _strange(rows: Rows, labels: dict[str, str]) -> list[Finding]:
    """Grades that no school has in this stage, one finding a stage."""
    findings = []
    classes = rows.complete("classes", ("stage", "grade"))
    for stage, (low, high) in GRADES.items():
        same = classes[(classes["stage"] == labels[stage]) & ~classes["grade"].between(low, high)]
        if len(same):
            grades = "、".join(brief(grade) for grade in sorted(same["grade"].unique()))
            text = f"{labels[stage]}的班级填了{grades}年级，请核对学段和年级。"
            said = {"found": grades, "allowed": f"{low}—{high}"}
            findings.append(rows.say("warning", "classes", same["source_row"], "grade", text, **said))
    return findings


def _lengths(rows: Rows, labels: dict[str, str]) -> list[Finding]:
    """A length that no stage has, or that the class list contradicts."""
    findings = []
    listed = _listed(rows)
    for segment in records(rows.complete("segments", ("school", "stage", "grades"))):
        stage = next((stage for stage, label in labels.items() if label == segment["stage"]), None)
        if stage is None:
            continue
        row, length = segment["source_row"], segment["grades"]
        who = f"{rows.school(segment['school'])}{segment['stage']}"
        lengths = LENGTHS[stage]
        if length not in lengths:
            text = f"{who}的“{HEADING}”填了{brief(length)}，{segment['stage']}应为{lengths[0]}或{lengths[1]}。"
            allowed = f"{lengths[0]}或{lengths[1]}"
            findings.append(rows.say("blocking", "segments", row, "grades", text, found=length, allowed=allowed))
            continue
        sixth = listed.get((segment["school"], segment["stage"]), {}).get(SIXTH)
        if sixth and (length == lengths[0]):
            text = (
                f"{who}的“{HEADING}”填了{brief(length)}，而班级名册里有6年级"
                f"（{rows.place('classes', sixth, 'grade')}），两者应一致。"
            )
            findings.append(
                rows.say("blocking", "segments", row, "grades", text, found=length, allowed=str(lengths[1]))
            )
    return findings


def _asked(rows: Rows, labels: dict[str, str]) -> list[Finding]:
    """五四制 shows in the class list while the school did not say how many grades the stage has."""
    segments = rows.intake.tables["segments"]
    said = segments[segments["grades"].notna()] if rows.has("segments", "grades") else segments.iloc[:0]
    known = set(zip(said["school"], said["stage"], strict=True))
    sixth, short = [], []
    for (school, stage), grades in _listed(rows).items():
        if (school, stage) in known:
            continue
        if stage == labels["junior"] and SIXTH in grades:
            sixth += grades[SIXTH]
        elif stage == labels["primary"] and SIXTH - 1 in grades and SIXTH not in grades:
            short += grades[SIXTH - 1]
    asked = (
        (sixth, "初中的班级填了6年级，按五四制初中4个年级测算起始年级规模；"),
        (short, "小学有5年级而没有6年级，仍按六年制测算起始年级规模；"),
    )
    return [
        rows.say("warning", "classes", sorted(at), "grade", f"{text}请在“学段学生”表填写“{HEADING}”。")
        for at, text in asked
        if at
    ]


def _enrolled(rows: Rows, labels: dict[str, str]) -> list[Finding]:
    """Pupils of the starting grade beside the pupils enrolled this year."""
    if not rows.has("classes", "school", "stage", "grade", "pupils"):
        return []
    classes = rows.intake.tables["classes"]
    findings = []
    listed = _listed(rows)
    for segment in records(rows.complete("segments", ("school", "stage", "enrolled"))):
        school, stage, enrolled = segment["school"], segment["stage"], segment["enrolled"]
        first = _first(segment, listed.get((school, stage), {}), labels)
        own = classes[(classes["school"] == school) & (classes["stage"] == stage) & (classes["grade"] == first)]
        count = own["pupils"].sum(skipna=False)
        if len(own) and not pd.isna(count) and count != enrolled:
            text = (
                f"{rows.school(school)}{stage}的起始年级招生数是{brief(enrolled)}，"
                f"起始年级各班学生数之和是{brief(count)}，请核对。"
            )
            findings.append(rows.say("warning", "segments", segment["source_row"], "enrolled", text, found=enrolled))
    return findings


def _first(segment: dict[str, object], grades: dict[int, list[int]], labels: dict[str, str]) -> int:
    """The first grade of the stage in that school (ruling starting_grade)."""
    if segment["stage"] != labels["junior"]:
        return 1
    four = segment.get("grades") == LENGTHS["junior"][1] or (pd.isna(segment.get("grades")) and SIXTH in grades)
    return SIXTH if four else SIXTH + 1


def _listed(rows: Rows) -> dict[tuple[str, str], dict[int, list[int]]]:
    """By school and stage, the rows of each grade that has a class."""
    if not rows.has("classes", "school", "stage", "grade"):
        return {}
    found: dict[tuple[str, str], dict[int, list[int]]] = {}
    for record in records(rows.complete("classes", ("school", "stage", "grade"))):
        grades = found.setdefault((record["school"], record["stage"]), {})
        grades.setdefault(int(record["grade"]), []).append(record["source_row"])
    return found
