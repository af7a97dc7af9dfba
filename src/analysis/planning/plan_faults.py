"""What a plan names and nobody knows: indicators, leads, measures, contacts. 方案校核。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import nearest
from ..standard.load import RuleBook
from ..tables.catalogue import BY_NAME
from .promises import Measure

if TYPE_CHECKING:
    from .plan import Item, Plan, TaskEntry

#: A telephone number has no place beside a post.
NUMBER = re.compile(r"\d{5,}")


def plan_faults(plan: Plan, rules: RuleBook) -> list[str]:
    """Every fault of one plan, each with the item or task it stands in. 一份方案的问题。"""
    used = {
        n
        for item in plan.items
        for own in (item.indicators, *(task.indicators or () for task in item.tasks))
        for n in own
    }
    faults = [f"没有指标 {number}" for number in sorted((used | set(plan.duties)) - set(rules.every_card))]
    for item in plan.items:
        faults += [f"{item.id}：{fault}" for fault in _of_lead(item, item.offices)]
        for task in item.tasks:
            offices = (
                task.offices
                or item.offices
                or tuple(o for n in task.indicators or item.indicators for o in plan.duties.get(n, ()))
            )
            faults += [f"{task.id}：{fault}" for fault in _of_lead(task, offices or (plan.coordinator.office,))]
            faults += [f"{task.id}：{fault}" for measure in task.measure for fault in _of_measure(measure, rules)]
            if sum(measure.increase for measure in task.measure) > 1:
                faults.append(f"{task.id}：一项任务只能有一个按增量计算（increase）的量化目标")
    return faults


def _of_lead(entry: Item | TaskEntry, offices: tuple[str, ...]) -> Iterator[str]:
    if entry.lead and entry.lead not in offices:
        yield f"牵头单位“{entry.lead}”不在责任单位（{'、'.join(offices) or '未列'}）之中{nearest(entry.lead, offices)}"
    if NUMBER.search(entry.contact):
        yield f"联系岗位“{entry.contact}”只写岗位名称，不写电话号码"


def _of_measure(measure: Measure, rules: RuleBook) -> Iterator[str]:
    table, _, column = measure.column.partition(".")
    if measure.column and table not in BY_NAME:
        yield f"量化目标“{measure.label}”的数据表 {table} 不存在{nearest(table, BY_NAME)}"
    elif column and column not in (known := [each.name for each in BY_NAME[table].columns]):
        yield f"量化目标“{measure.label}”的列 {measure.column} 不存在{nearest(column, known)}"
    if measure.indicator is None:
        return
    if measure.indicator not in rules.every_card:
        yield f"量化目标“{measure.label}”的指标 {measure.indicator} 不存在"
    elif measure.part not in (parts := [part.id for part in rules.every_card[measure.indicator].parts]) and (
        measure.part or measure.at_least is not None or measure.at_most is not None
    ):
        yield f"量化目标“{measure.label}”须写明指标{measure.indicator}的分项 part：{'、'.join(parts)}"
