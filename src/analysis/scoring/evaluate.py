"""One call from tables to everything that follows from them. 评估。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ..standard.cards import Card
from ..standard.load import RuleBook
from . import questions, verdicts
from .balance import balance
from .parts import MET, NOT_APPLICABLE, STATUSES, TOLERATED
from .results import score
from .school_rule import school_rule
from .units import Tables, Units, build_units


@dataclass(frozen=True)
class Evaluation:
    """Results and verdicts of one or many counties under the rules of one date. 评估结果。

    results  : see results.COLUMNS; one row per indicator × part × unit × stage
    balance  : see balance.balance; one row per indicator × stage
    segments : see school_rule.school_rule; one row a segment
    members  : the county-level rules that the verdict rests on
    verdicts : see verdicts.COLUMNS, with county
    """

    rules: RuleBook
    as_of: date
    units: Units
    results: pd.DataFrame
    balance: pd.DataFrame
    segments: pd.DataFrame
    members: pd.DataFrame
    verdicts: pd.DataFrame


def evaluate(tables: Tables, rules: RuleBook, as_of: date) -> Evaluation:
    """Score every card, then every rule above the cards. 按规则日期评估。

    tables : frames by table name, see intake/tables.py; one or many counties
    as_of  : the date whose lines and tolerances hold
    """
    standard, cards = rules.standard, rules.by_number
    units = build_units(tables, standard, as_of)
    results = score(units, rules.cards, standard, as_of)
    coefficients = balance(results, standard, as_of)
    segments = school_rule(results, cards, standard, as_of)
    indicators = verdicts.county_indicators(results, cards)
    # The seven decide through the school rule and the balance rule, not one by one (§1).
    seven = {f"indicator_{number:02d}" for number in standard.school_rule.indicators}
    members = pd.concat(
        [
            _county_school_rule(segments, standard.school_rule.label),
            verdicts.balance_verdicts(coefficients, cards, standard),
            indicators[~indicators["rule"].isin(seven)],
            questions.vetoes(tables, standard),
            questions.preconditions(tables, standard, as_of),
            questions.school_roll(tables, standard),
        ],
        ignore_index=True,
    )
    by_segment = segments.assign(rule="school_rule", level="segment", because=[_segment_reason(row, cards) for row in segments.to_dict("records")])
    everything = pd.concat(
        [
            verdicts.county_verdict(members),
            members,
            indicators[indicators["rule"].isin(seven)],
            by_segment,
            verdicts.school_indicators(results, units.school),
        ],
        ignore_index=True,
    )
    return Evaluation(rules, as_of, units, results, coefficients, segments, members, _tidy(everything))


def _county_school_rule(segments: pd.DataFrame, label: str) -> pd.DataFrame:
    tally = verdicts.indicator_verdicts(segments.assign(indicator=0, status=segments["verdict"]), ["county"])
    judged = tally[[s for s in STATUSES if s != NOT_APPLICABLE]].sum(axis=1)
    return tally.assign(
        rule="school_rule", label=label, value=(tally[MET] + tally[TOLERATED]).astype(float), line=judged.astype(float),
        because=[verdicts.tally(row, "校（段）") for row in tally.to_dict("records")],
    )[["county", "rule", "label", "verdict", "value", "line", "because"]]  # fmt: skip


def _segment_reason(row: dict[str, Any], cards: dict[int, Card]) -> str:
    said = []
    for column, words in (("missed", "低于标准"), ("below_floor", "其中低于底线"), ("open", "缺数据或待证")):
        if row[column]:
            numbers = [int(number) for number in row[column].split(",")]
            said.append(words + "：" + "、".join(f"{n}.{cards[n].short}" for n in numbers))
    return "；".join(said)


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    county = frame["unit"].isna()
    frame["level"] = frame["level"].fillna("county")
    frame["unit"] = frame["unit"].fillna(frame["county"])
    frame["name"] = frame["name"].fillna(frame["label"].where(county, ""))
    for column in ("name", "stage", "because"):
        frame[column] = frame[column].fillna("")
    return frame[["county", *verdicts.COLUMNS]]

