"""Gaps summed by county, township, office or what else is asked. 差额汇总。"""

from __future__ import annotations

import pandas as pd

from ..scoring.parts import NOT_MET
from .gap_size import STATES


def totals(frame: pd.DataFrame, by: tuple[str, ...] = ("county",)) -> pd.DataFrame:
    """Gaps summed by county, `area`, `office` or any other columns, always by indicator and part. 差额汇总。

    frame   : see `gaps`
    returns : by, indicator, part, resource, measured_in, and
      schools   units whose gap is known
      amount    missing where not met
      pending   missing besides, where the evidence of a tolerance does not come in
      to_floor  missing to the floor where not met
      enlarge   of missing rooms, those that stand and are too small
      unknown, finding, evidence : rows of these states, whose size is no number
    Stages of a through school that share a stock count once, with the larger gap: adding it serves both. Indicators are
    never added up: one teacher may count for three.
    """
    frame = frame.assign(
        own_stage=frame["stage"].where(~frame["shared"].astype(bool), ""),
        own_name=frame["name"].where(frame["level"] == "class", ""),
    )
    what = ["indicator", "part", "resource", "measured_in"]
    missed = frame["status"] == NOT_MET
    rows = frame.assign(
        all=frame["amount"],
        amount=frame["amount"].where(missed),
        to_floor=frame["to_floor"].where(missed),
        enlarge=frame["enlarge"].where(missed),
        **{state: (frame["state"] == state).astype(int) for state in STATES[1:]},
    )
    stock = list(dict.fromkeys([*by, "county", *what, "unit", "own_stage", "own_name"]))
    each = rows.groupby(stock, sort=False, dropna=False)[["all", "amount", "to_floor", "enlarge"]].max()
    counts = rows.groupby(stock, sort=False, dropna=False)[list(STATES[1:])].sum()
    each = (
        each.assign(schools=each["all"].notna(), pending=each["all"] - each["amount"].fillna(0))
        .join(counts)
        .reset_index()
    )
    each["schools"] = each["unit"].where(each["schools"])
    grouped = each.groupby([*by, *what], sort=False)
    summed = grouped[["amount", "pending", "to_floor", "enlarge"]].sum().round(6)
    return summed.assign(schools=grouped["schools"].nunique()).join(grouped[list(STATES[1:])].sum()).reset_index()
