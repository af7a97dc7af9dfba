"""Every card against its case file: sentences of the rule, numbers by hand. 指标案例。"""

from __future__ import annotations

from datetime import date
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from case_tables import case_tables

from analysis.scoring.results import score
from analysis.scoring.units import build_units
from analysis.standard.cards import Dated
from analysis.standard.load import RuleBook, read_card

HERE = Path(__file__).parent
STANDARD = HERE.parent / "params/standards/quality_balance"
CARDS = sorted((STANDARD / "indicators").glob("*.yml"))
LOCAL = sorted((STANDARD / "local" / "indicators").glob("*.yml"))
AS_OF = date(2025, 9, 1)
CASES = [
    pytest.param(card, case, id=f"{card.stem.split('_')[0]} {case['name']}")
    for folder, cards in (("cases", CARDS), ("cases/local", LOCAL))
    for card in cards
    for case in yaml.safe_load((HERE / folder / card.name).read_text(encoding="utf-8"))
]


def results_of(case: dict[str, Any], card: Path, rules: RuleBook) -> pd.DataFrame:
    as_of = case.get("as_of", AS_OF)
    units = build_units(case_tables(case), rules.standard, as_of)
    own = read_card(card)
    if "line" in case:
        # A local card has no line of its own: a goal sets it.
        line = {selector: {as_of: Dated(value=value)} for selector, value in case["line"].items()}
        own = own.model_copy(update={"parts": tuple(part.model_copy(update={"line": line}) for part in own.parts)})
    return score(units, [own], rules.standard, as_of)


@pytest.mark.parametrize(("card", "case"), CASES)
def test_case(card: Path, case: dict[str, Any], rules: RuleBook) -> None:
    results = results_of(case, card, rules)
    expected = case["expect"] if isinstance(case["expect"], list) else [case["expect"]]
    assert expected
    for expect in expected:
        rows = results
        for selector in ("part", "stage"):
            if selector in expect:
                rows = rows[rows[selector] == expect[selector]]
        if "unit" in expect:
            rows = rows[
                (rows["unit"] == str(expect["unit"])) | (rows["name"].str.contains(str(expect["unit"]), regex=False))
            ]
        assert len(rows), f"nothing matches {expect} in\n{results.to_string()}"
        checks = {key: value for key, value in expect.items() if key not in ("part", "stage", "unit")}
        assert checks
        matching = [
            row for row in rows.to_dict("records") if all(_equal(row[key], value) for key, value in checks.items())
        ]
        assert matching if "status" in checks and len(rows) > 1 else len(matching) == len(rows), (
            f"{checks} not in\n{rows.to_string()}"
        )


def _equal(found: Any, wanted: Any) -> bool:
    if wanted is None:
        return bool(pd.isna(found))
    if isinstance(wanted, int | float):
        return isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9)
    return bool(found == wanted)


def test_every_card_has_its_cases_and_every_case_its_card() -> None:
    for folder, cards in (("cases", CARDS), ("cases/local", LOCAL)):
        assert {path.stem for path in cards} == {path.stem for path in (HERE / folder).glob("*.yml")}
