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
    silent_percent: Dates
    early_days: Dates
    summons_months: Dates
    report_day: Dates
    ruling: Reading
    #: How the documents' words on 牵头, on closing and on 约谈 are read.
    readings: tuple[Reading, ...] = ()

    def late_days(self, day: date) -> int:
        """Days past the deadline that make a line seriously late. 严重滞后的天数。"""
        return int(number_in_force(self.seriously_late_days, day, "严重滞后天数"))

    def silence(self, day: date) -> float:
        """Percent of its time after which a line that nobody reported on is at risk. 应报未报的时间比例。"""
        return number_in_force(self.silent_percent, day, "应报未报的时间比例")

    def early(self, day: date) -> int:
        """Days before its deadline from which closing a line asks for a reason. 提前完成须说明的天数。"""
        return int(number_in_force(self.early_days, day, "提前完成须说明的天数"))

    def summons(self, day: date) -> int:
        """Months past the deadline from which an office is asked to a talk. 约谈的逾期月数。"""
        return int(number_in_force(self.summons_months, day, "约谈的逾期月数"))

    def due_day(self, day: date) -> int:
        """Day of the month until which last month is reported. 每月报送日。"""
        return int(number_in_force(self.report_day, day, "每月报送日"))


def read_ledger_rules(path: Path) -> LedgerRules:
    """The colour rule. 读取台账规则。"""
    return parse(LedgerRules, read_yaml(path), path)


@dataclass(frozen=True)
class Standing:
    """What the colour of a line rests on. 定色依据。

    started     : somebody reported a start, a task that works on it has begun, or the figure came nearer to its line
    due         : None where it goes on all the time, recurs, or is done when needed
    reported    : some office has answered
    progress    : percent as reported by the slowest office; None where nobody reported one
    claimed     : every office that answered says 已完成
    refused     : why the line stays open all the same
    """

    open: bool
    started: bool
    start: date
    due: date | None
    reported: bool = False
    progress: int | None = None
    claimed: bool = False
    refused: str = ""


def colour(line: Standing, day: date, rules: LedgerRules) -> tuple[Colour, str]:
    """The colour of a line on a day, and why. 定色。

    A green line is closed, whatever the reports say; an open one is never green. Silence is no report of 未启动: what
    nobody reported on is at risk once it is late, or the time given by the rules has gone; before that it has no colour.
    """
    if not line.open:
        return "green", "已销号"
    late = (day - line.due).days if line.due else 0
    if late > rules.late_days(day):
        return "red", f"超过时限{late}天，严重滞后"
    if not line.started and day < line.start:
        return "", "未到启动时间"
    gone = _elapsed(line, day)
    if not line.started:
        return _not_started(line, late, gone, rules.silence(day))
    if late > 0:
        return "yellow", f"有风险：超过时限{late}天"
    if line.claimed:
        return "yellow", f"有风险：报已完成，尚不能销号{'（' + line.refused + '）' if line.refused else ''}"
    if line.progress is not None and line.progress < 100 * gone:
        return "yellow", f"有风险：进度{line.progress}%，时间已过{int(100 * gone)}%"
    return "yellow", "正在推进"


def _not_started(line: Standing, late: int, gone: float, silence: float) -> tuple[Colour, str]:
    """Reported as 未启动 is one thing, not reported at all another."""
    said = f"，超过时限{late}天" if late > 0 else f"，时间已过{int(100 * gone)}%" if line.due else ""
    over = late > 0 or 100 * gone >= silence
    if line.reported:
        return ("red" if over or line.due is None else "yellow"), (
            "" if over or line.due is None else "有风险："
        ) + f"报未启动{said}"
    if over:
        return "yellow", f"有风险：没有报送{said}"
    return "", f"没有报送{said}" if line.due else "没有报送，没有时限"


def _elapsed(line: Standing, day: date) -> float:
    """Share of the time between start and deadline that has gone; 0 where there is no deadline."""
    if line.due is None or day < line.start:
        return 0
    span = (line.due - line.start).days
    return min((day - line.start).days / span, 1) if span else 0
