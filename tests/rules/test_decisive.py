"""Which gaps decide the verdict: small counties where one can see it. 关键缺项。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from case_tables import case_tables

from analysis.insight.decisive_gaps import decisive
from analysis.intake.intake import load
from analysis.project import Project
from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook

AS_OF = date(2025, 9, 1)
KINDS = ("n_primary", "n_points", "n_junior", "n_nine_year", "n_complete", "n_twelve_year", "n_special", "n_vocational")
ON_FILE = {"answer": "符合", "document": "材料", "day": "2025-08-31", "checker": "核查组"}


def gaps(rules: RuleBook, numbers: tuple[int, ...], case: dict[str, Any]) -> list[dict[str, Any]]:
    """A county of primary schools judged by a few cards, with nothing else open."""
    few = replace(rules, cards=tuple(card for card in rules.cards if card.number in numbers))
    schools = len({row["school"] for row in case["segments"]})
    county = dict.fromkeys(KINDS, 0) | {"n_primary": schools, "basic_balance_year": 2020, "monitoring_high": "是"}
    vetoes = [{"item": veto.label, "happened": "否"} for veto in rules.standard.vetoes]
    tables = case_tables({"vetoes": vetoes, **case, "county": county | case.get("county", {})})
    return decisive(evaluate(tables, few, AS_OF), tables).to_dict("records")


def schools(*figures: dict[str, Any]) -> dict[str, Any]:
    """Primary schools S1, S2, … of 100 pupils, with these teachers."""
    keys = [f"S{i}" for i in range(1, len(figures) + 1)]
    return {
        "segments": [{"school": s, "stage": "小学", "pupils": 100} for s in keys],
        "teachers": [{"school": s, "stage": "小学", **own} for s, own in zip(keys, figures, strict=True)],
    }


def told(found: list[dict[str, Any]], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in found]


def test_the_only_gap_settles_the_verdict_either_way(rules: RuleBook) -> None:
    """S2's backbone teachers: the school rule and the coefficient wait for them alone."""
    found = gaps(rules, (2,), schools({"backbone": 2}, {"backbone": None}))
    assert told(found, "rank", "table", "column", "school", "name", "stage", "indicators", "well", "badly") == [
        ("settles", "teachers", "backbone", "S2", "S2校", "primary", "2", "met", "not_met")
    ]
    assert found[0]["rules"] == "校级综合达标、小学“县级以上骨干教师”校际差异系数"


def test_the_gap_that_holds_more_rules_comes_first(rules: RuleBook) -> None:
    """With indicator 17 unproven as well, neither gap can bring the county through alone; each can fail it."""
    case = schools({"backbone": 2}, {"backbone": None}) | {
        "evidence": {"indicator": 17, **ON_FILE, "document": None, "day": None}
    }
    assert told(gaps(rules, (2, 17), case), "rank", "table", "column", "detail", "indicators", "well", "badly") == [
        ("settles", "teachers", "backbone", "", "2", "undetermined", "not_met"),
        ("settles", "evidence", "day,document", "17", "17", "undetermined", "not_met"),
    ]


def test_cells_that_a_result_needs_together_are_one_gap(rules: RuleBook) -> None:
    """College and bachelor teachers of S1 are both blank: indicator 1 needs both, indicator 2 neither."""
    figures = {"bachelor": None, "college": None, "master": 0, "doctor": 0, "backbone": 2}
    found = gaps(rules, (1, 2), schools(figures))
    assert told(found, "column", "indicators", "well") == [("bachelor,college", "1", "met")]


def test_a_sum_over_two_schools_is_settled_by_neither(rules: RuleBook) -> None:
    """Certificates of S1 and S2 are blank; the full-time teachers of S3 stand in two sums."""
    whole = {"backbone": 2, "full_time": 10, "certified": 10, "trained": 10}
    found = gaps(
        rules,
        (2, 16, 19),
        schools(whole | {"certified": None}, whole | {"certified": None}, whole | {"full_time": None}),
    )
    assert told(found, "rank", "column", "school", "indicators", "well", "badly") == [
        ("settles", "full_time", "S3", "16,19", "undetermined", "not_met"),
        ("one", "certified", "S1", "19", "undetermined", "undetermined"),
        ("one", "certified", "S2", "19", "undetermined", "undetermined"),
    ]


def test_a_gap_in_two_sums_that_others_hold_open_too_keeps_several_rules(rules: RuleBook) -> None:
    whole = {"backbone": 2, "full_time": 10, "certified": 10, "trained": 10}
    found = gaps(rules, (2, 16, 19), schools(whole | {"full_time": None}, whole | {"full_time": None}))
    assert told(found, "rank", "column", "school", "well", "badly") == [
        ("several", "full_time", "S1", "undetermined", "undetermined"),
        ("several", "full_time", "S2", "undetermined", "undetermined"),
    ]


