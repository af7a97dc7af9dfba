"""What the data say of the numbers that a task promises. 量化目标核对。"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..scoring.evaluate import Evaluation
from ..scoring.parts import MET, NOT_APPLICABLE, TOLERATED
from .plan import PlanTask
from .promises import Measure


@dataclass(frozen=True)
class PromisedFigure:
    """One promised number as the data have it. 一个量化目标的测算值。

    school : blank for the county's own
    value  : NaN where data are missing, or the start of what is counted as an increase is not known
    met    : None where nothing can be said
    """

    measure: Measure
    school: str
    value: float
    met: bool | None


def figures(task: PlanTask, evaluation: Evaluation, county: str, start: float = math.nan) -> list[PromisedFigure]:
    """Every number of a task that data can check, school by school. 核对量化目标。

    start : what the data held when the task was set, for what is counted as an increase
    A school that the task names and the data do not hold has a figure without a value: it proves nothing.
    """
    found: list[PromisedFigure] = []
    for measure in task.measure:
        if measure.column:
            found += [_of_column(measure, name, evaluation, county, start) for name in task.schools or ("",)]
        elif measure.indicator is not None:
            found += [_of_indicator(measure, name, evaluation, county) for name in task.schools or ("",)]
    return found


def stock(task: PlanTask, evaluation: Evaluation, county: str) -> float:
    """The total whose increase a task promises; NaN where it promises none or data are missing. 增量的起点。"""
    for measure in task.measure:
        if measure.increase:
            return sum(_total(measure.column, name, evaluation, county) for name in task.schools or ("",))
    return math.nan


def _of_column(measure: Measure, school: str, evaluation: Evaluation, county: str, start: float) -> PromisedFigure:
    value = _total(measure.column, school, evaluation, county) - (start if measure.increase else 0)
    return PromisedFigure(measure, school, value, None if math.isnan(value) else _reached(measure, value))


def _total(column: str, school: str, evaluation: Evaluation, county: str) -> float:
    name, _, key = column.partition(".")
    frame = evaluation.units.tables[name]
    own = frame[frame["county"].astype(str) == county]
    if school:
        codes = _codes(school, evaluation, county)
        own = own[own["school"].astype(str).isin(codes)]
        if not codes or (own.empty and key):
            return math.nan
    return float(len(own)) if not key else float(own[key].astype(float).sum(skipna=False))


def _codes(school: str, evaluation: Evaluation, county: str) -> set[str]:
    schools = evaluation.units.tables["schools"]
    own = schools[(schools["county"].astype(str) == county) & (schools["name"].astype(str) == school)]
    return set(own["school"].astype(str))


def _of_indicator(measure: Measure, school: str, evaluation: Evaluation, county: str) -> PromisedFigure:
    results = evaluation.results
    own = results[(results["county"] == county) & (results["indicator"] == measure.indicator)]
    own = own[own["status"] != NOT_APPLICABLE]
    if measure.part:
        own = own[own["part"] == measure.part]
    if school:
        own = own[own["unit"].astype(str).isin(_codes(school, evaluation, county))]
    values = [float(value) for value in own["value"]]
    if not values:
        return PromisedFigure(measure, school, math.nan, None)
    if measure.at_least is None and measure.at_most is None:
        good = own["status"].isin([MET, TOLERATED])
        return PromisedFigure(measure, school, values[0] if len(values) == 1 else math.nan, bool(good.all()))
    worst = min(values) if measure.at_least is not None else max(values)
    known = not any(map(math.isnan, values))
    return PromisedFigure(measure, school, worst if known else math.nan, _reached(measure, worst) if known else None)


def _reached(measure: Measure, value: float) -> bool:
    return (
        value >= measure.at_least
        if measure.at_least is not None
        else measure.at_most is not None and value <= measure.at_most
    )


def refusal(found: Sequence[PromisedFigure]) -> str:
    """Why the data do not bear a task out; blank where they do. 数据不支持的原因。"""
    said = []
    for figure in found:
        if figure.met:
            continue
        now = (
            "数据不能核对"
            if figure.met is None
            else "未达到"
            if math.isnan(figure.value)
            else f"现为{_plain(figure.value)}{figure.measure.unit}"
        )
        said.append(f"{figure.school}{figure.measure.words}，{now}")
    return "；".join(said)


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
