"""Lines opened, changed, closed and reopened by the evaluation and by the plan. 台账登记。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pandas import isna, notna

from ..scoring.evaluate import Evaluation
from ..scoring.parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, PENDING, TOLERATED
from ..standard.rule_ids import is_indicator, number_of
from .closing import on_file, why_not
from .colours import LedgerRules
from .history import CHANGE, CLOSE, OPEN, REOPEN, HistoryRow, State
from .measured import PromisedFigure, figures, refusal, stock
from .plan import CountyPlan, PlanTask

#: A result that opens a line, and one that closes it.
BAD, GOOD = (NOT_MET, PENDING, NO_DATA), (MET, TOLERATED)
#: No longer judged, because it is gone from the data.
ABSENT = "absent"
#: A task of the plan has been set; its evidence is on file.
SET, FILED = "set", "filed"
TALLY = "项达标"


@dataclass(frozen=True)
class LedgerFinding:
    """What a run says of one line. 一行的测算结果。

    unit_code : school, or the county
    indicator : 0 for vetoes, preconditions and the roll
    value, limit : the figure and its line where there is one figure; else how many are met and how many are judged
    """

    line: str
    rule: str
    indicator: int
    unit_code: str
    name: str
    stage: str
    title: str
    status: str
    value: float
    limit: float
    unit: str


def findings(evaluation: Evaluation, county: str) -> list[LedgerFinding]:
    """Indicator × school, and whatever else the county's verdict rests on, met or not. 全部测算结果。

    The school rule is left out: it follows from the lines of its seven indicators.
    """
    cards = evaluation.rules.by_number
    results = evaluation.results[evaluation.results["county"] == county]
    judged = results[results["status"] != NOT_APPLICABLE]
    own: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in judged[["indicator", "unit", "value", "line", "part"]].to_dict("records"):
        own.setdefault((int(row["indicator"]), row["unit"]), []).append(row)  # type: ignore[call-overload,arg-type]
    verdicts = evaluation.verdicts[evaluation.verdicts["county"] == county]
    found = []
    for row in verdicts.to_dict("records"):
        rule, level, stage = str(row["rule"]), row["level"], str(row["stage"])
        number = number_of(rule) or 0
        judged_above = is_indicator(rule) and cards[number].level not in ("county", "subject")
        if (
            level == "segment"
            or rule in ("county", "county_best", "county_worst", "school_rule")
            or (level == "county" and judged_above)
        ):
            continue
        rows = own.get((number, row["unit"]), []) if is_indicator(rule) else []
        what = cards[number].short if is_indicator(rule) else row["name"]
        value, limit, unit = row["value"], row["line"], "" if rule.startswith("balance_") else TALLY
        if len(rows) == 1:
            part = cards[number].part(rows[0]["part"])
            value, limit, unit = (rows[0]["value"], rows[0]["line"], part.unit)
        who = row["name"] if level == "school" else ""
        line = "-".join(filter(None, (county, rule, stage, row["unit"] if level == "school" else "")))
        title = f"{who}：{what}" if who else what
        found.append(
            LedgerFinding(
                line, rule, number, row["unit"], who, stage, title, row["verdict"], float(value), float(limit), unit
            )
        )
    return found


def task_line(county: str, task: PlanTask) -> str:
    """620702-T-2.1.1-1: the line of a task; of a higher place's plan with its code. 任务行编号。"""
    return "-".join((county, "T", *(() if task.plan == county else (task.plan,)), task.id))


def concerns(task: PlanTask, finding: LedgerFinding) -> bool:
    """Whether a task works on what a finding speaks of. 任务与测算结果是否相关。

    A school that the text does not name counts too where its list may go on, or names none.
    """
    if finding.indicator not in task.indicators or (finding.rule.startswith("balance_") and not task.balance):
        return False
    return not finding.name or not task.schools or task.more_schools or finding.name in task.schools


def run_changes(
    found: Sequence[LedgerFinding], states: Mapping[str, State], run: str, day: str, by: str
) -> list[HistoryRow]:
    """What a run changes on the lines of the evaluation. 测算引起的变化。

    A line closes where it is met. One that is no longer asked closes only where an office has named a document,
    so that deleting a school closes nothing. A run that finds all as it was gives nothing.
    """
    changes = []
    today = date.fromisoformat(day)
    for finding in found:
        known = states.get(finding.line)
        value, limit = exact_text(finding.value), exact_text(finding.limit)
        if finding.status in BAD:
            event = OPEN if known is None else REOPEN if not known.open else CHANGE
        elif known is not None and known.open:
            gone = finding.status == NOT_APPLICABLE and not on_file(known, today)
            event = CHANGE if gone else CLOSE
        else:
            continue
        before = known.status if known else ""
        if (
            event == CHANGE
            and known is not None
            and (before, known.value, known.limit) == (finding.status, value, limit)
        ):
            continue
        changes.append(
            HistoryRow(
                finding.line, finding.title, run, day, event, before, finding.status, value, limit, finding.unit, by
            )
        )
    there = {finding.line for finding in found}
    for line, state in states.items():
        if line in there or is_task(line) or not state.open or (state.status == ABSENT and not on_file(state, today)):
            continue
        changes.append(
            HistoryRow(
                line,
                state.title,
                run,
                day,
                CLOSE if on_file(state, today) else CHANGE,
                state.status,
                ABSENT,
                "",
                "",
                "",
                by,
            )
        )
    return changes


