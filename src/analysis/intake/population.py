"""Which schools and segments there are, told the same in every table. 学校与学段是否一致。"""

from __future__ import annotations

import pandas as pd

from ..errors import nearest
from ..standard.rules import Standard
from ..tables.catalogue import BY_NAME, TABLES
from .findings import Finding
from .rows import Rows, records

#: Outside compulsory education: nothing is asked of it.
VOCATIONAL = "职业学校"


def population_findings(rows: Rows, standard: Standard) -> list[Finding]:
    """Schools unknown or twice, segments that cannot be or are missing. 学校与学段的问题。"""
    if not rows.has("schools", "school"):
        return []
    found = _unknown_schools(rows) + _same_names(rows) + _no_school(rows, standard)
    if rows.has("segments", "school", "stage"):
        found += _segments(rows, standard) + _segments_unknown(rows) + _without_rows(rows, standard)
    return found


def compulsory(standard: Standard) -> list[str]:
    """Labels of the stages that are evaluated. 义务教育学段。"""
    return [label for stage, label in standard.stages.items() if stage != "senior"]


def _unknown_schools(rows: Rows) -> list[Finding]:
    known = set(rows.names)
    findings = []
    for table in TABLES:
        if table.name == "schools" or not rows.has(table.name, "school"):
            continue
        frame = rows.intake.tables[table.name].dropna(subset=["school"])
        for code, same in frame[~frame["school"].isin(known)].groupby("school", sort=False):
            text = f"学校代码“{code}”不在“学校”表中{nearest(str(code), known) or '。'}"
            findings.append(rows.say("blocking", table.name, same["source_row"], "school", text, found=code))
    return findings


def _no_school(rows: Rows, standard: Standard) -> list[Finding]:
    """Without one school of compulsory education there is nothing to evaluate."""
    listed = rows.complete("schools", ("school", "kind"))
    kinds = [kind for kind, rule in standard.kinds.items() if set(rule.stages) - {"senior"}]
    if not len(listed) or listed["kind"].isin(kinds).any():
        return []
    text = "“学校”表里没有一所义务教育学校（小学、教学点、初中或一贯制学校），无从评估；请补全学校名单。"
    return [rows.say("blocking", "schools", listed["source_row"], "kind", text, allowed="、".join(kinds))]


def _same_names(rows: Rows) -> list[Finding]:
    schools = rows.complete("schools", ("school", "name"))
    twins = schools[schools["name"].duplicated(keep=False) & ~schools["school"].duplicated(keep=False)]
    return [
        rows.say(
            "warning",
            "schools",
            same["source_row"],
            "name",
            f"“{name}”对应多个学校代码：{'、'.join(same['school'])}；如是同一所学校，请合并为一行。",
            found=name,
        )
        for name, same in twins.groupby("name", sort=False)
        if len(same) > 1
    ]


def _segments(rows: Rows, standard: Standard) -> list[Finding]:
    """Each school has exactly the segments its kind runs; kinds that run none are not held to it."""
    findings = []
    listed = rows.complete("segments", ("school", "stage"))
    place = {(r["school"], r["stage"]): r["source_row"] for r in records(listed)}
    for school in records(rows.complete("schools", ("school", "kind"))):
        code, kind = school["school"], school["kind"]
        rule = standard.kinds.get(kind)
        if rule is None or not rule.stages:
            continue
        runs = [standard.stages[stage] for stage in rule.stages]
        for stage in [stage for owner, stage in place if owner == code and stage not in runs]:
            text = f"{rows.school(code)}是{kind}，不应有{stage}学段；请核对办学类型或学段。"
            row, allowed = place[code, stage], "、".join(runs)
            findings.append(rows.say("blocking", "segments", row, "stage", text, found=stage, allowed=allowed))
        absent = [stage for stage in runs if (code, stage) not in place]
        if absent:
            text = f"{rows.school(code)}是{kind}，“学段学生”表中缺少{'、'.join(absent)}一行。"
            findings.append(rows.say("blocking", "schools", school["source_row"], "school", text, found=code))
    return findings


def _segments_unknown(rows: Rows) -> list[Finding]:
    """Classes and teachers of a segment that 学段学生 does not list."""
    findings = []
    known = pd.MultiIndex.from_frame(rows.intake.tables["segments"][["school", "stage"]])
    for name in ("classes", "teachers"):
        frame = rows.complete(name, ("school", "stage"))
        frame = frame[frame["school"].isin(set(rows.names))]
        strange = frame[~pd.MultiIndex.from_frame(frame[["school", "stage"]]).isin(known)]
        for (code, stage), same in strange.groupby(["school", "stage"], sort=False):
            text = f"“学段学生”表中没有{rows.school(code)}的{stage}学段，这里却有；请两表一致。"
            findings.append(rows.say("blocking", name, same["source_row"], "stage", text, found=stage))
    return findings


def _without_rows(rows: Rows, standard: Standard) -> list[Finding]:
    """Schools and segments a table says nothing of: 缺数据, told table by table."""
    segments = rows.intake.tables["segments"]
    taught = segments[segments["stage"].isin(compulsory(standard)) & ~(segments["pupils"] == 0)]
    schools = rows.complete("schools", ("school", "kind"))
    runs = [kind for kind, rule in standard.kinds.items() if rule.stages]
    schools = schools[schools["kind"].isin(runs)]
    findings = []
    # A school whose kind runs no stage by itself still has teachers, who count in the county's shares.
    special = rows.complete("schools", ("school", "kind"))
    special = special[
        special["kind"].isin([kind for kind in standard.kinds if kind not in runs and kind != VOCATIONAL])
    ]
    for name, frame, key in (
        ("teachers", special, ["school"]),
        ("classes", taught, ["school", "stage"]),
        ("teachers", taught, ["school", "stage"]),
        ("buildings", schools, ["school"]),
        ("budgets", schools, ["school"]),
    ):
        if not rows.has(name, *key):
            continue
        known = pd.MultiIndex.from_frame(rows.intake.tables[name][key])
        wanted = frame.dropna(subset=key)
        lacking = wanted[~pd.MultiIndex.from_frame(wanted[key]).isin(known)]
        if len(lacking):
            said = [rows.school(r["school"]) + r.get("stage", "") for r in records(lacking[key])]
            text = f"没有以下{len(said)}个单位的数据行，按缺数据处理：{'、'.join(said)}。"
            findings.append(
                Finding(
                    "warning",
                    rows.intake.origins[name].file,
                    rows.intake.origins[name].sheet or "",
                    "",
                    "",
                    BY_NAME[name].note,
                    text,
                )
            )
    return findings
