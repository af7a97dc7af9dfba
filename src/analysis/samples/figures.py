"""Budgets of the schools, and the figures a county gives for itself. 经费与县级数据。"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .roster import PRIVATE, Misses, Roster

Tables = Mapping[str, pd.DataFrame]

#: Yuan a pupil a year, and a boarder more.
FUNDS = {"小学": 720, "初中": 940}
BOARDER = 200
SMALL = 100
DECLARED = {
    "小学": "n_primary",
    "教学点": "n_points",
    "初级中学": "n_junior",
    "九年一贯制学校": "n_nine_year",
    "完全中学": "n_complete",
    "十二年一贯制学校": "n_twelve_year",
    "特殊教育学校": "n_special",
    "职业学校": "n_vocational",
}
#: Item → (least, most) where it meets the line, and where it misses it.
RANGES = {
    14: ((6100, 8000), (4500, 5800)),
    15: ((1.005, 1.08), (0.9, 0.98)),
    18: ((0.115, 0.19), (0.081, 0.089)),
    21: ((0.52, 0.7), (0.4, 0.48)),
    22: ((0.88, 0.99), (0.7, 0.83)),
    24: ((0.96, 1), (0.85, 0.93)),
}
#: Backbone teachers among those who moved, likewise.
BACKBONE = ((0.215, 0.3), (0.12, 0.18))


def budget_table(segments: pd.DataFrame, roster: Roster, below: Misses, rng: np.random.Generator) -> pd.DataFrame:
    """Public funds by the number of pupils, at least a hundred in a small school; training out of them. 经费。"""
    schools, total = roster.schools, len(roster.schools)
    ours = segments[segments["stage"] != "高中"]
    pupils, boarders = (np.bincount(ours["at"], ours[name], minlength=total) for name in ("pupils", "boarders"))
    base = np.bincount(ours["at"], ours["pupils"] * ours["stage"].map(FUNDS), minlength=total)
    private, boarding = (schools["sponsor"] == PRIVATE).to_numpy(), (schools["boarding"] == "是").to_numpy()
    small = schools["kind"].isin(["小学", "教学点"]).to_numpy() & (pupils < SMALL)
    funded = np.where(small & ~below[13], SMALL, pupils)
    public = np.where(small, funded * FUNDS["小学"], base) + boarders * BOARDER
    cost = np.rint(pupils * rng.uniform(2500, 6000, total))
    share = np.where(below[26], rng.uniform(0.03, 0.046, total), rng.uniform(0.051, 0.08, total))
    return schools[["county", "school"]].assign(
        public_funds=np.where(private, np.nan, public),
        training_funds=np.rint(share * np.where(private, cost, public)),
        business_cost=np.where(private, cost, np.nan),
        funded_pupils=np.where(small, funded, np.nan),
        boarding_subsidy=np.where(boarding, boarders * BOARDER, np.nan),
    )


def county_table(tables: Tables, roster: Roster, below: Misses, year: int, rng: np.random.Generator) -> pd.DataFrame:
    """One row a county; sums agree with the school tables. 县级数据。

    below : indicator → which counties are to miss it
    """
    schools, segments, teachers = roster.schools, tables["segments"], tables["teachers"]
    counties = len(roster.codes)
    of_school = schools["at"].to_numpy()
    of_segment = of_school[segments["at"]]
    public = (schools["sponsor"] != PRIVATE).to_numpy()
    special = (schools["kind"] == "特殊教育学校").to_numpy()[segments["at"]]
    compulsory = (segments["stage"] != "高中").to_numpy()
    public_segment = public[segments["at"]]
    rural = (schools["area"] != "城区").to_numpy()[segments["at"]]
    migrants = tables["schools"]["migrant_pupils"].to_numpy()

    def total(values: pd.Series | np.ndarray, where: np.ndarray) -> np.ndarray:
        of = of_segment if len(where) == len(of_segment) else of_school
        return np.bincount(of[where], np.nan_to_num(np.asarray(values, dtype=float))[where], minlength=counties)

    def rate(indicator: int) -> np.ndarray:
        met, missed = RANGES[indicator]
        return np.where(below[indicator], rng.uniform(*missed, counties), rng.uniform(*met, counties))

    pupils = total(segments["pupils"], compulsory)
    staff = total(teachers["staff"], compulsory & public_segment)
    special_pupils = {
        "special_school": total(segments["pupils"], special & compulsory),
        "inclusive": np.ceil(pupils * rng.uniform(0.002, 0.004, counties)),
        "special_class": np.ceil(pupils * 0.0003),
        "home_teaching": np.ceil(pupils * rng.uniform(0.0005, 0.001, counties)),
    }
    items = {f"{name}_pupils": number for name, number in special_pupils.items()}
    items |= {f"{name}_funds": np.rint(number * rate(14)) for name, number in special_pupils.items()}
    civil = np.rint(rng.uniform(80000, 120000, counties))
    eligible = np.rint(total(teachers["full_time"], compulsory & public_segment) * rng.uniform(0.5, 0.7, counties))
    rotated = np.ceil(eligible * rate(18))
    backbone = np.where(below[18], rng.uniform(*BACKBONE[1], counties), rng.uniform(*BACKBONE[0], counties))
    graduates = {
        where: total(segments["graduates"], compulsory & mask) for where, mask in (("rural", rural), ("urban", ~rural))
    }
    chance = rng.uniform(0.25, 0.35, counties)
    places = {"rural": np.ceil(graduates["rural"] * chance * 1.1), "urban": np.floor(graduates["urban"] * chance)}
    allocated = places["rural"] + places["urban"]
    enrolled = {"migrant_public": total(migrants, public), "migrant_bought": np.floor(0.8 * total(migrants, ~public))}
    salary = np.rint(civil * rate(15))
    payroll = np.rint(staff * salary * 1.02)
    tested = np.floor(0.98 * pupils)
    courses = 12.0 * np.bincount(of_school, minlength=counties)
    items |= {
        "basic_balance_year": rng.integers(2013, year - 4, counties).astype(float),
        "monitoring_high": np.full(counties, "是", dtype=object),
        "disabled_children": np.floor(sum(special_pupils.values()) / rate(24)),
        "teacher_salary": salary,
        "civil_servant_salary": civil,
        "rotation_eligible": eligible,
        "rotated": rotated,
        "rotated_backbone": np.rint(rotated * backbone),
        "senior_high_places": np.floor(allocated / rate(21)),
        "allocated_places": allocated,
        "migrant_children": np.floor(sum(enrolled.values()) / rate(22)),
        "resident_population": np.round(pupils / 1050, 2),
        "registered_population": np.round(pupils / 1000, 2),
        "townships": rng.integers(6, 20, counties).astype(float),
        "subdistricts": rng.integers(2, 8, counties).astype(float),
        "gdp": np.round(pupils * rng.uniform(0.006, 0.012, counties), 2),
        "fiscal_revenue": np.round(pupils * rng.uniform(0.0004, 0.0008, counties), 2),
        "rural_income": np.rint(rng.uniform(15000, 30000, counties)),
        "payroll": payroll,
        "base_payroll": np.rint(payroll * 0.45),
        "fiscal_training_funds": np.ceil(payroll * rng.uniform(0.0155, 0.018, counties)),
        "fitness_tested": tested,
        "fitness_passed": np.ceil(tested * rng.uniform(0.92, 0.97, counties)),
        "fitness_good": np.ceil(tested * rng.uniform(0.5, 0.6, counties)),
        "curriculum_required": courses,
        "curriculum_offered": courses,
    }
    items |= {f"{where}_places": number for where, number in places.items()}
    items |= {f"{where}_graduates": number for where, number in graduates.items()} | enrolled
    declared = {
        item: total((schools["kind"] == kind).to_numpy(), np.ones(len(schools), dtype=bool))
        for kind, item in DECLARED.items()
    }
    return pd.DataFrame({"county": np.array(roster.codes, dtype=object), **declared, **items})
