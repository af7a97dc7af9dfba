"""From results to verdicts: indicators, schools, the county, and why. 结论。"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..standard.cards import Card
from ..standard.rules import Standard
from .parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, PENDING, STATUSES, TOLERATED

#: The columns of verdicts.csv, in this order; others build on them.
COLUMNS = ["rule", "level", "unit", "name", "stage", "verdict", "value", "line", "because"]
UNDETERMINED = "undetermined"
#: Worst first: what one bad member does to the whole.
SEVERITY = (NOT_MET, NO_DATA, PENDING, TOLERATED, MET, NOT_APPLICABLE)
WORDS = {
    MET: "达标", TOLERATED: "例外达标", PENDING: "待证", NOT_MET: "未达标", NO_DATA: "缺数据", NOT_APPLICABLE: "不适用",
    UNDETERMINED: "暂不能判定",
}  # fmt: skip
assert set(SEVERITY) == set(STATUSES)


def indicator_verdicts(results: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The worst status of each indicator over the rows of `by`, with the tally behind it. 按单元汇总的指标结论。

    by      : grouping columns, e.g. ["county"] or ["county", "unit", "school_name"]
    returns : by, indicator, verdict, and a count for each status
    """
    rank = results["status"].map({status: i for i, status in enumerate(SEVERITY)}).astype(np.int8)
    keys = [results[key] for key in [*by, "indicator"]]
    counts = pd.DataFrame({s: rank == i for i, s in enumerate(SEVERITY)}).assign(rank=rank).groupby(keys, sort=False, dropna=False)
    worst = counts["rank"].min().map(dict(enumerate(SEVERITY)))
    return counts[list(SEVERITY)].sum().assign(verdict=worst).reset_index()


def over_parts(results: pd.DataFrame) -> pd.DataFrame:
    """One row a unit: the worst of its parts. A school that lacks a music and an art room is one school. 合并分项。"""
    several = results.groupby("indicator")["part"].transform("nunique") > 1
    several &= results["level"] != "county"
    keys = ["county", "indicator", "level", "unit", "name", "stage"]
    rank = results["status"].map({status: i for i, status in enumerate(SEVERITY)})
    worst = results[several].loc[rank[several].sort_values(kind="stable").index].drop_duplicates(keys)
    return pd.concat([results[~several], worst]).sort_index()


def county_indicators(results: pd.DataFrame, cards: dict[int, Card]) -> pd.DataFrame:
    """One row per county × indicator. 全县各指标结论。

    returns : county, rule, label, verdict, value, line, because; for indicators judged school by school value is the
              number of schools (segments, classes) that meet it and line the number judged
    """
    frame = indicator_verdicts(over_parts(results), ["county"])
    judged = frame[[s for s in STATUSES if s != NOT_APPLICABLE]].sum(axis=1)
    single = results[results["level"] == "county"].groupby(["county", "indicator"]).filter(lambda rows: len(rows) == 1)
    single = single.set_index(["county", "indicator"])[["value", "line"]]
    index = pd.MultiIndex.from_frame(frame[["county", "indicator"]])
    values = single.reindex(index)
    local = frame["indicator"].map({n: card.level in ("segment", "school", "class") for n, card in cards.items()})
    value = np.where(local, frame[MET] + frame[TOLERATED], values["value"].to_numpy())
    line = np.where(local, judged, values["line"].to_numpy())
    units = frame["indicator"].map({n: _COUNTED.get(card.level, "项") for n, card in cards.items()})
    because = [tally(row, unit) for row, unit in zip(frame.to_dict("records"), units, strict=True)]
    return pd.DataFrame(
        {
            "county": frame["county"],
            "rule": frame["indicator"].map(lambda n: f"indicator_{n:02d}"),
            "label": frame["indicator"].map({n: card.label for n, card in cards.items()}),
            "verdict": frame["verdict"], "value": value, "line": line, "because": because,
        }
    )  # fmt: skip


