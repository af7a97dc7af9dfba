"""What is missing, by hand; and that adding it, through the evaluation itself, is just enough. 差额。"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from case_tables import case_tables
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.planning.balance_gaps import balance_gaps
from analysis.planning.gap_totals import totals
from analysis.planning.gaps import gaps
from analysis.scoring.evaluate import Evaluation, evaluate
from analysis.standard.load import RuleBook

AS_OF = date(2025, 9, 1)
SEVEN = (1, 2, 3, 4, 5, 6, 7)
FILED = {"answer": "符合", "document": "批复", "day": "2025-03-01", "checker": "县教育局"}
#: 300 primary pupils count 300, 200 junior ones 220: 520 together.
NINE_YEAR = {
    "schools": [{"school": "S1", "kind": "九年一贯制学校", "area": "乡村"}],
    "segments": [{"school": "S1", "stage": "小学", "pupils": 300}, {"school": "S1", "stage": "初中", "pupils": 200}],
}


def found(rules: RuleBook, case: dict[str, Any], **more: Any) -> pd.DataFrame:
    return gaps(evaluate(case_tables(case), rules, AS_OF), **more)


def of(frame: pd.DataFrame, indicator: int, stage: str = "", part: str = "") -> dict[str, Any]:
    own = frame[
        (frame["indicator"] == indicator)
        & (frame["stage"] == stage)
        & (frame["part"] == part)
        & (frame["resource"] != "classes")
    ]
    assert len(own) == 1
    return dict(own.iloc[0])


def primary(pupils: float, **teachers: float | None) -> dict[str, Any]:
    return {"segments": [{"stage": "小学", "pupils": pupils}], "teachers": [{"stage": "小学", **teachers}]}


def test_teachers_come_whole_and_the_floor_is_85_percent_of_the_line(rules: RuleBook) -> None:
    # 1: 4.2 × 1010 / 100 = 42.42, so 43; 40 are there. 85 %: 36.057, so 37. 2: 10.1, so 11; 85 %: 8.585, so 9.
    frame = found(rules, primary(1010, college=10, bachelor=28, master=2, doctor=0, backbone=7))
    first, second = of(frame, 1, "primary"), of(frame, 2, "primary")
    assert [first[key] for key in ("have", "need", "amount", "to_floor", "floor")] == [40, 43, 3, 0, 85]
    assert [second[key] for key in ("have", "need", "amount", "to_floor", "floor")] == [7, 11, 4, 2, 85]
    assert (first["resource"], first["measured_in"], first["state"], first["area"]) == (
        "teachers",
        "人",
        "short",
        "城区",
    )


def test_a_line_reached_exactly_leaves_no_gap(rules: RuleBook) -> None:
    # 9 of 1000 are 0.9; 0.9 × 1001 / 100 = 9.009 asks for one more.
    assert 3 not in set(found(rules, primary(1000, pe=3, music=3, art=2, arts=1))["indicator"])
    assert of(found(rules, primary(1001, pe=3, music=3, art=2, arts=1)), 3, "primary")["amount"] == 1


def test_what_stages_share_is_what_the_whole_school_must_add(rules: RuleBook) -> None:
    # 4: primary 4.5 × 520 = 2340; junior 5.8 × 520 / 1.1 = 2741.8181…. 2100 − 100 = 2000 ㎡ are there.
    # 85 %: primary 1989, reached; junior 4.93 × 520 / 1.1 = 2330.5454….
    # 6: primary 0.2 万元 × 520 = 104; junior 0.25 × 520 / 1.1 = 118.1818…. 7: 11.96 and 24 × 520 / 1100 = 11.34, 12 each.
    buildings = {"teaching_area": 2100, "indoor_sports_area": 100, "equipment_value": 100, "networked_classrooms": 11}
    frame = found(rules, {**NINE_YEAR, "buildings": [{"school": "S1", **buildings}]})
    four = [of(frame, 4, stage) for stage in ("primary", "junior")]
    assert [(row["have"], row["amount"], row["to_floor"]) for row in four] == [(2000, 340, 0), (2000, 741.82, 330.55)]
    assert [of(frame, 6, stage)["amount"] for stage in ("primary", "junior")] == [4, 18.19]
    assert [of(frame, 7, stage)["amount"] for stage in ("primary", "junior")] == [1, 1]
    assert all(row["shared"] for row in four)
    assert [round(row["base"], 4) for row in four] == [520, 472.7273]
    # One stock serves both: the larger gap, once.
    summed = totals(frame).set_index("indicator")
    assert summed.loc[[4, 6, 7], "amount"].tolist() == [741.82, 18.19, 1]
    assert (summed.loc[4, "to_floor"], summed.loc[4, "schools"]) == (330.55, 1)


def test_senior_pupils_share_too(rules: RuleBook) -> None:
    # 完全中学: 100 junior, 200 senior: 110 + 1.32 × 200 = 374 weighted. 10.2 × 374 / 1.1 = 3468 ㎡; 3400 are there.
    case = {
        "schools": [{"school": "S1", "kind": "完全中学"}],
        "segments": [
            {"school": "S1", "stage": "初中", "pupils": 100},
            {"school": "S1", "stage": "高中", "pupils": 200},
        ],
        "buildings": [{"school": "S1", "indoor_sports_area": 400, "sports_ground_area": 3000}],
    }
    row = of(found(rules, case), 5, "junior")
    assert (row["have"], row["need"], row["amount"], row["shared"]) == (3400, 3468, 68, False)


def test_a_blank_is_an_unknown_gap_not_none(rules: RuleBook) -> None:
    frame = found(
        rules, {**NINE_YEAR, "buildings": [{"school": "S1", "teaching_area": 2100, "indoor_sports_area": None}]}
    )
    for stage in ("primary", "junior"):
        row = of(frame, 4, stage)
        assert (row["state"], row["status"]) == ("unknown", "no_data")
        assert np.isnan(row["amount"]) and np.isnan(row["to_floor"])
    own = totals(frame).set_index("indicator").loc[4]
    assert (own["amount"], own["schools"], own["unknown"]) == (0, 0, 2)


def test_rooms_too_small_are_told_and_not_counted(rules: RuleBook) -> None:
    # 25 classes: 3 music rooms. One of 96 ㎡ counts, one of 80 does not.
    case = {
        "segments": [{"stage": "小学", "pupils": 1000}],
        "classes": [{"stage": "小学", "grade": 1, "class": str(i), "pupils": 40} for i in range(25)],
        "rooms": [{"room": "甲", "kind": "音乐", "area": 96}, {"room": "乙", "kind": "音乐", "area": 80}],
    }
    frame = found(rules, case)
    music, art = of(frame, 10, part="music"), of(frame, 10, part="art")
    assert (music["have"], music["need"], music["amount"], music["measured_in"]) == (1, 3, 2, "间")
    assert music["note"] == "另有1间面积不足或未填，可改造1间，须新建1间"
    assert (art["amount"], art["note"]) == (3, "")


def large(approved: float | None, evidence: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    school = {"school": "S1", "kind": "小学", "centre_city": "否", "approved_size": approved}
    return {
        "schools": [school],
        "segments": [{"school": "S1", "stage": "小学", "pupils": 2130}],
        "evidence": evidence or [],
    }


def test_a_school_too_large_lacks_places(rules: RuleBook) -> None:
    row = of(found(rules, large(None)), 11)
    assert (row["resource"], row["have"], row["need"], row["amount"], row["status"]) == (
        "seats",
        2130,
        2000,
        130,
        "not_met",
    )


def test_a_tolerance_with_its_evidence_leaves_no_gap_and_without_it_a_pending_one(rules: RuleBook) -> None:
    filed = [{"indicator": 11, "school": "S1", "tolerance": "11-2", **FILED}]
    assert 11 not in set(found(rules, large(2200, filed))["indicator"])
    frame = found(rules, large(2200))
    assert (of(frame, 11)["status"], of(frame, 11)["amount"]) == ("pending_evidence", 130)
    own = totals(frame).set_index("indicator").loc[11]
    assert (own["amount"], own["pending"]) == (0, 130)


def test_classes_too_large_lack_places_and_perhaps_classes(rules: RuleBook) -> None:
    # Grade 1: 46 + 44 = 90 fits two classes of 45. Grade 2: 50 + 45 = 95 needs three. Grade 3: 140 in two needs four.
    sizes = {1: (46, 44), 2: (50, 45), 3: (56, 84), 4: (45, 45)}
    classes = [
        {"stage": "小学", "grade": g, "class": str(i), "pupils": p}
        for g, own in sizes.items()
        for i, p in enumerate(own)
    ]
    frame = found(rules, {"segments": [{"stage": "小学", "pupils": 415}], "classes": classes})
    own = frame[frame["indicator"] == 12]
    assert own.loc[own["resource"] == "seats", "amount"].tolist() == [1, 5, 11, 39]
    grades = own[own["resource"] == "classes"]
    assert grades["name"].tolist() == ["S1校 1年级", "S1校 2年级", "S1校 3年级"]
    assert (
        grades["have"].tolist() == [2, 2, 2]
        and grades["need"].tolist() == [2, 3, 4]
        and grades["amount"].tolist() == [0, 1, 2]
    )
    assert grades["note"].tolist() == ["本年级均衡编班即可，不需增加班级", "", ""]
    summed = totals(frame[frame["indicator"] == 12])
    assert dict(zip(summed["resource"], summed["amount"], strict=True)) == {"seats": 56, "classes": 3}


def test_a_grade_with_a_blank_class_has_an_unknown_need_of_classes(rules: RuleBook) -> None:
    classes = [
        {"stage": "小学", "grade": 1, "class": "1", "pupils": 60},
        {"stage": "小学", "grade": 1, "class": "2", "pupils": None},
    ]
    frame = found(rules, {"segments": [{"stage": "小学", "pupils": 100}], "classes": classes})
    own = frame[frame["indicator"] == 12].set_index("resource")
    assert own.loc["classes", "state"] == "unknown" and np.isnan(own.loc["classes", "amount"])
    assert own.loc["seats", "state"].tolist() == ["short", "unknown"]


def test_money_is_told_in_yuan(rules: RuleBook) -> None:
    # 26: 5 % of 100 000 = 5000. 14: 6000 × 10 pupils. 13: 200 × 40 boarders; 80 pupils are funded as 100.
    case = {
        "schools": [{"school": "S1", "kind": "小学", "area": "乡村", "boarding": "是"}],
        "segments": [{"school": "S1", "stage": "小学", "pupils": 80, "boarders": 40}],
        "budgets": [
            {
                "school": "S1",
                "public_funds": 100_000,
                "training_funds": 3999.99,
                "funded_pupils": 80,
                "boarding_subsidy": 7000,
            }
        ],
        "county": [{"inclusive_pupils": 10, "inclusive_funds": 59_000}],
    }
    frame = found(rules, case)
    assert of(frame, 26, part="public")["amount"] == 1000.01
    assert of(frame, 14, part="inclusive")["amount"] == 1000
    assert of(frame, 13, part="boarding")["amount"] == 1000
    funded = of(frame, 13, part="funded")
    assert (funded["amount"], funded["measured_in"], funded["resource"]) == (20, "人", "people")


def test_the_county_lacks_persons_too(rules: RuleBook) -> None:
    # 18: 10 % of 105 = 10.5, so 11 against 9; 20 % of those 11 = 2.2, so 3 against 1. 32: 85 % of 101 = 85.85, so 86 against 80.
    # 16: all of 40. 21: 60/100 rural against 60/100 urban; "above" asks for one place more. 50 % of 301 = 150.5.
    case = {
        **primary(500, full_time=40, trained=33),
        "county": [
            {
                "rotation_eligible": 105,
                "rotated": 9,
                "rotated_backbone": 1,
                "senior_high_places": 301,
                "allocated_places": 120,
                "rural_places": 60,
                "rural_graduates": 100,
                "urban_places": 60,
                "urban_graduates": 100,
            }
        ],
        "survey": [{"group": "学生", "sent": 101, "valid": 101, "satisfied": 80, "visited": 0, "visit_satisfied": 0}],
    }
    frame = found(rules, case)
    assert of(frame, 18, part="rotation")["amount"] == 2
    assert of(frame, 18, part="backbone")["amount"] == 2
    assert of(frame, 32, part="questionnaire")["amount"] == 6
    assert of(frame, 16)["amount"] == 7
    assert of(frame, 21, part="tilt")["amount"] == 1
    assert of(frame, 21, part="share")["amount"] == 31
    assert of(frame, 16)["area"] == "" and of(frame, 16)["level"] == "county"


def test_retention_lacks_pupils(rules: RuleBook) -> None:
    # 95 % of 103 = 97.85, so 98; 97 graduates − 2 transferred in + 1 dropped = 96.
    moves = dict.fromkeys(("resumed", "suspended", "transferred_out", "died"), 0)
    case = {
        "segments": [
            {
                "stage": "初中",
                "pupils": 300,
                "graduates": 97,
                "transferred_in": 2,
                "dropped": 1,
                "entrants": 103,
                **moves,
            }
        ]
    }
    row = of(found(rules, case), 23, "junior")
    assert (row["have"], row["need"], row["amount"]) == (96, 98, 2)


def test_an_answer_has_no_size(rules: RuleBook) -> None:
    evidence = [
        {"indicator": 17, **FILED, "answer": "不符合"},
        {"indicator": 30, "school": "S1", **FILED, "document": None},
    ]
    frame = found(rules, {**primary(500), "evidence": evidence})
    assert [of(frame, n)["state"] for n in (17, 30, 27)] == ["finding", "evidence", "unknown"]
    assert frame.loc[frame["indicator"].isin([17, 30]), "amount"].isna().all()
    summed = totals(frame).set_index("indicator")
    assert (summed.loc[17, "finding"], summed.loc[30, "evidence"], summed.loc[27, "unknown"]) == (1, 1, 1)


def test_a_monitored_spread_must_fall_below_its_line(rules: RuleBook) -> None:
    monitoring = [
        {"subject": "语文", "year": 2024, "level": "Ⅱ", "spread": 0.15},
        {"subject": "数学", "year": 2024, "level": "Ⅲ", "spread": 0.163},
    ]
    frame = found(rules, {**primary(500), "monitoring": monitoring})
    own = frame[(frame["indicator"] == 31) & (frame["state"] == "short")].set_index(["name", "part"])
    assert own.loc[("语文", "level"), "amount"] == 1 and own.loc[("语文", "level"), "measured_in"] == "级"
    assert (own.loc[("语文", "spread"), "amount"], own.loc[("数学", "spread"), "amount"]) == (0.001, 0.014)


def test_sums_by_area_and_office(rules: RuleBook) -> None:
    schools = [
        {"school": "S1", "area": "乡村", "kind": "小学"},
        {"school": "S2", "area": "城区", "kind": "小学"},
        {"school": "S3", "area": "乡村", "kind": "小学"},
    ]
    case = {
        "schools": schools,
        "segments": [{"school": s["school"], "stage": "小学", "pupils": 500} for s in schools],
        "teachers": [{"school": s, "stage": "小学", "backbone": n} for s, n in (("S1", 1), ("S2", 2), ("S3", 3))],
    }
    frame = found(rules, case, offices={2: "县教育局教师科"})
    by_area = totals(frame[frame["indicator"] == 2], ("county", "area"))
    assert dict(zip(by_area["area"], by_area["amount"], strict=True)) == {"乡村": 6, "城区": 3}
    by_office = totals(frame, ("county", "office")).query("office != ''")
    assert by_office[["office", "indicator", "amount", "schools"]].to_numpy().tolist() == [["县教育局教师科", 2, 9, 3]]


def test_every_gap_leads_back_to_its_result(rules: RuleBook) -> None:
    evaluation = evaluate(case_tables({**NINE_YEAR, **primary(0, backbone=0)} | NINE_YEAR), rules, AS_OF)
    frame = gaps(evaluation)
    results = evaluation.results.loc[frame["result"]]
    for column in ("county", "indicator", "part", "unit", "stage", "status"):
        assert results[column].tolist() == frame[column].tolist()


def test_the_least_change_that_balances(rules: RuleBook) -> None:
    # golden/worked-example-cv: 0.515257; S4 +17, S2 +24 or S3 −39 alone bring it to 0.50 (worked out in test_decomposition).
    worked = {"S1": (45, 279), "S2": (37, 137), "S3": (89, 935), "S4": (76, 160), "S5": (55, 402)}
    case = {
        "segments": [{"school": s, "stage": "小学", "pupils": p} for s, (p, _) in worked.items()],
        "teachers": [{"school": s, "stage": "小学", "backbone": x} for s, (_, x) in worked.items()],
    }
    frame = balance_gaps(evaluate(case_tables(case), rules, AS_OF))
    assert frame[["unit", "have", "change"]].to_numpy().tolist() == [["S4", 160, 17], ["S2", 137, 24], ["S3", 935, -39]]
    assert frame["rise"].tolist()[:2] == [17, 24] and np.isnan(frame["rise"].iloc[2])
    assert set(frame["measured_in"]) == {"人"}


def test_equipment_that_balances_is_told_in_wan_yuan(rules: RuleBook) -> None:
    # Two schools of 100: CV = (a − b) / (a + b); 40 and 10 give 0.6; b = 40/3 gives 0.5: 3.33… 万元 more, or 10 less of a.
    case = {
        "segments": [{"school": s, "stage": "小学", "pupils": 100} for s in ("S1", "S2")],
        "buildings": [{"school": "S1", "equipment_value": 40}, {"school": "S2", "equipment_value": 10}],
    }
    frame = balance_gaps(evaluate(case_tables(case), rules, AS_OF))
    assert frame["measured_in"].tolist() == ["万元", "万元"]
    # Told to the hundredth, rounded up: 3.34, as 3.33 would not do.
    assert dict(zip(frame["unit"], frame["change"], strict=True)) == {"S2": 3.34, "S1": -10}


# Adding exactly the gap meets the line; one step less does not.

LEVER = {
    1: "bachelor",
    2: "backbone",
    3: "pe",
    4: "teaching_area",
    5: "sports_ground_area",
    6: "equipment_value",
    7: "networked_classrooms",
}
STEP = {4: 0.01, 5: 0.01, 6: 0.01}
KINDS = {
    "小学": ("小学",),
    "初级中学": ("初中",),
    "九年一贯制学校": ("小学", "初中"),
    "完全中学": ("初中", "高中"),
    "十二年一贯制学校": ("小学", "初中", "高中"),
}


def many(counties: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Each a county of its own, evaluated in one go."""
    return {
        name: pd.concat([own[name].assign(county=str(i)) for i, own in enumerate(counties)], ignore_index=True)
        for name in counties[0]
    }


