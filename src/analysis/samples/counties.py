"""Invented counties, many at once, from one seed. 生成合成县。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from ..errors import UserError
from ..project import find_project
from ..standard.load import read_rules
from ..tables.catalogue import BY_NAME, TABLES
from . import answers, figures, pupils, resources
from .aims import Aims, read_aims
from .roster import Misses, Roster, draw_grades, draw_schools, draw_seniors

#: Fewer schools than this hold too few kinds to be a county.
FEWEST = 12
INDICATORS = range(1, 33)


@dataclass(frozen=True)
class Below:
    """Who is to miss what: indicator → one boolean for each school, or for each county. 指定未达标的单位。"""

    schools: Misses
    counties: Misses


def aims_of(school_year: int) -> Aims:
    """The lines in force at the end of the calendar year in which the school year begins. 当年的标准值。"""
    return read_aims(read_rules(find_project().standards), date(school_year, 12, 31))


def generate(
    codes: Sequence[str],
    names: Sequence[str],
    school_year: int,
    seed: int,
    schools: int = 70,
    classes_per_grade: float = 3.0,
    share_below: float = 0.01,
) -> dict[str, pd.DataFrame]:
    """All tables of many counties; the same arguments give the same frames. 生成若干合成县的全部数据表。

    codes, names      : division codes (six digits) and names, one of each a county
    schools           : schools in each county, points and the special school included; at least FEWEST
    classes_per_grade : classes in a grade of a middling primary school
    share_below       : how many of the values that have a line fall below it, from 0 to 1
    returns           : table name → frame with `county` first; every value meets its line where share_below is 0

    Raises UserError where a number is out of bounds.
    """
    if not codes or len(codes) != len(names):
        raise UserError(f"区划代码有 {len(codes)} 个，名称有 {len(names)} 个；两者应一样多，且至少一个。")
    if schools < FEWEST:
        raise UserError(f"每县学校数为 {schools}，至少应为 {FEWEST}。")
    if not 0 <= share_below <= 1:
        raise UserError(f"低于标准的比例为 {share_below}，应在 0 与 1 之间。")
    rng = np.random.default_rng(seed)
    aims = aims_of(school_year)
    below = Below(
        {indicator: rng.random(len(codes) * schools) < share_below for indicator in INDICATORS},
        {indicator: rng.random(len(codes)) < share_below for indicator in INDICATORS},
    )
    frame = draw_schools(codes, names, schools, rng)
    ordinary = ~frame["kind"].isin(["教学点", "特殊教育学校"]).to_numpy()
    grades = draw_grades(frame, below.schools[11] & ordinary, below.schools[12], classes_per_grade, aims, rng)
    roster = Roster(tuple(codes), tuple(names), frame, grades, draw_seniors(frame, grades, rng))
    return fill(roster, below, aims, school_year, rng)


def fill(
    roster: Roster, below: Below, aims: Aims, school_year: int, rng: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """All tables of a roster: what `below` names misses its line, all else meets it. 由名册生成全部数据表。"""
    segments = pupils.segment_table(roster, below.schools, rng)
    tables = {
        "schools": pupils.school_table(roster, rng),
        "segments": segments,
        "classes": pupils.class_table(roster),
        "rooms": resources.room_table(roster, below.schools, aims, rng),
        "teachers": resources.teacher_table(segments, roster, below.schools, aims, rng),
        "buildings": resources.building_table(segments, roster, below.schools, aims, rng),
        "budgets": figures.budget_table(segments, roster, below.schools, rng),
    }
    tables["county"] = figures.county_table(tables, roster, below.counties, school_year, rng)
    tables |= {
        "monitoring": answers.monitoring_table(roster, below.counties, school_year, rng),
        "survey": answers.survey_table(roster, below.counties, rng),
        # Drawn last: a card that asks for one more answer moves no other figure.
        "evidence": answers.evidence_table(roster, below.schools, below.counties, aims, school_year, rng),
        "vetoes": answers.veto_table(roster, aims, school_year),
    }
    tables["campuses"] = pd.DataFrame(columns=["county", *(column.name for column in BY_NAME["campuses"].columns)])
    return {table.name: tables[table.name][["county", *(column.name for column in table.columns)]] for table in TABLES}
