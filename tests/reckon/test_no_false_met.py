"""Ways to a 达标 that the words do not allow, each tried on the product and on the reckoner. 不得误判达标。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from case_tables import COUNTY, case_tables

from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook
from reckon import reckoner
from reckon.agree import as_handed_in, drawn_from

PAPER = {"school": "S1", "answer": "符合", "document": "材料", "day": "2020-08-20", "checker": "核查组"}
COMPLETE = {"school": "S1", "kind": "完全中学", "area": "乡村", "centre_city": "否"}
VISITING = {"stage": "初中", "full_time": 9, "pe": 0, "music": 0, "art": 0, "arts": 0, "visiting": 3}
TRAINED = {"school": "S1", "stage": "小学", "full_time": 10, "trained": 10, "certified": 10}


def claim(tolerance: str) -> dict[str, Any]:
    return {"indicator": int(tolerance.split("-")[0]), "tolerance": tolerance} | PAPER


def classes(stage: str, sizes: dict[int, list[int]]) -> list[dict[str, Any]]:
    return [
        {"stage": stage, "grade": grade, "class": f"{at}班", "pupils": pupils}
        for grade, many in sizes.items()
        for at, pupils in enumerate(many, 1)
    ]


#: name, year of the rules, county, key of the result, its status
WORDS: list[tuple[str, int, dict[str, Any], tuple[int, str, str, str], str]] = [
    (
        "特殊教育学校什么都没有填报，全县教师数就不知道，培训完成率缺数据",
        2025,
        {
            "schools": [{"school": "S1", "kind": "小学"}, {"school": "T1", "kind": "特殊教育学校"}],
            "segments": {"stage": "小学", "pupils": 100},
            "teachers": TRAINED,
        },
        (16, "", COUNTY, ""),
        "no_data",
    ),
    (
        "九年一贯制学校只填了小学5个年级，初中就是4个；今年没有六年级，不能按起始年级认定",
        2025,
        {
            "schools": {"school": "S1", "kind": "九年一贯制学校"},
            "segments": [{"stage": "小学", "pupils": 225, "grades": 5}, {"stage": "初中", "pupils": 110}],
            "classes": classes("小学", {grade: [45] for grade in range(1, 6)})
            + classes("初中", {7: [20], 8: [45], 9: [45]}),
            "buildings": {"teaching_area": 1400, "indoor_sports_area": 0},
            "evidence": claim("4-2"),
        },
        (4, "", "S1", "primary"),
        "not_met",
    ),
    (
        "小学的校区不能按九年一贯制学校的2500人判断",
        2025,
        {
            "schools": {"school": "S1", "kind": "小学", "centre_city": "否"},
            "segments": {"stage": "小学", "pupils": 4900},
            "campuses": [{"campus": name, "kind": "九年一贯制学校", "pupils": 2450} for name in ("东", "西")],
            "evidence": claim("11-1"),
        },
        (11, "", "S1", ""),
        "not_met",
    ),
    (
        "2019年文本限50—99人：40人的乡村完全中学不适用",
        2020,
        {
            "schools": COMPLETE,
            "segments": [{"stage": "初中", "pupils": 40}, {"stage": "高中", "pupils": 0}],
            "teachers": VISITING,
            "evidence": claim("3-2019-1"),
        },
        (3, "", "S1", "junior"),
        "not_met",
    ),
    (
        "全校不足100人：初中60人、高中900人的完全中学不是小规模学校",
        2025,
        {
            "schools": COMPLETE,
            "segments": [{"stage": "初中", "pupils": 60}, {"stage": "高中", "pupils": 900}],
            "teachers": VISITING,
            "evidence": claim("3-1"),
        },
        (3, "", "S1", "junior"),
        "not_met",
    ),
    (
        "起始年级列出3个班，其中1个班没有学生，仍按3个班测算",
        2025,
        {
            "segments": {"stage": "小学", "pupils": 680},
            "classes": classes("小学", {1: [40, 40, 0]} | {grade: [40, 40, 40] for grade in range(2, 7)}),
            "rooms": [{"room": "音乐1", "kind": "音乐", "area": 96}, {"room": "美术1", "kind": "美术", "area": 90}],
            "evidence": claim("10-3"),
        },
        (10, "music", "S1", ""),
        "not_met",
    ),
]


@pytest.mark.parametrize(
    ("case", "year", "key", "status"),
    [pytest.param(case, year, key, status, id=name) for name, year, case, key, status in WORDS],
)
def test_the_words_do_not_allow_it(
    case: dict[str, Any], year: int, key: tuple[int, str, str, str], status: str, rules: RuleBook
) -> None:
    tables, as_of = case_tables(case), date(year, 9, 1)
    assert reckoner.reckon(as_handed_in(drawn_from(tables)), COUNTY, as_of).results[(*key, "")].status == status
    results = evaluate(tables, rules, as_of).results
    found = results[["indicator", "part", "unit", "stage"]].apply(tuple, axis=1) == key
    assert list(results.loc[found, "status"]) == [status]
