"""Late items first, and a calendar that reads back. 时间表与日历文件。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar, Event

from analysis.planning.calendar_file import calendar
from analysis.planning.colours import read_ledger_rules
from analysis.planning.entries import ledger_entries
from analysis.planning.history import HistoryRow, replay
from analysis.planning.ledger import RunFindings, task_changes
from analysis.planning.open_ledger import read_county_plan
from analysis.planning.plan import CountyPlan
from analysis.planning.timetable import after_target, occurrences, timetable
from analysis.project import Project, find_project
from analysis.standard.load import RuleBook

RULES = read_ledger_rules(find_project().root / "params" / "ledger.yml")


@pytest.fixture(scope="module")
def plan(project: Project, rules: RuleBook) -> CountyPlan:
    return read_county_plan(project, "620702", rules)


@pytest.fixture(scope="module")
def stamps(rules: RuleBook) -> dict[str, date]:
    return {name: source.last_read_on for name, source in rules.sources.items()}


def test_late_items_come_first_and_closed_ones_last(plan: CountyPlan) -> None:
    """On 16 September: 张掖三中 due 31 July is 47 days late, three due 15 August 32 days, one due 15 September one day."""
    rows = task_changes(plan, {}, None, "r", "2025-08-01", RULES)
    done = (("status", "已完成"), ("evidence", "建设方案（2025-08-19）"))
    rows += [
        HistoryRow("620702-T-2.1.6-1", "", "f", "2025-08-20", key, "", text, "", "", "", "区教育局")
        for key, text in done
    ]
    rows += task_changes(plan, replay(rows), None, "f", "2025-08-20", RULES)
    day = date(2025, 9, 16)
    entries = timetable(ledger_entries(plan, replay(rows), RunFindings(()), day, RULES), day)
    late = [(entry.line.task.id if entry.line.task else "", entry.late) for entry in entries if entry.late]
    assert late[:4] == [("2.2.2-4", 47), ("2.1.2-1", 32), ("2.1.5-1", 32), ("2.2.1-1", 32)]
    assert late[-1] == ("2.1.4-2", 1)
    assert ("2.1.6-1", 27) not in late and entries[-1].line.id == "620702-T-2.1.6-1"
    days = [entry.next for entry in entries if entry.line.open and not entry.late and entry.next]
    assert days == sorted(days)


def test_what_goes_on_without_a_day_borrows_none_from_the_target(plan: CountyPlan) -> None:
    """101 tasks less 47 that go on, recur or are done when needed, less 8 with a later day of their own."""
    day = date(2026, 2, 1)
    lines = ledger_entries(
        plan, replay(task_changes(plan, {}, None, "r", "2025-08-01", RULES)), RunFindings(()), day, RULES
    )
    late = [entry.late > 0 for entry in timetable(lines, day)]
    assert late == [True] * 46 + [False] * 55


def test_thirteen_tasks_are_overdue_on_30_september_2025_seven_by_more_than_a_month(plan: CountyPlan) -> None:
    """By the dates in the text: 31 July 61 days, four of 15 August 46, three of 20 August 41, one of 30 August 31, five of
    31 August 30 and one of 15 September 15; the deadline of 30 September itself is not late."""
    day = date(2025, 9, 30)
    lines = ledger_entries(
        plan, replay(task_changes(plan, {}, None, "r", "2025-08-01", RULES)), RunFindings(()), day, RULES
    )
    late = sorted((line.late(day) for line in lines if line.late(day)), reverse=True)
    assert late == [61, 46, 46, 46, 41, 41, 31, 30, 30, 30, 30, 30, 15]
    assert sum(line.colour == "red" for line in lines) == 7, "nobody has reported: red is what is seriously late"
    assert {line.task.due.year for line in lines if line.colour == "red" and line.task and line.task.due} == {2025}


def test_what_recurs_falls_on_its_days(plan: CountyPlan, project: Project, rules: RuleBook) -> None:
    by_rhythm = {task.rhythm: task for task in plan.tasks if task.at in ("三（二）", "三（四）")}
    year = date(2025, 8, 1), date(2025, 12, 31)
    assert occurrences(by_rhythm["monthly"], *year) == [date(2025, month, 5) for month in (8, 9, 10, 11, 12)]
    assert occurrences(by_rhythm["quarterly"], *year) == [date(2025, 9, 30), date(2025, 12, 31)]
    # 1 August 2025 was a Friday; 22 Fridays until the end of the year.
    assert len(occurrences(by_rhythm["weekly"], *year)) == 22
    lusong = {task.id: task for task in read_county_plan(project, "430203", rules).tasks}
    # 每年4月、5月 of 六（二）.
    assert occurrences(lusong["6-2"], date(2025, 1, 1), date(2026, 12, 31)) == [date(2025, 4, 30), date(2026, 4, 30)]
    assert occurrences(lusong["6-3"], date(2025, 1, 1), date(2025, 12, 31)) == [date(2025, 5, 31)]


def test_tasks_that_end_after_the_target_are_told(plan: CountyPlan) -> None:
    """The plan promises all 32 by the end of 2025, and these later."""
    assert {task.id for task in after_target(plan)} == {"2.1.2-3", *(f"2.2.2-{n}" for n in (1, 2, 3, 5, 7, 8, 9))}


def events(content: bytes) -> dict[str, Event]:
    return {str(event["UID"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_the_calendar_reads_back_with_every_written_deadline(plan: CountyPlan, stamps: dict[str, date]) -> None:
    read = events(calendar(plan, "甘州区", stamps))
    for task in plan.tasks:
        if task.basis == "text":
            event = read[f"620702-T-{task.id}@junheng"]
            assert event.decoded("DTSTART") == task.due and event.decoded("DTEND") == task.due + timedelta(days=1)
            assert type(event.decoded("DTSTART")) is date, "all day"
            assert str(event["SUMMARY"]) == task.title
            assert [str(office) for office in event["CATEGORIES"].cats] == list(task.offices)
    assert read["620702-M-620702-0@junheng"].decoded("DTSTART") == date(2025, 12, 31)
    monthly = [uid for uid in read if uid.startswith("620702-T-3.2-3-")]
    assert monthly == [f"620702-T-3.2-3-2025{month:02d}05@junheng" for month in (8, 9, 10, 11, 12)]
    # What goes on all the time has no day.
    assert "620702-T-2.1.1-4@junheng" not in read


def test_the_calendar_is_the_same_whenever_it_is_made(plan: CountyPlan, stamps: dict[str, date]) -> None:
    content = calendar(plan, "甘州区", stamps)
    assert content == calendar(plan, "甘州区", stamps)
    made = list(Calendar.from_ical(content).walk("VEVENT"))
    assert len({str(event["UID"]) for event in made}) == len(made)
    assert {event.decoded("DTSTAMP").date() for event in made} == {stamps[plan.plans[0].document]}
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_phases_are_events_of_many_days(project: Project, rules: RuleBook, stamps: dict[str, date]) -> None:
    read = events(calendar(read_county_plan(project, "620321", rules), "永昌县", stamps))
    work = read["620321-P-620300-work@junheng"]
    assert (work.decoded("DTSTART"), work.decoded("DTEND")) == (date(2025, 4, 1), date(2026, 11, 1))
