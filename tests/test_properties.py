"""What must hold for every county, whatever its figures. 性质测试。

Counties are invented by seed, half of them spoilt at random (blanks, zeros, claims). Mutants of one county are given
codes of their own and evaluated in one call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from case_tables import case_tables
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from reckon.spoilt import CLAIMS, spoilt

from analysis.project import find_project
from analysis.samples.counties import generate
from analysis.scoring.evaluate import Evaluation, evaluate
from analysis.standard.load import RuleBook, read_rules
from analysis.tables.catalogue import BY_NAME

Tables = dict[str, pd.DataFrame]
AS_OF = date(2025, 9, 1)
STATUSES = {"met", "met_by_tolerance", "pending_evidence", "not_met", "no_data", "not_applicable"}
PASSES = {"met", "met_by_tolerance", "not_applicable"}
#: not_met < pending < tolerated < met: more of a good thing never moves a result to the left.
RANK = {"not_met": 0, "pending_evidence": 1, "met_by_tolerance": 2, "met": 3}
OF_A_SCHOOL = [table.name for table in BY_NAME.values() if "school" in {column.name for column in table.columns}]
RESULT = ["county", "indicator", "part", "unit", "stage", "name"]
RULE = ["county", "rule", "level", "unit", "stage"]

some = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@cache
def county(seed: int, share: float | None = None) -> Tables:
    """A small county; odd seeds are spoilt. Not to be changed in place."""
    rng = np.random.default_rng(seed)
    size, drawn = int(rng.integers(12, 15)), float(rng.choice([0.01, 0.03, 0.2]))
    tables = generate(["990001"], ["合成县"], 2025, seed, size, float(rng.choice([1.0, 2.0])), share or drawn)
    if seed % 2 == 0:
        return tables
    worse, rolls = spoilt(tables, rng), [c for c in tables["county"].columns if c.startswith("n_")]
    return worse | {"county": worse["county"].assign(**tables["county"][rolls])}  # the declared numbers stay right


@cache
def rules() -> RuleBook:
    """The project's rules; not a fixture, for hypothesis would print all of them with a failing example."""
    return read_rules(find_project(Path(__file__)).standards)


def scored(tables: Tables) -> Evaluation:
    return evaluate(tables, rules(), AS_OF)


few = settings(some, max_examples=2)
counties = st.integers(0, 10_000).map(county)
spoilt_counties = st.integers(0, 5_000).map(lambda half: county(2 * half + 1, 0.3))
seeds = st.integers(0, 10_000).map(np.random.default_rng)


def together(mutants: Iterable[Tables]) -> Tables:
    """Each under a code of its own: 990001, 990002, …"""
    named = [{t: f.assign(county=str(990001 + i)) for t, f in own.items()} for i, own in enumerate(mutants)]
    return {table: pd.concat([own[table] for own in named], ignore_index=True) for table in BY_NAME}


