"""The spread of each resource between schools, against its line. 校际差异系数。"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd

from ..standard.in_force import by_selector, in_force
from ..standard.rules import Standard
from .compare import NEAR, exact, rounding_flips
from .parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET

GROUP = ["county", "indicator", "stage"]
LOWER = "lower"


def balance(results: pd.DataFrame, standard: Standard, as_of: date) -> pd.DataFrame:
    """One row per county × indicator × stage: mean, spread and coefficient. 校际差异系数表。

    results : rows of the segment level; a counted segment without data leaves the coefficient open
    returns : county, indicator, stage, schools, pupils, mean, spread, value, line, document, status, reason, flips
    source  : 教督〔2012〕3号; weighted by pupils, population form (ruling coefficient_form)
    """
    rule = standard.balance_rule
    rows = results[results["indicator"].isin(rule.indicators) & (results["status"] != NOT_APPLICABLE)]
    x, pupils = rows["value"], rows["denominator"]
    by_pupils = rule.weights == "pupils"
    weight = pupils if by_pupils else pupils.where(pupils.isna(), 1.0)
    stock = rows["numerator"] * rows["scale"] if by_pupils else x
    keys = [rows[key] for key in GROUP]
    sums = pd.DataFrame(
        {"schools": 1.0, "pupils": pupils, "weight": weight, "stock": stock, "blank": x.isna().astype(float)}
    ).groupby(keys, sort=True).sum(min_count=1)  # fmt: skip
    sums["mean"] = sums["stock"] / sums["weight"]
    mean = sums["mean"].reindex(pd.MultiIndex.from_frame(rows[GROUP])).to_numpy()
    # One school differs from nobody, in the sample form too.
    divisor = (sums["weight"] - rule.sample).where(sums["schools"] > 1, sums["weight"])
    variance = (weight * (x - mean) ** 2).groupby(keys, sort=True).sum() / divisor
    frame = sums.assign(spread=np.sqrt(variance), value=np.sqrt(variance) / sums["mean"]).reset_index()
    frame = _every_stage(frame, results, rule.indicators)
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
        within.iloc[i] = _within(rows, frame.iloc[i], by_pupils, rule.sample)
    frame["status"] = np.select(
        [none, open_ | zero | frame["line"].isna(), within], [NOT_APPLICABLE, NO_DATA, MET], NOT_MET
    )  # fmt: skip
    frame["reason"] = np.select([none, open_, zero], ["no_schools", "blank", "zero_mean"], "")
    frame["flips"] = [
        row.status in (MET, NOT_MET)
        and rounding_flips(row.value, row.line, rule.decimals, row.status == MET, LOWER, strict=False)
        for row in frame.itertuples()
    ]
    if standard.compare == "rounded":
        frame["status"] = frame["status"].where(~frame["flips"], frame["status"].map({MET: NOT_MET, NOT_MET: MET}))
    return frame.drop(columns=["weight", "stock", "blank"])


def _every_stage(frame: pd.DataFrame, results: pd.DataFrame, indicators: tuple[int, ...]) -> pd.DataFrame:
    """A stage that no counted school runs still gets its row, so that the page can say so."""
    present = [number for number in indicators if number in set(results["indicator"])]
    stages = ["primary", "junior"]
    whole = pd.MultiIndex.from_product([results["county"].unique(), present, stages], names=GROUP)
    return frame.set_index(GROUP).reindex(whole).reset_index()


def _within(rows: pd.DataFrame, group: pd.Series, by_pupils: bool, sample: bool) -> bool:
    """S² ≤ line² · X̄², in fractions: floats cannot tell 0.5 from 0.5 + 1e-17."""
    own = rows[(rows[GROUP] == group[GROUP]).all(axis=1)]
    pupils = [exact(p) if by_pupils else Fraction(1) for p in own["denominator"]]
    values = [exact(t) / exact(b) for t, b in zip(own["top"], own["bottom"], strict=True)]
    total = sum(pupils)
    mean = sum((p * v for p, v in zip(pupils, values, strict=True)), Fraction(0)) / total
    variance = sum((p * (v - mean) ** 2 for p, v in zip(pupils, values, strict=True)), Fraction(0)) / (total - sample if len(own) > 1 else total)
    return bool(variance <= (exact(group["line"]) * mean) ** 2)
