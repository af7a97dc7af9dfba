"""Which verdicts of two runs differ, and whether data, rules or code changed them. 变化及其原因。

Pure: printed tables and recomputed ones come in as frames of one shape, see `table`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from pandas import isna

from ..scoring.parts import MET, NOT_MET
from ..standard.rule_ids import indicator_number, indicator_rule

Row = dict[str, Any]
DATA, RULES, CODE = CAUSES = ("data", "rules", "code")
WORDS = {DATA: "数据", RULES: "规则", CODE: "程序"}
UNKNOWN = "无法区分"
#: Said of a row that one side does not have.
ABSENT = "absent"
KEY = ["what", "rule", "part", "level", "unit", "stage", "item"]
FIGURES = ["value", "numerator", "denominator", "line"]
SAID = ["status", *FIGURES, "document"]
#: Closer than this share of each other, two figures are one: a sum in another order moves the last digits.
CLOSE = 1e-9


def table(results: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Verdicts, then results, by KEY; from printed tables or from an evaluation. 结论与结果总表。

    returns : name, SAID; figures as floats, texts without blanks
    """
    own = results.assign(what="result", rule=[indicator_rule(int(n)) for n in results["indicator"]])
    # What a class or a subject is called tells it apart; a school is known by its code, whatever its name.
    by_name = own["level"].isin(["class", "county"])
    own = own.assign(item=own["name"].where(by_name, ""))
    other = verdicts.rename(columns={"verdict": "status"}).assign(
        what="verdict", part="", item="", numerator=None, denominator=None, document=""
    )
    frame = pd.concat([frame[[*KEY, "name", *SAID]].astype(object) for frame in (other, own)], ignore_index=True)
    figures = {column: pd.to_numeric(frame[column], errors="coerce").astype(float) for column in FIGURES}
    texts = {column: frame[column].fillna("").astype(str) for column in [*KEY, "name", "status", "document"]}
    return frame.assign(**figures, **texts).set_index(KEY)


