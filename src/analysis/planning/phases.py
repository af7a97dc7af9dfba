"""The phases of a plan, laid backwards from its target where it gives lengths alone. 阶段倒排。"""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Mapping, Sequence

from pydantic import model_validator

from ..errors import UserError, nearest
from ..standard.cards import Model


class Phase(Model):
    """A phase; dated, or a length in months, or no more than the bounds the text gives. 阶段。"""

    id: str
    label: str
    at: str
    start: datetime.date | None = None
    end: datetime.date | None = None
    months: int | None = None
    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    said: str = ""
    #: Whether its days were reckoned back from the target.
    derived: bool = False

    @model_validator(mode="after")
    def _both_ends(self) -> Phase:
        if (self.start is None) != (self.end is None) or (self.start and self.end and self.start > self.end):
            raise ValueError("a phase has `start` and `end`, in this order, or neither")
        if self.months is not None and (self.months < 1 or self.start):
            raise ValueError("`months` is at least 1, and not beside `start` and `end`")
        return self


def laid_out(phases: Sequence[Phase], target: datetime.date, months: Mapping[str, int]) -> tuple[Phase, ...]:
    """Phases with days: the last ends at the target, each other the day before the next begins. 由目标日倒排。

    months  : lengths that the county has decided, by phase
    returns : in the same order; a phase without days or a length stays without days, and so do those before it that
              would have to be laid against it
    Raises UserError for a length of a phase that is not there, and where one falls outside the bounds of the text.

    >>> one = Phase(id="a", label="甲", at="三", months=3)
    >>> laid_out([one], datetime.date(2027, 12, 31), {})[0].start
    datetime.date(2027, 10, 1)
    """
    known = {phase.id for phase in phases}
    if unknown := [id for id in months if phases and id not in known]:
        raise UserError("县级参数 phases 有方案没有的阶段：" + "；".join(f"{id}{nearest(id, known)}" for id in unknown))
    laid: list[Phase] = []
    end: datetime.date | None = target
    for phase in reversed(phases):
        length = months.get(phase.id, phase.months)
        if phase.start is None and length is not None and end is not None:
            phase = phase.model_copy(update={"start": _back(end, length), "end": end, "derived": True})
            _within(phase)
        laid.append(phase)
        end = phase.start - datetime.timedelta(days=1) if phase.start else None
    return tuple(reversed(laid))


def _back(end: datetime.date, months: int) -> datetime.date:
    """The first day of a span of whole months that ends on `end`."""
    after = end + datetime.timedelta(days=1)
    index = after.year * 12 + after.month - 1 - months
    year, month = divmod(index, 12)
    return datetime.date(year, month + 1, min(after.day, monthrange(year, month + 1)[1]))


def _within(phase: Phase) -> None:
    assert phase.start and phase.end
    if (phase.earliest and phase.start < phase.earliest) or (phase.latest and phase.end > phase.latest):
        raise UserError(
            f"“{phase.label}”倒排为 {phase.start} 至 {phase.end}，超出方案写明的 {phase.earliest} 至 {phase.latest}（{phase.said}）。请调整各阶段月数。"
        )
