"""Ledger lines as people read them: who, by what measures, until when, and in which colour. 台账各行。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .closing import DONE, why_not
from .colours import Colour, LedgerRules, Standing, colour
from .history import State
from .ledger import LedgerFinding, RunFindings, concerns, is_task, task_line
from .measured import refusal
from .plan import CountyPlan, PlanTask
from .responsible import duty_of
from .rhythms import RHYTHMS, Basis

UNDER_WAY, NOT_BEGUN = "正在推进", "未启动"
STATUSES = (NOT_BEGUN, UNDER_WAY, DONE)


@dataclass(frozen=True)
class Entry:
    """One line of the ledger on one day. 台账的一行。

    kind     : what opened it: the evaluation, or the plan
    school   : blank for what concerns the county
    lead     : 牵头单位, one of `offices`; contact: the post that answers questions, blank where none is named
    measures : titles of the tasks that work on it
    due      : None where nothing gives a day
    basis    : what the deadline rests on: duty 县级参数, text 方案原文, phase 阶段, target 总目标
    """

    id: str
    kind: Literal["result", "task"]
    title: str
    school: str
    indicators: tuple[int, ...]
    at: str
    offices: tuple[str, ...]
    lead: str
    contact: str
    measures: tuple[str, ...]
    start: date
    due: date | None
    basis: Basis
    finding: LedgerFinding | None
    task: PlanTask | None
    state: State
    colour: Colour
    why: str

    @property
    def open(self) -> bool:
        """Not yet struck off. 未销号。"""
        return self.state.open

    @property
    def due_words(self) -> str:
        """2025-08-31, or why there is no day: 持续推进, 适时, 每周 … 时限。"""
        return self.due.isoformat() if self.due else RHYTHMS[self.task.rhythm] if self.task else "未定"

    def late(self, day: date) -> int:
        """Days past the deadline; 0 where it is not, where there is none, or the line is closed. 逾期天数。"""
        return max((day - self.due).days, 0) if self.open and self.due else 0


def ledger_entries(
    plan: CountyPlan, states: Mapping[str, State], outcome: RunFindings, day: date, rules: LedgerRules
) -> list[Entry]:
    """Every line that was ever opened, joined with the plan and coloured; the evaluation's first. 台账全表。

    states : as of `day`
    """
    tasks = {task_line(plan.county, task): task for task in plan.tasks}
    found = {finding.line: finding for finding in outcome.found}
    begun = {line: _started(states[line]) or not states[line].open for line in tasks if line in states}
    lines = []
    for id, state in states.items():
        finding, task = found.get(id), tasks.get(id)
        if task is not None:
            refused = why_not(task, state, day, rules) or refusal(outcome.figures(task, state))
            said, why = colour(_standing(state, task.start, task.due, begun[id], refused), day, rules)
            schools = "、".join(task.schools) + ("等" if task.more_schools and task.schools else "")
            lines.append(
                Entry(
                    id,
                    "task",
                    task.title,
                    schools,
                    task.indicators,
                    task.at,
                    task.offices,
                    task.lead,
                    task.contact,
                    (),
                    task.start,
                    task.due,
                    task.basis,
                    None,
                    task,
                    state,
                    said,
                    why,
                )
            )
        elif not is_task(id):
            own = [task for task in plan.tasks if finding is not None and concerns(task, finding)]
            answers = duty_of(plan, finding, own)
            started = any(begun.get(task_line(plan.county, task)) for task in own)
            standing = _standing(state, date.fromisoformat(state.opened), answers.due, started, "测算未达标")
            said, why = colour(standing, day, rules)
            lines.append(
                Entry(
                    id,
                    "result",
                    state.title,
                    finding.name if finding else "",
                    (finding.indicator,) if finding and finding.indicator else (),
                    "、".join(dict.fromkeys(task.at for task in own)),
                    answers.offices,
                    answers.lead,
                    answers.contact,
                    answers.measures,
                    standing.start,
                    answers.due,
                    answers.basis,
                    finding,
                    None,
                    state,
                    said,
                    why,
                )
            )
    return sorted(lines, key=lambda line: line.kind)


def _started(state: State) -> bool:
    """Somebody reported a start, or the figure came nearer to its line since the line was opened."""
    reported = any(
        answer.get("status") in (UNDER_WAY, DONE) or answer.get("progress", "0") != "0"
        for answer in state.answers.values()
    )
    if reported or not (state.first and state.value and state.limit):
        return reported
    first, value, limit = (float(text) for text in (state.first, state.value, state.limit))
    return abs(value - limit) < abs(first - limit)


def _standing(state: State, start: date, due: date | None, started: bool, refused: str) -> Standing:
    said = [answer.get("status", "") for answer in state.answers.values() if answer.get("status")]
    progress = [int(answer["progress"]) for answer in state.answers.values() if answer.get("progress")]
    return Standing(
        state.open,
        started or _started(state),
        start,
        due,
        bool(state.answers),
        min(progress) if progress else None,
        bool(said) and set(said) == {DONE},
        refused,
    )
