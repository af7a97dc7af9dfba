"""The spread of each resource between schools, against its line. 校际差异系数。"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd

from ..standard.in_force import by_selector, in_force
from ..standard.rules import Standard
from .columns import encode, grouped, select, vocabulary
from .compare import NEAR, exact, flipped
from .formulas import coefficient
from .parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, STATUS
from .school_index import take

GROUP = ["county", "indicator", "stage"]
#: What a coefficient is made of.
MEASURED = ["value", "numerator", "denominator", "top", "bottom", "scale", "status"]
LOWER = "lower"


def balance(results: pd.DataFrame, standard: Standard, as_of: date) -> pd.DataFrame:
    """One row per county × indicator × stage: mean, spread and coefficient. 校际差异系数表。

    results : rows of the segment level; a counted segment without data leaves the coefficient open
    returns : county, indicator, stage, schools, pupils, mean, spread, value, line, document, status, reason, flips
    source  : 教督〔2012〕3号; weighted by pupils, population form (ruling coefficient_form)
    """
    rule = standard.balance_rule
    results = results[[*GROUP, *MEASURED]].assign(county=encode(results["county"]))
    own = np.flatnonzero(
        results["indicator"].isin(rule.indicators).to_numpy() & (results["status"] != NOT_APPLICABLE).to_numpy()
    )
    rows = results[GROUP].take(own)
    x, pupils, total, scale = (
        results[column].to_numpy()[own] for column in ("value", "denominator", "numerator", "scale")
    )
    by_pupils = rule.weights == "pupils"
    weight = pupils if by_pupils else np.where(np.isnan(pupils), np.nan, 1.0)
    ids, first = grouped(rows, GROUP)
    each = pd.DataFrame({"pupils": pupils, "schools": 1, "blank": np.isnan(x)})
    sums = each.groupby(ids).sum(min_count=1)
    stock = total * scale if by_pupils else x
    sums = sums.join(coefficient(x, stock, weight, ids, rule.sample))
    frame = _every_stage(rows.take(first), sums, results, rule.indicators)
    frame["line"], frame["document"] = np.nan, ""
    for stage in rule.line:
        binding = in_force(by_selector(rule.line, stage, None), as_of, rule.clause.document)
        if binding is not None:
            frame.loc[frame["stage"] == stage, ["line", "document"]] = [binding.value, binding.document]
    open_ = frame["blank"] > 0
    none, zero = frame["schools"].isna(), frame["mean"] == 0
    frame.loc[open_ | zero, ["value", "spread"]] = np.nan
    frame.loc[open_, "mean"] = np.nan
    within = frame["value"] <= frame["line"]
    for i in np.flatnonzero((frame["value"] - frame["line"]).abs() <= float(NEAR)):
        within.iloc[i] = _within(results.take(own), frame.iloc[i], by_pupils, rule.sample)
    frame["status"] = select(
        [none, open_ | zero | frame["line"].isna(), within], [NOT_APPLICABLE, NO_DATA, MET], NOT_MET, STATUS
    )
    frame["reason"] = select([none, open_, zero], ["no_schools", "blank", "zero_mean"], "")
    value, line, met = frame["value"].to_numpy(), frame["line"].to_numpy(), (frame["status"] == MET).to_numpy()
    frame["flips"] = flipped(
        value, line, rule.decimals, met, frame["status"].isin([MET, NOT_MET]).to_numpy(), LOWER, strict=False
    )
    if standard.compare == "rounded":
        status = frame["status"].astype("str")
        frame["status"] = status.where(~frame["flips"], status.map({MET: NOT_MET, NOT_MET: MET}))
    return frame.drop(columns="blank")


def _every_stage(
    first: pd.DataFrame, sums: pd.DataFrame, results: pd.DataFrame, indicators: tuple[int, ...]
) -> pd.DataFrame:
    """A stage that no counted school runs still gets its row, so that the page can say so."""
    there = np.bincount(results["indicator"].to_numpy(), minlength=max(indicators) + 1) > 0
    present = np.array([number for number in indicators if there[number]], dtype=np.int64)
    counties, stages = results["county"].array, ("primary", "junior")
    whole = pd.MultiIndex.from_product([pd.unique(counties.codes), present, range(len(stages))])
    rows = pd.MultiIndex.from_arrays(
        [
            first["county"].array.codes,
            first["indicator"],
            first["stage"].map({stage: at for at, stage in enumerate(stages)}).astype(float),
        ]
    )
    frame = take(sums, rows.get_indexer(whole))
    county, indicator, stage = (whole.get_level_values(level).to_numpy() for level in range(whole.nlevels))
    keys = {
        "county": pd.Categorical.from_codes(county, dtype=counties.dtype),
        "indicator": indicator,
        "stage": pd.Categorical.from_codes(stage, dtype=vocabulary(*stages)),
    }
    return pd.concat([pd.DataFrame(keys), frame], axis=1)


def _within(rows: pd.DataFrame, group: pd.Series, by_pupils: bool, sample: bool) -> bool:
    """S² ≤ line² · X̄², in fractions: floats cannot tell 0.5 from 0.5 + 1e-17."""
    own = rows[(rows[GROUP] == group[GROUP]).all(axis=1)]
    pupils = [exact(p) if by_pupils else Fraction(1) for p in own["denominator"]]
    values = [exact(t) / exact(b) for t, b in zip(own["top"], own["bottom"], strict=True)]
    total = sum(pupils)
    mean = sum((p * v for p, v in zip(pupils, values, strict=True)), Fraction(0)) / total
    variance = sum((p * (v - mean) ** 2 for p, v in zip(pupils, values, strict=True)), Fraction(0)) / (
        total - sample if len(own) > 1 else total
    )
    return bool(variance <= (exact(group["line"]) * mean) ** 2)
