"""Every card's case file covers its branches; what is missing is named. 案例覆盖分支。

What a case covers is read off the rows it evaluates to, not off its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from test_cases import AS_OF, CARDS, HERE, results_of

from analysis.standard.cards import Card, Part
from analysis.standard.load import RuleBook, read_card

#: A value is beside its line if it lies within this share of it; the next person or room of a small school does.
BESIDE = 0.1
DIVIDED = ("per_hundred_pupils", "per_pupil", "share", "comparison", "relative_share", "rooms")


def covered(card: Card, path: Path, rules: RuleBook) -> set[str]:
    """The branches that the cases of a card run through."""
    found: set[str] = set()
    for case in yaml.safe_load((HERE / "cases" / path.name).read_text(encoding="utf-8")):
        expected = case["expect"] if isinstance(case["expect"], list) else [case["expect"]]
        results = results_of(case, path, rules)
        for row in results.to_dict("records"):
            found |= set(_row(card, row, expected))
        as_of = case.get("as_of", AS_OF)
        for day in _days(card):
            found.add(f"{day}{'起' if as_of >= day else '之前'}")
    return found


def _row(card: Card, row: dict[str, Any], expected: list[dict[str, Any]]) -> Iterator[str]:
    part = next(part for part in card.parts if part.id == row["part"])
    if not any(all(key not in e or row[key] == e[key] for key in ("part", "stage")) for e in expected):
        return
    stage = f"{row['stage']} " if len(part.line) > 1 and row["stage"] in part.line else ""
    what = f"{part.id} {stage}".strip()
    value, line = row["value"], row["line"]
    if not pd.isna(value) and not pd.isna(line):
        if abs(value - line) < 1e-9:
            yield f"{what} 恰为标准"
        elif row["status"] not in ("met", "not_applicable") and abs(value - line) <= max(BESIDE * line, 1):
            yield f"{what} 差一步"
    if row["reason"] in ("blank", "answer"):
        yield f"{part.id} 空白"
    if row["reason"] == "empty":
        yield f"{part.id} 分母为0"
    if row["status"] in ("met_by_tolerance", "pending_evidence") and row["tolerance"]:
        yield f"例外{row['tolerance']} {'有材料' if row['status'] == 'met_by_tolerance' else '没有材料'}"
    if part.formula == "attested":
        yield f"{part.id} {row['status']}"


def _days(card: Card) -> set[Any]:
    """Dates at which a line or a tolerance of the card changed, after it came into force."""
    lines = [sorted(dates)[1:] for part in card.parts for dates in part.line.values()]
    tolerances = [tolerance.since for tolerance in card.tolerances]
    return {day for days in lines for day in days} | set(tolerances)


def wanted(card: Card) -> set[str]:
    """The branches that a card has."""
    branches: set[str] = set()
    for part in card.parts:
        branches |= set(_of_part(card, part))
    for tolerance in card.tolerances:
        branches |= {f"例外{tolerance.id} 有材料", f"例外{tolerance.id} 没有材料"}
    for day in _days(card):
        branches |= {f"{day}起", f"{day}之前"}
    return branches


def _of_part(card: Card, part: Part) -> Iterator[str]:
    if part.formula == "attested":
        yield from (f"{part.id} {status}" for status in ("met", "not_met", "pending_evidence", "no_data"))
        return
    stages = [s for s in part.line if s in ("primary", "junior")] if len(part.line) > 1 else [""]
    for stage in stages or [""]:
        yield f"{part.id} {stage}".strip() + " 恰为标准"
        yield f"{part.id} {stage}".strip() + " 差一步"
    yield f"{part.id} 空白"
    if part.formula in DIVIDED:
        yield f"{part.id} 分母为0"


@pytest.mark.parametrize("path", CARDS, ids=[path.stem for path in CARDS])
def test_the_cases_of_a_card_cover_its_branches(path: Path, rules: RuleBook) -> None:
    card = read_card(path)
    missing = wanted(card) - covered(card, path, rules)
    assert not missing, f"{path.name} 的案例没有覆盖：{'、'.join(sorted(missing))}"
