"""Gaps as numbers with a proof. 差额的登记。"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from pandas import isna

from ..planning.gap_size import SHORT, UNKNOWN
from ..planning.rule_gaps import Row, Way
from ..printing.blocks import Inline, Number, Text, join
from ..rounding import NONE, plain_number
from .report import Report

#: More ways than these are not told one by one.
FEW = 2


def size(report: Report, gap: Row | None, what: str) -> Text:
    """A gap as a number with its unit; 未知 where data are missing; a dash where nothing is. 差额的文字。

    gap  : a row of planning.gaps, or None
    what : amount or to_floor
    """
    if gap is None or (gap["state"] != UNKNOWN and isna(gap[what])):
        return NONE
    if gap["state"] == UNKNOWN:
        return "未知"
    if gap["state"] != SHORT or not gap[what]:
        return "0"
    return gap_number(report, gap, what), gap["measured_in"]


def gap_number(report: Report, gap: Row, what: str) -> Number:
    """A gap with its proof. 差额的登记。"""
    card = report.evaluation.rules.by_number[gap["indicator"]]
    share = f"标准的{report.floor}%" if what == "to_floor" else "标准"
    formula = f"{plain_number(gap['line'])}{f' × {report.floor}%' if what == 'to_floor' else ''} × {plain_number(gap['base'])}"
    bound = "须有" if gap["need"] >= gap["have"] else "不得超过"
    formula = f"{bound}{formula if gap['base'] != 1 else plain_number(gap['line'])}，现有{plain_number(gap['have'])}，差额进位"
    row = report.evaluation.results.loc[gap["result"]].to_dict()
    # A grade has no result of its own, and several in a stage share what their classes are called.
    by_name = f"-{gap['name']}" if gap["level"] == "class" else ""
    id = f"{'DF' if what == 'to_floor' else 'D'}{gap['indicator']:02d}{'-' + gap['part'] if gap['part'] else ''}-{gap['unit']}{'-' + gap['stage'] if gap['stage'] else ''}{by_name}"
    label = "，".join(
        filter(None, (gap["name"], report.stages.get(gap["stage"], ""), card.label, f"达到{share}的差额"))
    )
    whole = gap["shared"] * "（全校共用，学生数按学段折算）"
    return report.numbers.count(
        id, gap[what], label, formula + whole, gap["measured_in"], places(gap[what]), of=report.numbers.results([row])
    )


def places(value: float) -> int:
    """Decimals that show a gap whole: none, or two and more. 小数位数。

    >>> places(3.0), places(741.82), places(0.5)
    (0, 2, 2)
    """
    exact = Decimal(repr(value)).quantize(Decimal("0.0001"), ROUND_CEILING).normalize()
    digits: int = -exact.as_tuple().exponent  # type: ignore[operator]  # a gap is finite
    return max(digits, 2) if digits > 0 else 0


def ways_words(report: Report, ways: tuple[Way, ...], short: bool = False) -> tuple[Inline, ...]:
    """The ways to pass the school rule: each by itself where there are few, else all that is missing. 达标途径的文字。

    short : no more than that much is missing, where the ways are many
    """
    if len(ways) <= FEW:
        return join([_way(report, way) for way in ways], "；或") if ways else (NONE,)
    if short:
        return ("须补足多项，各项数量见一校一策",)
    rows = {row["result"]: row for way in ways for row in way.to_line}.values()
    least = {row["result"]: row for way in ways for row in way.to_floor}
    said: list[Text] = [
        (
            *_added(report, row, "amount"),
            *(("（", gap_number(report, row, "to_floor"), "）") if row["result"] in least else ("（0）",)),
        )
        for row in rows
    ]
    return ("任选一项可只补到括号内的数量，其余各项补足：", *join(said))


def _way(report: Report, way: Way) -> Text:
    said: list[Text] = [_added(report, row, "amount") for row in way.to_line]
    said += [(*_added(report, row, "to_floor"), f"（到标准的{report.floor}%）") for row in way.to_floor]
    return join(said, "，并")


def _added(report: Report, row: Row, what: str) -> tuple[Inline, ...]:
    card = report.evaluation.rules.by_number[row["indicator"]]
    return (f"{card.number}.{card.short}补", gap_number(report, row, what), row["measured_in"])
