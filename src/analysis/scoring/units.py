"""What is judged: schools, segments, classes, counties, subjects, as wide frames. 评估单元。

Every frame carries `county`; several counties may be scored at once. Columns of the data are named table.column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias, get_args

import numpy as np
import pandas as pd

from ..intake.tables import BY_NAME, GROUPS, SUBJECTS
from ..standard.in_force import number_in_force, weights_in_force
from ..standard.rules import Stage, Standard
from .evidence import Evidence
from .populations import FLAGS

Tables: TypeAlias = Mapping[str, pd.DataFrame]

KEY = ["county", "school"]
#: A yes is all of it.
PERCENT = 100
SEGMENT_KEY = [*KEY, "stage"]
LEVELS = {roman: level for level, roman in enumerate(BY_NAME["monitoring"].column("level").choices, start=1)}


@dataclass(frozen=True)
class Units:
    """One frame for each level; identity columns county, unit, name, stage, kind. 各级评估单元。"""

    segment: pd.DataFrame
    school: pd.DataFrame
    classes: pd.DataFrame
    county: pd.DataFrame
    subject: pd.DataFrame
    rooms: pd.DataFrame
    evidence: Evidence
    campuses: pd.DataFrame


def build_units(tables: Tables, standard: Standard, as_of: date) -> Units:
    """Wide frames from the tables of one or many counties. 由数据表构造评估单元。

    A stage that a school's kind runs but nobody filled in becomes a row of blanks: it is missing, not absent.
    """
    stage_ids = {label: stage for stage, label in standard.stages.items()}
    schools = _prefixed(tables["schools"], "schools", KEY)
    for name in ("buildings", "budgets"):
        schools = schools.merge(_prefixed(tables[name], name, KEY), on=KEY, how="left")
    segments = _all_segments(tables, standard, stage_ids)
    segments = _split(segments, weights_in_force(standard.split_weights, as_of))
    segments = segments[segments["stage"] != "senior"]
    classes = _classes(tables["classes"], segments, stage_ids)
    schools = _school_sums(schools, segments, classes)
    segments = segments.merge(schools, on=KEY, how="left")
    classes = classes.merge(schools[[*KEY, *(c for c in schools if c.startswith(("schools.", "school.")))]], on=KEY, how="left")
    segments, schools, classes = (_identified(frame) for frame in (segments, schools, classes))
    classes["name"] = classes["name"] + " " + classes["classes.label"]
    return Units(
        segment=segments, school=schools, classes=classes,
        county=_county(tables), subject=_subject(tables),
        rooms=tables["rooms"].assign(key=tables["rooms"]["county"] + "/" + tables["rooms"]["school"]), evidence=Evidence(tables["evidence"]), campuses=tables["campuses"],
    )  # fmt: skip


def starting_grade_units(units: Units, standard: Standard, as_of: date) -> Units:
    """The same units as if every grade were as large as the first (ruling starting_grade). 按起始年级测算的评估单元。

    segments.pupils, split.pupils : starting-grade pupils × grades of the stage; blank where there is no class list
    school.classes                : starting-grade classes × grades, over the school's stages
    """
    grades = units.segment["stage"].map({s: number_in_force(d, as_of, "学段年级数") for s, d in standard.stage_grades.items()})
    first = units.classes[starting_grade(units.classes)].groupby(SEGMENT_KEY)["classes.pupils"]
    tally = pd.DataFrame({"pupils": first.sum(skipna=False), "classes": first.size()})
    index = pd.MultiIndex.from_frame(units.segment[SEGMENT_KEY])
    own = tally.reindex(index).reset_index(drop=True).mul(grades.to_numpy(dtype=float), axis=0)
    segment = units.segment.reset_index(drop=True)
    # Senior pupils of the school stay as they are: what its weighted sum holds beyond the compulsory stages.
    compulsory = (segment["split.weight"] * segment["segments.pupils"]).groupby([segment[k] for k in KEY]).transform("sum", skipna=False)
    weighted = (segment["split.weight"] * own["pupils"]).groupby([segment[k] for k in KEY]).transform("sum", skipna=False)
    by_school = own["classes"].groupby([segment[k] for k in KEY]).sum(skipna=False).rename("school.classes").reset_index()
    segment = segment.assign(
        **{"segments.pupils": own["pupils"], "split.pupils": segment["split.pupils"] - compulsory + weighted}
    )
    school = units.school.drop(columns="school.classes").merge(by_school, on=KEY, how="left")
    return replace(units, segment=segment, school=school)


def starting_grade(classes: pd.DataFrame) -> pd.Series:
    """Whether a class is of the lowest grade of its school and stage. 是否起始年级。"""
    return classes["classes.grade"] == classes.groupby(SEGMENT_KEY)["classes.grade"].transform("min")


def _prefixed(table: pd.DataFrame, name: str, key: list[str]) -> pd.DataFrame:
    columns = [column.name for column in BY_NAME[name].columns if column.name not in key]
    return table[[*key, *columns]].rename(columns={column: f"{name}.{column}" for column in columns})


def _all_segments(tables: Tables, standard: Standard, stage_ids: Mapping[str, str]) -> pd.DataFrame:
    """Rows filled in, and blank rows for the stages that a kind of school runs (§3)."""
    runs = pd.DataFrame(
        [(kind, stage) for kind, rule in standard.kinds.items() for stage in rule.stages], columns=["kind", "stage"]
    )
    expected = tables["schools"][[*KEY, "kind"]].merge(runs, on="kind")[SEGMENT_KEY]
    frames = []
    for name in ("segments", "teachers"):
        table = tables[name].assign(stage=tables[name]["stage"].map(stage_ids))
        frames.append(_prefixed(table, name, SEGMENT_KEY))
    keys = pd.concat([expected, *(frame[SEGMENT_KEY] for frame in frames)]).drop_duplicates()
    for frame in frames:
        keys = keys.merge(frame, on=SEGMENT_KEY, how="left")
    return keys.sort_values(SEGMENT_KEY, key=_stage_order, kind="stable", ignore_index=True)


def _stage_order(column: pd.Series) -> pd.Series:
    return column.map({stage: i for i, stage in enumerate(get_args(Stage))}) if column.name == "stage" else column


def _split(segments: pd.DataFrame, weights: Mapping[Stage, float]) -> pd.DataFrame:
    """Weights with which a school's stages share what belongs to the whole school (§3). 共用资源拆分。

    split.weight, split.pupils : the segment's value of T is  T * weight / pupils  (pupils: Σ weight × pupils of all stages)
    """
    weight = segments["stage"].map(dict(weights)).astype(float)
    weighted = weight * segments["segments.pupils"]
    by_school = weighted.groupby([segments[key] for key in KEY], sort=False)
    total, stages = by_school.transform("sum", skipna=False), by_school.transform("size")
    alone = stages == 1
    return segments.assign(
        **{"split.weight": weight.where(~alone, 1.0), "split.pupils": total.where(~alone, segments["segments.pupils"])}
    )


def _classes(table: pd.DataFrame, segments: pd.DataFrame, stage_ids: Mapping[str, str]) -> pd.DataFrame:
    """One row a class of the compulsory stages; one blank row for a segment with pupils but no class list."""
    frame = table[[*KEY, "stage", "grade", "class", "pupils", *({"source_row"} & set(table))]]
    frame = frame.assign(stage=frame["stage"].map(stage_ids))
    frame = frame[frame["stage"] != "senior"].rename(
        columns={"grade": "classes.grade", "pupils": "classes.pupils", "source_row": "classes.source_row"}
    )
    grade = frame["classes.grade"].map(lambda g: f"{g:g}年级" if g == g else "").astype("str")
    frame = frame.assign(**{"classes.label": grade + frame["class"].fillna("").astype(str)}).drop(columns="class")
    listed = pd.MultiIndex.from_frame(frame[SEGMENT_KEY])
    wanted = segments.loc[~(segments["segments.pupils"] == 0), SEGMENT_KEY]
    blank = wanted[~pd.MultiIndex.from_frame(wanted).isin(listed)].assign(**{"classes.label": "（未填班级）"})
    return pd.concat([frame, blank], ignore_index=True)


def _school_sums(schools: pd.DataFrame, segments: pd.DataFrame, classes: pd.DataFrame) -> pd.DataFrame:
    """Compulsory-stage pupils, boarders and classes of the whole school; a blank stage makes the sum blank."""
    sums = segments.groupby(KEY, sort=False)[["segments.pupils", "segments.boarders"]].sum(skipna=False)
    sums.columns = pd.Index(["school.pupils", "school.boarders"])
    counted = classes["classes.pupils"].notna() | (classes["classes.label"] != "（未填班级）")
    sums["school.classes"] = counted.astype(float).where(counted).groupby([classes[key] for key in KEY], sort=False).sum(skipna=False)
    sums["school.largest_class"] = classes.groupby(KEY, sort=False)["classes.pupils"].max()
    sums.loc[sums["school.pupils"] == 0, "school.classes"] = 0
    joined = schools["schools.in_education_group"].map(FLAGS).astype(float)
    return schools.assign(**{"school.in_education_group": PERCENT * joined}).merge(sums.reset_index(), on=KEY, how="left")


def _identified(frame: pd.DataFrame) -> pd.DataFrame:
    key = frame["county"] + "/" + frame["school"]
    columns = {"unit": frame["school"], "name": frame["schools.name"], "kind": frame["schools.kind"], "key": key}
    frame = frame.assign(**columns)
    return frame if "stage" in frame else frame.assign(stage="")


def _county(tables: Tables) -> pd.DataFrame:
    """One row a county: its items, and the survey summed over all groups (a group left out is missing)."""
    county = _prefixed(tables["county"], "county", ["county"])
    survey = tables["survey"]
    counts = [column.name for column in BY_NAME["survey"].columns if column.type == "count"]
    whole = pd.MultiIndex.from_product([county["county"], GROUPS], names=["county", "group"])
    sums = survey.set_index(["county", "group"])[counts].reindex(whole).groupby("county", sort=False).sum(skipna=False)
    county = county.merge(sums.add_prefix("survey.").reset_index(), on="county", how="left")
    return county.assign(unit=county["county"], name="", stage="", kind="", school="", key=county["county"] + "/")


def _subject(tables: Tables) -> pd.DataFrame:
    """Six rows a county; a subject nobody filled in is missing."""
    whole = pd.MultiIndex.from_product([tables["county"]["county"], SUBJECTS], names=["county", "subject"])
    frame = tables["monitoring"].set_index(["county", "subject"])[["year", "level", "spread"]].reindex(whole)
    frame["level"] = frame["level"].map(LEVELS).astype(float)
    frame = frame.add_prefix("monitoring.").reset_index()
    return frame.assign(unit=frame["county"], name="", stage="", kind="", school="", key=frame["county"] + "/")


def empty_tables() -> dict[str, pd.DataFrame]:
    """Every table with all its columns and no rows. 空数据表。"""
    numbers = {"count", "amount", "year"}
    return {
        name: pd.DataFrame(
            {"county": pd.Series(dtype=object)}
            | {c.name: pd.Series(dtype=np.float64 if c.type in numbers else object) for c in table.columns}
        )
        for name, table in BY_NAME.items()
    }