def test_what_the_school_rule_forgives_decides_nothing(rules: RuleBook) -> None:
    """Sports area 7.2 of 7.5 waits for a rental contract; six met and 96 % of the seventh pass without it."""
    case = schools({"backbone": 2}) | {
        "buildings": {"indoor_sports_area": 0, "sports_ground_area": 720},
        "evidence": [
            {"indicator": 5, "school": "S1", "tolerance": "5-1", **ON_FILE, "document": None},
            {"indicator": 17, **ON_FILE, "checker": None},
        ],
    }
    assert told(gaps(rules, (2, 5, 17), case), "detail", "column", "well", "badly") == [
        ("17", "checker", "met", "not_met")
    ]


def test_a_tolerance_that_waits_for_its_document_is_a_gap(rules: RuleBook) -> None:
    """6.0 is below 85 % of 7.5, so the school hangs on the contract."""
    case = schools({"backbone": 2}) | {
        "buildings": {"indoor_sports_area": 0, "sports_ground_area": 600},
        "evidence": {"indicator": 5, "school": "S1", "tolerance": "5-1", **ON_FILE, "document": None},
    }
    assert told(gaps(rules, (2, 5), case), "table", "detail", "school", "rules", "well", "badly") == [
        ("evidence", "5 5-1", "S1", "校级综合达标", "met", "not_met")
    ]


def test_pupils_nobody_filled_in_hold_up_every_figure_of_the_school(rules: RuleBook) -> None:
    case = schools({"backbone": 2}, {"backbone": 2})
    case["segments"][1]["pupils"] = None
    found = gaps(rules, (2, 11), case)
    assert told(found, "table", "column", "school", "stage", "indicators", "well", "badly") == [
        ("segments", "pupils", "S2", "primary", "2,11", "met", "not_met")
    ]


def test_a_veto_without_an_answer_and_an_incomplete_roll(rules: RuleBook) -> None:
    """A veto may refuse the county; a school that is not listed can only leave it open."""
    labels = [veto.label for veto in rules.standard.vetoes if not veto.divisions]
    case = schools({"backbone": 2}) | {
        "vetoes": [{"item": label, "happened": None if label == "弄虚作假行为" else "否"} for label in labels],
        "county": {"n_primary": 2},
    }
    assert told(gaps(rules, (2,), case), "rank", "table", "column", "detail", "well", "badly") == [
        ("settles", "vetoes", "happened", "弄虚作假行为", "undetermined", "not_met"),
        ("one", "schools", "kind", "小学", "undetermined", "undetermined"),
    ]


def test_a_verdict_that_stands_has_no_decisive_gaps(rules: RuleBook) -> None:
    """S1 has no backbone teacher and fails the county, whatever S2 turns out to have."""
    assert gaps(rules, (2,), schools({"backbone": 0}, {"backbone": None})) == []
    assert gaps(rules, (2,), schools({"backbone": 2}, {"backbone": 2})) == []


@pytest.fixture(scope="module")
def yongchang(project: Project, rules: RuleBook) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    tables = dict(load(project.raw("620321", "2025"), "620321", project.corrections, rules).tables)
    return tables, decisive(evaluate(tables, rules, AS_OF), tables)


@pytest.mark.parametrize(
    ("table", "column", "well", "badly"),
    [
        ("buildings", "networked_classrooms", 12, 0),
        ("county", "civil_servant_salary", 1, 10**9),
        ("evidence", "answer", "符合", "不符合"),
    ],
)
def test_filling_a_gap_of_a_sample_does_what_is_said(
    table: str, column: str, well: Any, badly: Any, yongchang: Any, rules: RuleBook
) -> None:
    """永昌县 has three gaps; each is filled in both ways and the county evaluated again."""
    tables, before = yongchang
    gap = before[before["table"] == table].iloc[0]
    for value, verdict in ((well, gap["well"]), (badly, gap["badly"])):
        frame = tables[table].copy()
        if table == "evidence":
            rows = frame["document"].isna()
            frame.loc[rows, ["answer", "document", "day", "checker"]] = [value, "材料", "2025-08-31", "核查组"]
        else:
            rows = frame[column].isna()
            frame.loc[rows, column] = value
        assert rows.sum() == 1
        verdicts = evaluate({**tables, table: frame}, rules, AS_OF).verdicts
        assert verdicts.loc[verdicts["rule"] == "county", "verdict"].tolist() == [verdict]
    assert before["rank"].tolist() == ["settles"] * 3


def test_a_blank_column_is_a_gap_a_school_and_a_blank_year_a_gap_a_subject(yongchang: Any, rules: RuleBook) -> None:
    tables = dict(yongchang[0])
    subject = tables["monitoring"]["subject"]
    tables["monitoring"] = tables["monitoring"].assign(
        year=tables["monitoring"]["year"].mask(subject == "数学").mask(subject == "语文", 2019)
    )
    tables["buildings"] = tables["buildings"].assign(networked_classrooms=np.nan)
    evaluation = evaluate(tables, rules, AS_OF)
    found = decisive(evaluation, tables)
    # A year that nobody filled in is one cell; a result of 2019 is too old, and asked for again as a whole.
    asked = found.loc[found["table"] == "monitoring", ["column", "detail"]].to_numpy().tolist()
    assert sorted(asked) == [["level,spread,year", "语文"], ["year", "数学"]]
    segments = evaluation.segments
    counted = set(segments.loc[segments["verdict"] != "not_applicable", "unit"])
    assert set(found.loc[found["table"] == "buildings", "school"]) == counted
