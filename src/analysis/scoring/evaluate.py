"""One call from tables to everything that follows from them. 评估。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from ..standard.cards import Card
from ..standard.load import RuleBook
from ..standard.rule_ids import indicator_rule
from . import questions, verdicts
from .balance import balance
from .columns import concat, decode, encode, grouped, repeat
from .parts import MET, NOT_APPLICABLE, STATUSES, TOLERATED
from .populations import counts_classes
from .results import NUMBER, score
from .school_index import Numbering
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

    tables : frames by table name, see tables/catalogue.py; one or many counties
    as_of  : the date whose lines and tolerances hold
    """
    found = evaluate_coded(tables, rules, as_of)
    frames = {name: decode(getattr(found, name)) for name in ("results", "balance", "segments", "members", "verdicts")}
    return replace(found, **frames | {"results": frames["results"].drop(columns=NUMBER)})


def evaluate_coded(
    tables: Tables, rules: RuleBook, as_of: date, only_seven: bool = False, numbering: Numbering | None = None
) -> Evaluation:
    """The same with words as categoricals, which takes a fraction of time and memory. 评估（文字列编码）。

    only_seven : score the indicators of the school rule alone; verdicts then hold them county by county, the school
                 rule and the coefficients, and none on the county as a whole
    numbering  : of the schools, where it is at hand
    """
    standard, cards = rules.standard, rules.by_number
    seven = set(standard.school_rule.indicators)
    asked = [card for card in rules.cards if card.number in seven or not only_seven]
    units = build_units(tables, standard, as_of, counts_classes(asked, standard, as_of), numbering)
    results = score(units, asked, standard, as_of)
    coefficients = balance(results, standard, as_of)
    segments = school_rule(results, cards, standard, as_of)
    whole = verdicts.over_parts(results, cards)
    indicators = verdicts.county_indicators(results, whole, cards)
    # The seven decide through the school rule and the balance rule, not one by one (§1).
    through = indicators["rule"].isin([indicator_rule(number) for number in seven])
    decided = [
        _county_school_rule(segments, standard.school_rule.label),
        verdicts.balance_verdicts(coefficients, cards, standard),
    ]
    if not only_seven:
        answers = {
            "county": decode(tables["county"]),
            "vetoes": decode(tables["vetoes"]),
            "schools": decode(tables["schools"][["county", "kind"]]),
        }
        decided += [
            indicators[~through],
            questions.vetoes(answers, standard),
            questions.preconditions(answers, standard, as_of),
            questions.school_roll(answers, standard),
        ]
    members = pd.concat([decode(frame) for frame in decided], ignore_index=True).astype({"county": "str"})
    by_segment = segments.assign(rule="school_rule", level="segment", because=_segment_reasons(segments, cards))
    everything = [
        *([] if only_seven else [verdicts.county_verdict(members)]),
        members,
        indicators[through],
        by_segment,
        *([] if only_seven else [verdicts.school_indicators(whole, units.school)]),
    ]
    return Evaluation(rules, as_of, units, results, coefficients, segments, members, _tidy(everything))


def _county_school_rule(segments: pd.DataFrame, label: str) -> pd.DataFrame:
    tally = verdicts.indicator_verdicts(segments.assign(indicator=0, status=segments["verdict"]), ["county"])
    judged = tally[[s for s in STATUSES if s != NOT_APPLICABLE]].sum(axis=1)
    return tally.assign(
        rule="school_rule",
        label=label,
        value=(tally[MET] + tally[TOLERATED]).astype(float),
        line=judged.astype(float),
        because=verdicts.tallies(tally, pd.Series("校（段）", index=tally.index)),
    )[["county", "rule", "label", "verdict", "value", "line", "because"]]


def _segment_reasons(segments: pd.DataFrame, cards: dict[int, Card]) -> pd.Categorical:
    """Why a segment fails the school rule; few such reasons are different."""
    groups = grouped(segments, ["missed", "below_floor", "open"])
    words = [_segment_reason(row, cards) for row in segments.iloc[groups.first].to_dict("records")]
    return repeat(words, [1] * len(words)).take(groups.ids)


def _segment_reason(row: dict[str, Any], cards: dict[int, Card]) -> str:
    said = []
    for column, words in (("missed", "低于标准"), ("below_floor", "其中低于底线"), ("open", "缺数据或待证")):
        if row[column]:
            numbers = [int(number) for number in row[column].split(",")]
            said.append(words + "：" + "、".join(f"{n}.{cards[n].short}" for n in numbers))
    return "；".join(said)


def _tidy(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """One below the other; a rule of the county bears its code and its label."""
    nothing = {"level": "county", "stage": "", "because": ""}
    columns: dict[str, list[Any]] = {name: [] for name in ("county", *verdicts.COLUMNS)}
    for frame in frames:
        full = frame if "unit" in frame else frame.assign(unit=frame["county"], name=frame.get("label", ""))
        for name, own in columns.items():
            if name in ("value", "line"):
                own.append(full[name].to_numpy(dtype=float))
            elif name == "name":
                own.append(full[name].astype("str").fillna("").array)
            else:
                own.append(
                    _filled(encode(full[name]), nothing.get(name, ""))
                    if name in full
                    else repeat([nothing[name]], [len(full)])
                )
    return pd.DataFrame({name: concat(own) for name, own in columns.items()}, copy=False)


def _filled(column: pd.Categorical, word: str) -> pd.Categorical:
    if not (column.codes < 0).any():
        return column
    return (column if word in column.categories else column.add_categories([word])).fillna(word)
