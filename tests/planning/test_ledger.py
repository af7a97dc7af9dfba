"""Lines open, close and reopen by what the evaluation finds. 台账登记。"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.errors import UserError
from analysis.intake.intake import load
from analysis.intake.reading import Intake
from analysis.planning.colours import read_ledger_rules
from analysis.planning.history import HistoryRow, State, append, read_history, replay
from analysis.planning.ledger import (
    GoalResult,
    LedgerFinding,
    RunFindings,
    concerns,
    findings,
    run_changes,
    task_changes,
    task_line,
)
from analysis.planning.open_ledger import Ledger, Run, open_ledger, read_county_plan, record, run_of
from analysis.planning.plan import CountyPlan, PlanTask
from analysis.project import Project, find_project
from analysis.scoring.evaluate import Evaluation, evaluate
from analysis.standard.load import RuleBook

AS_OF = date(2025, 9, 1)
RULES = read_ledger_rules(find_project().root / "params" / "ledger.yml")
MINZU = "620702-indicator_02-6207020011"


@pytest.fixture(scope="module")
def intake(project: Project) -> Intake:
    return load(project.raw("620702", "2025"), "620702", project.corrections)


@pytest.fixture(scope="module")
def evaluation(intake: Intake, rules: RuleBook) -> Evaluation:
    return evaluate(intake.tables, rules, AS_OF)


@pytest.fixture(scope="module")
def plan(project: Project, rules: RuleBook) -> CountyPlan:
    return read_county_plan(project, "620702", rules)


@pytest.fixture
def place(project: Project, tmp_path: Path) -> Project:
    """A checkout whose rules are ours and whose ledger is its own."""
    for folder in ("params", "data/reference"):
        (tmp_path / folder).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / folder).symlink_to(project.root / folder)
    return Project(tmp_path)


def finding(line: str = "a", status: str = "not_met", value: float = 0.8, **more: Any) -> LedgerFinding:
    return replace(
        LedgerFinding(line, "indicator_02", 2, "1", "甲校", "", "甲校：骨干教师", status, value, 1.0, "人"), **more
    )


def after(*runs: list[LedgerFinding], states: dict[str, State] | None = None) -> list[list[str]]:
    """Events of each run in turn."""
    rows: list[HistoryRow] = []
    said = []
    for number, found in enumerate(runs, 1):
        own = run_changes(found, replay(rows), f"run{number}", f"2025-0{number}-01", "评估")
        rows += own
        said.append([f"{row.line} {row.event} {row.before}→{row.after}" for row in own])
    return said


def test_a_line_opens_closes_reopens_and_closes_by_itself() -> None:
    bad, good = [finding()], [finding(status="met", value=1.1)]
    assert after(bad, good, bad, good) == [
        ["a open →not_met"],
        ["a close not_met→met"],
        ["a reopen met→not_met"],
        ["a close not_met→met"],
    ]


def test_what_is_met_from_the_start_opens_nothing() -> None:
    assert after([finding(status="met")], [finding(status="not_applicable")]) == [[], []]


def test_the_same_run_again_changes_nothing() -> None:
    assert after([finding()], [finding()], [finding(value=0.9)]) == [
        ["a open →not_met"],
        [],
        ["a change not_met→not_met"],
    ]


@pytest.mark.parametrize("status", ["not_met", "pending_evidence", "no_data"])
def test_each_bad_status_opens_a_line_and_keeps_it_open(status: str) -> None:
    assert after([finding(status=status)], [finding(status="not_met" if status != "not_met" else "no_data")])[1][
        0
    ].startswith("a change")


def test_a_tolerance_with_its_evidence_closes_and_without_it_does_not() -> None:
    assert after([finding()], [finding(status="pending_evidence")], [finding(status="met_by_tolerance")]) == [
        ["a open →not_met"],
        ["a change not_met→pending_evidence"],
        ["a close pending_evidence→met_by_tolerance"],
    ]


@pytest.mark.parametrize("later", [[], [finding(status="not_applicable", value=float("nan"))]])
def test_a_school_that_is_gone_or_no_longer_asked_closes_nothing_without_evidence(later: list[LedgerFinding]) -> None:
    first, second, third = after([finding()], later, later)
    assert first == ["a open →not_met"] and second[0].startswith("a change not_met→") and third == []


def test_with_evidence_on_file_a_line_that_is_no_longer_asked_closes() -> None:
    rows = run_changes([finding()], {}, "r", "2025-01-01", "评估")
    rows.append(
        HistoryRow("a", "", "file", "2025-02-01", "evidence", "", "撤并批复（2025-01-20）", "", "", "", "区教育局")
    )
    assert [row.event for row in run_changes([], replay(rows), "r2", "2025-03-01", "评估")] == ["close"]
    # While the figures say that it is missed, evidence in the ledger does not close it.
    assert run_changes([finding()], replay(rows), "r2", "2025-03-01", "评估") == []


def task(plan: CountyPlan, id: str) -> PlanTask:
    return next(task for task in plan.tasks if task.id == id)


def test_a_task_closes_with_evidence_and_reopens_when_it_is_taken_back(plan: CountyPlan) -> None:
    rows = task_changes(plan, {}, None, "r", "2025-08-01", RULES)
    assert Counter(row.event for row in rows) == {"open": 101}
    line = "620702-T-2.1.1-1"
    events = []
    for day, answers in (
        ("2025-08-20", {"status": "已完成", "progress": "100"}),
        ("2025-08-21", {"evidence": "储备库名单（2025-08-20）"}),
        ("2025-08-25", {"status": "正在推进", "progress": "90"}),
        ("2025-08-28", {"status": "已完成", "progress": "100"}),
    ):
        rows += [
            HistoryRow(line, "", "f", day, key, "", text, "", "", "", "区委人才办") for key, text in answers.items()
        ]
        own = task_changes(plan, replay(rows), None, "f", day, RULES)
        rows += own
        events.append([(row.line, row.event) for row in own])
    assert events == [[], [(line, "close")], [(line, "reopen")], [(line, "close")]]


def test_one_office_that_says_otherwise_keeps_a_task_open(plan: CountyPlan) -> None:
    rows = task_changes(plan, {}, None, "r", "2025-08-01", RULES)
    line = "620702-T-2.1.1-1"
    done = {"status": "已完成", "evidence": "名单（2025-08-19）"}
    rows += [
        HistoryRow(line, "", "f", "2025-08-20", key, "", text, "", "", "", "区委人才办") for key, text in done.items()
    ]
    assert [row.event for row in task_changes(plan, replay(rows), None, "f", "2025-08-20", RULES)] == ["close"]
    rows.append(HistoryRow(line, "", "f", "2025-08-20", "status", "", "正在推进", "", "", "", "区人社局"))
    assert task_changes(plan, replay(rows), None, "f", "2025-08-20", RULES) == []


SANZHONG = "620702-T-2.2.2-4"


def answered(line: str, office: str, day: str, **said: str) -> list[HistoryRow]:
    return [HistoryRow(line, "", "f", day, key, "", text, "", "", "", office) for key, text in said.items()]


@pytest.mark.parametrize(
    "evidence",
    [
        "无",
        "见附件",
        "—",
        ".",
        "…",
        "已存档",
        "竣工验收备案表",
        "2025-07-30",
        "（2025年7月30日）",
        "验收表（2025-13-30）",
        "验收表（2025-09-30）",
    ],
)
def test_what_is_no_dated_document_of_the_past_closes_nothing(evidence: str, plan: CountyPlan) -> None:
    """张掖三中迁建, reported by its lead on 20 August 2025."""
    rows = task_changes(plan, {}, None, "r", "2025-08-01", RULES)
    rows += answered(SANZHONG, "区政府办", "2025-08-20", status="已完成", evidence=evidence)
    assert task_changes(plan, replay(rows), None, "f", "2025-08-20", RULES) == []


@pytest.mark.parametrize(
    "evidence",
    [
        "竣工验收备案表（2025-07-30）",
        "2025年7月30日竣工验收备案表",
        "竣工验收备案表 20250730",
        "竣工验收备案表2025.7.30",
    ],
)
def test_the_word_of_the_lead_and_a_dated_document_close_a_task(evidence: str, plan: CountyPlan) -> None:
    rows = task_changes(plan, {}, None, "r", "2025-08-01", RULES)
    of_another = rows + answered(SANZHONG, "区教育局", "2025-08-20", status="已完成", evidence=evidence)
    assert task_changes(plan, replay(of_another), None, "f", "2025-08-20", RULES) == [], (
        "one of eight offices, and not the lead"
    )
    rows += answered(SANZHONG, "区政府办", "2025-08-20", status="已完成", evidence=evidence)
    assert [(row.line, row.event) for row in task_changes(plan, replay(rows), None, "f", "2025-08-20", RULES)] == [
        (SANZHONG, "close")
    ]


def test_years_ahead_of_its_date_a_task_closes_with_a_reason_only(plan: CountyPlan) -> None:
    """A task of 1 August 2025 that is due on 31 July 2029."""
    late = replace(plan, tasks=tuple(replace(t, due=date(2029, 7, 31)) if t.id == "2.2.2-4" else t for t in plan.tasks))
    rows = task_changes(late, {}, None, "r", "2025-08-01", RULES)
    rows += answered(SANZHONG, "区政府办", "2025-08-20", status="已完成", evidence="竣工验收备案表（2025-07-30）")
    assert task_changes(late, replay(rows), None, "f", "2025-08-20", RULES) == []
    rows += answered(SANZHONG, "区政府办", "2025-08-21", note="提前完成：与综合楼合并建设")
    assert [row.event for row in task_changes(late, replay(rows), None, "f", "2025-08-21", RULES)] == ["close"]


def test_a_promised_result_is_judged_by_the_evaluation_alone(plan: CountyPlan) -> None:
    own = task(plan, "2.1.1-3")
    two = [finding("a", "met", name="张掖一中"), finding("b", name="甘州区民族小学"), finding("c", name="别的学校")]
    assert not RunFindings(tuple(two)).reaches(own)
    both = [two[0], replace(two[1], status="met"), two[2]]
    assert RunFindings(tuple(both)).reaches(own), "the third school is not in the task"
    rows = task_changes(plan, {}, RunFindings(tuple(two)), "r", "2025-09-01", RULES)
    rows += [
        HistoryRow(task_line("620702", own), "", "f", "2025-09-02", key, "", text, "", "", "", "区教育局")
        for key, text in (("status", "已完成"), ("evidence", "x"))
    ]
    again = task_changes(plan, replay(rows), RunFindings(tuple(two)), "r", "2025-09-03", RULES)
    assert task_line("620702", own) not in {row.line for row in again}
    closed = task_changes(plan, replay(rows), RunFindings(tuple(both)), "r", "2025-09-03", RULES)
    assert task_line("620702", own) in {row.line for row in closed if row.event == "close"}


def test_a_stricter_local_goal_keeps_its_task_open(plan: CountyPlan) -> None:
    """甘州区 asks 15 % of 交流轮岗 where the nation asks 10 %."""
    own = task(plan, "2.2.4-3")
    national = (finding("a", "met", indicator=18, rule="indicator_18", name=""),)
    assert RunFindings(national).reaches(own)
    assert not RunFindings(national, (GoalResult(own.document, 18, False, "not_met"),)).reaches(own)


@pytest.mark.parametrize(
    ("school", "joined"),
    [
        ("前进小学", ["2.2.2-1"]),
        ("思源实验学校", ["2.2.2-3", "2.2.2-9"]),
        ("张掖四中", ["2.2.2-4", "2.2.2-5"]),
        ("大成学校", ["2.2.2-3"]),
        ("花寨小学", []),
    ],
)
def test_a_school_is_joined_with_the_tasks_that_name_it(school: str, joined: list[str], plan: CountyPlan) -> None:
    own = finding(rule="indicator_11", indicator=11, name=school)
    assert [task.id for task in plan.tasks if concerns(task, own)] == joined


# With the sample county.


def run(project: Project, evaluation: Evaluation, intake: Intake) -> Run:
    return run_of(project, "620702", "2025", evaluation, [], intake.hashes, True)


def opened(place: Project, evaluation: Evaluation, intake: Intake, day: str, rules: RuleBook) -> Ledger:
    return open_ledger(place, "620702", date.fromisoformat(day), run(place, evaluation, intake), rules)


def test_the_lines_of_ganzhou_are_its_published_findings(
    place: Project, evaluation: Evaluation, intake: Intake, rules: RuleBook
) -> None:
    """Schools by indicator as the published self-evaluation counts them, and 17 and 18 for the county."""
    lines = [line for line in opened(place, evaluation, intake, "2025-09-01", rules).lines if line.kind == "result"]
    counted = Counter(line.indicators[0] for line in lines)
    assert counted == {2: 2, 3: 10, 4: 6, 5: 10, 6: 6, 7: 9, 10: 9, 11: 10, 12: 2, 17: 1, 18: 1, 26: 6, 27: 1, 28: 1}
    named = {line.school for line in lines if line.indicators == (2,)}
    assert named == {"张掖一中", "甘州区民族小学"}


def test_office_measures_and_deadline_come_from_the_plan(
    place: Project, evaluation: Evaluation, intake: Intake, rules: RuleBook
) -> None:
    lines = {line.id: line for line in opened(place, evaluation, intake, "2025-09-01", rules).lines}
    minzu = lines[MINZU]
    assert minzu.offices == ("区委人才办", "区教育局", "区人社局", "区委编办")
    assert (minzu.due, minzu.basis) == (date(2025, 12, 31), "text")
    assert "建立骨干教师培养储备库" in minzu.measures
    # 体艺教师 are promised for 2026-08-31; 劳动街小学's building for September 2025.
    assert {line.due for line in lines.values() if line.indicators == (3,) and line.kind == "result"} == {
        date(2026, 8, 31)
    }
    assert {
        (line.school, str(line.due)) for line in lines.values() if line.indicators == (12,) and line.kind == "result"
    } == {("劳动街小学", "2025-09-30"), ("金安苑学校", "2027-07-31")}


def test_no_open_line_means_that_the_county_is_met(evaluation: Evaluation) -> None:
    """What decides the verdict and fails has a line, but for the school rule, which follows from indicators 1–7."""
    failing = {
        finding.rule
        for finding in findings(evaluation, "620702")
        if finding.status in ("not_met", "pending_evidence", "no_data")
    }
    members = evaluation.members
    bad = set(members.loc[members["verdict"].isin(["not_met", "pending_evidence", "no_data"]), "rule"])
    assert bad - failing == {"school_rule"}
    assert failing >= {f"indicator_{number:02d}" for number in (2, 3, 4, 5, 6, 7)}


def with_backbone(intake: Intake, teachers: float) -> dict[str, pd.DataFrame]:
    frame = intake.tables["teachers"].copy()
    frame.loc[frame["school"] == "6207020011", "backbone"] = teachers
    return {**intake.tables, "teachers": frame}


def test_a_line_of_the_sample_closes_reopens_and_closes_with_the_data(
    place: Project, intake: Intake, rules: RuleBook
) -> None:
    """甘州区民族小学 has 1213 pupils and 10 县级以上骨干教师; 13 make 1.07 of a hundred."""
    events = []
    for day, teachers in (("2025-09-01", 10), ("2025-10-01", 13), ("2025-11-01", 10), ("2025-12-01", 13)):
        own = record(opened(place, evaluate(with_backbone(intake, teachers), rules, AS_OF), intake, day, rules))
        events += [
            (row.date, row.event, row.after) for row in own.history.rows if row.line == MINZU and row.date == day
        ]
    assert events == [
        ("2025-09-01", "open", "not_met"),
        ("2025-10-01", "close", "met"),
        ("2025-11-01", "reopen", "not_met"),
        ("2025-12-01", "close", "met"),
    ]
    states = replay(read_history(own.history.path).rows)
    assert (states[MINZU].open, states[MINZU].opened, states[MINZU].reopened) == (False, "2025-09-01", 1)


def test_recording_the_same_run_twice_appends_nothing(
    place: Project, evaluation: Evaluation, intake: Intake, rules: RuleBook
) -> None:
    first = record(opened(place, evaluation, intake, "2025-09-01", rules))
    content = first.history.path.read_bytes()
    again = opened(place, evaluation, intake, "2025-09-20", rules)
    assert again.pending == ()
    assert record(again).history.content == content == first.history.path.read_bytes()


def test_opening_writes_nothing_and_a_past_day_is_shown_as_it_was(
    place: Project, intake: Intake, rules: RuleBook
) -> None:
    before, later = (evaluate(with_backbone(intake, n), rules, AS_OF) for n in (10, 13))
    record(opened(place, before, intake, "2025-09-01", rules))
    record(opened(place, later, intake, "2025-10-01", rules))
    content = (place.root / "data" / "ledger" / "620702.csv").read_bytes()
    past = opened(place, before, intake, "2025-09-15", rules)
    assert past.states[MINZU].open and past.pending == ()
    assert (place.root / "data" / "ledger" / "620702.csv").read_bytes() == content
    # What the data say today does not change what stood in the ledger then.
    then = opened(place, later, intake, "2025-09-15", rules)
    assert then.past and then.states[MINZU].open
    with pytest.raises(UserError, match="不能补记 2025-09-15"):
        record(opened(place, later, intake, "2025-09-15", rules))


def test_lines_of_synthetic_data_say_so(
    place: Project, evaluation: Evaluation, intake: Intake, rules: RuleBook
) -> None:
    rows = opened(place, evaluation, intake, "2025-09-01", rules).pending
    assert {row.by for row in rows if "-indicator_" in row.line} == {"评估（合成数据）"}


def test_ids_do_not_depend_on_the_order_of_the_data(evaluation: Evaluation, intake: Intake, rules: RuleBook) -> None:
    turned = {name: frame.iloc[::-1].reset_index(drop=True) for name, frame in intake.tables.items()}
    again = evaluate(turned, rules, AS_OF)
    assert {f.line for f in findings(again, "620702")} == {f.line for f in findings(evaluation, "620702")}


def test_the_run_id_follows_data_and_rules_alone(place: Project, evaluation: Evaluation, intake: Intake) -> None:
    one = run(place, evaluation, intake).id
    assert one == run(place, evaluation, intake).id and one.startswith("2025@2025-09-01#")
    other = run_of(place, "620702", "2025", evaluation, [], {"a.xlsx": "0"}, True).id
    assert other != one


def test_the_committed_sample_ledgers_are_whole_and_say_that_they_are_synthetic(project: Project) -> None:
    paths = sorted((project.root / "data" / "ledger").glob("*.csv"))
    assert [path.stem for path in paths] == ["430203", "620302", "620321", "620702"]
    for path in paths:
        rows = read_history(path).rows
        assert rows and append(read_history(path), []).rows == rows
        assert {row.by for row in rows if "-T-" not in row.line} <= {"评估（合成数据）"}


NANGUAN = "620702-T-2.2.2-2"


def with_pupils(intake: Intake, school: str, pupils: int) -> dict[str, pd.DataFrame]:
    frame = intake.tables["segments"].copy()
    frame.loc[frame["school"] == school, "pupils"] = 0
    frame.loc[frame.index[frame["school"] == school][0], "pupils"] = pupils
    return {**intake.tables, "segments": frame}


def test_the_data_refuse_a_school_that_is_still_too_large(
    place: Project, evaluation: Evaluation, intake: Intake, rules: RuleBook, plan: CountyPlan
) -> None:
    """南关学校 has 3740 pupils; the plan says 3200 in five years, and only 2000 meet indicator 11."""
    first = record(opened(place, evaluation, intake, "2025-09-01", rules))
    claim = answered(
        NANGUAN, "区政府办", "2025-10-01", status="已完成", evidence="招生情况说明（2025-09-30）", note="提前完成：分流"
    )
    append(first.history, claim)
    assert task_changes(plan, replay([*first.rows, *claim]), None, "f", "2025-10-01", RULES) == [], (
        "a claim waits for the data"
    )
    for day, pupils, open_ in (
        ("2025-10-02", 3740, True),
        ("2025-10-03", 3200, True),
        ("2025-10-04", 2001, True),
        ("2025-10-05", 2000, False),
        ("2025-10-06", 2001, True),
    ):
        again = record(
            opened(place, evaluate(with_pupils(intake, "6207020007", pupils), rules, AS_OF), intake, day, rules)
        )
        line = next(line for line in again.lines if line.id == NANGUAN)
        assert line.open == open_, day
        if open_:
            assert line.why == f"有风险：报已完成，尚不能销号（南关学校在校生数不超过2000人，现为{pupils}人）"


def test_new_backbone_teachers_count_from_the_day_the_task_was_set(
    place: Project, evaluation: Evaluation, intake: Intake, rules: RuleBook
) -> None:
    line = "620702-T-2.1.1-7"
    first = record(opened(place, evaluation, intake, "2025-09-01", rules))
    start = float(intake.tables["teachers"]["backbone"].sum())
    assert float(first.states[line].first) == start
    append(
        first.history,
        answered(line, "区教育局", "2025-12-01", status="已完成", evidence="区级骨干教师名单（2025-11-30）"),
    )
    for day, more, open_ in (("2025-12-02", 99, True), ("2025-12-03", 100, False)):
        now = float(
            intake.tables["teachers"].loc[intake.tables["teachers"]["school"] == "6207020011", "backbone"].iloc[0]
        )
        again = record(opened(place, evaluate(with_backbone(intake, now + more), rules, AS_OF), intake, day, rules))
        assert again.states[line].open == open_, day


def test_a_county_without_a_plan_has_a_ledger_of_findings(
    place: Project, evaluation: Evaluation, intake: Intake, rules: RuleBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analysis.planning import open_ledger

    monkeypatch.setattr(open_ledger, "read_plans", lambda *_: ())
    lines = opened(place, evaluation, intake, "2025-09-01", rules).lines
    assert len(lines) == 74 and {line.kind for line in lines} == {"result"}
    assert {line.due for line in lines} == {None} and {line.colour for line in lines} == {""}
    assert next(line for line in lines if line.id == MINZU).offices == ("区教育局", "区人社局")
