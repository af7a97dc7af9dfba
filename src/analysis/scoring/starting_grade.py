"""A school as if every grade were as large as its first: 按起始年级测算 (ruling starting_grade). 起始年级。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from ..standard.in_force import number_in_force
from ..standard.rules import Standard
from .units import Units


def starting_grade_units(units: Units, standard: Standard, as_of: date) -> Units:
    """The same units as if every grade were as large as the first (ruling starting_grade). 按起始年级测算的评估单元。

    segments.pupils, split.pupils : starting-grade pupils × grades of the stage in that school; blank where the first
                                    grade has no class or no pupil
    school.classes                : starting-grade classes × grades, over the school's stages
    """
    segment = units.segment
    times = 1 if standard.starting_grade_times == "one" else grades_of(units, standard, as_of)["grades"].to_numpy()
    first = units.class_list[is_starting_grade(units, units.class_list, standard, as_of)].groupby(
        "segment", sort=False
    )["classes.pupils"]
    tally = pd.DataFrame({"pupils": first.sum(skipna=False), "classes": first.size()})
    own = tally.reindex(segment["segment"]).reset_index(drop=True).mul(times, axis=0)
    # Senior pupils of the school stay as they are: what its weighted sum holds beyond the compulsory stages.
    compulsory = (
        (segment["split.weight"] * segment["segments.pupils"]).groupby(segment["key"]).transform("sum", skipna=False)
    )
    weighted = (segment["split.weight"] * own["pupils"]).groupby(segment["key"]).transform("sum", skipna=False)
    by_school = own["classes"].groupby(segment["key"]).sum(skipna=False)
    segment = segment.assign(
        **{"segments.pupils": own["pupils"], "split.pupils": segment["split.pupils"] - compulsory + weighted}
    )
    school = units.school.assign(**{"school.classes": by_school.reindex(units.school["key"]).to_numpy()})
    return replace(units, segment=segment, school=school)


def grades_of(units: Units, standard: Standard, as_of: date) -> pd.DataFrame:
    """Grades of the stage in each segment, and which is the first, see stage_grades. 学段年级。"""
    usual: dict[str, float] = {
        stage: number_in_force(dates, as_of, "学段年级数") for stage, dates in standard.stage_grades.items()
    }
    return units.once(units.segment, "grades", lambda: stage_grades(units.segment, units.class_list, usual))


def is_starting_grade(units: Units, classes: pd.DataFrame, standard: Standard, as_of: date) -> pd.Series:
    """Whether a class is of the first grade of the stage in its school, where that grade has pupils. 是否起始年级。

    classes : units.class_list or units.classes
    """
    first = grades_of(units, standard, as_of)["first"].set_axis(units.segment["segment"])
    own = classes["classes.grade"] == classes["segment"].map(first)
    # An empty class counts beside one with pupils; where all of them are empty there is no first grade.
    begun = own & ~(classes["classes.pupils"] == 0)
    return own & begun.groupby(classes["segment"], sort=False).transform("any")


def stage_grades(segments: pd.DataFrame, classes: pd.DataFrame, usual: Mapping[str, float]) -> pd.DataFrame:
    """How many grades the stage has in each school, and which is the first: 六三制, 五四制, or as filled in. 学段年级。

    segments, classes : the frame of segments, see units.Units; class_list
    usual             : grades of a stage where the school says nothing
    returns           : [segment] grades, first; the junior stage ends with the last compulsory grade
    """
    stage = segments["stage"]
    grades = stage.map(usual).astype(float)
    last = stage.map({"primary": usual["primary"], "junior": usual["primary"] + usual["junior"]}).astype(float)
    # A junior stage that lists a grade below its usual first one begins there (五四制).
    lowest = classes.groupby("segment", sort=False)["classes.grade"].min().reindex(segments["segment"]).to_numpy()
    grades = grades.mask((stage == "junior").to_numpy() & (lowest < (last - grades + 1).to_numpy()), last - lowest + 1)
    if "segments.grades" in segments:
        filled = segments["segments.grades"]
        # Nine grades make one school: where only the other stage was filled in, this one has the rest.
        both = filled.groupby(segments["key"], sort=False).transform("sum", min_count=1)
        rest = (sum(usual[name] for name in ("primary", "junior")) - both).where(filled.isna())
        grades = filled.fillna(rest).fillna(grades)
    first = np.where(stage == "junior", last - grades + 1, 1)
    return pd.DataFrame({"grades": grades.to_numpy(dtype=float), "first": first.astype(float)})
