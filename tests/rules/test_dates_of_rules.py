"""One set of data under three editions of the rules: editions are dates, and each difference has its clause. 规则日期。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from case_tables import case_tables

from analysis.proof.compare_rules import compare
from analysis.scoring.evaluate import evaluate
from analysis.standard.cards import Dated
from analysis.standard.load import RuleBook

UNDER_2017, UNDER_2019, UNDER_2024 = date(2018, 9, 1), date(2022, 9, 1), date(2025, 9, 1)
ON_FILE = {"school": "S1", "answer": "符合", "document": "证明", "day": "2018-08-31", "checker": "核查组"}
#: A school planned in 2014, with one class and a music room of 80 ㎡: below 96, above the 73 of 2019.
MUSIC_ROOM: dict[str, Any] = {
    "schools": {"school": "S1", "planned_year": 2014},
    "segments": {"stage": "小学", "pupils": 40},
    "classes": {"stage": "小学", "grade": 1, "class": "1", "pupils": 40},
    "rooms": [{"room": "音乐室", "kind": "音乐", "area": 80}, {"room": "美术室", "kind": "美术", "area": 95}],
    "evidence": [{"indicator": 10, "tolerance": id, **ON_FILE} for id in ("10-1", "10-2019-1")],
}


def music(frame: pd.DataFrame, what: str = "result") -> pd.Series:
    own = frame[(frame["what"] == what) & (frame["rule"] == "indicator_10") & (frame["unit"] == "S1")]
    assert len(own) == 1
    return own.iloc[0]


@pytest.mark.parametrize(
    ("as_of", "status", "tolerance"),
    [
        (UNDER_2017, "not_met", ""),
        (UNDER_2019, "met_by_tolerance", "10-2019-1"),
        (UNDER_2024, "met_by_tolerance", "10-1"),
    ],
)
def test_each_edition_applies_its_own_tolerance(as_of: date, status: str, tolerance: str, rules: RuleBook) -> None:
    results = evaluate(case_tables(MUSIC_ROOM), rules, as_of).results
    own = results[(results["indicator"] == 10) & (results["part"] == "music")].iloc[0]
    assert (own["status"], own["tolerance"]) == (status, tolerance)


def test_between_2018_and_2022_the_clause_of_2019_is_named(rules: RuleBook) -> None:
    found = compare(case_tables(MUSIC_ROOM), (rules, UNDER_2017), (rules, UNDER_2019))
    row = music(found)
    assert (row["left_status"], row["right_status"]) == ("not_met", "met_by_tolerance")
    assert row["cause"] == (
        "例外情形10-2019-1“2016年及以前建成的学校，音乐专用教室面积不小于73平方米”"
        "（国教督办函〔2019〕30号政府保障程度3，2019-01-01起至2023-12-31）：2022-09-01的规则适用，2018-09-01的规则尚未施行"
    )
    assert music(found, "verdict")["cause"] == row["cause"]


def test_between_2022_and_2025_both_clauses_are_named(rules: RuleBook) -> None:
    """The verdict stays 例外达标; what it rests on does not."""
    row = music(compare(case_tables(MUSIC_ROOM), (rules, UNDER_2019), (rules, UNDER_2024)))
    assert (row["left_status"], row["right_status"]) == ("met_by_tolerance", "met_by_tolerance")
    assert (
        "国教督办函〔2019〕30号政府保障程度3，2019-01-01起至2023-12-31）：2022-09-01的规则适用，2025-09-01的规则已停止适用"
        in row["cause"]
    )
    assert (
        "教督厅函〔2024〕10号政府保障程度3（1），2024-01-01起）：2025-09-01的规则适用，2022-09-01的规则尚未施行"
        in row["cause"]
    )


def test_a_day_decides_between_the_editions(rules: RuleBook) -> None:
    found = compare(case_tables(MUSIC_ROOM), (rules, date(2023, 12, 31)), (rules, date(2024, 1, 1)))
    assert (music(found)["left_tolerance"], music(found)["right_tolerance"]) == ("10-2019-1", "10-1")


def test_within_one_edition_nothing_differs(rules: RuleBook) -> None:
    assert compare(case_tables(MUSIC_ROOM), (rules, date(2025, 3, 1)), (rules, date(2025, 9, 1))).empty


def test_a_line_that_changes_is_told_with_both_documents(rules: RuleBook) -> None:
    """4.3 teachers a hundred pupils: enough for 4.2, not for a 4.5 set in 2025."""
    card = rules.by_number[1]
    part = card.parts[0]
    since = date(2025, 1, 1)
    line = {**part.line, "primary": {**part.line["primary"], since: Dated(value=4.5, document="教督厅函〔2024〕10号")}}
    later = card.model_copy(update={"parts": (part.model_copy(update={"line": line}),)})
    book = replace(rules, cards=tuple(later if c.number == 1 else c for c in rules.cards))
    case = {
        "segments": {"stage": "小学", "pupils": 1000},
        "teachers": {"stage": "小学", "college": 43, "bachelor": 0, "master": 0, "doctor": 0},
    }
    found = compare(case_tables(case), (book, UNDER_2019), (book, UNDER_2024))
    row = found[(found["what"] == "result") & (found["rule"] == "indicator_01")].iloc[0]
    assert (row["left_status"], row["right_status"], row["left_line"], row["right_line"]) == (
        "met",
        "not_met",
        4.2,
        4.5,
    )
    assert row["cause"] == (
        "标准值：2022-09-01的规则为4.2（教督〔2017〕6号资源配置1，2017-04-19起），"
        "2025-09-01的规则为4.5（教督厅函〔2024〕10号，2025-01-01起）"
    )
    # One missed of seven, the six others blank: the school rule is open on both sides, so it is not told.
    assert found[(found["rule"] == "school_rule")].empty


def test_years_since_recognition_count_from_the_date_of_the_rules(rules: RuleBook) -> None:
    """Recognised in 2020: two years in 2022, five in 2025."""
    found = compare(case_tables({"county": {"basic_balance_year": 2020}}), (rules, UNDER_2019), (rules, UNDER_2024))
    row = found[found["rule"] == "precondition_basic_balance"].iloc[0]
    assert (row["left_status"], row["right_status"], row["left_value"], row["right_value"]) == ("not_met", "met", 2, 5)
    assert row["cause"].endswith("年限按规则日期所在年份计算，2022-09-01的规则为2022年，2025-09-01的规则为2025年")
