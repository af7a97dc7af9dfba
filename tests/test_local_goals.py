"""Local goals stand beside the national line, never in its place. 地方目标。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from case_tables import case_tables

from analysis.insight.local_goals import local_goals
from analysis.project import Project
from analysis.scoring.evaluate import Evaluation, evaluate
from analysis.standard.load import RuleBook
from analysis.standard.local import Goal, Overlay
from analysis.standard.places import read_places

AS_OF = date(2026, 3, 1)


def stand(rules: RuleBook, overlays: Any, **case: Any) -> tuple[pd.DataFrame, Evaluation]:
    evaluation = evaluate(case_tables(case), rules, AS_OF)
    frame = local_goals(evaluation.units, evaluation.balance, rules.every_card, overlays, rules.standard, AS_OF)
    return frame.set_index(["indicator", "part"]), evaluation


def documents(rules: RuleBook, project: Project, county: str, *profiles: str, as_of: date = AS_OF) -> list[str]:
    return [o.document for o in rules.local.binding(county, read_places(project.places), profiles, as_of)]


def test_a_city_document_binds_both_of_its_counties_and_no_other(rules: RuleBook, project: Project) -> None:
    assert documents(rules, project, "620302") == documents(rules, project, "620321") == ["金政办发〔2025〕20号"]
    assert documents(rules, project, "620702") == ["甘州区创建攻坚行动方案（征求意见稿）"]
    assert documents(rules, project, "430203") == ["芦教字〔2025〕11号"]


def test_a_document_binds_from_its_date(rules: RuleBook, project: Project) -> None:
    assert documents(rules, project, "620302", as_of=date(2025, 3, 31)) == []
    assert documents(rules, project, "620302", as_of=date(2025, 4, 1)) == ["金政办发〔2025〕20号"]


def test_an_adopted_profile_comes_after_the_documents_of_the_chain(rules: RuleBook, project: Project) -> None:
    assert documents(rules, project, "620302", "x_county_2026") == ["金政办发〔2025〕20号", "X县实施方案（模板）"]


def test_6500_yuan_meets_the_national_6000_and_misses_the_citys_7000(rules: RuleBook, project: Project) -> None:
    overlays = rules.local.binding("620302", read_places(project.places), (), AS_OF)
    goals, evaluation = stand(rules, overlays, county={"special_school_pupils": 100, "special_school_funds": 650000})
    national = evaluation.results.query("indicator == 14 and part == 'special_school'").iloc[0]
    assert (national["value"], national["line"], national["status"]) == (6500, 6000, "met")
    local = goals.loc[(14, "special_school")]
    assert (local["goal"], local["national"], local["gap"], local["status"]) == (7000, 6000, -500, "not_met")


def test_the_same_spending_under_6000_7000_8000(rules: RuleBook) -> None:
    said = []
    for line in (6000, 7000, 8000):
        goal = Goal(indicator=14, part="special_school", item="一", line={"all": line})
        overlay = Overlay(document="金政办发〔2025〕20号", division="990001", since=date(2025, 1, 1), goals=(goal,))
        goals, _ = stand(rules, [overlay], county={"special_school_pupils": 100, "special_school_funds": 700000})
        said.append(goals["status"].iloc[0])
    assert said == ["met", "met", "not_met"]


def test_rotation_of_12_percent_meets_10_and_misses_ganzhous_15(rules: RuleBook, project: Project) -> None:
    overlays = rules.local.binding("620702", read_places(project.places), (), AS_OF)
    goals, _ = stand(rules, overlays, county={"rotation_eligible": 100, "rotated": 12, "rotated_backbone": 3})
    assert goals.loc[(18, "rotation")][["value", "national", "goal", "status"]].tolist() == [12, 10, 15, "not_met"]
    # 3 of 12 is exactly 25 %.
    assert goals.loc[(18, "backbone")][["value", "goal", "status"]].tolist() == [25, 25, "met"]


def test_the_profile_counts_public_schools_alone(rules: RuleBook, project: Project) -> None:
    overlays = rules.local.binding("990001", read_places(project.places), ("x_county_2026",), AS_OF)
    county = {"migrant_children": 100, "migrant_public": 94, "migrant_bought": 5}
    goals, evaluation = stand(rules, overlays, county=county)
    assert evaluation.results.query("indicator == 22 and part == 'places'")["value"].item() == 99
    # Another measure than the national one, so no national number stands beside it.
    assert goals.loc[(22, "places")][["value", "goal", "status"]].tolist() == [94, 95, "not_met"]
    assert pd.isna(goals.loc[(22, "places"), "national"])


def test_a_goal_below_the_national_line_is_reported_as_looser(rules: RuleBook) -> None:
    goals_of = (
        Goal(indicator=24, item="一", line={"all": 90}),
        Goal(indicator=10, part="music", item="二", constants={"least_area": 73}),
        Goal(balance=True, item="三", line={"primary": 0.55}),
        Goal(indicator=32, part="visit", item="四", line={"all": 85}),
    )
    overlay = Overlay(document="X县实施方案（模板）", profile="p", since=date(2025, 1, 1), goals=goals_of)
    teachers = {"stage": "小学", "backbone": 1}
    goals, _ = stand(
        rules, [overlay], segments={"stage": "小学", "pupils": 100}, teachers=teachers, county={"disabled_children": 10}
    )
    looser = goals["looser"].groupby(level=["indicator", "part"]).any()
    assert looser[24, ""] and looser[10, "music"] and looser[2, "balance"]
    assert not looser[32, "visit"]


def test_local_goals_never_change_the_national_verdict(rules: RuleBook, project: Project) -> None:
    case = {"county": {"disabled_children": 1000, "special_school_pupils": 990}}
    _, evaluation = stand(
        rules, rules.local.binding("990001", read_places(project.places), ("x_county_2026",), AS_OF), **case
    )
    assert set(evaluation.results["indicator"]) <= set(range(1, 33))
