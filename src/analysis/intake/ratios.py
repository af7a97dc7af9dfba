"""Figures far from what is usual, by range and by the county's median. 比值核实。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..standard.plausible import Plausible, Ratio, Typical
from ..tables.catalogue import BY_NAME
from .findings import Finding
from .origin import ranges
from .rows import Rows

#: Schools that a message names before it says 等.
NAMED = 5


@dataclass(frozen=True)
class _Looked:
    """A ratio row by row. 逐行比值。

    frame : rows of the part's table, with part, whole and value
    """

    ratio: Ratio
    table: str
    frame: pd.DataFrame


def ratio_findings(rows: Rows, plausible: Plausible) -> list[Finding]:
    """What lies outside its range, far from the median, or is 0 where hardly any other is. 比值问题。"""
    findings = []
    for ratio in plausible.ratios:
        looked = _look(rows, ratio)
        if looked is None:
            continue
        strange = _outside(looked)
        findings += _told(rows, looked, strange, _usual(ratio))
        if ratio.typical:
            findings += _from_median(rows, looked, strange, plausible.typical)
    return findings


def zero_findings(rows: Rows, plausible: Plausible) -> list[Finding]:
    """0 where it cannot be, and where it can hardly be. 不应为零的数据。"""
    findings = []
    for terms, wrong in ((plausible.never_zero, True), (plausible.hardly_zero, False)):
        for term in terms:
            table = term.split(".")[0]
            names = [each.split(".")[1] for each in term.split()]
            frame, name = rows.complete(table, names), names[0]
            zero = frame.loc[(frame[names] == 0).all(axis=1), "source_row"]
            if len(zero):
                headings = "、".join(f"“{BY_NAME[table].column(each).heading}”" for each in names)
                all_ = "都" if len(names) > 1 else ""
                text = f"{headings}填的是0，不可能为零；没有数据请留空。"
                if not wrong:
                    text = f"{headings}{all_}填了0，少有这种情况；确实没有的可以保留，不清楚的请留空。"
                allowed = "大于0的数" if wrong else ""
                findings.append(
                    rows.say("blocking" if wrong else "warning", table, zero, name, text, found=0.0, allowed=allowed)
                )
    return findings


def _look(rows: Rows, ratio: Ratio) -> _Looked | None:
    table = ratio.part[0].split(".")[0]
    if not all(rows.has(*term.split(".")) for term in (*ratio.part, *ratio.whole)):
        return None
    frame = rows.intake.tables[table]
    for column, value in ratio.where.items():
        frame = frame[frame[column] == value]
    part = _sum(rows, frame, table, ratio.part)
    whole = pd.Series(1.0, index=frame.index) if not ratio.whole else _sum(rows, frame, table, ratio.whole)
    if ratio.otherwise:
        whole = whole.fillna(_sum(rows, frame, table, ratio.otherwise))
    if table != "county" and any(term.split(".")[0] != table for term in ratio.whole):
        whole = whole.where(whole > 0)  # a school without pupils yet may have buildings and teachers
    with np.errstate(divide="ignore", invalid="ignore"):
        value = part / whole
    frame = frame.assign(part=part, whole=whole, value=value)
    return _Looked(ratio, table, frame[frame["value"].notna()])


def _sum(rows: Rows, frame: pd.DataFrame, table: str, terms: Sequence[str]) -> pd.Series:
    """Terms added up for each row; another table's are summed over the school and stage, or the county."""
    total = pd.Series(0.0, index=frame.index)
    for term in terms:
        other, column = term.split(".")
        if other == table:
            total = total + frame[column]
            continue
        far = rows.intake.tables[other]
        if table == "county":
            total = total + far[column].sum(min_count=1)
            continue
        keys = ["school", "stage"] if "stage" in frame and "stage" in far else ["school"]
        sums = far.dropna(subset=keys).groupby(keys)[column].sum(min_count=1)
        found = sums.reindex(pd.MultiIndex.from_frame(frame[keys]) if len(keys) > 1 else pd.Index(frame[keys[0]]))
        total = total + found.to_numpy()
    return total


