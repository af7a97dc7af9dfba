"""Action plans as data: phases, tasks, offices, deadlines, and where each stands in its document. 行动方案。"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from ..errors import UserError, nearest
from ..standard.cards import Model
from ..standard.county_params import CountyParams, Duty
from ..standard.load import RuleBook
from ..standard.places import Place, parents
from ..standard.yaml_files import parse, read_yaml
from .duty_table import DutyTable
from .phases import Phase, laid_out
from .plan_faults import plan_faults
from .promises import Measure
from .rhythms import Basis, Rhythm

_Code = Annotated[str | None, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]


class Target(Model):
    """What is to be reached by a day. 目标。"""

    label: str
    at: str
    by: datetime.date
    said: str
    reading: str = ""


class Coordinator(Model):
    """Who answers where the document names nobody. 牵头单位。"""

    office: str
    at: str
    reading: str = ""


class TaskEntry(Model):
    """A task as its plan file writes it; what is left out is its item's. 任务（文件写法）。"""

    id: str
    title: str
    at: str = ""
    offices: tuple[str, ...] = ()
    offices_at: str = ""
    #: 牵头: one of the offices, whose word closes the task; the first of them where the document names none.
    lead: str = ""
    #: The post that answers questions, never a person.
    contact: str = ""
    measure: tuple[Measure, ...] = ()
    indicators: tuple[int, ...] | None = None
    #: It speaks of the coefficients of its indicators too.
    balance: bool = False
    schools: tuple[str, ...] = ()
    #: 等: the text's list of schools may go on.
    more_schools: bool = False
    start: datetime.date | None = None
    by: datetime.date | None = None
    said: str = ""
    reading: str = ""
    rhythm: Rhythm = ""
    #: Day of the month, or month of the year, of what recurs.
    day: int | None = None
    month: int | None = None
    phase: str = ""
    #: Done when the evaluation says so, whatever is reported.
    result: bool = False


class Item(Model):
    """A numbered item of a plan. 方案条目。"""

    id: str
    at: str
    title: str
    offices: tuple[str, ...] = ()
    offices_at: str = ""
    lead: str = ""
    contact: str = ""
    indicators: tuple[int, ...] = ()
    schools: tuple[str, ...] = ()
    more_schools: bool = False
    phase: str = ""
    #: What a reader of the file should know; printed nowhere.
    note: str = ""
    tasks: tuple[TaskEntry, ...]


