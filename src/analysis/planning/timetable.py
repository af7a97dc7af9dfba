"""Deadlines in the order in which they press, late ones first. 时间表。"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .entries import Entry
from .plan import CountyPlan, PlanTask
from .rhythms import Rhythm

#: Rhythms that fall on days of their own; what goes on all the time, or when needed, has none.
RECURRING: tuple[Rhythm, ...] = ("weekly", "monthly", "quarterly", "yearly")


@dataclass(frozen=True)
class Due:
    """A line with its next day. 时间表的一行。

    next : the deadline, or the next day of what recurs; None for what has no day of its own
    late : days past the deadline, 0 where it is not, where there is none, or the line is closed
    """

    line: Entry
    next: date | None
    late: int


def timetable(lines: Iterable[Entry], day: date) -> list[Due]:
    """Open lines past their deadline, the longest first; then by next day; then those without; closed ones last. 时间表。"""
    entries = [Due(line, _next(line, day), line.late(day)) for line in lines]
    return sorted(entries, key=lambda e: (not e.line.open, -e.late, e.next or date.max, e.line.kind, e.line.id))


def _next(line: Entry, day: date) -> date | None:
    task = line.task
    if task is None or task.rhythm not in RECURRING:
        return line.due
    return next((d for d in occurrences(task, task.start, task.ends) if d >= day), line.due)


def occurrences(task: PlanTask, first: date, last: date) -> list[date]:
    """Days of a recurring task from `first` to `last`. 各次日期。

    A week ends on Friday, a quarter and a year on their last day, and a month too, unless the text names the day
    (每月5日前) or the month (每年5月).
    """
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return [day for day in days if _falls(task, day)]


def _falls(task: PlanTask, day: date) -> bool:
    ends = day.day == monthrange(day.year, day.month)[1]
    match task.rhythm:
        case "weekly":
            return day.isoweekday() == 5
        case "monthly":
            return day.day == task.day if task.day else ends
        case "quarterly":
            return ends and day.month % 3 == 0
        case "yearly":
            return ends and day.month == (task.month or 12)
        case _:
            return False


def after_target(plan: CountyPlan) -> list[PlanTask]:
    """Tasks whose own deadline lies after the target that they serve: the plan contradicts itself. 晚于总目标的任务。"""
    targets = {each.division or each.profile: each.target.by for each in plan.plans}
    return [
        task for task in plan.tasks if task.due is not None and task.due > targets[task.plan] and task.basis == "text"
    ]
