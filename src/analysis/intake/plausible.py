"""Figures that may be right but look wrong. 合理性提示。"""

from __future__ import annotations

from typing import Any

from ..standard.rules import Standard
from .findings import Finding
from .grades import grade_findings
from .rows import Rows, records
from .tables import BY_NAME

# Not lines of any standard: beyond these, a figure is more often a slip of units than a fact.
#: 元 of equipment a pupil.
EQUIPMENT_PER_PUPIL = (50, 50_000)
#: 平方米 a pupil.
AREA_PER_PUPIL = 500
YUAN_PER_WAN = 10_000


#: Of whom a county can hardly have none; together where only all of them can hardly be none.
HARDLY_NONE = (
    ("rotation_eligible",), ("disabled_children",), ("senior_high_places",), ("migrant_children",),
    ("teacher_salary",), ("civil_servant_salary",),
    ("special_school_pupils", "inclusive_pupils", "special_class_pupils", "home_teaching_pupils"),
    ("rural_graduates", "urban_graduates"),
)  # fmt: skip


def plausible_findings(rows: Rows, standard: Standard) -> list[Finding]:
    """Warnings to be looked at. 合理性提示。"""
    return [*grade_findings(rows, standard), *_hardly_none(rows), *_per_pupil(rows)]


def _hardly_none(rows: Rows) -> list[Finding]:
    """A stated 0 is no blank: the indicator that divides by it is then not asked, so somebody should look."""
    table = BY_NAME["county"]
    findings = []
    for columns in HARDLY_NONE:
        for record in records(rows.complete("county", columns)):
            if not any(record[column] for column in columns):
                names = "、".join(f"“{table.column(column).heading}”" for column in columns)
                text = f"{names}{'都' if len(columns) > 1 else ''}填了0，少有这种情况；确实没有的可以保留，不清楚的请留空。"
                findings.append(rows.say("warning", "county", 0, columns[0], text, found=0.0))
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
