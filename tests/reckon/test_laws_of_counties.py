"""What must hold of any county, tried on counties that nobody thinks of. 恒成立的规律。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analysis.scoring.evaluate import Evaluation, evaluate, evaluate_coded
from analysis.standard.load import RuleBook
from analysis.tables.catalogue import BY_NAME
from reckon.__main__ import counties
from reckon.agree import frames

AS_OF = date(2025, 9, 1)
Tables = dict[str, pd.DataFrame]
#: Better is higher; what is open is open, and a tolerance is as good as the line.
RANK = {"not_met": 0, "no_data": 1, "pending_evidence": 1, "met_by_tolerance": 2, "met": 2}
KEY = ["county", "indicator", "part", "unit", "stage", "name"]
VERDICT = ["county", "rule", "level", "unit", "stage"]
#: More of it is better for somebody and worse for nobody; coefficients, which compare schools, are left out.
RESOURCES = [
    *(
        ("teachers", column)
        for column in ("bachelor", "master", "doctor", "college", "backbone", "pe", "music", "art", "arts", "visiting")
    ),
    *(("buildings", column) for column in ("sports_ground_area", "equipment_value", "networked_classrooms")),
    *(
        ("buildings", column)
        for column in ("teaching_area", "teaching_area_building", "sports_area_building", "rented_sports_area")
    ),
    ("rooms", "area"),
    ("budgets", "training_funds"),
    ("budgets", "boarding_subsidy"),
    ("county", "allocated_places"),
    ("county", "rotated"),
    ("county", "rural_places"),
    ("county", "special_school_funds"),
    ("county", "teacher_salary"),
    ("survey", "satisfied"),
]
#: A part may grow up to its whole and no further.
WHOLE = {
    "training_funds": ["public_funds", "business_cost"],
    "allocated_places": ["senior_high_places"],
    "rotated": ["rotation_eligible"],
    "satisfied": ["valid"],
}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return frames(counties(3, 0, 150, AS_OF.year))


@pytest.fixture(scope="module")
def before(tables: Tables, rules: RuleBook) -> Evaluation:
    return evaluate(tables, rules, AS_OF)


def ranks(results: pd.DataFrame) -> pd.Series:
    asked = results[results["status"] != "not_applicable"]
    return asked.set_index(KEY)["status"].map(RANK)


@pytest.mark.parametrize(("table", "column"), RESOURCES)
def test_more_of_a_resource_makes_no_result_and_no_school_worse(
    table: str, column: str, tables: Tables, before: Evaluation, rules: RuleBook
) -> None:
    for more in (1, 1000):
        frame = tables[table]
        grown = frame[column] + more
        if column in WHOLE:
            room = frame[WHOLE[column]].min(axis=1).fillna(grown)
            grown = grown.clip(upper=np.maximum(room, frame[column]))
        after = evaluate(tables | {table: frame.assign(**{column: grown})}, rules, AS_OF)
        old, new = ranks(before.results), ranks(after.results).reindex(ranks(before.results).index)
        # One more rotating teacher, of no title, lowers the share of backbone teachers among them.
        worse = old[(new < old) & ~((column == "rotated") & (old.index.get_level_values("part") == "backbone"))]
        assert worse.empty, worse
        schools = [own.segments[own.segments["verdict"] != "not_applicable"] for own in (before, after)]
        rule = [own.set_index(["county", "unit", "stage"])["verdict"].map(RANK) for own in schools]
        assert (rule[1] >= rule[0]).all()


def test_a_pupil_more_in_a_class_never_improves_its_size(tables: Tables, before: Evaluation, rules: RuleBook) -> None:
    larger = tables["classes"].assign(pupils=tables["classes"]["pupils"] + 1)
    after = evaluate(tables | {"classes": larger}, rules, AS_OF)
    old, new = (ranks(own.results[own.results["indicator"] == 12]) for own in (before, after))
    # A first grade without pupils gets its first one: that is not a larger class but a class that has begun.
    empty = tables["classes"][tables["classes"]["pupils"] == 0]
    begun = set(zip(empty["school"], empty["stage"].map({"小学": "primary", "初中": "junior"}), strict=True))
    better = old[new.reindex(old.index) > old]
    assert {(unit, stage) for _, _, _, unit, stage, _ in better.index} <= begun


def good(evaluation: Evaluation) -> set[tuple[object, ...]]:
    """Results and verdicts that stand well. 达标的结论。"""
    rows = evaluation.results[evaluation.results["status"].isin(["met", "met_by_tolerance"])]
    said = evaluation.verdicts[evaluation.verdicts["verdict"].isin(["met", "met_by_tolerance"])]
    said = said[said["rule"] != "county_best"]
    return {*rows[KEY].itertuples(index=False, name=None), *said[VERDICT].itertuples(index=False, name=None)}


def without_twins(evidence: pd.DataFrame) -> pd.DataFrame:
    """Two rows on one thing are as good as none where they differ; to take one of them away settles it."""
    return evidence[~evidence.duplicated(["county", "indicator", "part", "school", "tolerance"], keep=False)]


def blanked(tables: Tables) -> Iterator[tuple[str, Tables]]:
    rng = np.random.default_rng(9)
    for name, table in BY_NAME.items():
        for share in (0.05, 0.5):
            less = tables[name].copy()
            for column in table.columns:
                # A blank length of a stage says 六三制, and what names a row or must be filled in is not blank.
                named = name == "evidence" and column.name in ("part", "school", "tolerance")
                if not (column.key or column.required or column.name == "grades" or named):
                    blank = np.nan if column.type in ("count", "amount", "year") else None
                    less[column.name] = less[column.name].mask(rng.random(len(less)) < share, blank)
            yield name, tables | {name: less}


def fewer(tables: Tables) -> Iterator[tuple[str, Tables]]:
    # Class lists and schools are held against other figures on reading: fewer rows there are refused.
    for name in (
        "segments",
        "teachers",
        "buildings",
        "budgets",
        "rooms",
        "campuses",
        "survey",
        "monitoring",
        "vetoes",
        "evidence",
    ):
        kept = np.random.default_rng(len(name)).random(len(tables[name])) < 0.5
        yield name, tables | {name: tables[name][kept].reset_index(drop=True)}


@pytest.mark.parametrize("taken", [blanked, fewer], ids=["cells", "rows"])
def test_taking_data_or_evidence_away_makes_nothing_good(taken: object, tables: Tables, rules: RuleBook) -> None:
    tables = tables | {"evidence": without_twins(tables["evidence"]).reset_index(drop=True)}
    before = good(evaluate(tables, rules, AS_OF))
    for what, less in taken(tables):  # type: ignore[operator]
        gained = good(evaluate(less, rules, AS_OF)) - before
        assert not gained, (what, sorted(map(str, gained))[:5])


def test_the_order_of_rows_and_columns_changes_no_byte(tables: Tables, before: Evaluation, rules: RuleBook) -> None:
    rng = np.random.default_rng(5)
    mixed = {}
    for name, frame in tables.items():
        columns = list(rng.permutation(frame.columns))
        # Two papers on one thing: the first speaks, so their order is part of what was handed in.
        rows = frame if name == "evidence" else frame.sample(frac=1, random_state=1)
        mixed[name] = rows[columns].reset_index(drop=True)
    after = evaluate(mixed, rules, AS_OF)
    for part in ("results", "balance", "segments", "members", "verdicts"):
        tidy = [
            getattr(own, part).astype(str).sort_values(by=list(getattr(own, part).columns)).to_csv(index=False)
            for own in (before, after)
        ]
        assert tidy[0] == tidy[1], part


def test_the_seven_alone_are_as_among_all(tables: Tables, before: Evaluation, rules: RuleBook) -> None:
    seven = evaluate_coded(tables, rules, AS_OF, only_seven=True)
    columns = [*KEY, "value", "status", "tolerance"]
    own = before.results[before.results["indicator"] <= 7][columns].reset_index(drop=True).astype(str)
    assert seven.results[columns].reset_index(drop=True).astype(str).equals(own)


def test_a_county_alone_is_as_among_many(tables: Tables, before: Evaluation, rules: RuleBook) -> None:
    for code in ("210000", "990007", "990101"):
        alone = evaluate({name: frame[frame["county"] == code] for name, frame in tables.items()}, rules, AS_OF)
        for part in ("results", "balance", "verdicts"):
            among = getattr(before, part)
            among = among[among["county"] == code].reset_index(drop=True)
            # Sums of floats may differ in their last digit with what else was summed beside them.
            pd.testing.assert_frame_equal(
                getattr(alone, part).reset_index(drop=True), among, rtol=1e-12, check_dtype=False
            )


def test_the_verdict_of_a_county_is_what_its_parts_say(before: Evaluation) -> None:
    for code, parts in before.members.groupby("county"):
        said = set(parts["verdict"])
        failed, open_ = "not_met" in said, bool(said & {"no_data", "pending_evidence"})
        wanted = {
            "county": "not_met" if failed else "undetermined" if open_ else "met",
            "county_best": "not_met" if failed else "met",
            "county_worst": "not_met" if failed or open_ else "met",
        }
        rows = before.verdicts[(before.verdicts["unit"] == code) & before.verdicts["rule"].isin(wanted)]
        assert rows.set_index("rule")["verdict"].to_dict() == wanted


def test_two_dates_under_the_same_rules_say_the_same(tables: Tables, before: Evaluation, rules: RuleBook) -> None:
    after = evaluate(tables, rules, AS_OF - timedelta(days=200))
    for part in ("results", "balance", "verdicts"):
        assert getattr(after, part).equals(getattr(before, part)), part
