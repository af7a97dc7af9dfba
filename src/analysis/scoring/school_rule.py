"""At least six of the seven, and the seventh near its line. 校级综合达标。"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from ..standard.cards import Card
from ..standard.in_force import number_in_force
from ..standard.rules import Standard
from .compare import reaches
from .parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, PENDING, TOLERATED

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
    rows = results[results["indicator"].isin(rule.indicators)]
    better = rows["indicator"].map({n: cards[n].parts[0].better for n in rule.indicators if n in cards}).to_numpy()
    if (better != "higher").any():
        raise ValueError("the school rule's floor is a share of a line that asks for more, not less")
    # floor % of the line, by whole numbers: 100·x ≥ floor·line
    near = reaches(
        100 * rows["scale"].to_numpy(float) * rows["top"].to_numpy(float), rows["bottom"].to_numpy(float), 1,
        floor * rows["line"].to_numpy(float), "higher", strict=False,
    )  # fmt: skip
    status = rows["status"]
    number = rows["indicator"].astype(str)
    marks = pd.DataFrame(
        {
            "good": status.isin([MET, TOLERATED]).astype(int),
            "tolerated": (status == TOLERATED).astype(int),
            "bad": (status == NOT_MET).astype(int),
            "low": ((status == NOT_MET) & ~near).astype(int),
            "open_": status.isin([NO_DATA, PENDING]).astype(int),
            "blank": (status == NO_DATA).astype(int),
            "risky": (status.isin([NO_DATA, PENDING]) & ~near).astype(int),
            "met": (number + ",").where(status.isin([MET, TOLERATED]), ""),
            "missed": (number + ",").where(status == NOT_MET, ""),
            "open": (number + ",").where(status.isin([NO_DATA, PENDING]), ""),
            "below_floor": (number + ",").where((status == NOT_MET) & ~near, ""),
        }
    )
    frame = marks.groupby([rows[key] for key in UNIT], sort=False, dropna=False).sum().reset_index()
    for column in ("met", "missed", "open", "below_floor"):
        frame[column] = frame[column].str.rstrip(",")
    allowed = len(rule.indicators) - must_meet
    fails = (frame["bad"] > allowed) | (frame["low"] > 0)
    passes = (frame["bad"] + frame["open_"] <= allowed) & (frame["low"] == 0) & (frame["risky"] == 0)
    verdict = np.select(
        [frame["good"] + frame["bad"] + frame["open_"] == 0, fails, passes & (frame["tolerated"] > 0), passes, frame["blank"] > 0],
        [NOT_APPLICABLE, NOT_MET, TOLERATED, MET, NO_DATA], PENDING,
    )  # fmt: skip
    return frame[[*UNIT, "met", "missed", "open", "below_floor"]].assign(
        value=frame["good"].astype(float), line=float(must_meet), verdict=verdict
    )