@dataclass(frozen=True)
class GoalResult:
    """How a local goal that is not the national line stands. 地方目标的实现情况。"""

    document: str
    indicator: int
    balance: bool
    status: str


def goal_results(goals: Iterable[Mapping[str, Any]], local: Iterable[int]) -> list[GoalResult]:
    """Goals that ask something else than the national line; the others are judged with it, tolerances and all. 另设的地方目标。

    goals : rows of scoring.goals.local_goals; local : numbers of the cards that only local documents ask
    """
    own = set(local)
    return [
        GoalResult(row["document"], int(row["indicator"]), row["part"] == "balance", row["status"])
        for row in goals
        if row["status"] != NOT_APPLICABLE
        and (row["indicator"] in own or (notna(row["national"]) and row["goal"] != row["national"]))
    ]


@dataclass(frozen=True)
class RunFindings:
    """All that one run found, by which tasks are judged. 一次测算的全部结果。

    evaluation : of the run, by which promised numbers are checked; None where only findings are at hand
    """

    found: tuple[LedgerFinding, ...]
    goals: tuple[GoalResult, ...] = ()
    county: str = ""
    evaluation: Evaluation | None = field(default=None, compare=False, repr=False)

    def reaches(self, task: PlanTask) -> bool:
        """Whether all that a task promises is met; False where nothing of it is judged. 任务结果是否达到。"""
        asked = [
            finding.status for finding in self.found if concerns(task, finding) and finding.status != NOT_APPLICABLE
        ]
        if not task.schools:
            same = [goal for goal in self.goals if goal.document == task.document and goal.indicator in task.indicators]
            asked += [goal.status for goal in same if task.balance or not goal.balance]
        return bool(asked) and set(asked) <= set(GOOD)

    def figures(self, task: PlanTask, state: State | None) -> list[PromisedFigure]:
        """The numbers that a task promises, as the data have them. 量化目标的测算值。"""
        start = float(state.first) if state is not None and state.first else float("nan")
        return figures(task, self.evaluation, self.county, start) if self.evaluation is not None else []


def task_changes(
    plan: CountyPlan, states: Mapping[str, State], outcome: RunFindings | None, run: str, day: str, rules: LedgerRules
) -> list[HistoryRow]:
    """Tasks set, done, and undone. 任务的变化。

    outcome : of the run; None where only answers came in: then tasks that the data have a word in stay open
    A task closes when its lead says 已完成 and a document is on file, no office says otherwise, and the data do not refuse
    the numbers that it promises. One that names a result closes when all it concerns are met, whatever is reported.
    """
    changes = []
    for task in plan.tasks:
        line = task_line(plan.county, task)
        known = states.get(line)
        title = f"{task.at} {task.title}"
        start = (
            exact_text(stock(task, outcome.evaluation, plan.county))
            if outcome is not None and outcome.evaluation
            else ""
        )
        if known is None:
            changes.append(HistoryRow(line, title, run, day, OPEN, "", SET, start, "", "", task.document))
        elif start and not known.first:
            changes.append(
                HistoryRow(line, title, run, day, CHANGE, known.status, known.status, start, "", "", task.document)
            )
        awaited = outcome is None and (task.result or any(measure.checked for measure in task.measure))
        if task.result:
            done, after = outcome is not None and outcome.reaches(task), MET
        else:
            done, after = not why_not(task, known, date.fromisoformat(day), rules), FILED
        if outcome is not None and done:
            done = not refusal(outcome.figures(task, known))
        if done and not awaited and (known is None or known.open):
            changes.append(
                HistoryRow(
                    line, title, run, day, CLOSE, SET, after, start, "", "", "评估" if task.result else _who(known)
                )
            )
        elif not done and not (awaited and task.result) and known is not None and not known.open:
            changes.append(
                HistoryRow(
                    line, title, run, day, REOPEN, known.status, SET, "", "", "", "评估" if task.result else _who(known)
                )
            )
    return changes


def _who(state: State | None) -> str:
    return "、".join(sorted(state.answers)) if state is not None else ""


def is_task(line: str) -> bool:
    """Whether a line is a task of a plan, not a finding. 是否方案任务。"""
    return line.split("-")[1:2] == ["T"]


def exact_text(value: float) -> str:
    """A figure as the history keeps it: exact, and blank where there is none. 精确值的文字。"""
    return "" if isna(value) else repr(value)
