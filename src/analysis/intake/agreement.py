"""Figures that must agree with each other. 勾稽关系。"""

from __future__ import annotations

from typing import Any

from ..standard.rules import Standard
from ..tables.catalogue import BY_NAME
from .findings import Finding, Severity, brief
from .population import compulsory
from .rows import Rows, records

#: (severity, table, part, whole): the part may not exceed the whole, in one record; a part may be a signed sum.
NOT_ABOVE: tuple[tuple[Severity, str, str, str], ...] = (
    ("blocking", "segments", "boarders", "pupils"),
    ("blocking", "segments", "catchment", "enrolled"),
    ("blocking", "teachers", "full_time", "staff"),
    ("blocking", "teachers", "certified", "full_time"),
    ("blocking", "teachers", "trained", "full_time"),
    ("warning", "teachers", "backbone", "full_time"),
    ("blocking", "buildings", "indoor_sports_area", "teaching_area"),
    ("blocking", "county", "rotated", "rotation_eligible"),
    ("blocking", "county", "rotated_backbone", "rotated"),
    ("blocking", "county", "allocated_places", "senior_high_places"),
    ("blocking", "county", "rural_places urban_places", "allocated_places"),
    ("blocking", "county", "migrant_public migrant_bought", "migrant_children"),
    (
        "blocking",
        "county",
        "special_school_pupils inclusive_pupils special_class_pupils home_teaching_pupils",
        "disabled_children",
    ),
    ("blocking", "segments", "graduates -resumed -transferred_in suspended transferred_out dropped died", "entrants"),
    ("blocking", "budgets", "training_funds", "public_funds"),
    ("blocking", "budgets", "training_funds", "business_cost"),
    ("blocking", "county", "fitness_passed", "fitness_tested"),
    ("blocking", "county", "fitness_good", "fitness_passed"),
    ("blocking", "county", "fitness_good", "fitness_tested"),
    ("blocking", "county", "curriculum_offered", "curriculum_required"),
    ("blocking", "county", "base_payroll", "payroll"),
    ("blocking", "county", "fiscal_training_funds", "base_payroll"),
    ("blocking", "county", "fiscal_training_funds", "payroll"),
    ("blocking", "survey", "valid", "sent"),
    ("blocking", "survey", "satisfied", "valid"),
    ("blocking", "survey", "visit_satisfied", "visited"),
)
DEGREES = ("doctor", "master", "bachelor", "college", "below")


def agreement_findings(rows: Rows, standard: Standard) -> list[Finding]:
    """Sums and parts that do not fit. 勾稽问题。"""
    return [
        *_parts_above_wholes(rows),
        *_classes_and_pupils(rows),
        *_degrees_and_teachers(rows),
        *_campuses_and_pupils(rows, standard),
        *_declared_and_listed(rows, standard),
    ]


def _parts_above_wholes(rows: Rows) -> list[Finding]:
    findings = []
    for severity, name, parts, whole in NOT_ABOVE:
        table = BY_NAME[name]
        terms = parts.split()
        columns = [term.lstrip("-") for term in terms]
        frame = rows.complete(name, (*columns, whole))
        total = sum((-frame[term[1:]] if term.startswith("-") else frame[term] for term in terms), 0 * frame[whole])
        for record in records(frame.assign(total=total)[total > frame[whole]]):
            row, whole_at = record["source_row"], rows.place(name, record["source_row"], whole)
            large, many = table.column(whole).heading, brief(record["total"])
            if len(terms) == 1:
                said = f"“{table.column(parts).heading}”{many}大于“{large}”{brief(record[whole])}（{whole_at}）。"
            else:
                added = "、".join(
                    f"{'减' if term.startswith('-') else ''}“{table.column(column).heading}”"
                    f"{brief(record[column])}（{rows.place(name, row, column)}）"
                    for term, column in zip(terms, columns, strict=True)
                )
                said = f"“{large}”{brief(record[whole])}（{whole_at}）小于{added}之和{many}。"
            at = parts if len(terms) == 1 else whole
            allowed = f"不大于{brief(record[whole])}" if len(terms) == 1 else f"不小于{many}"
            text = f"{_who(rows, record)}{said}"
            findings.append(rows.say(severity, name, row, at, text, found=record[at], allowed=allowed))
    return findings