def changed(tables: Tables, table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Tables:
    return tables | {table: change(tables[table].copy())}


def schools_of(tables: Tables) -> list[str]:
    return list(tables["schools"]["school"])


def statuses(evaluation: Evaluation) -> pd.DataFrame:
    """One row a result, one column a county (the first is the county unchanged)."""
    frame = evaluation.results.assign(unit=lambda f: f["unit"].where(f["unit"] != f["county"], "county"))
    return frame.pivot(index=RESULT[1:], columns="county", values="status")


def assert_no_result_worsens(evaluation: Evaluation) -> None:
    ranks = statuses(evaluation).map(lambda status: RANK.get(status, np.nan))
    first = ranks.iloc[:, 0]
    worse = ranks.lt(first, axis=0)
    assert not worse.to_numpy().any(), ranks[worse.any(axis=1)].to_string()


def assert_nothing_improves(evaluation: Evaluation, told: list[str], every_rule: bool = True) -> None:
    """No county becomes 达标, no worst verdict becomes better; unless told otherwise, no rule begins to pass either.

    The best verdict still possible may improve: what failed and is not known any more could be anything.
    """
    frame = evaluation.verdicts.assign(unit=lambda f: f["unit"].where(f["unit"] != f["county"], "county"))
    said = frame.pivot(index=RULE[1:], columns="county", values="verdict").set_axis(["before", *told], axis=1)
    rule = said.index.get_level_values("rule")
    said = said[(rule != "county_best") if every_rule else rule.isin(["county", "county_worst"])]
    assert said.notna().any().all()
    improved = said[~said["before"].isin(PASSES)].isin(PASSES).stack()
    assert improved[improved].index.tolist() == []


@some
@given(tables=counties, rng=seeds)
def test_the_order_of_rows_changes_nothing(tables: Tables, rng: np.random.Generator) -> None:
    shuffled = {name: frame.iloc[rng.permutation(len(frame))].reset_index(drop=True) for name, frame in tables.items()}
    before, after = (scored(own) for own in (tables, shuffled))
    for frame, key, columns in (
        ("results", RESULT, ["value", "numerator", "denominator", "line", "status", "tolerance"]),
        ("verdicts", RULE, ["verdict", "value", "line"]),
        ("balance", ["indicator", "stage"], ["value", "status"]),
    ):
        one, two = (getattr(e, frame).set_index(key)[columns].sort_index() for e in (before, after))
        pd.testing.assert_frame_equal(one, two, rtol=1e-9)


@some
@given(tables=counties)
def test_copying_every_school_keeps_coefficients_and_school_verdicts(tables: Tables) -> None:
    def twice(frame: pd.DataFrame) -> pd.DataFrame:
        own = frame[frame["school"].notna()]
        return pd.concat([frame, own.assign(school=own["school"] + "x")], ignore_index=True)

    doubled = {name: twice(frame) if name in OF_A_SCHOOL else frame for name, frame in tables.items()}
    before, after = (scored(own) for own in (tables, doubled))
    assert not before.balance["value"].isna().all()
    one, two = (e.balance.set_index(["indicator", "stage"])[["value", "status"]] for e in (before, after))
    pd.testing.assert_frame_equal(one, two, rtol=1e-9, atol=1e-9)
    one, two = (
        e.verdicts[e.verdicts["level"] != "county"].set_index(["rule", "unit", "stage"])["verdict"]
        for e in (before, after)
    )
    assert len(two) == 2 * len(one)
    assert all(
        two[rule, unit, stage] == two[rule, unit + "x", stage] == said for (rule, unit, stage), said in one.items()
    )


@some
@given(tables=counties, rng=seeds)
def test_one_more_teacher_never_loses_what_was_met(tables: Tables, rng: np.random.Generator) -> None:
    kinds = ["doctor", "master", "bachelor", "college", "backbone", "pe", "music", "art", "arts", "visiting"]
    rows = rng.integers(0, len(tables["teachers"]), len(kinds))

    def one_more(kind: str, row: int) -> Tables:
        def change(frame: pd.DataFrame) -> pd.DataFrame:
            columns = [kind, "staff", "full_time", "certified", "trained"]  # a teacher is one of all of these
            frame.loc[frame.index[row], columns] += 1
            return frame

        return changed(tables, "teachers", change)

    assert_no_result_worsens(scored(together([tables, *map(one_more, kinds, rows)])))


@some
@given(tables=counties, rng=seeds)
def test_dropping_a_school_from_one_table_improves_nothing(tables: Tables, rng: np.random.Generator) -> None:
    lost = [
        (school, table)
        for school in rng.choice(schools_of(tables), 4, replace=False)
        for table in OF_A_SCHOOL
        if table != "schools"
    ]
    mutants = [changed(tables, table, lambda f, s=school: f[f["school"] != s]) for school, table in lost]
    found = scored(together([tables, *mutants]))
    assert_nothing_improves(found, [f"{school} {table}" for school, table in lost])


@some
@given(tables=counties, rng=seeds)
def test_dropping_a_school_altogether_improves_nothing(tables: Tables, rng: np.random.Generator) -> None:
    schools = rng.choice(schools_of(tables), 6, replace=False)
    gone = [{n: f[f["school"] != s] if n in OF_A_SCHOOL else f for n, f in tables.items()} for s in schools]
    unlisted = [changed(tables, "schools", lambda f, s=s: f[f["school"] != s]) for s in schools]
    found = scored(together([tables, *gone, *unlisted]))
    told = [f"{s} {how}" for how in ("gone", "unlisted") for s in schools]
    # A rule may pass once the school that failed it is gone; the county may not, for its school roll has a gap.
    assert_nothing_improves(found, told, every_rule=False)
    rolls = found.verdicts[(found.verdicts["rule"] == "school_roll") & (found.verdicts["county"] != "990001")]
    assert set(rolls["verdict"]) == {"no_data"}


@some
@given(tables=counties, rng=seeds)
def test_blanking_one_cell_improves_nothing(tables: Tables, rng: np.random.Generator) -> None:
    # A row by lot of many columns. A blank key or required cell stops the run before it gets here.
    cells = [
        (table.name, column.name, int(rng.integers(0, len(tables[table.name]))))
        for table in BY_NAME.values()
        for column in table.columns
        if not column.key and not column.required and len(tables[table.name])
    ]
    cells = [cells[i] for i in sorted(rng.choice(len(cells), 40, replace=False))]

    def blanked(table: str, column: str, row: int) -> Tables:
        def change(frame: pd.DataFrame) -> pd.DataFrame:
            frame.loc[frame.index[row], column] = np.nan if frame[column].dtype == float else None
            return frame

        return changed(tables, table, change)

    found = scored(together([tables, *(blanked(*cell) for cell in cells)]))
    assert_nothing_improves(found, [" ".join(map(str, cell)) for cell in cells])


def test_blanking_the_kind_of_a_campus_improves_nothing() -> None:
    # A campus of 2 300 that teaches one stage only is too large (2 000); not to say what it teaches is no excuse.
    case = {
        "schools": {"kind": "九年一贯制学校", "area": "镇区", "centre_city": "否"},
        "segments": [{"stage": "小学", "pupils": 2300}, {"stage": "初中", "pupils": 1000}],
        "evidence": {
            "indicator": 11,
            "school": "S1",
            "tolerance": "11-1",
            "answer": "符合",
            "document": "独立校区认定材料",
            "day": "2025-08-20",
            "checker": "区教育局发建股",
        },
    }
    campuses = [
        {"campus": "东校区", "kind": "小学", "pupils": 2300},
        {"campus": "西校区", "kind": "初级中学", "pupils": 1000},
    ]
    told = case_tables(case | {"campuses": campuses})
    untold = changed(told, "campuses", lambda f: f.assign(kind=[None, "初级中学"]))
    assert_nothing_improves(scored(together([told, untold])), ["kind of campus blank"])


@few
@given(tables=counties)
def test_nothing_is_lost_in_splitting(tables: Tables) -> None:
    found = scored(tables).results
    columns = {
        4: ["teaching_area"],
        5: ["indoor_sports_area", "sports_ground_area"],
        6: ["equipment_value"],
        7: ["networked_classrooms"],
    }
    buildings = tables["buildings"].set_index("school")
    checked = 0
    for indicator, own in columns.items():
        whole = buildings[own].sum(axis=1, skipna=False) * (10_000 if indicator == 6 else 1)
        whole -= buildings["indoor_sports_area"] if indicator == 4 else 0
        rows = found[found["indicator"] == indicator]
        for school, parts in rows.groupby("unit"):
            pupils = tables["segments"][tables["segments"]["school"] == school].set_index("stage")["pupils"]
            if parts["numerator"].isna().any() or parts["value"].isna().any():
                continue
            weighted = {s: pupils.get(s, 0) * w for s, w in (("小学", 1), ("初中", 1.1), ("高中", 1.32))}
            senior = whole[school] * weighted["高中"] / sum(weighted.values())
            assert parts["numerator"].sum() + senior == pytest.approx(whole[school])
            assert parts["denominator"].sum() + pupils.get("高中", 0) == pupils.sum()
            checked += 1
    assert checked > 20


@few
@given(tables=counties)
def test_every_status_is_one_of_six_and_every_unit_has_its_row(tables: Tables) -> None:
    found = scored(tables)
    assert set(found.results["status"]) <= STATUSES
    assert set(found.verdicts["verdict"]) <= STATUSES | {"undetermined"}
    assert not found.results.duplicated(RESULT).any()
    assert not found.verdicts.duplicated(RULE).any()
    assert set(found.results["indicator"]) == set(range(1, 33))
    listed = set(schools_of(tables))
    for indicator in (10, 11, 13, 25, 26, 27, 28, 29, 30):
        assert set(found.results.loc[found.results["indicator"] == indicator, "unit"]) == listed
    known = found.results["status"].isin(["met", "not_met", "met_by_tolerance"]) & found.results["line"].notna()
    assert found.results.loc[known, "value"].notna().all()


# Exactly on the line, and one unit below it. Numbers are whole multiples, so that the line is hit exactly.

PER_THOUSAND = {
    "小学": {
        1: ("teachers", "bachelor", 42),
        2: ("teachers", "backbone", 10),
        3: ("teachers", "pe", 9),
        4: ("buildings", "teaching_area", 4500),
        5: ("buildings", "sports_ground_area", 7500),
        6: ("buildings", "equipment_value", 200),
        7: ("buildings", "networked_classrooms", 23),
    },
    "初中": {
        1: ("teachers", "bachelor", 53),
        2: ("teachers", "backbone", 10),
        3: ("teachers", "pe", 9),
        4: ("buildings", "teaching_area", 5800),
        5: ("buildings", "sports_ground_area", 10200),
        6: ("buildings", "equipment_value", 250),
        7: ("buildings", "networked_classrooms", 24),
    },
}
NONE = dict.fromkeys(("college", "master", "doctor", "music", "art", "arts"), 0)


def seven(evaluation: Evaluation) -> dict[str, dict[int, str]]:
    rows = evaluation.results[evaluation.results["indicator"] <= 7]
    return {stage: own.set_index("indicator")["status"].to_dict() for stage, own in rows.groupby("stage")}


@few
@given(thousands=st.integers(1, 997), stage=st.sampled_from(["小学", "初中"]))
def test_resources_exactly_on_the_line_are_met(thousands: int, stage: str) -> None:
    def school(less: int) -> Tables:
        tables: dict[str, Any] = {"teachers": {"stage": stage} | NONE, "buildings": {"indoor_sports_area": 0}}
        for table, column, per_thousand in PER_THOUSAND[stage].values():
            tables[table][column] = per_thousand * thousands - less
        place = {"kind": {"小学": "小学", "初中": "初级中学"}[stage], "area": "镇区", "centre_city": "否"}
        return case_tables(tables | {"schools": place, "segments": {"stage": stage, "pupils": 1000 * thousands}})

    name = {"小学": "primary", "初中": "junior"}[stage]
    assert seven(scored(school(less=0)))[name] == dict.fromkeys(range(1, 8), "met")
    assert seven(scored(school(less=1)))[name] == dict.fromkeys(range(1, 8), "not_met")


@few
@given(primary=st.integers(1, 3000), tens=st.integers(1, 200))
def test_a_split_resource_exactly_on_the_line_is_met(primary: int, tens: int) -> None:
    # T = line × (A + 1.1 B), B a multiple of ten: tenths of a square metre, which binary fractions cannot hold.
    weighted = primary + 11 * tens

    def school(area: float) -> Tables:
        segments = [{"stage": "小学", "pupils": primary}, {"stage": "初中", "pupils": 10 * tens}]
        place = {"kind": "九年一贯制学校", "area": "镇区", "centre_city": "否"}
        return case_tables(
            {"schools": place, "segments": segments, "buildings": {"teaching_area": area, "indoor_sports_area": 0}}
        )

    for stage, exact in (("primary", 45 * weighted / 10), ("junior", 58 * weighted / 11)):
        if stage == "junior" and 58 * weighted % 11:
            continue
        assert seven(scored(school(exact)))[stage][4] == "met"
        assert seven(scored(school(exact - 0.01)))[stage][4] == "not_met"


#: indicator, part, what is counted, out of what: the line in percent
SHARES = [
    (18, "rotation", "rotated", "rotation_eligible", 10),
    (18, "backbone", "rotated_backbone", "rotated", 20),
    (21, "share", "allocated_places", "senior_high_places", 50),
    (22, "places", "migrant_public", "migrant_children", 85),
    (24, "", "inclusive_pupils", "disabled_children", 95),
    (15, "pay", "teacher_salary", "civil_servant_salary", 100),
]


@few
@given(hundreds=st.integers(1, 3000))
def test_county_shares_exactly_on_the_line_are_met(hundreds: int) -> None:
    zero = {"migrant_bought": 0, "special_school_pupils": 0, "special_class_pupils": 0, "home_teaching_pupils": 0}
    cases = [
        {"county": zero | {whole: 100 * hundreds, count: line * hundreds - less}}
        for *_, count, whole, line in SHARES
        for less in (0, 1)
    ]
    found = scored(together(map(case_tables, cases))).results
    for place, (indicator, part, *_) in enumerate(SHARES):
        assert on_and_below(found, place, indicator, part) == ["met", "not_met"], (indicator, part)


def on_and_below(results: pd.DataFrame, place: int, indicator: int, part: str) -> list[str]:
    codes = [str(990001 + 2 * place + worse) for worse in (0, 1)]
    rows = results[(results["indicator"] == indicator) & (results["part"] == part) & results["county"].isin(codes)]
    return rows.sort_values("county")["status"].tolist()


#: case by indicator: what is exactly on the line for a number n, and what is one unit worse
ON_THE_LINE: dict[tuple[int, str], Callable[[int, int], dict[str, Any]]] = {
    (11, ""): lambda n, worse: {"schools": TOWN, "segments": {"stage": "小学", "pupils": 2000 + worse}},
    (13, "funded"): lambda n, worse: {
        "schools": TOWN,
        "segments": {"stage": "小学", "pupils": min(n, 99)},
        "budgets": {"funded_pupils": 100 - worse},
    },
    (13, "boarding"): lambda n, worse: {
        "schools": TOWN | {"boarding": "是"},
        "segments": {"stage": "小学", "pupils": 900, "boarders": n},
        "budgets": {"boarding_subsidy": 200 * n - worse},
    },
    (14, "inclusive"): lambda n, worse: {"county": {"inclusive_pupils": n, "inclusive_funds": 6000 * n - worse}},
    (16, ""): lambda n, worse: {"teachers": {"stage": "小学", "full_time": n, "trained": n - worse}},
    (19, ""): lambda n, worse: {"teachers": {"stage": "初中", "full_time": n, "certified": n - worse}},
    (20, ""): lambda n, worse: {
        "schools": TOWN | {"kind": "初级中学"},
        "segments": {"stage": "初中", "enrolled": 100 * n, "catchment": 95 * n - worse},
    },
    (23, ""): lambda n, worse: {
        "segments": {"stage": "初中", "graduates": 95 * n - worse, "entrants": 100 * n}
        | dict.fromkeys(("resumed", "transferred_in", "suspended", "transferred_out", "dropped", "died"), 0)
    },
    (26, "public"): lambda n, worse: {"budgets": {"public_funds": 100 * n, "training_funds": 5 * n - worse}},
    (26, "private"): lambda n, worse: {
        "schools": {"kind": "小学", "sponsor": 10},
        "budgets": {"business_cost": 100 * n, "training_funds": 5 * n - worse},
    },
    (32, "questionnaire"): lambda n, worse: {
        "survey": {"group": "家长", "valid": 100 * n, "satisfied": 85 * n - worse}
    },
    (32, "visit"): lambda n, worse: {
        "survey": {"group": "家长", "visited": 100 * n, "visit_satisfied": 85 * n - worse}
    },
}
TOWN = {"kind": "小学", "area": "镇区", "centre_city": "否"}


@few
@given(n=st.integers(1, 5000))
def test_other_values_exactly_on_the_line_are_met(n: int) -> None:
    cases = [make(n, worse) for make in ON_THE_LINE.values() for worse in (0, 1)]
    found = scored(together(map(case_tables, cases))).results
    for place, (indicator, part) in enumerate(ON_THE_LINE):
        assert on_and_below(found, place, indicator, part) == ["met", "not_met"], (indicator, part)


@few
@given(tables=counties)
def test_twice_the_pupils_and_twice_the_resources_are_the_same_values(tables: Tables) -> None:
    def twice(name: str) -> pd.DataFrame:
        table = BY_NAME[name]
        counts = [column.name for column in table.columns if column.type in ("count", "amount") and not column.key]
        return tables[name].assign(**{column: 2 * tables[name][column] for column in counts})

    doubled = tables | {name: twice(name) for name in ("segments", "teachers", "buildings", "budgets", "survey")}
    before, after = (scored(own).results.set_index(RESULT)["value"] for own in (tables, doubled))
    # Sizes are counts of pupils, not pupils' shares: 10, 11, 12 and the funded number of 13 do double or stay.
    shares = before.index.get_level_values("indicator").isin([*range(1, 8), 16, 19, 20, 23, 26, 32])
    assert before[shares].notna().sum() > 50
    pd.testing.assert_series_equal(before[shares], after[before.index][shares], rtol=1e-9)


@some
@given(tables=spoilt_counties)
def test_adding_evidence_never_worsens(tables: Tables) -> None:
    # No tolerance is claimed yet, so every one that the figures allow is waiting for its papers.
    evidence = tables["evidence"][tables["evidence"]["tolerance"].isna()]
    tables = tables | {"evidence": evidence}
    papers = {"answer": "符合", "document": "材料", "day": "2025-08-20", "checker": "核查组"}
    rows = [
        {
            "county": "990001",
            "indicator": float(claim.split("-")[0]),
            "part": None,
            "school": school,
            "tolerance": claim,
        }
        | papers
        for claim in CLAIMS
        for school in ([None] if claim == "9-1" else schools_of(tables))
    ]
    added = pd.DataFrame(rows).reindex(columns=evidence.columns)

    completed = evidence.assign(
        **{c: evidence[c].where(evidence[c].notna(), text) for c, text in papers.items() if c != "answer"}
    )
    more = [
        pd.concat([evidence, own], ignore_index=True) for own in (added, *(added.assign(**{c: None}) for c in papers))
    ]
    found = scored(together([tables, *(tables | {"evidence": own} for own in (completed, *more))]))
    before = found.results[found.results["county"] == "990001"]
    assume((before["status"] == "pending_evidence").any())
    assert_no_result_worsens(found)
