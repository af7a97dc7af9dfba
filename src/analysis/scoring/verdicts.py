"""From results to verdicts: indicators, schools, the county, and why. 结论。"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..standard.cards import Card
from ..standard.rules import Standard
from .columns import Groups, encode, grouped, numbered, repeat, vocabulary
from .compare import Booleans
from .parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, PENDING, STATUSES, TOLERATED
from .school_index import first_row

#: The columns of verdicts.csv, in this order; others build on them.
COLUMNS = ["rule", "level", "unit", "name", "stage", "verdict", "value", "line", "because"]
UNDETERMINED = "undetermined"
#: Worst first: what one bad member does to the whole.
SEVERITY = (NOT_MET, NO_DATA, PENDING, TOLERATED, MET, NOT_APPLICABLE)
WORDS = {
    MET: "达标",
    TOLERATED: "例外达标",
    PENDING: "待证",
    NOT_MET: "未达标",
    NO_DATA: "缺数据",
    NOT_APPLICABLE: "不适用",
    UNDETERMINED: "暂不能判定",
}
assert set(SEVERITY) == set(STATUSES)
_WORST = vocabulary(*SEVERITY)


def indicator_verdicts(results: pd.DataFrame, by: list[str], kept: Sequence[str] = ()) -> pd.DataFrame:
    """The worst status of each indicator over the rows of `by`, with the tally behind it. 按单元汇总的指标结论。

    by      : grouping columns, e.g. ["county"] or ["key"]
    kept    : columns that are the same in all rows of a group
    returns : by, kept, indicator, verdict, and a count for each status
    """
    rank = severity(results["status"])
    groups = grouped(results, [*by, "indicator"])
    counts = np.bincount(groups.ids * len(SEVERITY) + rank, minlength=len(groups.first) * len(SEVERITY)).reshape(
        -1, len(SEVERITY)
    )
    worst = pd.Categorical.from_codes((counts > 0).argmax(axis=1).astype(np.int8), dtype=_WORST)
    frame = results[[*by, *kept, "indicator"]].iloc[groups.first].reset_index(drop=True)
    return frame.assign(**{status: counts[:, at] for at, status in enumerate(SEVERITY)}, verdict=worst)


def severity(status: pd.Series) -> NDArray[np.int8]:
    """Place of each status in SEVERITY. 严重程度。"""
    own = encode(status)
    return np.array([SEVERITY.index(word) for word in own.categories], dtype=np.int8)[own.codes]


def over_parts(results: pd.DataFrame, cards: dict[int, Card]) -> pd.DataFrame:
    """One row a unit: the worst of its parts. A school that lacks a music and an art room is one school. 合并分项。

    returns : county, indicator, level, unit, key, status
    """
    keys, kept = (
        ["key", "indicator", "level", "name", "stage"],
        ["county", "indicator", "level", "unit", "key", "status"],
    )
    local = [number for number, card in cards.items() if len(card.parts) > 1 and card.level in _COUNTED]
    several = results["indicator"].isin(local).to_numpy()
    if not several.any():
        return results[kept]
    rank = severity(results["status"])[several]
    # Only classes have names of their own.
    ids, first = grouped(
        results[several], [key for key in keys if key != "name" or (results.loc[several, "level"] == "class").any()]
    )
    worst = np.full(len(first), len(SEVERITY), dtype=np.int8)
    np.minimum.at(worst, ids, rank)
    # The first of the worst stands for the unit, in its place among the results.
    bad = np.flatnonzero(rank == worst[ids])
    stands = bad[~pd.Series(ids[bad]).duplicated().to_numpy()]
    rows = ~several
    rows[np.flatnonzero(several)[stands]] = True
    return results.loc[rows, kept]


def county_indicators(results: pd.DataFrame, whole: pd.DataFrame, cards: dict[int, Card]) -> pd.DataFrame:
    """One row per county × indicator. 全县各指标结论。

    whole   : over_parts of the results
    returns : county, rule, label, verdict, value, line, because; for indicators judged school by school value is the
              number of schools (segments, classes) that meet it and line the number judged
    """
    frame = indicator_verdicts(whole, ["county"])
    judged = frame[[s for s in STATUSES if s != NOT_APPLICABLE]].sum(axis=1)
    single = results[results["level"] == "county"]
    groups = grouped(single, ["county", "indicator"])
    single = single[np.bincount(groups.ids)[groups.ids] == 1] if len(single) else single
    index = _by_county(frame, frame["county"])
    values = single[["value", "line"]].set_axis(_by_county(single, frame["county"])).reindex(index)
    local = frame["indicator"].isin([n for n, card in cards.items() if card.level in ("segment", "school", "class")])
    value = np.where(local, frame[MET] + frame[TOLERATED], values["value"].to_numpy())
    line = np.where(local, judged, values["line"].to_numpy())
    units = frame["indicator"].map({n: _COUNTED.get(card.level, "项") for n, card in cards.items()})
    return pd.DataFrame(
        {
            "county": frame["county"],
            "rule": numbered(frame["indicator"].to_numpy(), "indicator"),
            "label": frame["indicator"].map({n: card.label for n, card in cards.items()}),
            "verdict": frame["verdict"],
            "value": value,
            "line": line,
            "because": tallies(frame, units),
        }
    )


def _by_county(frame: pd.DataFrame, counties: pd.Series) -> pd.MultiIndex:
    words = encode(counties).categories
    return pd.MultiIndex.from_arrays(
        [words.get_indexer(encode(frame["county"]).categories)[encode(frame["county"]).codes], frame["indicator"]]
    )


_COUNTED = {"segment": "校（段）", "school": "校", "class": "班"}


def tally(row: dict[str, object], unit: str) -> str:
    """How many stand how: 达标42校、未达标3校. 情况计数。"""
    words = [f"{WORDS[s]}{row[s]}{unit}" for s in (MET, TOLERATED, PENDING, NOT_MET, NO_DATA) if row[s]]
    return "、".join(words) or "没有适用对象"


def tallies(frame: pd.DataFrame, units: pd.Series) -> pd.Categorical:
    """The tally of every row; few are different. 逐行情况计数。

    frame : a count for each status
    units : what is counted, row by row
    """
    groups = grouped(frame.assign(_unit=units), ["_unit", *SEVERITY])
    words = [
        tally(row, unit)
        for row, unit in zip(frame.iloc[groups.first].to_dict("records"), units.iloc[groups.first], strict=True)
    ]
    codes, distinct = pd.factorize(np.array(words, dtype=object))
    return pd.Categorical.from_codes(codes[groups.ids], dtype=pd.CategoricalDtype(distinct), validate=False)


def school_indicators(whole: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """One row per school × indicator judged by school, segment or class. 各校各指标结论。

    whole   : over_parts of the results
    schools : key and name columns of the school level
    """
    local = (whole["level"] != "county").to_numpy()
    frame = indicator_verdicts(whole if local.all() else whole[local], ["key"], ["county", "unit"])
    rows = first_row(schools["key"].to_numpy(), int(frame["key"].max()) + 1 if len(frame) else 0)
    name = schools["name"].astype("str").array.take(rows[frame["key"]], allow_fill=True)
    judged = frame[[s for s in STATUSES if s != NOT_APPLICABLE]].sum(axis=1)
    size = len(frame)
    return pd.DataFrame(
        {
            "county": frame["county"],
            "rule": numbered(frame["indicator"].to_numpy(), "indicator"),
            "level": repeat(["school"], [size]),
            "unit": frame["unit"],
            "name": name,
            "stage": repeat([""], [size]),
            "verdict": frame["verdict"],
            "value": (frame[MET] + frame[TOLERATED]).astype(float),
            "line": judged.astype(float),
            "because": tallies(frame, pd.Series(repeat(["项"], [size]))),
        }
    )


def county_verdict(members: pd.DataFrame) -> pd.DataFrame:
    """The county's verdict with its best and worst bound. 全县结论及上下限。

    members : county, label, verdict; every county-level rule that the verdict rests on
    returns : three rows a county (rules county, county_best, county_worst) with verdict, value (rules met), line
              (rules asked), because. Best: what is open turns out well; worst: it turns out badly.
    """
    groups = grouped(members, ["county"])
    verdict = encode(members["verdict"])
    asked, bad, open_ = verdict != NOT_APPLICABLE, verdict == NOT_MET, verdict.isin([NO_DATA, PENDING])
    failed, waiting = groups.tally(bad) > 0, groups.tally(open_) > 0
    best = np.where(failed, NOT_MET, MET)
    worst = np.where(failed | waiting, NOT_MET, MET)
    said = [np.where(best == worst, best, UNDETERMINED), best, worst]
    names = [_names(members, which, groups) for which in (bad, open_)]
    because = [
        "。".join(filter(None, ["未达标：" + f if f else "", "缺数据或待证：" + o if o else ""])) or "全部要求均已达到"
        for f, o in zip(*names, strict=True)
    ]
    rules = ("county", "county_best", "county_worst")
    return pd.DataFrame(
        {
            "county": members["county"].iloc[np.repeat(groups.first, len(rules))].reset_index(drop=True),
            "rule": np.tile(rules, len(because)),
            "verdict": np.stack(said, axis=1).ravel(),
            "value": np.repeat(groups.tally(verdict.isin([MET, TOLERATED])), len(rules)),
            "line": np.repeat(groups.tally(asked), len(rules)),
            "because": np.repeat(np.array(because, dtype=object), len(rules)),
        }
    )


def _names(members: pd.DataFrame, which: Booleans, groups: Groups) -> list[str]:
    """The labels of the members marked, county by county."""
    said: list[list[str]] = [[] for _ in groups.first]
    for at, label in zip(groups.ids[which], members["label"][which], strict=True):
        said[at].append(label)
    # A label with a comma of its own stands between ；, else a reader cannot tell where it ends.
    return [
        ("；" if any(mark in label for label in labels for mark in "，、") else "、").join(labels) for labels in said
    ]


def balance_verdicts(frame: pd.DataFrame, cards: dict[int, Card], standard: Standard) -> pd.DataFrame:
    """The coefficients as verdict rows. 校际差异系数结论。"""
    short = frame["indicator"].map({n: card.short for n, card in cards.items()})
    stage = frame["stage"].map({str(key): label for key, label in standard.stages.items()})
    said = {
        "no_schools": "该学段没有参评学校，无系数",
        "blank": "有学校缺数据，不能计算",
        "zero_mean": "县均值为0，无系数",
    }
    return pd.DataFrame(
        {
            "county": frame["county"],
            "rule": numbered(frame["indicator"].to_numpy(), "balance"),
            "level": "county",
            "label": stage.astype("str") + "“" + short + "”" + standard.balance_rule.label,
            "stage": frame["stage"],
            "verdict": frame["status"],
            "value": frame["value"],
            "line": frame["line"],
            "because": frame["reason"]
            .astype("str")
            .map(said)
            .fillna(frame["status"].astype("str").map({MET: "不高于标准", NOT_MET: "高于标准"})),
        }
    )
