"""Which schools a county has, and how many classes and pupils each grade of them. 学校与年级名册。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .aims import Aims

#: Indicator → one boolean a school (or a county): is it to miss the line?
Misses = Mapping[int, np.ndarray]
#: Share of each kind among the schools of a county; one special school comes last.
KINDS = {
    "小学": 0.47,
    "教学点": 0.15,
    "初级中学": 0.14,
    "九年一贯制学校": 0.16,
    "完全中学": 0.05,
    "十二年一贯制学校": 0.03,
    "特殊教育学校": 0.0,
}
#: How far, among the schools of a kind, 城区 reaches, and how far 镇区; the rest is 乡村.
AREAS = {
    "小学": (0.4, 0.65),
    "教学点": (0.0, 0.0),
    "初级中学": (0.5, 0.9),
    "九年一贯制学校": (0.35, 0.7),
    "完全中学": (0.7, 1.0),
    "十二年一贯制学校": (1.0, 1.0),
    "特殊教育学校": (1.0, 1.0),
}
WORDS = {
    "小学": "小学",
    "教学点": "教学点",
    "初级中学": "初级中学",
    "九年一贯制学校": "九年制学校",
    "完全中学": "完全中学",
    "十二年一贯制学校": "实验学校",
    "特殊教育学校": "特殊教育学校",
}
AREA_WORDS = np.array(["城区", "镇区", "乡村"], dtype=object)
#: Kinds that run each stage; a special school teaches both compulsory ones.
RUNS = {
    "小学": set(KINDS) - {"初级中学", "完全中学"},
    "初中": set(KINDS) - {"小学", "教学点"},
    "高中": {"完全中学", "十二年一贯制学校"},
}
#: First and last grade of a stage.
GRADES = {"小学": (1, 6), "初中": (7, 9)}
#: Classes a grade against the average asked for, by 城区, 镇区, 乡村; and how full the classes are.
CLASSES = {"小学": (1.5, 0.9, 0.4), "初中": (2.5, 1.7, 0.9)}
FULL = ((0.82, 0.95), (0.65, 0.92), (0.15, 0.6))
#: Of the pupils of a school with two stages, at most these shares are of each.
THROUGH = {"小学": 0.55, "初中": 0.45}
#: Most pupils in a class of a special school.
SPECIAL_CLASS = 12
PRIVATE = 10
PUBLIC = 7


@dataclass(frozen=True)
class Roster:
    """Schools and grades of one or many counties, before anything is counted in them. 名册。

    codes, names : division codes and names of the counties
    schools : the columns of the 学校 table, ordered by county; `at` is the county's place in `codes`
    grades  : school (row in `schools`), stage, grade, classes, pupils
    seniors : pupils of the senior stage of each school; 0 where it runs none
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    schools: pd.DataFrame
    grades: pd.DataFrame
    seniors: np.ndarray


