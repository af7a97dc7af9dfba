"""Colours on three dates, reckoned by hand. 三色。

Deadlines from the plan of 甘州区; a line is seriously late after 30 days past its deadline.

line                        20 August           30 September           15 November
A 储备库, due 31 August      begun 18 Aug (40 %); 30 days late, not      76 days late: red
                            19 of 30 days gone:  more than 30: yellow
                            yellow, at risk
B 测算缺口, due 15 August     done 14 August with  green                  green
                            evidence: green
C 立项, due 15 September     no report, 19 of 45  begun 10 Sep, 15 days  61 days late: red
                            days gone: none      late: yellow
D 信息化培训, 1 Sep–30 Nov   not yet time: none   no report, 29 of 90    begun 20 Oct (80 %); 75 of
                                                days gone: none        90 days gone: yellow
E 民族小学骨干教师, 31 Dec    A works on it and    as before: yellow      measured 1.03 of 1: green
                            has begun: yellow
F 张掖一中学校规模, Aug 2026  new, none            measured 2700 after    as before: yellow
                                                2790: begun, yellow
"""

from __future__ import annotations

from datetime import date

import pytest

from analysis.planning.colours import Standing, colour, read_ledger_rules
from analysis.planning.entries import Entry, ledger_entries
from analysis.planning.history import HistoryRow, replay
from analysis.planning.ledger import LedgerFinding, RunFindings, run_changes, task_changes
from analysis.planning.open_ledger import read_county_plan
from analysis.planning.plan import CountyPlan
from analysis.project import Project, find_project
from analysis.standard.load import RuleBook

RULES = read_ledger_rules(find_project().root / "params" / "ledger.yml")
A, B, C, D = (f"620702-T-{id}" for id in ("2.1.1-1", "2.1.5-1", "2.1.4-2", "2.3.1-3"))
E, F = "620702-indicator_02-6207020011", "620702-indicator_11-6207020001"
#: line, office, day -> what it answered.
REPORTS = [
    (B, "区教育局", "2025-08-14", {"status": "已完成", "progress": "100", "evidence": "缺口测算表（2025-08-14）"}),
    (A, "区委人才办", "2025-08-18", {"status": "正在推进", "progress": "40"}),
    (C, "区发改局", "2025-09-10", {"status": "正在推进", "progress": "50"}),
    (D, "区教育局", "2025-10-20", {"status": "正在推进", "progress": "80"}),
]


@pytest.fixture(scope="module")
def plan(project: Project, rules: RuleBook) -> CountyPlan:
    return read_county_plan(project, "620702", rules)


def measured(day: str) -> list[LedgerFinding]:
    backbone, size = (1.03 if day >= "2025-11-01" else 0.82), (2700.0 if day >= "2025-09-20" else 2790.0)
    return [
        LedgerFinding(
            E,
            "indicator_02",
            2,
            "6207020011",
            "甘州区民族小学",
            "",
            "甘州区民族小学：骨干教师",
            "met" if backbone >= 1 else "not_met",
            backbone,
            1.0,
            "人",
        ),
        LedgerFinding(
            F, "indicator_11", 11, "6207020001", "张掖一中", "", "张掖一中：学校规模", "not_met", size, 2500.0, "人"
        ),
    ]


def on(day: str, plan: CountyPlan) -> dict[str, Entry]:
    """The ledger as runs and reports until `day` leave it."""
    rows: list[HistoryRow] = []
    for today in ("2025-08-10", *sorted({d for *_, d, _ in REPORTS} | {"2025-09-25", "2025-11-05"})):
        if today > day:
            break
        found = measured(today)
        for line, office, said_on, answers in REPORTS:
            if said_on == today:
                rows += [
                    HistoryRow(line, "", "file#1", today, key, "", text, "", "", "", office)
                    for key, text in answers.items()
                ]
        rows += run_changes(found, replay(rows), "r", today, "评估")
        rows += task_changes(plan, replay(rows), RunFindings(tuple(found)), "r", today, RULES)
    lines = ledger_entries(plan, replay(rows), RunFindings(tuple(measured(day))), date.fromisoformat(day), RULES)
    return {line.id: line for line in lines}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-08-20", {A: "yellow", B: "green", C: "", D: "", E: "yellow", F: ""}),
        ("2025-09-30", {A: "yellow", B: "green", C: "yellow", D: "", E: "yellow", F: "yellow"}),
        ("2025-11-15", {A: "red", B: "green", C: "red", D: "yellow", E: "green", F: "yellow"}),
    ],
)
def test_the_colours_of_six_lines_are_those_reckoned_by_hand(
    day: str, expected: dict[str, str], plan: CountyPlan
) -> None:
    lines = on(day, plan)
    assert {id: lines[id].colour for id in expected} == expected


