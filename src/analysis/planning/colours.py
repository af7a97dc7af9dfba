"""Red, yellow or green: progress × deadline × recomputed result. 三色。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from ..standard.cards import Clause, Dates, Model
from ..standard.in_force import number_in_force
from ..standard.rules import Sure
from ..standard.yaml_files import parse, read_yaml

Colour = Literal["red", "yellow", "green", ""]
WORDS: dict[Colour, str] = {"red": "红", "yellow": "黄", "green": "绿", "": "—"}
#: Worst first.
ORDER: tuple[Colour, ...] = ("red", "yellow", "", "green")


class Reading(Model):
    """How the words of the document are read. 理解。"""

    question: str
    reading: str
    why: str
    alternatives: tuple[str, ...]
    sure: Sure


class LedgerRules(Model):
    """params/ledger.yml. 台账规则。"""

    clause: Clause
    colours: dict[Literal["red", "yellow", "green"], str]
    seriously_late_days: Dates
    report_day: Dates
    ruling: Reading

    def late_days(self, day: date) -> int:
        """Days past the deadline that make a line seriously late. 严重滞后的天数。"""
        return int(number_in_force(self.seriously_late_days, day, "严重滞后天数"))

    def due_day(self, day: date) -> int:
        """Day of the month until which last month is reported. 每月报送日。"""
        return int(number_in_force(self.report_day, day, "每月报送日"))


def read_ledger_rules(path: Path) -> LedgerRules:
    """The colour rule. 读取台账规则。"""
    return parse(LedgerRules, read_yaml(path), path)


@dataclass(frozen=True)
class Standing:
    """What the colour of a line rests on. 定色依据。

    started  : somebody reported a start, a task that works on it has begun, or the figure came nearer to its line
    reported : some office has answered
    progress : percent as reported by the slowest office; None where nobody reported one
    claimed  : every office that answered says 已完成
    """

    open: bool
    started: bool
    start: date
    due: date
    reported: bool = False
    progress: int | None = None
    claimed: bool = False


def colour(line: Standing, day: date, late_days: int) -> tuple[Colour, str]:
    """The colour of a line on a day, and why. 定色。

    late_days : see LedgerRules
    A green line is closed, whatever the reports say; an open one is never green.

    >>> line = Standing(True, True, date(2025, 8, 1), date(2025, 8, 31), True, 40)
    >>> [colour(line, date(2025, *d), 30)[0] for d in ((8, 10), (9, 30), (10, 1))]
    ['yellow', 'yellow', 'red']
    """
    if not line.open:
        return "green", "已销号"
    late = (day - line.due).days
    if late > late_days:
        return "red", f"超过时限{late}天，严重滞后"
    if not line.started:
        said = ("未启动" if line.reported else "未启动（没有报送）") + (f"，超过时限{late}天" if late > 0 else "")
        return ("red", said) if day >= line.start else ("", "未到启动时间")
    if late > 0:
        return "yellow", f"有风险：超过时限{late}天"
    if line.claimed:
        return "yellow", "有风险：单位报已完成，尚不能销号"
    if line.progress is not None and line.progress < 100 * _elapsed(line, day):
        return "yellow", f"有风险：进度{line.progress}%，时间已过{int(100 * _elapsed(line, day))}%"
    return "yellow", "正在推进"


def _elapsed(line: Standing, day: date) -> float:
    """Share of the time between start and deadline that has gone."""
    span = (line.due - line.start).days
    return min(max((day - line.start).days / span, 0), 1) if span else 1
