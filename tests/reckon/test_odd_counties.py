"""Counties that nobody thinks of: the product says of each what the reckoner says. 特殊小县逐行比对。

A disagreement is printed as the smallest county that still shows it, in the words of a case file.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook
from reckon.__main__ import DATES, counties
from reckon.agree import as_case, disagreements, frames, smallest
from reckon.counties import odd_county


@pytest.mark.parametrize("as_of", DATES, ids=["2017年文本", "2019年文本", "2024年文本"])
def test_a_hundred_counties_under_each_text_are_as_the_reckoner_says(as_of: date, rules: RuleBook) -> None:
    drawn = counties(7, as_of.year, 100, as_of.year)
    found = disagreements(drawn, rules, as_of)
    for code in list(found)[:1]:
        county = smallest(drawn[code], code, rules, as_of)
        pytest.fail(as_case(county, disagreements({code: county}, rules, as_of)[code], as_of))


@settings(max_examples=25, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_a_county_that_hypothesis_draws_is_as_the_reckoner_says(random: Random, rules: RuleBook) -> None:
    as_of = DATES[-1]
    county = odd_county(random, "990001", as_of.year)
    lines = disagreements({"990001": county}, rules, as_of).get("990001", [])
    assert not lines, as_case(county, lines, as_of)


def test_the_counties_are_odd_enough(rules: RuleBook) -> None:
    """Every status, every kind of verdict and nearly every tolerance is met with among a few hundred of them."""
    verdicts: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    tolerances: set[str] = set()
    for as_of in DATES:
        found = evaluate(frames(counties(11, 0, 800, as_of.year)), rules, as_of)
        verdicts.update(found.verdicts.loc[found.verdicts["rule"] == "county", "verdict"])
        statuses.update(found.results["status"])
        tolerances |= set(found.results.loc[found.results["status"] == "met_by_tolerance", "tolerance"])
    assert min(verdicts[verdict] for verdict in ("met", "not_met", "undetermined")) > 50
    assert len(statuses) == 6
    known = {tolerance.id for card in rules.cards for tolerance in card.tolerances}
    assert len(known - tolerances) <= 3, known - tolerances
