"""Coefficients taken apart, by hand. 差异系数分解。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from case_tables import case_tables

from analysis.insight.decomposition import Decomposition, decompose
from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook

AS_OF = date(2025, 9, 1)
#: golden/worked-example-cv: pupils and holdings of five schools, coefficient 0.515257.
WORKED = ((45, 279), (37, 137), (89, 935), (76, 160), (55, 402))


def apart(rules: RuleBook, case: dict[str, Any]) -> Decomposition:
    return decompose(evaluate(case_tables(case), rules, AS_OF))


def backbone(*schools: tuple[int, float]) -> dict[str, Any]:
    """Primary schools with pupils and backbone teachers; the coefficient knows no scale."""
    keys = [f"S{i}" for i in range(1, len(schools) + 1)]
    return {
        "segments": [{"school": s, "stage": "小学", "pupils": p} for s, (p, _) in zip(keys, schools, strict=True)],
        "teachers": [{"school": s, "stage": "小学", "backbone": x} for s, (_, x) in zip(keys, schools, strict=True)],
    }


def of(found: Decomposition, column: str, indicator: int = 2) -> dict[str, float]:
    own = found.schools[(found.schools["indicator"] == indicator) & (found.schools["stage"] == "primary")]
    return dict(zip(own["unit"], own[column], strict=True))


def coefficient(found: Decomposition, indicator: int = 2) -> pd.Series:
    own = found.coefficients[
        (found.coefficients["indicator"] == indicator) & (found.coefficients["stage"] == "primary")
    ]
    return own.iloc[0]


@pytest.fixture(scope="module")
def worked(rules: RuleBook) -> Decomposition:
    return apart(rules, backbone(*WORKED))


def test_shares_of_the_variance(worked: Decomposition) -> None:
    # P 302, Σx 1913, mean 6.334437; Σx²/p = 1729.8 + 507.270270 + 9822.752809 + 336.842105 + 2938.254545 = 15334.919730.
    # ΣP(X−X̄)² = 15334.919730 − 1913²/302 = 15334.919730 − 12117.778146 = 3217.141584.
    # S1: 45 × (6.2 − 6.334437)² = 0.813297; S2: 37 × (3.702703 − 6.334437)² = 256.262989; S3: 89 × (10.505618 −
    # 6.334437)² = 1548.488835; S4: 76 × (2.105263 − 6.334437)² = 1359.329567; S5: 55 × (7.309091 − 6.334437)² = 52.246896.
    shares = of(worked, "share")
    parts = {"S1": 0.813297, "S2": 256.262989, "S3": 1548.488835, "S4": 1359.329567, "S5": 52.246896}
    assert shares == pytest.approx({school: part / 3217.141584 for school, part in parts.items()}, abs=1e-6)
    assert sum(shares.values()) == pytest.approx(1)


def test_coefficients_without_each_school(worked: Decomposition) -> None:
    # Without S3: P 213, Σx 978, Σx²/p 5512.166921: 213 × 5512.166921 / 978² − 1 = 0.227508, root 0.476978.
    # Without S4: P 226, Σx 1753, Σx²/p 14998.077625: 226 × 14998.077625 / 1753² − 1 = 0.103012, root 0.320955.
    # Without S1: P 257, Σx 1634, Σx²/p 13605.119730: 257 × 13605.119730 / 1634² − 1 = 0.309578, root 0.556397.
    without = of(worked, "without")
    assert {s: round(without[s], 6) for s in ("S1", "S3", "S4")} == {"S1": 0.556397, "S3": 0.476978, "S4": 0.320955}


def test_the_change_of_one_school_that_reaches_the_line(worked: Decomposition) -> None:
    # CV² ≤ 0.25 is P·Σx²/p ≤ 1.25·(Σx)².
    # S4 +17: 302 × 15410.301308 = 4 653 911 ≤ 1.25 × 1930² = 4 656 125; +16: 302 × 15405.656572 = 4 652 508 > 4 651 301.
    # S2 +24: 302 × 15528.217028 = 4 689 522 ≤ 1.25 × 1937² = 4 689 961; +23: 4 686 901 > 1.25 × 1936² = 4 685 120.
    # S3 −39: 302 × 14532.571415 = 4 388 837 ≤ 1.25 × 1874² = 4 389 845; −38: 4 394 921 > 1.25 × 1875² = 4 394 531.
    # S1: 45·(302 − 1.25·45)·u² + 2·45·(302·6.2 − 1.25·1913)·u + 56 684.5 = 11 058.75u² − 46 696.5u + 56 684.5: no root.
    change = of(worked, "change")
    assert {s: change[s] for s in ("S2", "S3", "S4")} == {"S2": 24, "S3": -39, "S4": 17}
    assert pd.isna(change["S1"]) and pd.isna(change["S5"])
    assert worked.least(2, "primary")["unit"].tolist() == ["S4"]
    # Every distance from the mean shrunk alike shrinks the coefficient alike: 1 − 0.5 / 0.515257 = 1 − 0.970390.
    assert coefficient(worked)["shrink"] == pytest.approx(0.029610, abs=1e-6)


@pytest.mark.parametrize(("more", "within"), [(16, False), (17, True)])
def test_the_change_holds_when_it_is_made(more: int, within: bool, rules: RuleBook) -> None:
    changed = [(p, x + more * (p == 76)) for p, x in WORKED]
    assert (coefficient(apart(rules, backbone(*changed)))["value"] <= 0.5) == within


def test_a_stock_shared_by_two_stages_is_told_whole(rules: RuleBook) -> None:
    # S1: 1000 ㎡, 100 pupils: 10. S2: 630 ㎡, 100 + 1.1 × 100 weighted pupils: primary 3. CV = 3.5 / 6.5 = 0.538462.
    # Two schools of a size: CV = (a − b) / (a + b), 0.5 where a = 3b: b = 10/3, which is 700 ㎡; or a = 9, 900 ㎡.
    found = apart(
        rules,
        {
            "schools": [{"school": "S1"}, {"school": "S2", "kind": "九年一贯制学校"}],
            "segments": [
                {"school": s, "stage": stage, "pupils": 100}
                for s, stage in (("S1", "小学"), ("S2", "小学"), ("S2", "初中"))
            ],
            "buildings": [
                {"school": "S1", "indoor_sports_area": 0, "sports_ground_area": 1000},
                {"school": "S2", "indoor_sports_area": 30, "sports_ground_area": 600},
            ],
        },
    )
    assert of(found, "amount", 5) == pytest.approx({"S1": 1000, "S2": 630})
    assert of(found, "change", 5) == pytest.approx({"S1": -100, "S2": 70})
    assert found.least(5, "primary")["unit"].tolist() == ["S2"]
    assert coefficient(found, 5)["shrink"] == pytest.approx(1 / 14)


def test_where_no_single_school_can_do_it_all_must_move(rules: RuleBook) -> None:
    # Ten schools at 4, ten at 1: mean 2.5, spread 1.5, CV 0.6. Raising one of the low: CV² + 1 = 20(169 + u²)/(49 + u)²,
    # least at u = 169/49, CV 0.561. Lowering one of the high: least at u = 154/46, CV 0.597. All: 1 − 0.5/0.6.
    found = apart(rules, backbone(*[(100, 4)] * 10, *[(100, 1)] * 10))
    assert coefficient(found)["value"] == pytest.approx(0.6)
    assert found.least(2, "primary").empty
    assert coefficient(found)["shrink"] == pytest.approx(1 / 6)


def test_below_the_line_but_near_it_tells_how_little_takes_it_there(rules: RuleBook) -> None:
    # Two schools of a size, 149 and 51: 98 / 200 = 0.49. 149 + 4: 102 / 204 = 0.5; 51 − 1: 99 / 199 = 0.4975;
    # 51 − 2: 100 / 198 = 0.505.
    found = apart(rules, backbone((100, 149), (100, 51)))
    assert coefficient(found)["near"] and coefficient(found)["status"] == "met"
    assert of(found, "change") == {"S1": 4, "S2": -2}
    assert coefficient(found)["shrink"] == pytest.approx(1 - 0.5 / 0.49)
    rise = found.least(2, "primary", rise_only=True)
    assert rise["unit"].tolist() == ["S1"]


def test_far_below_the_line_asks_for_no_change(rules: RuleBook) -> None:
    # 147 and 53: 94 / 200 = 0.47, more than 5 % below 0.50.
    found = apart(rules, backbone((100, 147), (100, 53)))
    assert not coefficient(found)["near"]
    assert all(pd.isna(change) for change in of(found, "change").values())


def test_a_school_alone_and_schools_alike_have_nothing_to_share(rules: RuleBook) -> None:
    alone = apart(rules, backbone((100, 2)))
    assert pd.isna(of(alone, "share")["S1"]) and pd.isna(of(alone, "without")["S1"])
    alike = apart(rules, backbone((100, 2), (50, 1)))
    assert of(alike, "without") == {"S1": 0, "S2": 0}


def test_an_open_coefficient_is_not_taken_apart(rules: RuleBook) -> None:
    case = backbone((100, 2), (100, 1))
    case["teachers"][1]["backbone"] = None
    assert 2 not in set(apart(rules, case).coefficients["indicator"])


@pytest.mark.parametrize(
    ("indicator", "column", "scale"), [(6, "equipment_value", 10_000), (5, "sports_ground_area", 1)]
)
def test_the_advised_amount_closes_the_gap_and_a_hundredth_less_does_not(
    indicator: int, column: str, scale: int, rules: RuleBook
) -> None:
    """Money and areas are rounded outward, as persons are: to the nearest, 元 cut off would leave it above the line."""
    codes = [f"S{i}" for i in range(1, len(WORKED) + 1)]
    case = {
        "segments": [{"school": s, "stage": "小学", "pupils": p} for s, (p, _) in zip(codes, WORKED, strict=True)],
        "buildings": [
            {"school": s, "indoor_sports_area": 0, column: x} for s, (_, x) in zip(codes, WORKED, strict=True)
        ],
    }
    changes = of(apart(rules, case), "change", indicator)
    rises = {code: change for code, change in changes.items() if change > 0}
    assert rises
    for code, change in rises.items():
        assert round(change * 100, 6) == round(change * 100)
        for amount, status in ((change, "met"), (change - 0.01, "not_met")):
            rows = [row | {column: row[column] + amount / scale * (row["school"] == code)} for row in case["buildings"]]
            assert coefficient(apart(rules, case | {"buildings": rows}), indicator)["status"] == status, (code, amount)
