"""Pupils of a roster: schools, segments and classes. 由名册生成学校、学段与班级。"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .roster import PRIVATE, Misses, Roster


def school_table(roster: Roster, rng: np.random.Generator) -> pd.DataFrame:
    """The schools with their children of migrant workers. 学校。"""
    grades = roster.grades
    pupils = np.bincount(grades["school"], grades["pupils"], minlength=len(roster.schools))
    share = np.where(
        roster.schools["area"] == "城区", rng.uniform(0.05, 0.2, len(pupils)), rng.uniform(0, 0.05, len(pupils))
    )
    return roster.schools.assign(migrant_pupils=np.floor(pupils * share), approved_size=np.nan)


def class_table(roster: Roster) -> pd.DataFrame:
    """One row a class, the pupils of a grade dealt out evenly. 班级。"""
    grades = roster.grades
    number = grades["classes"].to_numpy()
    row = np.repeat(np.arange(len(grades)), number)
    place = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    size, rest = np.divmod(grades["pupils"].to_numpy(), number)
    school = grades["school"].to_numpy()[row]
    names = np.array([f"{n + 1}班" for n in range(number.max())], dtype=object)
    return pd.DataFrame(
        {
            "county": roster.schools["county"].to_numpy()[school],
            "school": roster.schools["school"].to_numpy()[school],
            "stage": grades["stage"].to_numpy(dtype=object)[row],
            "grade": grades["grade"].to_numpy(dtype=float)[row],
            "class": names[place],
            "pupils": (size[row] + (place < rest[row])).astype(float),
        }
    )


def segment_table(roster: Roster, below: Misses, rng: np.random.Generator) -> pd.DataFrame:
    """One row per school and stage, the senior stage among them. 学段学生。

    returns : the columns of the table, and `at`, the row of the school in the roster
    """
    grades, schools = roster.grades, roster.schools
    sums = grades.groupby(["school", "stage"], sort=False).agg(pupils=("pupils", "sum"), enrolled=("pupils", "first"))
    frame = sums.reset_index().rename(columns={"school": "at"})
    senior = np.flatnonzero(roster.seniors)
    more = pd.DataFrame({"at": senior, "stage": "高中", "pupils": roster.seniors[senior]})
    frame = pd.concat([frame, more], ignore_index=True)
    frame = frame.iloc[np.argsort(frame["at"].to_numpy(), kind="stable")].reset_index(drop=True)
    at, pupils = frame["at"].to_numpy(), frame["pupils"].to_numpy(dtype=float)
    rows, junior = len(frame), (frame["stage"] == "初中").to_numpy()
    owner = schools.iloc[at].reset_index(drop=True)
    share = np.where(owner["boarding"] == "是", rng.uniform(0.3, 0.8, rows), 0)
    public = (owner["sponsor"] != PRIVATE).to_numpy()
    own = np.where(public, np.where(junior, rng.uniform(0.97, 1, rows), 1), rng.uniform(0.4, 0.8, rows))
    own = np.where(below[20][at], 0.9, own)
    entrants = np.rint(pupils / 3 * rng.uniform(0.95, 1.05, rows))
    moves = {
        name: np.rint(entrants * rng.uniform(0, most, rows))
        for name, most in (
            ("resumed", 0.004),
            ("transferred_in", 0.03),
            ("suspended", 0.006),
            ("transferred_out", 0.03),
        )
    }
    moves |= {"dropped": np.zeros(rows), "died": np.zeros(rows)}
    gained = moves["resumed"] + moves["transferred_in"]
    lost = moves["suspended"] + moves["transferred_out"]
    unexplained = np.where(below[23][at], np.ceil(0.07 * entrants), np.floor(0.02 * rng.random(rows) * entrants))
    flow = {"graduates": entrants + gained - lost - unexplained, **moves, "entrants": entrants}
    return frame.assign(
        county=owner["county"],
        school=owner["school"],
        pupils=pupils,
        boarders=np.ceil(pupils * share),
        grades=np.full(rows, np.nan),
        catchment=np.where(junior | (own < 0.97), np.ceil(own * frame["enrolled"]), frame["enrolled"]),
        **{name: np.where(junior, values, np.nan) for name, values in flow.items()},
    )