class Plan(Model):
    """One document. 一份方案。"""

    #: What a reader of the file should know; printed nowhere.
    note: str = ""
    document: str
    division: _Code = None
    profile: str | None = None
    begins: datetime.date
    target: Target
    milestones: tuple[Target, ...] = ()
    coordinator: Coordinator
    duties: dict[int, tuple[str, ...]] = Field(default_factory=dict)
    duties_at: str = ""
    phases: tuple[Phase, ...] = ()
    items: tuple[Item, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Plan:
        if (self.division is None) == (self.profile is None):
            raise ValueError("a plan names either a `division` or a `profile`")
        ids = [task.id for item in self.items for task in item.tasks]
        if twice := sorted({id for id in ids if ids.count(id) > 1}):
            raise ValueError(f"任务编号重复：{'、'.join(twice)}")
        known = {phase.id for phase in self.phases}
        used = {item.phase for item in self.items} | {task.phase for item in self.items for task in item.tasks}
        if unknown := used - known - {""}:
            raise ValueError(f"没有这个阶段：{'、'.join(sorted(unknown))}")
        return self


@dataclass(frozen=True)
class PlanTask:
    """A task with all that holds of it. 一项任务。

    plan       : division or profile of its document
    lead       : 牵头单位, one of the offices; `lead_said` where the document names it, else the first of them
    named_for  : the indicators for which its offices are named: by itself, or by its item. A task that speaks of other
                 indicators and has its item's offices names nobody for them.
    start, ends: first day, and the last on which it can still go on
    due        : deadline; None where it goes on all the time, recurs, or is done when needed, and the text gives no day
    basis      : what `due` rests on: text 原文, phase 阶段, target 总目标, blank where there is none
    """

    id: str
    plan: str
    document: str
    item: str
    title: str
    at: str
    offices: tuple[str, ...]
    lead: str
    lead_said: bool
    contact: str
    measure: tuple[Measure, ...]
    indicators: tuple[int, ...]
    named_for: tuple[int, ...]
    balance: bool
    schools: tuple[str, ...]
    more_schools: bool
    start: datetime.date
    ends: datetime.date
    due: datetime.date | None
    basis: Basis
    said: str
    reading: str
    rhythm: Rhythm
    day: int | None
    month: int | None
    phase: str
    result: bool


@dataclass(frozen=True)
class CountyPlan:
    """All plans that bind one county, its own decisions among them. 一县的方案。"""

    county: str
    plans: tuple[Plan, ...]
    phases: tuple[Phase, ...]
    tasks: tuple[PlanTask, ...]
    duties: Mapping[int, Duty]
    coordinator: str
    #: Where no plan binds the county: indicator -> offices.
    table: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def target(self) -> Target | None:
        """The goal of the plan nearest to the county; None where no plan binds it. 总目标。"""
        return self.plans[-1].target if self.plans else None


def read_plans(folder: Path, rules: RuleBook) -> tuple[Plan, ...]:
    """Every plan of params/plans; presence registers it. Raises UserError naming file and fault. 读取全部方案。"""
    plans, faults = [], []
    for path in sorted(folder.glob("*.yml")):
        plan = parse(Plan, read_yaml(path), path)
        if plan.document not in rules.sources:
            faults.append(f"{path.name}：没有这个文件 {plan.document}{nearest(plan.document, rules.sources)}")
        faults += [f"{path.name}：{fault}" for fault in plan_faults(plan, rules)]
        plans.append(plan)
    if faults:
        raise UserError("行动方案与评估标准不一致：\n" + "\n".join(f"  {fault}" for fault in faults))
    return tuple(plans)


def binding(plans: Iterable[Plan], places: Mapping[str, Place], params: CountyParams) -> list[Plan]:
    """The plans among them that bind a county, none perhaps, in the order of `county_plan`. 适用的方案。"""
    order = {
        division: level for level, division in enumerate(reversed([params.county, *parents(params.county, places)]))
    }
    bound = [plan for plan in plans if plan.division in order or plan.profile in params.profiles]
    return sorted(bound, key=lambda plan: order.get(plan.division or "", len(order)))


def county_plan(
    plans: Iterable[Plan], places: Mapping[str, Place], params: CountyParams, table: DutyTable
) -> CountyPlan:
    """What binds a county: plans of the places above it, its own, and those it adopted, in this order. 一县的方案。

    table : who answers where no plan binds the county; its findings alone make its ledger then
    """
    bound = binding(plans, places, params)
    if not bound:
        place = places.get(params.county)
        known = table.of(place.name if place is not None else "")
        return CountyPlan(params.county, (), (), (), params.duties, known.coordinator, known.offices)
    phases: list[Phase] = []
    tasks: list[PlanTask] = []
    for plan in bound:
        laid = laid_out(plan.phases, plan.target.by, params.phases)
        phases += laid
        tasks += [
            task
            for item in plan.items
            for task in _tasks(plan, item, {phase.id: phase for phase in laid}, params.stands_for)
        ]
    lead = bound[-1].coordinator.office
    return CountyPlan(
        params.county, tuple(bound), tuple(phases), tuple(tasks), params.duties, params.stands_for.get(lead, lead)
    )


def _tasks(plan: Plan, item: Item, phases: Mapping[str, Phase], stands_for: Mapping[str, str]) -> Iterable[PlanTask]:
    for entry in item.tasks:
        indicators = item.indicators if entry.indicators is None else entry.indicators
        by_duty = tuple(dict.fromkeys(office for n in indicators for office in plan.duties.get(n, ())))
        offices = entry.offices or item.offices or by_duty or (plan.coordinator.office,)
        lead = entry.lead or (item.lead if item.lead in offices else "")
        named = (
            indicators
            if entry.offices
            else tuple(n for n in indicators if n in item.indicators)
            if item.offices
            else ()
        )
        phase = phases.get(entry.phase or item.phase)
        end = phase.end if phase is not None else None
        ends = entry.by or end or plan.target.by
        due = None if entry.rhythm and entry.by is None else ends
        basis: Basis = "" if due is None else "text" if entry.by else "phase" if end else "target"
        begun = entry.start or (phase.start if phase is not None else None) or plan.begins
        yield PlanTask(
            entry.id,
            plan.division or plan.profile or "",
            plan.document,
            item.title,
            entry.title,
            entry.at or item.at,
            tuple(stands_for.get(office, office) for office in offices),
            stands_for.get(lead or offices[0], lead or offices[0]),
            bool(lead),
            entry.contact or item.contact,
            entry.measure,
            indicators,
            named,
            entry.balance,
            entry.schools or item.schools,
            entry.more_schools or (item.more_schools and not entry.schools),
            min(begun, ends),
            ends,
            due,
            basis,
            entry.said,
            entry.reading,
            entry.rhythm,
            entry.day,
            entry.month,
            phase.id if phase else "",
            entry.result,
        )
