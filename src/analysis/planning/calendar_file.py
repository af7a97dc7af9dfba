"""Deadlines as an iCalendar file that any calendar opens. 日历文件。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from .ledger import task_line
from .plan import CountyPlan, PlanTask, Target
from .rhythms import RHYTHMS
from .timetable import RECURRING, occurrences

DOMAIN = "junheng"


def calendar(plan: CountyPlan, name: str, stamps: Mapping[str, date]) -> bytes:
    """Phases, milestones and every task with a day of its own, all day long. 生成日历。

    name   : of the county
    stamps : document -> day it was last read, so that the same plan gives the same bytes
    What goes on all the time, or when needed, has no day and is left out. What recurs has an event for each time.
    """
    made = Calendar()
    made.add("prodid", f"-//{DOMAIN}//ledger//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"{name}优质均衡创建时间表")
    for own in plan.plans:
        key, stamp = own.division or own.profile or "", stamps[own.document]
        for i, target in enumerate((own.target, *own.milestones)):
            made.add_component(_target(plan.county, key, i, target, stamp, own.document))
    for own in plan.plans:
        for phase in plan.phases:
            if phase.start and phase.end and phase.id in {each.id for each in own.phases}:
                uid = f"{plan.county}-P-{own.division or own.profile}-{phase.id}"
                made.add_component(
                    _event(
                        uid,
                        f"阶段：{phase.label}",
                        phase.start,
                        phase.end,
                        stamps[own.document],
                        f"{own.document}{phase.at}",
                        (),
                    )
                )
    for task in plan.tasks:
        for event in _task(plan, task, stamps[task.document]):
            made.add_component(event)
    return bytes(made.to_ical())


def _target(county: str, key: str, i: int, target: Target, stamp: date, document: str) -> Event:
    said = f"{document}{target.at}：{target.said}。{target.reading}"
    return _event(f"{county}-M-{key}-{i}", f"目标：{target.label}", target.by, target.by, stamp, said, ())


def _task(plan: CountyPlan, task: PlanTask, stamp: date) -> list[Event]:
    line = task_line(plan.county, task)
    said = "。".join(
        filter(
            None,
            (
                f"责任单位：{'、'.join(task.offices)}",
                f"依据：{task.document}{task.at}",
                task.said and f"时限：{task.said}",
                task.reading,
            ),
        )
    )
    if task.rhythm in RECURRING:
        days = occurrences(task, task.start, task.ends)
        return [
            _event(
                f"{line}-{day:%Y%m%d}", f"{task.title}（{RHYTHMS[task.rhythm]}）", day, day, stamp, said, task.offices
            )
            for day in days
        ]
    if task.due is None:
        return []
    return [_event(line, task.title, task.due, task.due, stamp, said, task.offices)]


def _event(
    uid: str, summary: str, first: date, last: date, stamp: date, description: str, offices: tuple[str, ...]
) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{DOMAIN}")
    event.add("dtstamp", datetime.combine(stamp, time(), UTC))
    event.add("summary", summary)
    event.add("dtstart", first)
    # The end of an all-day event is the day after it.
    event.add("dtend", last + timedelta(days=1))
    event.add("description", description)
    event.add("transp", "TRANSPARENT")
    if offices:
        event.add("categories", list(offices))
    return event