_COUNTED = {"segment": "校（段）", "school": "校", "class": "班"}


def tally(row: dict[str, object], unit: str) -> str:
    """How many stand how: 达标42校、未达标3校. 情况计数。"""
    words = [f"{WORDS[s]}{row[s]}{unit}" for s in (MET, TOLERATED, PENDING, NOT_MET, NO_DATA) if row[s]]
    return "、".join(words) or "没有适用对象"


def school_indicators(results: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """One row per school × indicator judged by school, segment or class. 各校各指标结论。

    schools : unit and name columns of the school level
    """
    local = over_parts(results[results["level"] != "county"])
    frame = indicator_verdicts(local, ["county", "unit"])
    frame = frame.merge(schools[["county", "unit", "name"]], on=["county", "unit"], how="left")
    judged = frame[[s for s in STATUSES if s != NOT_APPLICABLE]].sum(axis=1)
    return pd.DataFrame(
        {
            "county": frame["county"], "rule": frame["indicator"].map(lambda n: f"indicator_{n:02d}"),
            "level": "school", "unit": frame["unit"], "name": frame["name"], "stage": "", "verdict": frame["verdict"],
            "value": (frame[MET] + frame[TOLERATED]).astype(float), "line": judged.astype(float),
            "because": [tally(row, "项") for row in frame.to_dict("records")],
        }
    )  # fmt: skip


def county_verdict(members: pd.DataFrame) -> pd.DataFrame:
    """The county's verdict with its best and worst bound. 全县结论及上下限。

    members : county, label, verdict; every county-level rule that the verdict rests on
    returns : three rows a county (rules county, county_best, county_worst) with verdict, value (rules met), line
              (rules asked), because. Best: what is open turns out well; worst: it turns out badly.
    """
    rows = []
    for county, own in members.groupby("county", sort=False):
        asked = own[own["verdict"] != NOT_APPLICABLE]
        failed = asked[asked["verdict"] == NOT_MET]
        open_ = asked[asked["verdict"].isin([NO_DATA, PENDING])]
        best = NOT_MET if len(failed) else MET
        worst = NOT_MET if len(failed) or len(open_) else MET
        verdict = best if best == worst else UNDETERMINED
        reasons = [f"未达标：{_names(failed)}"] if len(failed) else []
        reasons += [f"缺数据或待证：{_names(open_)}"] if len(open_) else []
        because = "；".join(reasons) or "全部要求均已达到"
        good = asked["verdict"].isin([MET, TOLERATED]).sum()
        rows += [
            {"county": county, "rule": rule, "verdict": said, "value": float(good), "line": float(len(asked)), "because": because}
            for rule, said in (("county", verdict), ("county_best", best), ("county_worst", worst))
        ]
    return pd.DataFrame(rows)


def _names(rows: pd.DataFrame) -> str:
    return "、".join(rows["label"])


def balance_verdicts(frame: pd.DataFrame, cards: dict[int, Card], standard: Standard) -> pd.DataFrame:
    """The coefficients as verdict rows. 校际差异系数结论。"""
    short = frame["indicator"].map({n: card.short for n, card in cards.items()})
    stage = frame["stage"].map({str(key): label for key, label in standard.stages.items()})
    said = {"no_schools": "该学段没有参评学校，无系数", "blank": "有学校缺数据，不能计算", "zero_mean": "县均值为0，无系数"}
    return pd.DataFrame(
        {
            "county": frame["county"], "rule": frame["indicator"].map(lambda n: f"balance_{n:02d}"), "level": "county",
            "label": stage + "“" + short + "”" + standard.balance_rule.label, "stage": frame["stage"],
            "verdict": frame["status"], "value": frame["value"], "line": frame["line"],
            "because": frame["reason"].map(said).fillna(frame["status"].map({MET: "不高于标准", NOT_MET: "高于标准"})),
        }
    )  # fmt: skip