def changes(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The rows whose status differs; one that a side lacks is ABSENT there. 有变化的行。

    returns : by KEY, name, and SAID of both sides as old_… and new_…
    """
    frame = old.add_prefix("old_").join(new.add_prefix("new_"), how="outer", sort=False)
    place = {key: at for at, key in enumerate(dict.fromkeys([*new.index, *old.index]))}
    frame = frame.iloc[sorted(range(len(frame)), key=lambda i: place[frame.index[i]])]
    for side in ("old", "new"):
        frame[f"{side}_status"] = frame[f"{side}_status"].fillna(ABSENT)
        frame[f"{side}_document"] = frame[f"{side}_document"].fillna("")
    frame = frame.assign(name=frame["new_name"].fillna(frame["old_name"])).drop(columns=["old_name", "new_name"])
    return frame[frame["old_status"] != frame["new_status"]]


@dataclass(frozen=True)
class Again:
    """Both runs reckoned again by one program, and the two mixtures. 交叉重算。

    old, new : the data and rules of one side; data: new data, old rules; rules: old data, new rules
    program  : whose code and libraries the program is; "other": neither's
    """

    old: pd.DataFrame
    new: pd.DataFrame
    data: pd.DataFrame
    rules: pd.DataFrame
    program: Literal["both", "old", "new", "other"]


@dataclass(frozen=True)
class Cause:
    """What changed one verdict. 原因。

    causes : of CAUSES, several where each had a part or each alone suffices; empty: cannot be told apart
    can    : where it cannot, those that come into question
    also   : the code moved the figure too, and whether it was needed cannot be told
    """

    causes: tuple[str, ...]
    can: tuple[str, ...] = ()
    also: bool = False

    def __str__(self) -> str:
        if self.causes:
            return "、".join(WORDS[cause] for cause in self.causes)
        return UNKNOWN + (f"（可能：{'、'.join(WORDS[cause] for cause in self.can)}）" if self.can else "")


@dataclass(frozen=True)
class Suspects:
    """What differs between two manifests. 清单的差别。

    rules : numbers of cards that differ, None standing for what all rest on (rule date, standard.yml)
    """

    data: bool
    code: bool
    rules: frozenset[int | None]

    def of(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """The causes that come into question for indicators. 可能的原因。"""
        rules = bool(self.rules & {None, *numbers})
        return tuple(cause for cause, so in ((DATA, self.data), (RULES, rules), (CODE, self.code)) if so)


def recomputed_causes(changed: pd.DataFrame, again: Again, suspects: Suspects) -> list[Cause | None]:
    """Causes by trying: what of the new run, put in place of the old, brings the new status about? 交叉重算得出的原因。

    Data and rules: each that alone suffices; both where neither does. Code: where the program, given the inputs of the
    side whose program it is not, says something else than that side printed. None where trying cannot tell.
    """
    tables = {name: getattr(again, name) for name in ("old", "new", "data", "rules")}
    said = {name: own["status"].reindex(changed.index).fillna(ABSENT).to_numpy() for name, own in tables.items()}
    figure = {name: own["value"].reindex(changed.index).to_numpy() for name, own in tables.items()}
    found: list[Cause | None] = []
    for i, (old, new, v0, v1) in enumerate(
        zip(*(changed[c] for c in ("old_status", "new_status", "old_value", "new_value")), strict=True)
    ):
        there = {name: own[i] for name, own in said.items()}
        as_old, as_new = there["old"] == old, there["new"] == new
        if not {"both": as_old and as_new, "new": as_new, "old": as_old, "other": True}[again.program]:
            # A program does not print two things of the same inputs: something else is at work here.
            found.append(Cause(()))
            continue
        if not (as_old and as_new):
            inputs = _sufficient(there) if there["old"] != there["new"] else ()
            found.append(None if again.program == "other" else Cause((*inputs, CODE)))
            continue
        moved = suspects.code and not (_same(figure["old"][i], v0) and _same(figure["new"][i], v1))
        found.append(Cause(_sufficient(there), also=moved))
    return found


def _sufficient(said: dict[str, str]) -> tuple[str, ...]:
    alone = tuple(cause for cause in (DATA, RULES) if said[cause] == said["new"])
    return alone or (DATA, RULES)


def _same(one: float, other: float) -> bool:
    return (isna(one) and isna(other)) or abs(one - other) <= CLOSE * max(abs(one), abs(other))


def causes_of_changes(changed: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame, suspects: Suspects) -> list[Cause]:
    """Causes as far as two printed folders tell by themselves; never a guess. 仅凭两份报告得出的原因。"""
    lines = [_lines(side) for side in (old, new)]
    found: dict[Any, Cause] = {}
    rows: list[Row] = changed.reset_index().to_dict("records")  # type: ignore[assignment]
    for key, row in zip(changed.index, rows, strict=True):
        if row["what"] == "result":
            found[key] = _of_result(row, lines, suspects)
    for key, row in zip(changed.index, rows, strict=True):
        if row["what"] == "verdict" and row["rule"] not in COUNTY:
            found[key] = _of_verdict(row, rows, found, suspects)
    members = [own for key, own in found.items() if key[0] == "verdict" and key[3] == "county"]
    whole = _union(members, _every(suspects))
    return [found.get(key, whole) for key in changed.index]


COUNTY = ("county", "county_best", "county_worst")


def _of_result(row: Row, lines: list[dict[Any, set[float]]], suspects: Suspects) -> Cause:
    can = suspects.of([indicator_number(row["rule"])])
    if len(can) == 1:
        return Cause(can)
    same = _same(row["old_numerator"], row["new_numerator"]) and _same(row["old_denominator"], row["new_denominator"])
    if not same or isna(row["old_value"]) or {row["old_status"], row["new_status"]} != {MET, NOT_MET}:
        return Cause((), can)
    # The figures are the same and the verdict is not: either the line moved, or the comparing.
    own = (row["rule"], row["part"], row["stage"])
    if _same(row["old_line"], row["new_line"]):
        rest = tuple(cause for cause in can if cause != DATA)
        return Cause(rest) if len(rest) == 1 else Cause((), rest)
    # A line that schools share cannot have moved with the data of one.
    shared = all(len(side.get(own, ())) == 1 for side in lines)
    return Cause((RULES,)) if shared and RULES in can else Cause((), can)


def _lines(side: pd.DataFrame) -> dict[Any, set[float]]:
    rows = side.reset_index()
    rows = rows[(rows["what"] == "result") & rows["line"].notna()]
    return {key: set(own) for key, own in rows.groupby(["rule", "part", "stage"])["line"]}


def _of_verdict(row: Row, rows: list[Row], found: dict[Any, Cause], suspects: Suspects) -> Cause:
    """An indicator and the school rule rest on results; what else there is has only its manifest."""
    number = row["rule"].rpartition("_")[2]
    can = suspects.of([int(number)]) if number.isdigit() else _every(suspects)
    if len(can) == 1:
        return Cause(can)
    below = [
        found[tuple(r[key] for key in KEY)]
        for r in rows
        if r["what"] == "result"
        and row["level"] in ("county", r["level"], "school")
        and (row["level"] == "county" or r["unit"] == row["unit"])
        and row["stage"] in ("", r["stage"])
        and (r["rule"] == row["rule"] or (row["rule"] == "school_rule" and r["level"] == "segment"))
    ]
    return _union(below, can)


def _every(suspects: Suspects) -> tuple[str, ...]:
    return suspects.of(number for number in suspects.rules if number is not None)


def _union(below: list[Cause], can: tuple[str, ...]) -> Cause:
    if not below or not all(cause.causes for cause in below):
        return Cause((), can)
    named = {cause for own in below for cause in own.causes}
    return Cause(tuple(cause for cause in CAUSES if cause in named))
