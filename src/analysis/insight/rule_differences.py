"""Two evaluations of the same data, row by row, and the clause that tells them apart. 两种规则下的差异。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from ..scoring.evaluate import Evaluation
from ..standard.cards import Card, Clause, Dates, Tolerance
from ..standard.in_force import by_selector, in_force
from ..standard.readings import read_otherwise
from ..standard.rule_ids import indicator_number, indicator_rule, number_of

Row = dict[str, Any]
KEY = ["what", "county", "rule", "part", "level", "unit", "name", "stage"]
BOTH = ["status", "value", "line", "tolerance", "reason"]
#: The columns of a table of differences.
COLUMNS = [*KEY, "label", *(f"{side}_{column}" for side in ("left", "right") for column in BOTH), "cause"]
#: Said of a row that one side does not have.
ABSENT = "absent"


def paired(left: Evaluation, right: Evaluation) -> pd.DataFrame:
    """Every verdict, then every result, of both sides in one row; COLUMNS without `cause`. 两侧并列。"""
    sides = [
        _rows(side).rename(columns={column: f"{name}_{column}" for column in BOTH})
        for name, side in (("left", left), ("right", right))
    ]
    frame = sides[0].merge(sides[1], on=KEY, how="outer", suffixes=("", "_right"), sort=False)
    for name in ("label", "kind", "order"):
        frame[name] = frame[name].fillna(frame[f"{name}_right"])
    for side in ("left", "right"):
        frame[f"{side}_status"] = frame[f"{side}_status"].fillna(ABSENT)
        frame[[f"{side}_tolerance", f"{side}_reason"]] = frame[[f"{side}_tolerance", f"{side}_reason"]].fillna("")
    return frame.sort_values("order", kind="stable", ignore_index=True).drop(
        columns=["label_right", "kind_right", "order_right"]
    )


def _rows(evaluation: Evaluation) -> pd.DataFrame:
    results = evaluation.results.assign(
        what="result", rule=evaluation.results["indicator"].map(lambda n: indicator_rule(n))
    )
    verdicts = evaluation.verdicts.rename(columns={"verdict": "status"})
    labels = dict(
        zip(
            evaluation.members["rule"] + evaluation.members["stage"].fillna(""),
            evaluation.members["label"],
            strict=True,
        )
    )
    labels |= {indicator_rule(number): card.label for number, card in evaluation.rules.by_number.items()}
    verdicts = verdicts.assign(
        what="verdict",
        part="",
        kind="",
        tolerance="",
        reason="",
        label=(verdicts["rule"] + verdicts["stage"]).map(labels).fillna(verdicts["rule"].map(labels)).fillna(""),
        # A tally of what is judged is no line.
        line=verdicts["line"].where(
            verdicts["rule"].str.startswith(("balance_", "precondition_")) | (verdicts["level"] == "segment")
        ),
    )
    wanted = [*KEY, "label", "kind", *BOTH]
    return pd.concat([verdicts[wanted], results[wanted]], ignore_index=True).rename_axis("order").reset_index()


def differences(
    left: Evaluation, right: Evaluation, names: tuple[str, str], both: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The rows whose status, line or tolerance differ, each with its cause. 差异表。

    names : what the sides are called in the causes
    both  : `paired(left, right)`, where it is at hand
    returns : COLUMNS; verdicts before results, the county first
    """
    frame = paired(left, right) if both is None else both
    lines = frame["left_line"].eq(frame["right_line"]) | (frame["left_line"].isna() & frame["right_line"].isna())
    same = (
        lines & (frame["left_status"] == frame["right_status"]) & (frame["left_tolerance"] == frame["right_tolerance"])
    )
    frame = frame[~same].reset_index(drop=True)
    why = _Why(left, right, names)
    rows = frame.to_dict("records")
    results = [(row, why.of_result(row)) for row in rows if row["what"] == "result"]
    told = {tuple(row[key] for key in KEY): causes for row, causes in results}
    causes = [told.get(tuple(row[key] for key in KEY)) or why.of_verdict(row, results, rows) for row in rows]
    return frame.assign(cause=["；".join(own) for own in causes])[COLUMNS]


