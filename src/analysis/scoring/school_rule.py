"""At least six of the seven, and the seventh near its line. 校级综合达标。"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..standard.cards import Card
from ..standard.in_force import number_in_force
from ..standard.rules import Standard
from .columns import Groups, grouped, select, vocabulary
from .compare import Booleans, reaches
from .parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, PENDING, STATUS, TOLERATED

UNIT = ["county", "unit", "name", "stage", "kind"]


def school_rule(results: pd.DataFrame, cards: dict[int, Card], standard: Standard, as_of: date) -> pd.DataFrame:
    """One row a segment: verdict and how many of the seven it meets. 各校（学段）综合达标情况。

    returns : county, unit, name, stage, kind, met, missed, open, below_floor (comma-joined indicators),
              value (number met), line (number that must be met), verdict
    A segment with data missing fails only if it would fail however the blanks turn out, and passes likewise.
    """
    rule = standard.school_rule
    floor = number_in_force(rule.floor_percent, as_of, rule.label)
    must_meet = number_in_force(rule.must_meet, as_of, rule.label)
    columns = [*UNIT, "indicator", "status", "top", "bottom", "scale", "line", *(["key"] if "key" in results else [])]
    own = results["indicator"].isin(rule.indicators)
    rows = results[columns] if own.all() else results.loc[own, columns]
    numbers = pd.unique(rows["indicator"])
    if any(cards[number].parts[0].better != "higher" for number in numbers):
        raise ValueError("the school rule's floor is a share of a line that asks for more, not less")
    # floor % of the line, by whole numbers: 100·x ≥ floor·line
    near = reaches(
        100 * rows["scale"].to_numpy(float) * rows["top"].to_numpy(float),
        rows["bottom"].to_numpy(float),
        1,
        floor * rows["line"].to_numpy(float),
        "higher",
        strict=False,
    )
    status = rows["status"]
    good, bad = status.isin([MET, TOLERATED]).to_numpy(), (status == NOT_MET).to_numpy()
    open_, blank = status.isin([NO_DATA, PENDING]).to_numpy(), (status == NO_DATA).to_numpy()
    groups = grouped(rows, ["key", "stage"] if "key" in rows else UNIT)
    tolerated = (status == TOLERATED).to_numpy()
    goods, bads, opens, blanks, lows, risky, excused, excused_low = (
        groups.tally(which)
        for which in (good, bad, open_, blank, bad & ~near, open_ & ~near, tolerated, tolerated & ~near)
    )
    allowed = len(rule.indicators) - must_meet
    fails = (bads > allowed) | (lows > 0)
    passes = (bads + opens <= allowed) & (lows == 0) & (risky == 0)
    # A tolerance that the school can do without is not used: the rule itself lets one be missed near its line.
    unaided = passes & (bads + opens + excused <= allowed) & (excused_low == 0)
    verdict = select(
        [goods + bads + opens == 0, fails, unaided, passes, blanks > 0],
        [NOT_APPLICABLE, NOT_MET, MET, TOLERATED, NO_DATA],
        PENDING,
        STATUS,
    )
    return (
        rows[UNIT]
        .iloc[groups.first]
        .reset_index(drop=True)
        .assign(
            met=_listed(rows, good, groups, numbers),
            missed=_listed(rows, bad, groups, numbers),
            open=_listed(rows, open_, groups, numbers),
            below_floor=_listed(rows, bad & ~near, groups, numbers),
            value=goods,
            line=float(must_meet),
            verdict=verdict,
        )
    )


def _listed(rows: pd.DataFrame, which: Booleans, groups: Groups, order: NDArray[np.int64]) -> pd.Categorical:
    """The indicators marked in each group, comma-joined in that order; few such lists are different."""
    place = np.zeros(int(order.max(initial=0)) + 1, dtype=np.int64)
    place[order] = np.arange(len(order))
    cells = groups.ids[which] * len(order) + place[rows["indicator"].to_numpy()[which]]
    there = np.bincount(cells, minlength=len(groups.first) * len(order)).reshape(-1, max(len(order), 1)) > 0
    codes, distinct = pd.factorize(there @ (1 << np.arange(len(order))) if len(order) else np.zeros(0, dtype=np.int64))
    words = [",".join(str(own) for bit, own in enumerate(order) if mark >> bit & 1) for mark in distinct]
    return pd.Categorical.from_codes(codes, dtype=vocabulary(*words), validate=False)