def _outside(looked: _Looked) -> pd.Series:
    value, ratio = looked.frame["value"], looked.ratio
    low = -np.inf if ratio.low is None else ratio.low
    high = np.inf if ratio.high is None else ratio.high
    # 0 is a statement of its own where `zero` says so.
    return ((value < low) & ((value > 0) | (not ratio.zero))) | (value > high)


def _from_median(rows: Rows, looked: _Looked, told: pd.Series, typical: Typical) -> list[Finding]:
    frame, findings = looked.frame, []
    frame = frame[~_apart(rows, frame, typical)]
    by = looked.ratio.by or ("stage" if "stage" in frame else "")
    groups = [frame] if not by else [own for _, own in frame.groupby(by, sort=False)]
    for own in groups:
        sound = own.loc[(own["value"] > 0) & np.isfinite(own["value"]), "value"]
        if len(sound) < typical.rows:
            continue
        middle = float(sound.median())
        away = np.log(sound / middle).abs()
        limit = float(np.clip(away.median() * typical.spread, np.log(typical.least), np.log(typical.most)))
        far = own["value"].map(lambda value: value > 0 and abs(np.log(value / middle)) > limit)  # noqa: B023
        usual = f"全县中位数是{middle:.3g}"
        findings += _told(rows, replace(looked, frame=own), far & ~told.reindex(own.index), usual)
        zero = own["value"] == 0
        # Where fewer than one would be expected, 0 says nothing.
        expected = zero & (own["whole"] * middle >= 1)
        if looked.ratio.zero and 100 * zero.sum() <= typical.zero_percent * len(own):
            findings += _told(rows, replace(looked, frame=own), expected, f"{usual}，一般不为零")
    return findings


def _apart(rows: Rows, frame: pd.DataFrame, typical: Typical) -> pd.Series:
    """Rows of schools that are not like the others."""
    schools = rows.intake.tables["schools"]
    apart = set(schools.loc[schools["kind"].isin(typical.kinds_apart), "school"])
    return frame["school"].isin(apart) if "school" in frame else pd.Series(False, index=frame.index)


def _usual(ratio: Ratio) -> str:
    if ratio.low is not None and ratio.high is not None:
        return f"一般在{ratio.low:g}至{ratio.high:g}之间"
    return f"一般不低于{ratio.low:g}" if ratio.low is not None else f"一般不高于{ratio.high or 0:g}"


def _told(rows: Rows, looked: _Looked, strange: pd.Series, usual: str) -> list[Finding]:
    own = looked.frame[strange.to_numpy(dtype=bool)]
    if own.empty:
        return []
    table, ratio = BY_NAME[looked.table], looked.ratio
    columns = [
        name for term in (*ratio.part, *ratio.whole) for other, name in [term.split(".")] if other == looked.table
    ]
    origin = rows.intake.origins[looked.table]
    cells = ranges(origin.at(name, int(row)) for name in dict.fromkeys(columns) for row in own["source_row"])
    what = _words(ratio.part) if not ratio.whole else f"{_words(ratio.part)}与{_words(ratio.whole)}之比"
    each = "、".join(
        f"{_whose(rows, record)}{_figure(record['value'])}" for record in own.head(NAMED).to_dict("records")
    )
    more = "等" if len(own) > NAMED else ""
    text = (
        f"{what}有{len(own)}处不同寻常：{each}{more}；{usual}，{ratio.hint}。"
        if not table.items
        else f"{what}是{each}，{usual}，{ratio.hint}。"
    )
    return [Finding("warning", origin.file, origin.sheet or "", cells, "", "", text)]


def _words(terms: Sequence[str]) -> str:
    headings = [BY_NAME[table].column(name).heading for table, name in (term.split(".") for term in terms)]
    return f"“{'、'.join(headings)}”" + ("合计" if len(headings) > 1 else "")


def _figure(value: float) -> str:
    return "无法计算（分母为0）" if not np.isfinite(value) else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def _whose(rows: Rows, record: dict[str, object]) -> str:
    for name in ("group", "subject"):
        if name in record:
            return str(record[name])
    if "school" not in record:
        return ""
    return f"{rows.school(record['school'])}{record.get('stage') or record.get('room') or ''}"
