"""Coefficients that stand on their line or a step beside it, of figures with awkward decimals. 系数恰在标准线上。

Two schools with as many pupils each, one with m(1+c) and one with m(1-c) to a school, have the coefficient c exactly.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook
from analysis.tables.catalogue import BY_NAME
from reckon.agree import disagreements, frames
from reckon.counties import Drawn

AS_OF = date(2025, 9, 1)
#: 教督〔2017〕6号: 校际差异系数 of 小学 and 初中 at most
LINE = {"小学": Decimal("0.50"), "初中": Decimal("0.45")}
KIND = {"小学": "小学", "初中": "初级中学"}


def pair(stage: str, pupils: int, mean: Decimal, step: Decimal) -> Drawn:
    """One county of two schools; `step` more, in ㎡, for the one that has more already."""
    tables: Drawn = {name: [] for name in BY_NAME} | {"county": [{}]}
    for code, amount in (("S1", mean * (1 + LINE[stage]) + step), ("S2", mean * (1 - LINE[stage]))):
        school = {"school": code, "name": code, "kind": KIND[stage], "sponsor": 7, "area": "城区", "boarding": "否"}
        tables["schools"].append(school | {"centre_city": "否"})
        tables["segments"].append({"school": code, "stage": stage, "pupils": pupils})
        area = {"teaching_area": amount + Decimal("0.3"), "indoor_sports_area": Decimal("0.3")}
        tables["buildings"].append({"school": code, "equipment_value": amount / 1000} | area)
    return tables


def test_a_coefficient_on_its_line_is_met_and_a_hair_above_is_not(rules: RuleBook) -> None:
    random = Random(4)
    counties, above = {}, {}
    for at in range(60):
        code, stage = f"99{at:04d}", random.choice(list(LINE))
        above[code] = at % 3 == 0
        mean = Decimal(random.randrange(1, 10**6)) / 10 ** random.choice((1, 2, 3))
        counties[code] = pair(stage, random.randrange(1, 3000), mean, Decimal("0.0001") if above[code] else Decimal(0))
    assert disagreements(counties, rules, AS_OF) == {}
    verdicts = evaluate(frames(counties), rules, AS_OF).verdicts
    for code, over in above.items():
        for rule in ("balance_04", "balance_06"):
            rows = verdicts[(verdicts["unit"] == code) & (verdicts["rule"] == rule)]
            assert set(rows["verdict"]) == {"not_met" if over else "met", "not_applicable"}, (code, rule)
