"""Another reading of a ruling changes what it says it changes, and nothing is let through unchecked. 裁量说明的切换。

Each case: what is handed in, one result under the written reading, the same under the other one. All by hand.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from case_tables import case_tables

from analysis.errors import UserError
from analysis.scoring.evaluate import evaluate
from analysis.scoring.results import score
from analysis.scoring.units import build_units
from analysis.standard.load import RuleBook, read_rules
from analysis.standard.readings import read_otherwise, readings, with_reading

MET, TOLERATED, PENDING, NOT_MET, NO_DATA, NONE = (
    "met",
    "met_by_tolerance",
    "pending_evidence",
    "not_met",
    "no_data",
    "not_applicable",
)
AS_OF = date(2025, 9, 1)
GONE = "gone"
ON_FILE = {"school": "S1", "answer": "符合", "document": "材料", "day": "2025-08-31", "checker": "核查组"}
ZEROS = dict.fromkeys(("resumed", "transferred_in", "suspended", "transferred_out", "dropped", "died"), 0)


def primary(pupils: int, **more: Any) -> dict[str, Any]:
    return {"stage": "小学", "pupils": pupils, **more}


# ruling, alternative, case, (indicator, part, stage), status as written, status read otherwise
CASES: list[tuple[str, str, dict[str, Any], tuple[int, str, str], str, str]] = [
    # 49 pupils, 1 teacher: 2.04 a hundred.
    (
        "counted_schools",
        "small_schools_out",
        {"segments": primary(49), "teachers": {"stage": "小学", "backbone": 1}},
        (2, "", "primary"),
        MET,
        NONE,
    ),
    (
        "counted_schools",
        "teaching_points_out",
        {
            "schools": {"school": "S1", "kind": "教学点"},
            "segments": primary(60),
            "teachers": {"stage": "小学", "backbone": 1},
        },
        (2, "", "primary"),
        MET,
        NONE,
    ),
    (
        "private_schools_count",
        "private_out",
        {
            "schools": {"school": "S1", "sponsor": 10},
            "segments": primary(100),
            "teachers": {"stage": "小学", "backbone": 0},
        },
        (2, "", "primary"),
        NOT_MET,
        NONE,
    ),
    # A private school is still asked for its training funds: 4 of 100 is below 5 %.
    (
        "private_schools_count",
        "private_out",
        {"schools": {"school": "S1", "sponsor": 10}, "budgets": {"training_funds": 4, "business_cost": 100}},
        (26, "private", ""),
        NOT_MET,
        NOT_MET,
    ),
    (
        "population_for_attested",
        "special_out",
        {"schools": {"school": "S1", "kind": "特殊教育学校"}},
        (30, "", ""),
        NO_DATA,
        NONE,
    ),
    (
        "population_for_attested",
        "special_out",
        {"schools": {"school": "S1", "kind": "特殊教育学校"}, "budgets": {"training_funds": 4, "public_funds": 100}},
        (26, "public", ""),
        NOT_MET,
        NONE,
    ),
    (
        "small_school_population",
        "villages",
        {"schools": {"school": "S1", "area": "镇区"}, "segments": primary(60), "budgets": {"funded_pupils": 60}},
        (13, "funded", ""),
        NOT_MET,
        NONE,
    ),
    # 90 pupils of a town: without visiting teachers 0, with one 1.11 a hundred, above 0.9.
    (
        "small_school_population",
        "towns_and_villages",
        {
            "schools": {"school": "S1", "area": "镇区"},
            "segments": primary(90),
            "teachers": {"stage": "小学", "pe": 0, "music": 0, "art": 0, "arts": 0, "visiting": 1},
        },
        (3, "", "primary"),
        NOT_MET,
        PENDING,
    ),
    (
        "small_school_population",
        "junior_funded",
        {
            "schools": {"school": "S1", "kind": "初级中学", "area": "乡村"},
            "segments": {"stage": "初中", "pupils": 60},
            "budgets": {"funded_pupils": 60},
        },
        (13, "funded", ""),
        NONE,
        NOT_MET,
    ),
    # (90 + 100) of 200 is 95 %.
    (
        "catchment_each_school",
        "county_total",
        {
            "segments": [
                {"school": s, "stage": "初中", "pupils": 300, "enrolled": 100, "catchment": c}
                for s, c in (("S1", 90), ("S2", 100))
            ]
        },
        (20, "junior", "junior"),
        GONE,
        MET,
    ),
    # 3 + 2 of 100 pupils is 5, above 4.2; 2 is not.
    (
        "required_degree",
        "one_degree_higher",
        {
            "segments": primary(100),
            "teachers": {"stage": "小学", "college": 3, "bachelor": 2, "master": 0, "doctor": 0},
        },
        (1, "", "primary"),
        MET,
        NOT_MET,
    ),
    # (480 − 60) / 100 = 4.2, below 4.5; 4.8 is above.
    (
        "indoor_sports_inside_teaching_area",
        "not_deducted",
        {"segments": primary(100), "buildings": {"teaching_area": 480, "indoor_sports_area": 60}},
        (4, "", "primary"),
        NOT_MET,
        MET,
    ),
    # Primary: 100 × 4.7 / (100 + 1.1 × 100) = 2.24, below 2.3; 100 × 4.7 / 200 = 2.35 is above. (Half rooms for the sum's sake.)
    (
        "split_shared_resources",
        "by_head",
        {
            "schools": {"school": "S1", "kind": "九年一贯制学校"},
            "segments": [primary(100), {"stage": "初中", "pupils": 100}],
            "buildings": {"networked_classrooms": 4.7},
        },
        (7, "", "primary"),
        NOT_MET,
        MET,
    ),
    # 100 first-graders: 2000 / 600 = 3.33, below 4.5; 2000 / 100 = 20.
    (
        "starting_grade",
        "one_grade",
        {
            "segments": primary(600),
            "classes": [{"stage": "小学", "grade": 1, "class": c, "pupils": 50} for c in "12"],
            "buildings": {"teaching_area": 2000, "indoor_sports_area": 0},
        },
        (4, "", "primary"),
        NOT_MET,
        PENDING,
    ),
    # (700 + 20) / 100 = 7.2, below 7.5.
    (
        "rented_venues",
        "area_added",
        {
            "segments": primary(100),
            "buildings": {"indoor_sports_area": 0, "sports_ground_area": 700, "rented_sports_area": 20},
            "evidence": {"indicator": 5, "tolerance": "5-1", **ON_FILE},
        },
        (5, "", "primary"),
        TOLERATED,
        NOT_MET,
    ),
    # 5500 alone is too little; (75 000 + 55 000) / 20 = 6500 is not.
    (
        "special_education_forms",
        "together",
        {
            "county": {
                "special_school_funds": 75000,
                "special_school_pupils": 10,
                "inclusive_funds": 55000,
                "inclusive_pupils": 10,
                "special_class_funds": 0,
                "special_class_pupils": 0,
                "home_teaching_funds": 0,
                "home_teaching_pupils": 0,
            }
        },
        (14, "inclusive", ""),
        NOT_MET,
        GONE,
    ),
    (
        "special_education_forms",
        "together",
        {
            "county": {
                "special_school_funds": 55000,
                "special_school_pupils": 10,
                "inclusive_funds": 75000,
                "inclusive_pupils": 10,
                "special_class_funds": 0,
                "special_class_pupils": 0,
                "home_teaching_funds": 0,
                "home_teaching_pupils": 0,
            }
        },
        (14, "special_school", ""),
        NOT_MET,
        MET,
    ),
    # One in ten on both sides.
    (
        "tilt_to_rural",
        "equal_counts",
        {"county": {"rural_places": 10, "rural_graduates": 100, "urban_places": 20, "urban_graduates": 200}},
        (21, "tilt", ""),
        NOT_MET,
        MET,
    ),
    (
        "tilt_to_rural",
        "by_document",
        {"county": {"rural_places": 30, "rural_graduates": 100, "urban_places": 20, "urban_graduates": 200}},
        (21, "tilt", ""),
        MET,
        NO_DATA,
    ),
    # 95 − 4 + 2 + 3 = 96 of 100; (95 − 4 + 2) / (100 − 0) = 93.
    (
        "retention_formula",
        "local_form",
        {
            "segments": {
                "stage": "初中",
                "pupils": 300,
                "graduates": 95,
                "entrants": 100,
                **ZEROS,
                "transferred_in": 4,
                "transferred_out": 2,
                "dropped": 3,
            }
        },
        (23, "", "junior"),
        MET,
        NOT_MET,
    ),
    # 94 + 2 dropped is 96; 94 without them.
    (
        "retention_formula",
        "dropouts_not_added",
        {"segments": {"stage": "初中", "pupils": 300, "graduates": 94, "entrants": 100, **ZEROS, "dropped": 2}},
        (23, "", "junior"),
        MET,
        NOT_MET,
    ),
    (
        "monitoring_within_three_years",
        "two_years",
        {"monitoring": {"subject": "语文", "year": 2022, "level": "Ⅲ", "spread": 0.1}},
        (31, "level", ""),
        MET,
        NO_DATA,
    ),
    # 84 %, and (84 + 90) / 200 = 87 %.
    (
        "survey_overall",
        "together",
        {
            "survey": [
                {"group": "家长", "sent": 100, "valid": 100, "satisfied": 84, "visited": 100, "visit_satisfied": 90}
            ]
        },
        (32, "questionnaire", ""),
        NOT_MET,
        MET,
    ),
    (
        "survey_overall",
        "questionnaires_only",
        {
            "survey": [
                {"group": "家长", "sent": 100, "valid": 100, "satisfied": 90, "visited": 100, "visit_satisfied": 80}
            ]
        },
        (32, "visit", ""),
        NOT_MET,
        GONE,
    ),
    (
        "zero_denominator",
        "never_asked",
        {"survey": [{"group": "家长", "sent": 9, "valid": 9, "satisfied": 9, "visited": 0, "visit_satisfied": 0}]},
        (32, "visit", ""),
        NO_DATA,
        NONE,
    ),
    (
        "zero_denominator",
        "never_excused",
        {"county": {"rotation_eligible": 10, "rotated": 0, "rotated_backbone": 0}},
        (18, "backbone", ""),
        NONE,
        NO_DATA,
    ),
    (
        "text_2019",
        "not_used",
        {
            "as_of": date(2022, 9, 1),
            "segments": primary(100),
            "buildings": {"indoor_sports_area": 0, "sports_ground_area": 700, "rented_sports_area": 60},
        },
        (5, "", "primary"),
        PENDING,
        NOT_MET,
    ),
    # 4196 of 100 000 is 4.196: below 4.2, and 4.20 on the form.
    (
        "compare_before_rounding",
        "rounded_first",
        {
            "segments": primary(100000),
            "teachers": {"stage": "小学", "college": 4196, "bachelor": 0, "master": 0, "doctor": 0},
        },
        (1, "", "primary"),
        NOT_MET,
        MET,
    ),
    ("vetoes_by_province", "national_only", {}, (0, "tutoring", ""), NO_DATA, GONE),
]


WORKED = ((45, 279), (37, 137), (89, 935), (76, 160), (55, 402))


@pytest.mark.parametrize(
    ("alternative", "value"),
    # X: 6.2, 3.702703, 10.505618, 2.105263, 7.309091; mean 5.964535; squares of the distances add up to 42.494634.
    # sqrt(42.494634 / 5) / 5.964535 = 0.488771; sqrt(42.494634 / 4) / 5.964535 = 0.546463.
    [("unweighted", 0.488771), ("unweighted_sample", 0.546463)],
)
def test_the_form_of_the_coefficient_decides(alternative: str, value: float, rules: RuleBook) -> None:
    keys = [f"S{i}" for i in range(1, 6)]
    case = {
        "segments": [{"school": s, "stage": "小学", "pupils": p} for s, (p, _) in zip(keys, WORKED, strict=True)],
        "teachers": [{"school": s, "stage": "小学", "backbone": x} for s, (_, x) in zip(keys, WORKED, strict=True)],
    }
    found = evaluate(case_tables(case), with_reading(rules, "coefficient_form", alternative), AS_OF).balance
    row = found[(found["indicator"] == 2) & (found["stage"] == "primary")].iloc[0]
    assert row["value"] == pytest.approx(value, abs=1e-6)
    assert row["status"] == (MET if value <= 0.5 else NOT_MET)


def status(rules: RuleBook, case: dict[str, Any], wanted: tuple[int, str, str]) -> str:
    number, part, stage = wanted
    if not number:
        return NO_DATA if part in {veto.id for veto in rules.standard.vetoes} else GONE
    as_of = case.get("as_of", AS_OF)
    units = build_units(
        case_tables({key: value for key, value in case.items() if key != "as_of"}), rules.standard, as_of
    )
    results = score(units, [rules.by_number[number]], rules.standard, as_of)
    own = results[
        (results["part"] == part)
        & ((results["stage"] == stage) | (stage == ""))
        & ((number != 31) | (results["name"] == "语文"))
    ]
    assert own["status"].nunique() <= 1
    return own["status"].iloc[0] if len(own) else GONE


@pytest.mark.parametrize(("ruling", "alternative", "case", "wanted", "written", "otherwise"), CASES)
def test_a_reading_changes_what_it_says(
    ruling: str,
    alternative: str,
    case: dict[str, Any],
    wanted: tuple[int, str, str],
    written: str,
    otherwise: str,
    rules: RuleBook,
) -> None:
    assert status(rules, case, wanted) == written
    assert status(with_reading(rules, ruling, alternative), case, wanted) == otherwise


def test_every_reading_that_can_be_switched_has_a_case(rules: RuleBook) -> None:
    able = {(ruling, id) for ruling, ids in readings(rules.rulings).items() for id in ids}
    assert {case[:2] for case in CASES} | {
        ("coefficient_form", "unweighted"),
        ("coefficient_form", "unweighted_sample"),
    } == able


def test_the_ruling_changes_places_with_its_alternative(rules: RuleBook) -> None:
    other = with_reading(rules, "retention_formula", "dropouts_not_added")
    assert other.rulings["retention_formula"].reading == "退学不加回分子"
    assert rules.rulings["retention_formula"].reading in {
        a.text for a in other.rulings["retention_formula"].alternatives
    }
    assert read_otherwise(rules, other) == ["retention_formula"]
    assert other.sources == rules.sources and len(other.cards) == len(rules.cards)


def test_readings_add_up_and_one_ruling_has_one_reading(rules: RuleBook) -> None:
    both = with_reading(
        with_reading(rules, "required_degree", "one_degree_higher"), "split_shared_resources", "by_head"
    )
    assert both.by_number[1].parts[0].inputs["count"]["junior"] == ("teachers.master", "teachers.doctor")
    assert next(iter(both.standard.split_weights["junior"].values())).value == 1
    again = with_reading(
        with_reading(rules, "retention_formula", "local_form"), "retention_formula", "dropouts_not_added"
    )
    assert again.by_number[23] == with_reading(rules, "retention_formula", "dropouts_not_added").by_number[23]


@pytest.mark.parametrize(
    ("ruling", "alternative", "told"),
    [
        ("retention_formul", "local_form", "没有裁量说明 retention_formul，是否应为“retention_formula”"),
        (
            "retention_formula",
            "local_from",
            "没有读法 local_from，是否应为“local_form”？可用的有：local_form（（毕业生数",
        ),
        ("missing_is_not_zero", "any", "裁量说明 missing_is_not_zero 的其他读法不能只改数据来实现"),
    ],
)
def test_an_unknown_reading_is_refused_with_the_nearest(
    ruling: str, alternative: str, told: str, rules: RuleBook
) -> None:
    with pytest.raises(UserError) as error:
        with_reading(rules, ruling, alternative)
    assert told in str(error.value)


def _with_changes(rules: RuleBook, folder: Path, *changes: dict[str, Any]) -> RuleBook:
    shutil.copytree(rules.folder, folder / "rules")
    path = folder / "rules" / "rulings.yml"
    own = yaml.safe_load(path.read_text(encoding="utf-8"))
    own["quota_total"]["alternatives"] = [{"id": "tried", "text": "试一试", "changes": list(changes)}]
    path.write_text(yaml.safe_dump(own, allow_unicode=True), encoding="utf-8")
    return read_rules(folder / "rules")


SIZE = "indicators/11_school_size.yml"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"file": SIZE, "at": "tolerance.11-1.label", "value": ""},
            "要改 indicators/11_school_size.yml 的 tolerance.11-1.label，但那里没有 tolerance，是否应为“tolerances”",
        ),
        ({"file": SIZE, "at": "tolerances.11-9", "remove": True}, "没有 11-9，是否应为"),
        ({"file": SIZE, "at": "populatoin", "value": "counted"}, "不认识的键，是否应为“population”"),
        ({"file": SIZE, "at": "population", "value": "countd"}, "没有这个适用范围 countd，是否应为“counted”"),
        ({"file": SIZE, "at": "line.小学.2017-04-19", "value": "两千"}, "不符合要求"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(
    change: dict[str, Any], told: str, rules: RuleBook, tmp_path: Path
) -> None:
    book = _with_changes(rules, tmp_path, change)
    with pytest.raises(UserError) as error:
        with_reading(book, "quota_total", "tried")
    assert told in str(error.value)


def test_a_change_stays_where_it_is_made(rules: RuleBook, tmp_path: Path) -> None:
    """Two tolerances share one line by a YAML alias; changing it in one leaves the other."""
    book = _with_changes(
        rules, tmp_path, {"file": SIZE, "at": "tolerances.11-2019-1.line.小学", "value": {"2019-01-01": 2200}}
    )
    lines = {t.id: t.line for t in with_reading(book, "quota_total", "tried").by_number[11].tolerances}
    assert [next(iter(lines[f"11-2019-{i}"]["小学"].values())).value for i in (1, 2)] == [2200, 2400]


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "x", "text": "没有改动"},
        {"text": "没有编号", "changes": [{"file": SIZE, "at": "unit", "value": "人"}]},
        {"id": "x", "text": "两可", "changes": [{"file": SIZE, "at": "unit"}]},
    ],
)
def test_an_alternative_is_whole_or_a_mere_text(wrong: dict[str, Any], rules: RuleBook, tmp_path: Path) -> None:
    shutil.copytree(rules.folder, tmp_path / "rules")
    path = tmp_path / "rules" / "rulings.yml"
    own = yaml.safe_load(path.read_text(encoding="utf-8"))
    own["quota_total"]["alternatives"] = [wrong]
    path.write_text(yaml.safe_dump(own, allow_unicode=True), encoding="utf-8")
    with pytest.raises(UserError, match="alternatives"):
        read_rules(tmp_path / "rules")
