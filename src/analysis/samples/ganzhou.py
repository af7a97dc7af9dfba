"""甘州区 2025: an invented county in which exactly the published findings come out. 甘州区合成样例。

The findings are those of 甘州区义务教育优质均衡发展县（区）创建攻坚行动方案（征求意见稿）. The figures behind them were never
published; these are invented, and schools that the text does not name are named as invented ones.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .counties import INDICATORS, Below, aims_of, fill
from .roster import AREA_WORDS, GRADES, PRIVATE, PUBLIC, Roster, draw_seniors, flags, school_frame

CODE, NAME, YEAR, SEED = "620702", "甘州区", 2025, 620702
#: Classes and pupils of a grade: the same for all, one by one, or none.
Cells = tuple[int, int] | list[tuple[int, int]] | None

#: Indicator → the schools below its line. Where the text counts ten (3) or nine (10) and names two, the others
#: are taken from schools it names elsewhere; for 26 it names none, and invented schools stand in.
FINDINGS: dict[int, tuple[str, ...]] = {
    2: ("张掖一中", "甘州区民族小学"),
    3: (
        "张掖四中",
        "长安镇中心学校",
        "北街小学",
        "南关学校",
        "金安苑学校",
        "劳动街小学",
        "青东小学",
        "甘泉街小学",
        "思源实验学校",
        "前进小学",
    ),
    4: ("张掖四中", "北街小学", "南关学校", "金安苑学校", "青东小学", "劳动街小学"),
    5: (
        "张掖四中",
        "思源实验学校",
        "北街小学",
        "南关学校",
        "金安苑学校",
        "青西小学",
        "甘州区民族小学",
        "劳动街小学",
        "育才中学",
        "青东小学",
    ),
    6: ("张掖四中", "北街小学", "育才中学", "金安苑学校", "劳动街小学", "前进小学"),
    7: (
        "长安镇中心学校",
        "甘州中学",
        "南关学校",
        "乌江镇中心学校",
        "金安苑学校",
        "劳动街小学",
        "张掖四中",
        "甘泉街小学",
        "马神庙街小学",
    ),
    10: (
        "张掖四中",
        "北街小学",
        "南关学校",
        "金安苑学校",
        "劳动街小学",
        "青东小学",
        "甘泉街小学",
        "思源实验学校",
        "马神庙街小学",
    ),
    11: (
        "前进小学",
        "南关学校",
        "金安苑学校",
        "张掖一中",
        "甘州中学",
        "思源实验学校",
        "大成学校",
        "张掖四中",
        "北街小学",
        "甘泉街小学",
    ),
    12: ("劳动街小学", "金安苑学校"),
    26: (
        "甘州区合成第一小学",
        "甘州区合成第四小学",
        "甘州区合成第七小学",
        "甘州区合成第十小学",
        "甘州区合成第二初级中学",
        "甘州区合成第一九年制学校",
    ),
    27: ("甘州中学",),
    28: ("前进小学",),
}
#: Findings about the district as a whole: 编制与岗位, 交流轮岗.
COUNTY_FINDINGS = (17, 18)

#: Name, kind, area (城区, 镇区, 乡村), then classes and pupils of a primary and of a junior grade; a list gives the
#: grades one by one, else later grades are drawn a little smaller. The first grade is nowhere smaller than the
#: rest, so that counting by it helps nobody; only 前进小学 and 南关学校 begin to take in fewer, as the text says.
NAMED: tuple[tuple[str, str, int, Cells, Cells], ...] = (
    ("张掖一中", "九年一贯制学校", 0, (6, 258), (9, 420)),
    ("甘州中学", "九年一贯制学校", 0, (6, 250), (9, 412)),
    ("思源实验学校", "九年一贯制学校", 0, (8, 352), (8, 384)),
    ("大成学校", "九年一贯制学校", 0, (7, 300), (6, 276)),
    (
        "金安苑学校",
        "九年一贯制学校",
        0,
        [(6, 318), (6, 312), (6, 312), (6, 306), (6, 258), (6, 252)],
        [(6, 348), (6, 342), (6, 288)],
    ),
    ("前进小学", "小学", 0, [(7, 300)] + [(9, 380)] * 5, None),
    ("南关学校", "小学", 0, [(12, 540)] + [(15, 640)] * 5, None),
    ("北街小学", "小学", 0, (10, 445), None),
    ("甘泉街小学", "小学", 0, (9, 400), None),
    ("劳动街小学", "小学", 0, [(6, 324), (6, 324), (6, 318), (6, 318), (6, 306), (6, 306)], None),
    ("甘州区民族小学", "小学", 0, (5, 205), None),
    ("青东小学", "小学", 0, (6, 252), None),
    ("青西小学", "小学", 0, (5, 210), None),
    ("马神庙街小学", "小学", 0, (6, 246), None),
    ("长安镇中心学校", "小学", 1, (2, 78), None),
    ("乌江镇中心学校", "小学", 1, (2, 72), None),
    ("张掖四中", "初级中学", 0, None, (18, 864)),
    ("张掖三中", "初级中学", 0, None, (12, 560)),
    ("育才中学", "初级中学", 0, None, (11, 520)),
)
#: Invented schools: kind, area, primary grades, junior grades.
INVENTED: tuple[tuple[str, int, Cells, Cells], ...] = (
    *(("小学", 0, (classes, pupils), None) for classes, pupils in ((5, 208), (4, 165), (6, 249), (4, 158))),
    *(("小学", 1, (classes, pupils), None) for classes, pupils in ((2, 74), (2, 66), (3, 104), (2, 81))),
    *(("小学", 2, (1, pupils), None) for pupils in (34, 27, 22, 31, 18, 15, 25, 12)),
    *(("教学点", 2, [(1, pupils)] * 4, None) for pupils in (6, 14, 9, 5, 17, 8, 11, 4, 13, 7)),
    *(("初级中学", area, None, grade) for area, grade in ((0, (8, 370)), (1, (4, 168)), (1, (3, 117)), (2, (2, 76)))),
    *(
        ("九年一贯制学校", area, primary, junior)
        for area, primary, junior in (
            (0, (3, 120), (3, 135)),
            (1, (2, 70), (2, 84)),
            (1, (2, 62), (2, 78)),
            (1, (1, 38), (2, 66)),
            (2, (1, 30), (1, 41)),
            (2, (1, 24), (1, 36)),
            (2, (1, 28), (1, 33)),
            (2, (1, 20), (1, 30)),
        )
    ),
    ("完全中学", 0, None, (6, 276)),
    ("十二年一贯制学校", 0, (2, 76), (3, 126)),
    ("特殊教育学校", 0, (1, 9), (1, 8)),
)


def tables() -> dict[str, pd.DataFrame]:
    """All tables of the district. 甘州区全部数据表。"""
    rng = np.random.default_rng(SEED)
    roster = _roster(rng)
    names = roster.schools["name"]
    return fill(
        roster,
        Below(
            {number: names.isin(FINDINGS.get(number, ())).to_numpy() for number in INDICATORS},
            {number: np.array([number in COUNTY_FINDINGS]) for number in INDICATORS},
        ),
        aims_of(YEAR),
        YEAR,
        rng,
    )


def _roster(rng: np.random.Generator) -> Roster:
    rows = [*NAMED, *(("", *row) for row in INVENTED)]
    invented = np.array([not row[0] for row in rows])
    kinds = pd.Series([row[1] for row in rows], dtype=object)
    rank = kinds.groupby([kinds, invented]).cumcount().to_numpy() + 1
    area = np.array([row[2] for row in rows])
    place = np.arange(1, len(rows) + 1)
    codes, counties = np.full(len(rows), CODE), np.full(len(rows), NAME)
    schools = school_frame(codes, counties, place, kinds.to_numpy(), rank, AREA_WORDS[area])
    # One invented city nine-year school is private.
    private = invented & (kinds == "九年一贯制学校").to_numpy() & (rank == 1)
    schools = schools.assign(
        name=schools["name"].mask(~invented, pd.Series([row[0] for row in rows], dtype=object)),
        at=0,
        sponsor=np.where(private, PRIVATE, PUBLIC).astype(float),
        boarding=flags(kinds.isin(["初级中学", "九年一贯制学校"]).to_numpy() & (area > 0)),
        planned_year=rng.integers(1955, 2023, len(rows)).astype(float),
        in_education_group=flags(area < 2),
    )
    grades = [
        (school, stage, GRADES[stage][0] + later, *cell)
        for school, row in enumerate(rows)
        for stage, cells in (("小学", row[3]), ("初中", row[4]))
        for later, cell in enumerate(_each_grade(cells, stage, rng))
    ]
    frame = pd.DataFrame(grades, columns=["school", "stage", "grade", "classes", "pupils"])
    return Roster((CODE,), (NAME,), schools, frame, draw_seniors(schools, frame, rng))


def _each_grade(cells: Cells, stage: str, rng: np.random.Generator) -> list[tuple[int, int]]:
    if cells is None or isinstance(cells, list):
        return cells or []
    classes, pupils = cells
    first, last = GRADES[stage]
    fewer = rng.integers(0, pupils // 40 + 1, last - first)
    return [cells, *((classes, pupils - int(less)) for less in fewer)]