def chinese(number: int) -> str:
    """A number below a thousand in Chinese. 中文数字。

    >>> [chinese(n) for n in (3, 10, 12, 40, 105, 230)]
    ['三', '十', '十二', '四十', '一百零五', '二百三十']
    """
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{digits[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


def draw_schools(codes: Sequence[str], names: Sequence[str], schools: int, rng: np.random.Generator) -> pd.DataFrame:
    """`schools` schools for each county: kinds, areas, sponsors, flags. 随机生成学校。"""
    counties, total = len(codes), len(codes) * schools
    at, place = np.repeat(np.arange(counties), schools), np.tile(np.arange(schools), counties)
    bounds = np.cumsum(list(KINDS.values())[:-1])
    kind = np.searchsorted(bounds[:-1], (place + rng.random(counties)[at]) / schools, side="right")
    kind[place == schools - 1] = len(KINDS) - 1
    group = at * len(KINDS) + kind
    size = np.bincount(group, minlength=counties * len(KINDS))
    rank = np.arange(total) - (np.cumsum(size) - size)[group]
    fraction = (rank + 0.5) / size[group]
    reach = np.array(list(AREAS.values()))[kind]
    area = (fraction >= reach[:, 0]).astype(int) + (fraction >= reach[:, 1])
    kinds = np.array(list(KINDS), dtype=object)[kind]
    # Where a county has them, one city primary and one city nine-year school are private.
    private = (area == 0) & (((kinds == "小学") & (rank == 1)) | ((kinds == "九年一贯制学校") & (rank == 0)))
    boarding = np.isin(kinds, ["初级中学", "九年一贯制学校"]) & (area > 0) & (rng.random(total) < 0.6)
    return school_frame(
        np.array(codes, dtype=str)[at], np.array(names, dtype=str)[at], place + 1, kinds, rank + 1, AREA_WORDS[area]
    ).assign(
        at=at,
        sponsor=np.where(private, PRIVATE, PUBLIC).astype(float),
        boarding=flags(boarding),
        planned_year=rng.integers(1955, 2023, total).astype(float),
        in_education_group=flags(rng.random(total) < 0.7),
    )


def school_frame(
    codes: np.ndarray, names: np.ndarray, place: np.ndarray, kinds: np.ndarray, rank: np.ndarray, areas: np.ndarray
) -> pd.DataFrame:
    """Codes and names of invented schools, and what follows from where they are. 学校基本情况。"""
    ordinal = np.array([chinese(number) for number in range(int(rank.max()) + 1)])[rank]
    # A county with an invented name need not say so twice.
    first = np.where(np.char.startswith(names, "合成"), "第", "合成第")
    words = pd.Series(kinds).map(WORDS).to_numpy(dtype=str)
    town = np.array([chinese(number) for number in range(1, 8)])[place % 7]
    return pd.DataFrame(
        {
            "county": codes.astype(object),
            "school": np.char.add(codes, np.char.zfill(place.astype(str), 4)).astype(object),
            "name": np.char.add(np.char.add(names, first), np.char.add(ordinal, words)).astype(object),
            "kind": kinds,
            "area": areas,
            "township": np.char.add(np.char.add("合成", town), np.where(areas == "城区", "街道", "镇")).astype(object),
            "centre_city": flags(areas == "城区"),
        }
    )


def draw_grades(
    schools: pd.DataFrame,
    large: np.ndarray,
    crowded: np.ndarray,
    per_grade: float,
    aims: Aims,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Classes and pupils of every grade. 随机生成年级。

    large, crowded : schools that are to exceed the limit of a school, of a class
    per_grade      : classes in a grade of a middling primary school
    """
    frames = []
    kind = schools["kind"].to_numpy()
    area = schools["area"].map({word: i for i, word in enumerate(AREA_WORDS)}).to_numpy(dtype=int)
    fullness = rng.uniform(*np.array(FULL)[area].T)
    limits = schools["kind"].map(aims.sizes).fillna(0).to_numpy(dtype=float)
    for stage, (first, last) in GRADES.items():
        runs = np.flatnonzero(np.isin(kind, list(RUNS[stage])))
        grades, limit = last - first + 1, aims.classes[stage]
        through = np.isin(kind[runs], list(RUNS["小学"] & RUNS["初中"]))
        most = limits[runs] * np.where(through, THROUGH[stage], 1) // (grades * limit)
        wanted = np.rint(per_grade * np.array(CLASSES[stage])[area[runs]] * rng.lognormal(0, 0.3, len(runs)))
        number = np.where(large[runs], most + 3, np.clip(wanted, 1, np.maximum(most, 1)))
        full = np.where(large[runs], 0.95, fullness[runs])
        point, special = kind[runs] == "教学点", kind[runs] == "特殊教育学校"
        few = point | special
        number = np.where(few, 1, number)
        full = np.where(few, rng.uniform(0.1, np.where(special, 0.22, 0.45)), full)
        at, grade = np.repeat(np.arange(len(runs)), grades), np.tile(np.arange(first, last + 1), len(runs))
        pupils = np.rint(number[at] * limit * full[at] * rng.normal(1, 0.03, len(at)))
        pupils = np.clip(pupils, number[at], number[at] * np.where(special, SPECIAL_CLASS, limit)[at])
        over = crowded[runs][at] & ~few[at] & (grade == first + 1)
        frame = pd.DataFrame(
            {
                "school": runs[at],
                "stage": stage,
                "grade": grade,
                "classes": number[at].astype(int),
                "pupils": np.where(over, number[at] * (limit + 7), pupils).astype(int),
            }
        )
        # A teaching point keeps the lower grades only.
        frames.append(frame[(kind[frame["school"]] != "教学点") | (frame["grade"] <= 4)])
    grades_frame = pd.concat(frames, ignore_index=True)
    return grades_frame.iloc[np.argsort(grades_frame["school"].to_numpy(), kind="stable")].reset_index(drop=True)


def draw_seniors(schools: pd.DataFrame, grades: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Senior pupils of the schools that have a senior stage, about as many as junior ones. 高中学段学生数。"""
    junior = grades[grades["stage"] == "初中"]
    pupils = np.bincount(junior["school"], junior["pupils"], minlength=len(schools))
    share = rng.uniform(0.8, 1.3, len(schools))
    return np.where(schools["kind"].isin(list(RUNS["高中"])), np.rint(pupils * share), 0)


def flags(mask: np.ndarray) -> np.ndarray:
    """是 where true, else 否. 是否。"""
    return np.where(mask, "是", "否").astype(object)
