"""Ledger lines as people read them: who, by what measures, until when, and in which colour. 台账各行。"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .colours import Colour, Standing, colour
from .history import State
from .ledger import DONE, Finding, Outcome, concerns, is_task, task_line
from .plan import Basis, CountyPlan, Task

UNDER_WAY, NOT_BEGUN = "正在推进", "未启动"
STATUSES = (NOT_BEGUN, UNDER_WAY, DONE)


@dataclass(frozen=True)
class Line:
    """One line of the ledger on one day. 台账的一行。

    kind     : what opened it: the evaluation, or the plan
    school   : blank for what concerns the county
    measures : titles of the tasks that work on it
    basis    : what the deadline rests on: duty 县级参数, text 方案原文, phase 阶段, target 总目标
    """

    id: str
    kind: Literal["result", "task"]
    title: str
    school: str
    indicators: tuple[int, ...]
    at: str
    offices: tuple[str, ...]
    measures: tuple[str, ...]
    start: date
    due: date
    basis: Basis
    finding: Finding | None
    task: Task | None
    state: State
    colour: Colour
    why: str

    @property
    def open(self) -> bool:
        """Not yet struck off. 未销号。"""
        return self.state.open


def ledger_lines(plan: CountyPlan, states: Mapping[str, State], outcome: Outcome, day: date, late_days: int) -> list[Line]:
    """Every line that was ever opened, joined with the plan and coloured; the evaluation's first. 台账全表。

    states : as of `day`; late_days : see colours.LedgerRules
    """
    tasks = {task_line(plan.county, task): task for task in plan.tasks}
    found = {finding.line: finding for finding in outcome.found}
    begun = {line: _started(states[line]) or not states[line].open for line in tasks if line in states}
    lines = []
    for id, state in states.items():
        finding, task = found.get(id), tasks.get(id)
        if task is not None:
            standing = _standing(state, task.start, task.due, begun[id])
            said, why = colour(standing, day, late_days)
            lines.append(Line(
                id, "task", task.title, "、".join(task.schools) + ("等" if task.more_schools and task.schools else ""), task.indicators, task.at,
                task.offices, (), task.start, task.due, task.basis, None, task, state, said, why,
            ))  # fmt: skip
        elif not is_task(id):
            own = [task for task in plan.tasks if finding is not None and concerns(task, finding)]
            offices, due, basis, measures = _duty(plan, finding, own)
            started = any(begun.get(task_line(plan.county, task)) for task in own)
            standing = _standing(state, date.fromisoformat(state.opened), due, started)
            said, why = colour(standing, day, late_days)
            lines.append(Line(
                id, "result", state.title, finding.name if finding else "", (finding.indicator,) if finding and finding.indicator else (),
                "、".join(dict.fromkeys(task.at for task in own)), offices, measures, standing.start, due, basis, finding, None, state, said, why,
            ))  # fmt: skip
    return sorted(lines, key=lambda line: line.kind)


def _duty(plan: CountyPlan, finding: Finding | None, tasks: Iterable[Task]) -> tuple[tuple[str, ...], datetime.date, Basis, tuple[str, ...]]:
    """Offices, deadline, what it rests on, and measures: the county's own word first, then the plan's.

    The deadline is that of the last task that promises the result; where none does, of the last task at all.
    """
    number = finding.indicator if finding is not None else 0
    own = list(tasks)
    duty = plan.duties.get(number)
    named = tuple(dict.fromkeys(office for task in own for office in task.offices))
    offices = (duty.offices if duty else ()) or _by_annex(plan, number) or named or offices_of(plan, number)
    measures = duty.measures if duty and duty.measures else tuple(dict.fromkeys(task.title for task in own))
    last = max([task for task in own if task.result] or own, key=lambda task: task.due, default=None)
    due = last.due if last is not None else plan.target.by
    basis: Basis = last.basis if last is not None else "target"
    if duty and duty.by:
        due, basis = duty.by, "duty"
    return offices, due, basis, measures


def offices_of(plan: CountyPlan, indicator: int) -> tuple[str, ...]:
    """Who answers for an indicator: the county's word, the plan's, those of its tasks, else the coordinator. 指标的责任单位。"""
    duty = plan.duties.get(indicator)
    tasks = tuple(dict.fromkeys(office for task in plan.tasks if indicator in task.indicators for office in task.offices))
    return (duty.offices if duty else ()) or _by_annex(plan, indicator) or tasks or (plan.coordinator,)


def _by_annex(plan: CountyPlan, indicator: int) -> tuple[str, ...]:
    return next((own.duties[indicator] for own in reversed(plan.plans) if indicator in own.duties), ())


def _started(state: State) -> bool:
    """Somebody reported a start, or the figure came nearer to its line since the line was opened."""
    reported = any(answer.get("status") in (UNDER_WAY, DONE) or answer.get("progress", "0") != "0" for answer in state.answers.values())
    if reported or not (state.first and state.value and state.limit):
        return reported
    first, value, limit = (float(text) for text in (state.first, state.value, state.limit))
    return abs(value - limit) < abs(first - limit)


def _standing(state: State, start: date, due: date, started: bool) -> Standing:
    said = [answer.get("status", "") for answer in state.answers.values() if answer.get("status")]
    progress = [int(answer["progress"]) for answer in state.answers.values() if answer.get("progress")]
    return Standing(
        state.open, started or _started(state), start, due, bool(state.answers), min(progress) if progress else None,
        bool(said) and set(said) == {DONE},
    )
