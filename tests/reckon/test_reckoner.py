"""The product against a second, stupid reckoning from the raw files: every row, both ways. 与独立复算逐行比对。"""

from __future__ import annotations

from datetime import date
from math import isclose
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from case_tables import COUNTY, case_tables

from analysis.intake.intake import load
from analysis.project import Project
from analysis.samples.counties import generate
from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook
from analysis.tables.catalogue import BY_NAME
from reckon import reckoner
from reckon.agree import as_handed_in, differences_of, drawn_from
from reckon.spoilt import spoilt

SAMPLES = ("430203", "620302", "620321", "620702")
AS_OF = date(2025, 9, 1)
CASES = [
    pytest.param(int(path.name[:2]), case, id=f"{path.name[:2]} {case['name']}")
    for path in sorted((Path(__file__).parents[1] / "cases").glob("*.yml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("code", SAMPLES)
def test_every_row_of_a_sample_agrees(code: str, project: Project, rules: RuleBook) -> None:
    folder = project.root / "data" / "raw" / code / "2025"
    intake = load(folder, code, project.corrections, rules)
    assert intake.usable
    wanted = reckoner.reckon(reckoner.read_folder(folder), code, AS_OF)
    assert len(wanted.results) > 1000
    assert differences_of(evaluate(intake.tables, rules, AS_OF), wanted, code) == []


@pytest.mark.parametrize(("indicator", "case"), CASES)
def test_the_reckoner_itself_reads_the_cases_as_they_are_written(indicator: int, case: dict[str, Any]) -> None:
    found = reckoner.reckon(as_handed_in(drawn_from(case_tables(case))), COUNTY, case.get("as_of", AS_OF)).results
    for expect in case["expect"] if isinstance(case["expect"], list) else [case["expect"]]:
        rows = [
            (key, row)
            for key, row in found.items()
            if key[0] == indicator
            and expect.get("part", key[1]) == key[1]
            and expect.get("stage", key[3]) == key[3]
            and str(expect.get("unit", key[2])) in (key[2], key[4])
        ]
        assert rows, f"nothing matches {expect}"
        checks = {name: expect[name] for name in ("value", "numerator", "denominator", "line") if name in expect}
        good = [row for _, row in rows if row.status == expect.get("status", row.status)]
        assert any(all(near(getattr(row, name), wanted) for name, wanted in checks.items()) for row in good), rows


def near(found: reckoner.Value, wanted: float | None) -> bool:
    return found is None if wanted is None else found is not None and isclose(found, wanted, rel_tol=1e-9)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_row_of_spoilt_counties_agrees(seed: int, rules: RuleBook) -> None:
    rng = np.random.default_rng(seed)
    counties = {}
    for number in range(8):
        code = str((990001 if number % 4 else 219001) + number)  # some in Liaoning, whose list of vetoes is longer
        share = 0.0 if number % 2 else 0.05
        good = generate([code], ["合成县"], 2025, seed + number, 12 + number % 3, [1.0, 2.0, 4.0][number % 3], share)
        counties[code] = spoilt(good, rng)
    together = {name: pd.concat([own[name] for own in counties.values()], ignore_index=True) for name in BY_NAME}
    found = evaluate(together, rules, AS_OF)
    assert set(found.results["status"]) >= {
        "met",
        "not_met",
        "no_data",
        "not_applicable",
        "pending_evidence",
        "met_by_tolerance",
    }
    told = [
        f"{code} {line}"
        for code, own in counties.items()
        for line in differences_of(found, reckoner.reckon(as_handed_in(drawn_from(own)), code, AS_OF), code)
    ]
    assert told == []