@dataclass(frozen=True)
class _Why:
    left: Evaluation
    right: Evaluation
    names: tuple[str, str]

    @property
    def sides(self) -> tuple[tuple[Evaluation, str, str], ...]:
        return (self.left, self.names[0], "left"), (self.right, self.names[1], "right")

    @cached_property
    def otherwise(self) -> list[str]:
        return read_otherwise(self.left.rules, self.right.rules)

    def of_result(self, row: Row) -> list[str]:
        """The dated line, the tolerance, the constant or the ruling behind one result."""
        number = indicator_number(row["rule"])
        cards = [side.rules.by_number[number] for side, _, _ in self.sides]
        parts = [next((part for part in card.parts if part.id == row["part"]), None) for card in cards]
        found: list[str] = []
        if parts[0] and parts[1]:
            found += self._dated("标准值", cards, [by_selector(p.line, row["stage"], row["kind"]) for p in parts if p])
            for name in parts[0].constants:
                found += self._dated(_CONSTANTS.get(name, name), cards, [p.constants.get(name, {}) for p in parts if p])
        found += self._tolerance(row, cards)
        found += self._monitoring(row, cards)
        return found + self._rulings(cards[0]) or [self._dates()]

    def of_verdict(self, row: Row, results: list[tuple[Row, list[str]]], rows: list[Row]) -> list[str]:
        """The causes of the results it rests on; its own dated number; the rules below the county's verdict."""
        rule, standard = row["rule"], [side.rules.standard for side, _, _ in self.sides]
        if rule in ("county", "county_best", "county_worst"):
            members = dict.fromkeys(
                r["label"] for r in rows if r["what"] == "verdict" and r["level"] == "county" and r["label"]
            )
            return ["随下列要求变化：" + "、".join(members)]
        if rule.startswith("precondition_"):
            asked = next(q for s in standard for q in s.preconditions if rule == f"precondition_{q.id}")
            return [
                f"{_clause(asked.clause)}：年限按规则日期所在年份计算，{self.names[0]}为{self.left.as_of.year}年，{self.names[1]}为{self.right.as_of.year}年"
            ]
        own: list[str] = []
        if rule.startswith("balance_"):
            clauses = [s.balance_rule.clause for s in standard]
            own += self._dated("差异系数标准", clauses, [s.balance_rule.line.get(row["stage"], {}) for s in standard])
        if rule == "school_rule":
            clauses = [s.school_rule.clause for s in standard]
            own += self._dated("至少达标项数", clauses, [s.school_rule.must_meet for s in standard])
            own += self._dated("底线比例", clauses, [s.school_rule.floor_percent for s in standard])
        seven = {indicator_rule(n) for s in standard for n in s.school_rule.indicators}
        wanted = seven if rule == "school_rule" else {rule, rule.replace("balance_", "indicator_")}
        below = [
            f"指标{int(r['rule'].removeprefix('indicator_'))}：{cause}" if rule == "school_rule" else cause
            for r, causes in results
            if r["rule"] in wanted
            and row["level"] in ("county", r["level"], "school")
            and row["unit"] in (r["county"], r["unit"])
            and row["stage"] in ("", r["stage"])
            for cause in causes
        ]
        found = list(dict.fromkeys([*own, *below]))
        number = number_of(rule)
        return found or self._rulings(self.left.rules.by_number.get(number or 0)) or [self._dates()]

    def _dated(self, what: str, cited: Iterable[Card | Clause], dates: Iterable[Dates]) -> list[str]:
        """Said where the number in force is not the same on both sides."""
        clauses = [c.clause if isinstance(c, Card) else c for c in cited]
        found = [
            in_force(own, side.as_of, clause.document)
            for own, clause, (side, _, _) in zip(dates, clauses, self.sides, strict=True)
        ]
        if (found[0] and found[0].value) == (found[1] and found[1].value):
            return []
        said = [
            f"{name}为{b.value:g}（{b.document}{clause.item if b.document == clause.document else ''}，{b.since}起）"
            if b
            else f"{name}尚未施行"
            for b, clause, name in zip(found, clauses, self.names, strict=True)
        ]
        return [f"{what}：{'，'.join(said)}"]

    def _tolerance(self, row: Row, cards: list[Card]) -> list[str]:
        """The tolerance that one side applied, and why the other did not."""
        said = []
        for i, (_, name, side) in enumerate(self.sides):
            other, other_name, other_side = self.sides[1 - i]
            used = row[f"{side}_tolerance"]
            if not used or used == row[f"{other_side}_tolerance"]:
                continue
            tolerance = next(t for t in cards[i].tolerances if t.id == used)
            there = next((t for t in cards[1 - i].tolerances if t.id == used), None)
            said.append(
                f"例外情形{used}“{tolerance.label}”（{_clause(tolerance.clause)}，{_period(tolerance)}）：{name}适用{_unused(there, other, other_name)}"
            )
        return said

    def _monitoring(self, row: Row, cards: list[Card]) -> list[str]:
        if (
            cards[0].level != "subject"
            or row["left_reason"] == row["right_reason"]
            or "uncertain" not in (row["left_reason"], row["right_reason"])
        ):
            return []
        dates = [side.rules.standard.result_years for side, _, _ in self.sides]
        clause = cards[0].clause
        years = in_force(dates[0], self.left.as_of, clause.document)
        own = self._dated("监测结果有效年限", cards, dates)
        return own or [
            f"{_clause(clause)}：监测年份须不晚于规则日期所在年份，且相差不超过{years.value:g}年"
            if years
            else "监测结果有效年限尚未施行"
        ]

    def _rulings(self, card: Card | None) -> list[str]:
        """Rulings read otherwise that concern a card; all of them where none is known to."""
        own = [
            n
            for n in self.otherwise
            if card and (n in card.rulings or card.number in self.left.rules.rulings[n].indicators)
        ]
        return [f"裁量说明{n}：{self.names[1]}按“{self.right.rules.rulings[n].reading}”" for n in own or self.otherwise]

    def _dates(self) -> str:
        return f"规则日期不同（{self.left.as_of}、{self.right.as_of}）"


_CONSTANTS = {"least_area": "每间最小面积", "classes_per_room": "每间对应班级数", "yuan_per_unit": "折算为元"}


def _clause(clause: Clause) -> str:
    return f"{clause.document}{clause.item}"


def _period(tolerance: Tolerance) -> str:
    return f"{tolerance.since}起" + (f"至{tolerance.until}" if tolerance.until else "")


def _unused(there: Tolerance | None, other: Evaluation, name: str) -> str:
    """Why the other side has not applied a tolerance; nothing where it might have, and the figures say no."""
    if there is None:
        return f"，{name}没有这一情形"
    if other.as_of < there.since:
        return f"，{name}尚未施行"
    if there.until and other.as_of > there.until:
        return f"，{name}已停止适用"
    return f"，{name}不适用或不需要"