def test_the_reason_of_a_colour_is_said(plan: CountyPlan) -> None:
    august, september, november = (on(day, plan) for day in ("2025-08-20", "2025-09-30", "2025-11-15"))
    # 19 of 30 days are 63 %.
    assert august[A].why == "有风险：进度40%，时间已过63%"
    # 19 of 45 days are 42 %.
    assert august[C].why == "没有报送，时间已过42%"
    assert august[D].why == "未到启动时间"
    assert september[C].why == "有风险：超过时限15天"
    assert november[A].why == "超过时限76天，严重滞后"
    # 75 of 90 days are 83 %.
    assert november[D].why == "有风险：进度80%，时间已过83%"


@pytest.mark.parametrize(
    ("line", "day", "expected"),
    [
        # The deadline itself, and thirty days after it, are not seriously late; the thirty-first is.
        (Standing(True, True, date(2025, 8, 1), date(2025, 8, 31)), date(2025, 8, 31), "yellow"),
        (Standing(True, True, date(2025, 8, 1), date(2025, 8, 31)), date(2025, 9, 30), "yellow"),
        (Standing(True, True, date(2025, 8, 1), date(2025, 8, 31)), date(2025, 10, 1), "red"),
        # An office may say it is done: while the figures say otherwise it is not green.
        (Standing(True, True, date(2025, 8, 1), date(2025, 8, 31), True, 100, True), date(2025, 8, 20), "yellow"),
        # Closed is green, however late.
        (Standing(False, False, date(2025, 8, 1), date(2025, 8, 31)), date(2026, 8, 31), "green"),
        # What is new is not red: silence is no report of 未启动, until half of the time has gone (15 of 30 days), and then a risk.
        (Standing(True, False, date(2025, 8, 1), date(2025, 8, 31)), date(2025, 8, 1), ""),
        (Standing(True, False, date(2025, 8, 1), date(2025, 8, 31)), date(2025, 8, 15), ""),
        (Standing(True, False, date(2025, 8, 1), date(2025, 8, 31)), date(2025, 8, 16), "yellow"),
        (Standing(True, False, date(2025, 8, 1), date(2025, 8, 31)), date(2025, 9, 15), "yellow"),
        # 未启动 as reported is red once half of the time has gone; four years ahead it is a risk at most.
        (Standing(True, False, date(2025, 8, 1), date(2025, 8, 31), True), date(2025, 8, 15), "yellow"),
        (Standing(True, False, date(2025, 8, 1), date(2025, 8, 31), True), date(2025, 8, 16), "red"),
        (Standing(True, False, date(2025, 8, 1), date(2029, 7, 31), True), date(2025, 9, 30), "yellow"),
        # 适时, 持续: no deadline, so nothing is late and silence says nothing.
        (Standing(True, False, date(2025, 8, 1), None), date(2027, 8, 1), ""),
        (Standing(True, False, date(2025, 8, 1), None, True), date(2025, 9, 1), "red"),
        (Standing(True, True, date(2025, 8, 1), None, True, 10), date(2027, 8, 1), "yellow"),
        (Standing(True, False, date(2025, 8, 1), date(2025, 8, 31)), date(2025, 7, 31), ""),
        # A task of one day.
        (Standing(True, True, date(2025, 8, 31), date(2025, 8, 31), True, 50), date(2025, 8, 31), "yellow"),
    ],
)
def test_a_colour_at_its_edges(line: Standing, day: date, expected: str) -> None:
    assert colour(line, day, RULES)[0] == expected


def test_the_rule_is_data_with_its_document_and_its_reading(project: Project, rules: RuleBook) -> None:
    own = read_ledger_rules(project.root / "params" / "ledger.yml")
    assert own.clause.document in rules.sources and own.clause.item == "三（四）"
    assert own.colours == {"red": "未启动／严重滞后", "yellow": "正在推进／有风险", "green": "已完成／达标"}
    assert (own.late_days(date(2025, 9, 1)), own.due_day(date(2025, 9, 1))) == (30, 5)
    assert own.ruling.reading and own.ruling.alternatives and own.ruling.sure == "I"
