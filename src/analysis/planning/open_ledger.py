"""The ledger of one county, opened for a day: its files read, its lines joined and coloured. 打开台账。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..project import Project
from ..scoring.evaluate import Evaluation
from ..standard.county_params import read_county_params
from ..standard.load import RuleBook
from ..standard.places import read_places
from .colours import LedgerRules, read_ledger_rules
from .duty_table import read_duty_table
from .entries import Entry, ledger_entries
from .history import History, HistoryRow, State, append, read_history, replay
from .ledger import RunFindings, findings, goal_results, run_changes, task_changes
from .plan import CountyPlan, county_plan, read_plans


@dataclass(frozen=True)
class Run:
    """One evaluation as the ledger sees it. 一次测算。

    id : of the data, corrections and rules it was made from, so that the same run has the same id
    by : 评估, or 评估（合成数据）
    """

    id: str
    outcome: RunFindings
    by: str


@dataclass(frozen=True)
class Ledger:
    """One county's ledger on one day. 某日的台账。

    history : as on disk, rows after `day` among them
    rows    : until `day`, and behind them what the run changes and nobody has recorded yet (`pending`). A day before
              the last row is shown as it was then, whatever the run says now.
    """

    plan: CountyPlan
    rules: LedgerRules
    day: date
    run: Run
    history: History
    past: bool
    rows: tuple[HistoryRow, ...]
    pending: tuple[HistoryRow, ...]
    states: Mapping[str, State]
    lines: tuple[Entry, ...]


def ledger_path(project: Project, county: str) -> Path:
    """data/ledger/<code>.csv. 台账历史文件。"""
    return project.root / "data" / "ledger" / f"{county}.csv"


def read_county_plan(project: Project, county: str, rules: RuleBook) -> CountyPlan:
    """All plans that bind a county; none perhaps. Raises UserError. 读取一县的方案。"""
    plans = read_plans(project.root / "params" / "plans", rules)
    return county_plan(
        plans,
        read_places(project.places),
        read_county_params(project.counties, county),
        read_duty_table(project.root / "params" / "duties.yml"),
    )


def run_of(
    project: Project,
    county: str,
    school_year: str,
    evaluation: Evaluation,
    goals: Iterable[Mapping[str, Any]],
    data: Mapping[str, str],
    synthetic: bool,
) -> Run:
    """What an evaluation means for the ledger. 由评估得到的测算结果。

    goals : rows of scoring.goals.local_goals; data : {file: sha256} of the county's data
    """
    digest = sha256("".join(f"{name}{value}" for name, value in sorted(data.items())).encode())
    corrections = project.corrections / f"{county}.yml"
    for path in [*sorted(evaluation.rules.folder.rglob("*.yml")), *([corrections] if corrections.is_file() else [])]:
        digest.update(path.read_bytes())
    local = [card.number for card in evaluation.rules.local.cards]
    outcome = RunFindings(tuple(findings(evaluation, county)), tuple(goal_results(goals, local)), county, evaluation)
    return Run(
        f"{school_year}@{evaluation.as_of}#{digest.hexdigest()[:10]}",
        outcome,
        "评估（合成数据）" if synthetic else "评估",
    )


def open_ledger(project: Project, county: str, day: date, run: Run, rules: RuleBook) -> Ledger:
    """Read plan and history, and see what the run changes. Nothing is written. 打开台账。

    Raises UserError where the plan cannot be used, or the history was rewritten.
    """
    plan = read_county_plan(project, county, rules)
    ledger_rules = read_ledger_rules(project.root / "params" / "ledger.yml")
    history = read_history(ledger_path(project, county))
    known = history.until(day.isoformat())
    states = replay(known)
    pending = run_changes(run.outcome.found, states, run.id, day.isoformat(), run.by)
    pending += task_changes(plan, states, run.outcome, run.id, day.isoformat(), ledger_rules)
    past = len(known) < len(history.rows)
    rows = known if past else (*known, *pending)
    states = replay(rows)
    lines = ledger_entries(plan, states, run.outcome, day, ledger_rules)
    return Ledger(plan, ledger_rules, day, run, history, past, rows, tuple(pending), states, tuple(lines))


def lines_on(ledger: Ledger, day: date) -> list[Entry]:
    """The lines as an earlier day left them, coloured by that day. 往日的台账各行。"""
    known = [row for row in ledger.rows if row.date <= day.isoformat()]
    return ledger_entries(ledger.plan, replay(known), ledger.run.outcome, day, ledger.rules)


def record(ledger: Ledger) -> Ledger:
    """Write down what the run changed; nothing changed, nothing written. 登记。

    Raises UserError where the history holds rows after the ledger's day, or was changed meanwhile.
    """
    return replace(ledger, history=append(ledger.history, ledger.pending), pending=())
