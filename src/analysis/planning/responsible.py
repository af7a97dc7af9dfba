"""Who answers for what the evaluation found, by what measures and until when. 责任单位。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .ledger import LedgerFinding
from .plan import CountyPlan, PlanTask
from .rhythms import Basis


@dataclass(frozen=True)
class Responsible:
    """Offices, the first word among them, deadline and measures of one finding. 责任分工。

    due, basis : see plan.Task
    """

    offices: tuple[str, ...]
    lead: str
    contact: str
    due: date | None
    basis: Basis
    measures: tuple[str, ...]


def duty_of(plan: CountyPlan, finding: LedgerFinding | None, tasks: Sequence[PlanTask]) -> Responsible:
    """The county's own word first, then the plan's. 一项问题的责任分工。

    tasks : those of the plan that work on it
    The deadline is that of the last task that promises the result; where none does, of the last task at all; where some
    task goes on without a day, the target's; None without a plan. The office that leads this task leads, where it is among the offices.
    """
    number = finding.indicator if finding is not None else 0
    duty = plan.duties.get(number)
    offices = (
        (duty.offices if duty else ()) or _by_annex(plan, number) or _named(tasks, number) or offices_of(plan, number)
    )
    measures = duty.measures if duty and duty.measures else tuple(dict.fromkeys(task.title for task in tasks))
    dated = [(task.due, task) for task in tasks if task.due is not None]
    every = dated if len(dated) == len(tasks) else []
    last = max([pair for pair in dated if pair[1].result] or every, key=lambda pair: pair[0], default=None)
    due, basis = _by_target(plan) if last is None else (last[0], last[1].basis)
    if duty and duty.by:
        due, basis = duty.by, "duty"
    leads = [task for task in ([last[1]] if last else [*tasks]) if task.lead in offices]
    lead = leads[0].lead if leads else offices[0]
    contact = next((task.contact for task in tasks if task.lead == lead and task.contact), "")
    return Responsible(offices, lead, contact, due, basis, measures)


def offices_of(plan: CountyPlan, indicator: int) -> tuple[str, ...]:
    """Who answers for an indicator: the county's word, the plan's, those its tasks name for it, else the coordinator. 指标的责任单位。

    A task that inherits the offices of an item about another indicator names nobody for its own.
    """
    duty = plan.duties.get(indicator)
    tasks = _named(plan.tasks, indicator)
    return (
        (duty.offices if duty else ())
        or _by_annex(plan, indicator)
        or tasks
        or plan.table.get(indicator, ())
        or (plan.coordinator,)
    )


def _named(tasks: Iterable[PlanTask], indicator: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(office for task in tasks if indicator in task.named_for for office in task.offices))


def _by_annex(plan: CountyPlan, indicator: int) -> tuple[str, ...]:
    return next((own.duties[indicator] for own in reversed(plan.plans) if indicator in own.duties), ())


def _by_target(plan: CountyPlan) -> tuple[date | None, Basis]:
    return (plan.target.by, "target") if plan.target else (None, "")
