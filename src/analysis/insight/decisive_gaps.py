"""Which gaps in the data would decide the county's verdict. 关键缺项。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import pandas as pd
from pandas import isna

from ..scoring.evaluate import Evaluation
from ..scoring.parts import MET, NO_DATA, NOT_MET, PENDING, TOLERATED
from ..scoring.school_rule import school_rule
from ..scoring.units import Tables
from ..scoring.verdicts import UNDETERMINED
from ..standard.rule_ids import indicator_rule
from .missing_inputs import Cell, Lack, missing_inputs

#: Most decisive first: alone it may settle the verdict; it keeps several rules open; it keeps one.
SETTLES, SEVERAL, ONE = RANKS = ("settles", "several", "one")
COLUMNS = [
    "county",
    "rank",
    "table",
    "column",
    "school",
    "name",
    "stage",
    "detail",
    "indicators",
    "rules",
    "well",
    "badly",
]
#: A member of the verdict: its rule and, for coefficients, its stage.
Member = tuple[str, str]


@dataclass
class _Gap:
    """Cells of one row that are filled in together, and what hangs on them."""

    cells: list[Cell]
    lacks: list[Lack] = field(default_factory=list)
    #: Those that lack nothing else.
    alone: list[Lack] = field(default_factory=list)


def decisive(evaluation: Evaluation, tables: Tables) -> pd.DataFrame:
    """What is missing, most decisive first, for every county whose verdict is open. 关键缺项表。

    tables  : as evaluated
    returns : one row a gap: cells of one row of one table that some result needs together (`column`: names joined by
              commas), or one document; `indicators`, the `rules` it keeps open (labels), and the county's verdict when
              the gap alone is filled and all that hangs on it turns out `well` or `badly`
    A value not known may turn out anyhow, as in the verdict's own bounds.
    """
    verdicts = evaluation.verdicts
    open_ = verdicts.loc[(verdicts["rule"] == "county") & (verdicts["verdict"] == UNDETERMINED), "county"]
    rows = [row for county in open_ for row in _county(evaluation, tables, county)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _county(evaluation: Evaluation, tables: Tables, county: str) -> list[dict[str, str]]:
    own = evaluation.members[
        (evaluation.members["county"] == county) & evaluation.members["verdict"].isin([NO_DATA, PENDING])
    ]
    labels = {_member(row["rule"], row["stage"]): row["label"] for row in own.to_dict("records")}
    # An indicator's whole name is too long beside others.
    labels |= {
        (indicator_rule(c.number), ""): f"{c.number}.{c.short}"
        for c in evaluation.rules.cards
        if (indicator_rule(c.number), "") in labels
    }
    lacks = missing_inputs(evaluation, tables, county)
    results = evaluation.results.loc[[lack.result for lack in lacks if lack.result is not None]]
    waiting: dict[Member, set[Lack]] = defaultdict(set)
    members: dict[Lack, list[Member]] = {}
    rows = results.to_dict("index")
    segments = evaluation.segments[
        (evaluation.segments["county"] == county) & evaluation.segments["verdict"].isin([NO_DATA, PENDING])
    ]
    undecided = set(zip(segments["unit"], segments["stage"], strict=True))
    seven = evaluation.rules.standard.school_rule.indicators
    for lack in lacks:
        members[lack] = [m for m in _members(lack, rows, seven, undecided) if m in labels]
        for member in members[lack]:
            waiting[member].add(lack)
    gaps = _gaps(lacks)
    closing, failing = _school_rule(evaluation, county, gaps, rows, len(undecided))
    names = dict(evaluation.units.school[["school", "name"]].to_numpy().tolist())
    found = []
    for i, gap in enumerate(gaps):
        alone = set(gap.alone)
        concerned = list(dict.fromkeys(m for lack in gap.lacks for m in members[lack]))
        if not concerned:
            continue
        closed = {m for m in concerned if (i in closing if m[0] == "school_rule" else waiting[m] <= alone)}
        # A coefficient needs every school; any other rule fails with one bad answer. A roll of schools cannot fail.
        failed = any(
            i in failing
            if m[0] == "school_rule"
            else m in closed
            if m[0].startswith("balance_")
            else m[0] != "school_roll" and waiting[m] & alone
            for m in concerned
        )
        well = MET if closed == set(labels) else UNDETERMINED
        rank = SETTLES if failed or well == MET else SEVERAL if len(concerned) > 1 else ONE
        first = gap.cells[0]
        indicators = sorted({int(rows[lack.result]["indicator"]) for lack in gap.lacks if lack.result is not None})
        found.append(
            {
                "county": county,
                "rank": rank,
                "table": first.table,
                "column": ",".join(cell.column for cell in gap.cells),
                "school": first.school,
                "name": names.get(first.school, ""),
                "stage": first.stage,
                "detail": first.detail,
                "indicators": ",".join(map(str, indicators)),
                "rules": "、".join(labels[m] for m in concerned),
                "well": well,
                "badly": NOT_MET if failed else UNDETERMINED,
                "order": (RANKS.index(rank), well != MET, -len(concerned), -len(gap.lacks), first),
            }
        )
    return sorted(found, key=lambda row: row["order"])


def _member(rule: str, stage: object) -> Member:
    return rule, str(stage) if rule.startswith("balance_") else ""


def _members(
    lack: Lack, rows: dict[int, dict[str, object]], seven: tuple[int, ...], undecided: set[tuple[object, object]]
) -> list[Member]:
    """The rules that an open result keeps open."""
    if lack.result is None:
        return [_member(lack.rule, "")]
    row = rows[lack.result]
    number: int = row["indicator"]  # type: ignore[assignment]
    if number not in seven:
        return [_member(indicator_rule(int(number)), "")]
    # A pending tolerance leaves the value known, and the coefficient with it.
    blank = isna(row["value"])
    school = (row["unit"], row["stage"]) in undecided
    return [*([_member("school_rule", "")] * school), *([_member(f"balance_{number:02d}", row["stage"])] * blank)]


def _gaps(lacks: list[Lack]) -> list[_Gap]:
    """Cells of one row of a table that some result needs together make one gap."""
    leader: dict[Cell, Cell] = {}

    def lead(cell: Cell) -> Cell:
        while leader.setdefault(cell, cell) != cell:
            cell = leader[cell]
        return cell

    for lack in lacks:
        first: dict[Cell, Cell] = {}
        for cell in sorted(lack.cells):
            row = cell._replace(column="")
            leader[lead(cell)] = lead(first.setdefault(row, cell))
    gaps: dict[Cell, _Gap] = {}
    for cell in sorted(leader):
        gaps.setdefault(lead(cell), _Gap([])).cells.append(cell)
    for lack in lacks:
        own = {lead(cell) for cell in lack.cells}
        for key in own:
            gaps[key].lacks.append(lack)
            if len(own) == 1:
                gaps[key].alone.append(lack)
    return list(gaps.values())


def _school_rule(
    evaluation: Evaluation, county: str, gaps: list[_Gap], rows: dict[int, dict[str, object]], waiting: int
) -> tuple[set[int], set[int]]:
    """Gaps that close the school rule for the whole county if they turn out well; gaps that fail it if badly.

    waiting : segments that are undecided
    Every segment that a gap touches is judged again, once for each outcome, all in one go.
    """
    standard = evaluation.rules.standard
    results = evaluation.results
    results = results[(results["county"] == county) & results["indicator"].isin(standard.school_rule.indicators)]
    by_segment = results.groupby(["unit", "stage"], sort=False).indices
    trials = []
    for i, gap in enumerate(gaps):
        touched = [lack.result for lack in gap.alone if lack.result in results.index]
        for key in dict.fromkeys((rows[at]["unit"], rows[at]["stage"]) for at in touched if at is not None):
            own = results.iloc[by_segment[key]]
            for status in (MET, NOT_MET):
                judged = own["status"].mask(own.index.isin(touched), status)
                trials.append(own.assign(status=judged, county=f"{i} {status}"))
    if not trials:
        return set(), set()
    judged = school_rule(pd.concat(trials, ignore_index=True), evaluation.rules.by_number, standard, evaluation.as_of)
    well = judged[judged["verdict"].isin([MET, TOLERATED])]["county"].value_counts()
    closing = {i for i in range(len(gaps)) if well.get(f"{i} {MET}", 0) == waiting > 0}
    bad = set(judged.loc[judged["verdict"] == NOT_MET, "county"])
    return closing, {i for i in range(len(gaps)) if f"{i} {NOT_MET}" in bad}
