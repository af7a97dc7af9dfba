"""Whether offices keep their days: the rate of what fell due, and who is two months late. 按期办结情况。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from .entries import Entry

#: Later than this after its day, an open line is talked over with its lead office (约谈).
MONTHS_TO_TALK = 2


@dataclass(frozen=True)
class Punctuality:
    """What had fallen due by a day, and what of it was done by its day. 按期办结。

    due     : lines whose day has passed, or that were struck off by it
    in_time : those struck off on or before their day
    """

    due: tuple[Entry, ...]
    in_time: tuple[Entry, ...]

    @property
    def rate(self) -> float | None:
        """Percent; None where nothing has fallen due. 按期办结率。"""
        return 100 * len(self.in_time) / len(self.due) if self.due else None


def punctuality(lines: Sequence[Entry], day: date) -> Punctuality:
    """How these lines stand against their days. 统计按期办结。"""
    in_time = tuple(line for line in lines if line.due and not line.open and line.state.since <= line.due.isoformat())
    due = tuple(line for line in lines if line.due and (line.due < day or (line.due == day and line in in_time)))
    return Punctuality(due, tuple(line for line in in_time if line in due))


def to_talk_over(lines: Sequence[Entry], day: date) -> list[Entry]:
    """Open lines two months late or more, the longest first. 约谈事项。"""
    later = pd.DateOffset(months=MONTHS_TO_TALK)
    late = [line for line in lines if line.open and line.due and (pd.Timestamp(line.due) + later).date() <= day]
    return sorted(late, key=lambda line: (-line.late(day), line.id))