def raised(tables: dict[str, pd.DataFrame], row: dict[str, Any], amount: float) -> dict[str, pd.DataFrame]:
    """The tables with so much more of what an indicator asks for."""
    column = LEVER[row["indicator"]]
    name = "teachers" if row["indicator"] <= 3 else "buildings"
    table = tables[name].copy()
    here = (
        table["stage"] == {"primary": "小学", "junior": "初中"}[row["stage"]]
        if name == "teachers"
        else table["school"] == row["unit"]
    )
    table.loc[here, column] = (table.loc[here, column] + amount).round(6)
    return {**tables, name: table}


def status_of(evaluation: Evaluation, county: int, row: dict[str, Any]) -> str:
    own = evaluation.results.query(
        "county == @at and indicator == @number and stage == @stage",
        local_dict={"at": str(county), "number": row["indicator"], "stage": row["stage"]},
    )
    return str(own["status"].item())


def below_floor(evaluation: Evaluation, county: int, row: dict[str, Any]) -> bool:
    own = evaluation.segments.query(
        "county == @at and stage == @stage", local_dict={"at": str(county), "stage": row["stage"]}
    )
    return str(row["indicator"]) in own["below_floor"].item().split(",")


@st.composite
def schools(draw: st.DrawFn) -> dict[str, Any]:
    """A school of any kind, short of most things, its areas and money to the cent."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    stages = KINDS[kind]
    few, cents = st.integers(0, 6), st.integers(0, 400_000).map(lambda n: n / 100)
    return {
        "schools": [{"school": "S1", "kind": kind, "centre_city": "否", "area": "镇区"}],
        "segments": [{"school": "S1", "stage": s, "pupils": draw(st.integers(60, 2400))} for s in stages],
        "teachers": [
            {"school": "S1", "stage": s}
            | {
                c: draw(few)
                for c in ("college", "bachelor", "master", "doctor", "backbone", "pe", "music", "art", "arts")
            }
            for s in stages
        ],
        "buildings": [
            {
                "school": "S1",
                "teaching_area": draw(cents),
                "indoor_sports_area": 0,
                "sports_ground_area": draw(cents),
                "equipment_value": draw(st.integers(0, 20_000).map(lambda n: n / 100)),
                "networked_classrooms": draw(few),
            }
        ],
    }


@settings(max_examples=6, deadline=None)
@given(case=schools())
def test_adding_the_gap_meets_the_line_and_one_step_less_does_not(rules: RuleBook, case: dict[str, Any]) -> None:
    tables = case_tables(case)
    rows = [row for row in gaps(evaluate(tables, rules, AS_OF)).to_dict("records") if row["indicator"] in SEVEN]
    assert rows and all(row["amount"] > 0 for row in rows)
    steps = [STEP.get(row["indicator"], 1) for row in rows]
    trials = [
        raised(tables, row, row["amount"] - less) for row, step in zip(rows, steps, strict=True) for less in (0, step)
    ]
    lows = [(row, step) for row, step in zip(rows, steps, strict=True) if row["to_floor"] > 0]
    trials += [raised(tables, row, row["to_floor"] - less) for row, step in lows for less in (0, step)]
    after = evaluate(many(trials), rules, AS_OF)
    for i, row in enumerate(rows):
        assert status_of(after, 2 * i, row) == "met", row
        assert status_of(after, 2 * i + 1, row) == "not_met", row
    for i, (row, _) in enumerate(lows, len(rows)):
        assert not below_floor(after, 2 * i, row), row
        assert below_floor(after, 2 * i + 1, row), row


@settings(max_examples=8, deadline=None)
@given(sizes=st.lists(st.integers(30, 70), min_size=1, max_size=5))
def test_a_grade_spread_over_the_classes_asked_for_meets_the_line(rules: RuleBook, sizes: list[int]) -> None:
    def grade(pupils: list[int]) -> dict[str, pd.DataFrame]:
        classes = [{"stage": "小学", "grade": 2, "class": str(i), "pupils": p} for i, p in enumerate(pupils)]
        return case_tables({"segments": [{"stage": "小学", "pupils": sum(sizes)}], "classes": classes})

    def even(count: int) -> list[int]:
        return [sum(sizes) // count + (i < sum(sizes) % count) for i in range(count)]

    frame = gaps(evaluate(grade(sizes), rules, AS_OF))
    own = frame[frame["resource"] == "classes"]
    assert len(own) == (max(sizes) > 45)
    if max(sizes) > 45:
        need = int(own["need"].item())
        counts = [need, need - 1] if need > 1 else [need]
        after = evaluate(many([grade(even(count)) for count in counts]), rules, AS_OF).results.query("indicator == 12")
        worst = after.assign(bad=after["status"] != "met").groupby("county")["bad"].any()
        assert worst.tolist() == [False, True][: len(counts)]
