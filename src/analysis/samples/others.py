"""芦淞区, 永昌县, 金川区 2025: one county that passes, one undecided, one failing by a hair. 另外三个合成样例。"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .answers import CHECKER
from .counties import aims_of, generate
from .roster import PRIVATE

YEAR = 2025
#: The coefficient that was published.
PUBLISHED = 0.502
#: A teaching point with fewer pupils does not count.
LEAST_POINT = 50
Tables = dict[str, pd.DataFrame]


def lusong() -> Tables:
    """芦淞区 430203: everything is met. 达标的样例。"""
    return generate(["430203"], ["芦淞区"], YEAR, seed=430203, schools=37, share_below=0)


def yongchang() -> Tables:
    """永昌县 620321: nothing is missed, some things are not known. 暂不能判定的样例。

    Blank: the networked classrooms of one town school, the civil servants' salary, and the document behind one
    school's curriculum. One city school reaches its line for area only with a building under construction.
    """
    tables = generate(["620321"], ["永昌县"], YEAR, seed=620321, schools=25, classes_per_grade=1.8, share_below=0)
    schools, buildings, evidence = tables["schools"], tables["buildings"], tables["evidence"]
    primary = schools[(schools["kind"] == "小学") & (schools["sponsor"] != PRIVATE)]
    town = primary.loc[primary["area"] == "镇区", "school"].iloc[0]
    buildings.loc[buildings["school"] == town, "networked_classrooms"] = np.nan
    tables["county"]["civil_servant_salary"] = np.nan
    curriculum = evidence.index[evidence["indicator"] == 29][3]
    evidence.loc[curriculum, ["document", "day"]] = None

    city = primary.loc[primary["area"] == "城区", "school"].iloc[0]
    pupils = tables["segments"].set_index("school").loc[city, "pupils"]
    line = aims_of(YEAR).lines[4]["小学"] * pupils
    row = buildings.index[buildings["school"] == city]
    buildings.loc[row, "teaching_area"] = np.round(0.93 * line + buildings.loc[row, "indoor_sports_area"], 2)
    buildings.loc[row, "teaching_area_building"] = np.round(0.2 * line, 2)
    claim = {
        "county": "620321",
        "indicator": 4.0,
        "part": None,
        "school": city,
        "tolerance": "4-3",
        "answer": "符合",
        "document": "在建工程规划许可与进度证明",
        "day": f"{YEAR}-08-22",
        "checker": CHECKER,
    }
    tables["evidence"] = pd.concat([evidence, pd.DataFrame([claim])], ignore_index=True)
    return tables


def jinchuan() -> Tables:
    """金川区 620302: every school passes, one coefficient does not. 仅一项校际差异系数超标的样例。

    A real county published 0.502 for backbone teachers beside a mean of 0.368 of the seven: each counts, not
    their mean. Here every primary school meets the line, most of them narrowly, and one of the two largest by far.
    """
    tables = generate(["620302"], ["金川区"], YEAR, seed=620302, schools=24, share_below=0)
    _spread_backbone(tables)
    tables["schools"]["in_education_group"] = "是"
    county = tables["county"]
    for group in ("special_school", "inclusive", "special_class", "home_teaching"):
        # 金昌市 asks for 7000 元, above the national 6000 元.
        county[f"{group}_funds"] = np.ceil(county[f"{group}_pupils"] * 7200)
    return tables


def _spread_backbone(tables: Tables) -> None:
    """Give the two largest primary schools so many backbone teachers that the coefficient comes to PUBLISHED."""
    kinds = tables["schools"].set_index("school")["kind"]
    segments, teachers = tables["segments"], tables["teachers"]
    kind, pupils = segments["school"].map(kinds), segments["pupils"]
    point = (kind == "教学点") & (pupils < LEAST_POINT)
    counts = (segments["stage"] == "小学") & (kind != "特殊教育学校") & ~point
    people, backbone = pupils[counts], teachers.loc[counts, "backbone"]
    first, second = people.nlargest(2).index
    most = np.floor(0.7 * teachers["full_time"])
    one, two = np.meshgrid(*(np.arange(backbone[row], most[row] + 1) for row in (first, second)))
    rest = np.ceil(people.drop([first, second]) * 1.05 / 100)
    # S² / X̄² = P_N Σ(x²/P) / (Σx)² − 1
    squares = (rest**2 / people).sum() + one**2 / people[first] + two**2 / people[second]
    coefficient = np.sqrt(people.sum() * squares / (rest.sum() + one + two) ** 2 - 1)
    teachers.loc[rest.index, "backbone"] = rest
    best = np.unravel_index(np.abs(coefficient - PUBLISHED).argmin(), coefficient.shape)
    teachers.loc[first, "backbone"], teachers.loc[second, "backbone"] = one[best], two[best]
