"""Which number binds on a date. 某日有效的标准值。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..errors import UserError
from .cards import Card, Dated, Dates, Tolerance
from .rules import Stage


@dataclass(frozen=True)
class Binding:
    """A number with the document that set it. 有效标准值。"""

    value: float
    document: str
    since: date


def in_force(dates: Dates, as_of: date, document: str) -> Binding | None:
    """The latest entry not after `as_of`; None before the first. 取某日有效的标准值。

    dates    : {in force from: number}
    document : who set a bare number, the card's own clause
    """
    since = max((day for day in dates if day <= as_of), default=None)
    if since is None:
        return None
    entry: Dated = dates[since]
    return Binding(entry.value, entry.document or document, since)


def number_in_force(dates: Dates, as_of: date, what: str) -> float:
    """The number of `in_force`. Raises UserError where the rule was not yet in force. 取某日有效的数值。"""
    binding = in_force(dates, as_of, "")
    if binding is None:
        raise UserError(f"“{what}”在 {as_of.isoformat()} 尚未施行，请检查规则日期 as_of。")
    return binding.value


def by_selector(line: Mapping[str, Dates], stage: str | None, kind: str | None) -> Dates:
    """The dates of a line for a stage or a kind of school; empty where it has none. 按学段或办学类型取标准。"""
    for selector in (stage, kind, "all"):
        if selector is not None and selector in line:
            return line[selector]
    return {}


def tolerances_in_force(card: Card, as_of: date) -> tuple[Tolerance, ...]:
    """The tolerances that may be claimed on a date. 某日可适用的例外情形。"""
    return tuple(t for t in card.tolerances if t.since <= as_of and (t.until is None or as_of <= t.until))


def weights_in_force(weights: Mapping[Stage, Dates], as_of: date) -> dict[Stage, float]:
    """Weight of a pupil by stage on a date. 某日的学段折算权重。"""
    return {stage: number_in_force(dates, as_of, "共用资源拆分比例") for stage, dates in weights.items()}
