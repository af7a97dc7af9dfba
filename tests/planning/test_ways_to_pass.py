"""What a school must add to pass the school rule, by hand; and that adding it is enough. 校级综合达标途径。"""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analysis.intake.intake import load
from analysis.planning.filled import filled
from analysis.planning.gaps import gaps
from analysis.planning.rule_gaps import Way, ways_to_pass
from analysis.project import Project
from analysis.scoring.evaluate import Evaluation, evaluate
from analysis.standard.load import RuleBook

AS_OF = date(2025, 9, 1)


@pytest.fixture(scope="module")
def ganzhou(project: Project, rules: RuleBook) -> Evaluation:
    return evaluate(load(project.raw("620702", "2025"), "620702").tables, rules, AS_OF)


@pytest.fixture(scope="module")
def ways(ganzhou: Evaluation) -> dict[tuple[str, str], tuple[Way, ...]]:
    return ways_to_pass(ganzhou, gaps(ganzhou))


def plain(way: Way) -> list[tuple[int, float, str]]:
    return [(row["indicator"], row["amount"], row["measured_in"]) for row in way.to_line] + [
        (row["indicator"], row["to_floor"], row["measured_in"]) for row in way.to_floor
    ]


@pytest.mark.parametrize(
    ("school", "expected"),
    [("育才中学", [[(5, 820.32, "平方米")], [(6, 49.52, "万元")]]), ("甘泉街小学", [[(3, 3, "人")], [(7, 5, "间")]])],
)
def test_any_one_of_two_is_enough_where_the_other_is_above_the_floor(
    school: str,
    expected: list[list[tuple[int, float, str]]],
    ganzhou: Evaluation,
    ways: dict[tuple[str, str], tuple[Way, ...]],
) -> None:
    names = ganzhou.segments.set_index(["unit", "stage"])["name"]
    found = [own for key, own in ways.items() if names[key] == school]
    assert len(found) == 1
    assert sorted(plain(way) for way in found[0]) == sorted(expected)


def test_every_way_of_every_school_makes_it_pass(
    ganzhou: Evaluation, ways: dict[tuple[str, str], tuple[Way, ...]]
) -> None:
    frame = gaps(ganzhou)
    assert ways
    most = max(len(own) for own in ways.values())
    for number in range(most):
        chosen = {key: own[number] for key, own in ways.items() if number < len(own)}
        asked = pd.Series({at: amount for way in chosen.values() for at, amount in way.filled.items()})
        own = frame[frame["result"].isin(asked.index) & (frame["level"] == "segment")]
        own = own.assign(amount=own["result"].map(asked))
        after = evaluate(filled(ganzhou, own), ganzhou.rules, ganzhou.as_of).segments.set_index(["unit", "stage"])
        assert {after.loc[key, "verdict"] for key in chosen} <= {"met", "met_by_tolerance"}
