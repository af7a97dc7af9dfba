"""Many counties in one call give what each gives alone. 多县一次评估。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from case_tables import case_tables
from six_counties import CODES, Tables, in_order, of_counties, plain

from analysis.errors import UserError
from analysis.intake.intake import load
from analysis.national import groups
from analysis.national.dataset import write_tables
from analysis.national.files import place
from analysis.national.score_many import score_many
from analysis.project import Project
from analysis.samples.writing import write_csv_folder
from analysis.scoring.evaluate import evaluate
from analysis.scoring.results import COLUMNS as RESULTS
from analysis.scoring.verdicts import COLUMNS as VERDICTS
from analysis.standard.load import RuleBook

AS_OF = date(2025, 9, 1)


def same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(plain(left), plain(right), check_exact=True, check_dtype=False)


@pytest.mark.parametrize("as_of", [AS_OF, date(2020, 9, 1)])
def test_every_county_gets_the_rows_it_gets_alone(dataset: Path, tables: Tables, rules: RuleBook, as_of: date) -> None:
    found = score_many(str(dataset), rules, as_of)
    assert found.refused.empty
    for code in CODES:
        alone = evaluate(of_counties(tables, [code]), rules, as_of)
        results = found.results[found.results["county"] == code]
        same(
            results[["county", *RESULTS, "flips", "tolerance", "missing"]],
            alone.results[["county", *RESULTS, "flips", "tolerance", "missing"]],
        )
        same(found.verdicts[found.verdicts["county"] == code], alone.verdicts[["county", *VERDICTS]])
    assert sum(found.tally.values()) == len(CODES)


@pytest.mark.parametrize("as_of", [AS_OF, date(2020, 9, 1)])
def test_the_seven_alone_are_the_same_rows_as_among_all(dataset: Path, rules: RuleBook, as_of: date) -> None:
    seven, whole = (score_many(str(dataset), rules, as_of, only_seven=only) for only in (True, False))
    numbers = rules.standard.school_rule.indicators
    same(seven.results, whole.results[whole.results["indicator"].isin(numbers)])
    told = {"met", "not_met", "pending_evidence", *(["met_by_tolerance"] if as_of == AS_OF else [])}
    assert told <= set(seven.results["status"])
    asked = {"school_rule", *(f"{what}_{number:02d}" for what in ("indicator", "balance") for number in numbers)}
    rows = whole.verdicts[whole.verdicts["rule"].isin(asked) & (whole.verdicts["level"] != "school")]
    same(in_order(seven.verdicts), in_order(rows))
    assert seven.tally == {}


def test_how_counties_are_grouped_changes_nothing(
    dataset: Path, rules: RuleBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = score_many(str(dataset), rules, AS_OF)
    monkeypatch.setattr(groups, "GROUP", 1)
    steps: list[tuple[int, int]] = []
    one_by_one = score_many(str(dataset), rules, AS_OF, step=lambda done, total: steps.append((done, total)))
    same(in_order(whole.results), in_order(one_by_one.results))
    same(in_order(whole.verdicts), in_order(one_by_one.verdicts))
    assert one_by_one.tally == whole.tally
    assert steps == [(number, len(CODES)) for number in range(1, len(CODES) + 1)]


def test_folders_as_received_give_the_same_as_the_dataset(
    dataset: Path, tables: Tables, rules: RuleBook, tmp_path: Path
) -> None:
    for code in CODES[:2]:
        write_csv_folder(tmp_path / code / "2025", of_counties(tables, [code]), f"合成县{code[-1]}", 2025, "用于测试")
    received, stored = (
        score_many(str(tmp_path), rules, AS_OF),
        score_many(str(dataset), rules, AS_OF, counties=CODES[:2]),
    )
    same(in_order(received.results), in_order(stored.results))
    same(in_order(received.verdicts), in_order(stored.verdicts))


def test_the_samples_of_the_project_are_read_from_workbook_and_csv(project: Project, rules: RuleBook) -> None:
    found = score_many(
        str(project.root / "data" / "raw"),
        rules,
        AS_OF,
        corrections=project.corrections,
        year="2025",
        counties=["620702", "430203"],
    )
    for code in ("620702", "430203"):
        alone = evaluate(load(project.raw(code, "2025"), code, project.corrections, rules).tables, rules, AS_OF)
        same(found.verdicts[found.verdicts["county"] == code], alone.verdicts[["county", *VERDICTS]])


def test_a_coefficient_reckoned_by_hand_stands_beside_that_of_another_county(rules: RuleBook, tmp_path: Path) -> None:
    # tests/golden/worked-example-cv.csv: 0.515257; in the second county all schools are alike.
    pupils, backbone = [45, 37, 89, 76, 55], [279, 137, 935, 160, 402]
    counties = []
    for code, own in (("990001", backbone), ("990002", pupils)):
        case = {
            "segments": [{"school": f"S{at}", "stage": "小学", "pupils": number} for at, number in enumerate(pupils)],
            "teachers": [{"school": f"S{at}", "stage": "小学", "backbone": number} for at, number in enumerate(own)],
        }
        counties.append({name: frame.assign(county=code) for name, frame in case_tables(case).items()})
    write_tables(
        {name: pd.concat([own[name] for own in counties], ignore_index=True) for name in counties[0]},
        place(str(tmp_path)),
        0,
    )
    verdicts = score_many(str(tmp_path), rules, AS_OF, only_seven=True).verdicts
    own = verdicts[(verdicts["rule"] == "balance_02") & (verdicts["stage"] == "primary")].set_index("county")
    assert own.loc["990001", "value"] == pytest.approx(0.515257, abs=1e-6)
    assert own.loc["990002", "value"] == 0
    assert own["verdict"].to_dict() == {"990001": "not_met", "990002": "met"}


def test_a_county_that_is_not_there_is_named_with_the_nearest(dataset: Path, rules: RuleBook) -> None:
    with pytest.raises(UserError, match="没有 990009，是否应为“99000"):
        score_many(str(dataset), rules, AS_OF, counties=["990009"])