def _classes_and_pupils(rows: Rows) -> list[Finding]:
    """The class list adds up to the pupils of the segment; segments without classes are 缺数据."""
    if not rows.has("classes", "school", "stage", "pupils"):
        return []
    classes = rows.intake.tables["classes"]
    unsure = set(classes.loc[classes[["stage", "pupils"]].isna().any(axis=1), "school"])
    listed = dict(list(classes.groupby(["school", "stage"])))
    findings = []
    for segment in records(rows.complete("segments", ("school", "stage", "pupils"))):
        school, stage, pupils = segment["school"], segment["stage"], segment["pupils"]
        same = listed.get((school, stage))
        if same is None or school in unsure or same["pupils"].sum() == pupils:
            continue
        total = brief(float(same["pupils"].sum()))
        text = (
            f"{rows.school(school)}{stage}的在校生数是{brief(pupils)}，班级学生数之和是{total}"
            f"（{rows.place('classes', same['source_row'], 'pupils')}），两者应相等。"
        )
        findings.append(
            rows.say("blocking", "segments", segment["source_row"], "pupils", text, found=pupils, allowed=total)
        )
    return findings


def _degrees_and_teachers(rows: Rows) -> list[Finding]:
    findings = []
    frame = rows.complete("teachers", (*DEGREES, "full_time"))
    frame = frame.assign(total=frame[list(DEGREES)].sum(axis=1))
    for record in records(frame[frame["total"] != frame["full_time"]]):
        row, total = record["source_row"], brief(record["total"])
        first, last = (rows.place("teachers", row, name) for name in (DEGREES[0], DEGREES[-1]))
        text = (
            f"{_who(rows, record)}专任教师数是{brief(record['full_time'])}，各学历教师数之和是{total}"
            f"（{first}至{last.split('!')[1]}），两者应相等。"
        )
        findings.append(
            rows.say("blocking", "teachers", row, "full_time", text, found=record["full_time"], allowed=total)
        )
    return findings


def _campuses_and_pupils(rows: Rows, standard: Standard) -> list[Finding]:
    segments = rows.complete("segments", ("school", "stage", "pupils"))
    segments = segments[segments["stage"].isin(compulsory(standard))]
    pupils = segments.groupby("school")["pupils"].sum().to_dict()
    findings = []
    for code, same in rows.complete("campuses", ("school", "pupils")).groupby("school", sort=False):
        total = float(same["pupils"].sum())
        if code in pupils and total > pupils[code]:
            own = segments.loc[segments["school"] == code, "source_row"]
            text = (
                f"{rows.school(code)}各校区在校生之和是{brief(total)}，大于义务教育阶段在校生数"
                f"{brief(pupils[code])}（{rows.place('segments', own, 'pupils')}）。"
            )
            allowed = f"合计不大于{brief(pupils[code])}"
            findings.append(
                rows.say("blocking", "campuses", same["source_row"], "pupils", text, found=total, allowed=allowed)
            )
    return findings


def _declared_and_listed(rows: Rows, standard: Standard) -> list[Finding]:
    if not rows.has("schools", "kind") or rows.intake.tables["schools"]["kind"].isna().any():
        return []
    listed = rows.intake.tables["schools"]["kind"].value_counts()
    findings = []
    for kind, rule in standard.kinds.items():
        for declared in rows.complete("county", (rule.declared,))[rule.declared]:
            count = int(listed.get(kind, 0))
            if declared != count:
                heading = BY_NAME["county"].column(rule.declared).heading
                text = f"“{heading}”填的是{brief(declared)}，“学校”表中{kind}有{count}所，两者应相等。"
                findings.append(
                    rows.say("blocking", "county", 0, rule.declared, text, found=declared, allowed=str(count))
                )
    return findings


def _who(rows: Rows, record: dict[str, Any]) -> str:
    """Which school and stage, or which group, a record is about."""
    if "group" in record:
        return f"{record['group']}："
    return f"{rows.school(record['school'])}{record.get('stage', '')}：" if "school" in record else ""
