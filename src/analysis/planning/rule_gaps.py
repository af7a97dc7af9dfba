"""What a school's stage must add to pass the school rule: all but one of the seven to the line, that one to the floor. 校级综合达标差额。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from ..scoring.evaluate import Evaluation
from ..scoring.parts import MET, TOLERATED
from ..standard.in_force import number_in_force
from .gap_size import SHORT

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """One set of additions that suffices. 一种达标途径。

    to_line, to_floor : rows of planning.gaps.gaps that are filled to the line, or only to the floor; nothing that is
                        there already
    """

    to_line: tuple[Row, ...]
    to_floor: tuple[Row, ...]

    @property
    def filled(self) -> dict[int, float]:
        """Result -> what is added. 各项增加量。"""
        return {row["result"]: row["amount"] for row in self.to_line} | {
            row["result"]: row["to_floor"] for row in self.to_floor
        }


def ways_to_pass(evaluation: Evaluation, gaps: pd.DataFrame) -> dict[tuple[str, str], tuple[Way, ...]]:
    """Every least way of each segment that does not pass, fewest things to add first. 各校（段）的达标途径。

    gaps    : see planning.gaps.gaps
    returns : (unit, stage) -> ways; none where data are missing, so that no amount is known
    What waits for the evidence of a tolerance counts as missed: the evidence is a way of its own.
    """
    rule = evaluation.rules.standard.school_rule
    spare = len(rule.indicators) - int(number_in_force(rule.must_meet, evaluation.as_of, rule.label))
    own = gaps[gaps["indicator"].isin(rule.indicators)]
    by_segment = {key: rows.to_dict("records") for key, rows in own.groupby(["unit", "stage"], sort=False)}
    failing = evaluation.segments[~evaluation.segments["verdict"].isin([MET, TOLERATED])]
    return {
        key: _ways(by_segment.get(key, []), spare)
        for key in failing[["unit", "stage"]].itertuples(index=False, name=None)
    }


def _ways(rows: list[Row], spare: int) -> tuple[Way, ...]:
    if not rows or any(row["state"] != SHORT for row in rows):
        return ()
    found = []
    for left in combinations(rows, min(spare, len(rows))):
        to_line = tuple(row for row in rows if row not in left)
        found.append(Way(to_line, tuple(row for row in left if row["to_floor"] > 0)))
    return tuple(sorted(found, key=lambda way: len(way.to_line) + len(way.to_floor)))
