"""Where a printed number would say otherwise than the exact one. 修约提示。"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from decimal import Decimal

from ...rounding import plain_number, round_half_up
from ...scoring.compare import rounding_flips
from ...scoring.parts import NOT_MET
from ...scoring.verdicts import WORDS
from ..report import Report, Row
from ..words import bound_words


def exact_text(number: float, line: float, places: int) -> str:
    """As few decimals as show on which side of the line the number lies. 精确值的最短写法。

    >>> exact_text(0.5004, 0.50, 3), exact_text(0.89999996, 0.9, 2)
    ('0.5004', '0.89999996')
    """
    limit, shown = Decimal(repr(float(line))), round_half_up(number, places)
    while shown == limit and places < sys.float_info.dig:
        places += 1
        shown = round_half_up(number, places)
    return str(shown)


def result_notes(report: Report, numbers: Iterable[int]) -> tuple[str, ...]:
    """One note a value of these indicators whose rounding hides its verdict. 指标值修约提示。"""
    notes = []
    for number in numbers:
        card = report.evaluation.rules.by_number[number]
        parts = {part.id: part for part in card.parts}
        for row in report.results(number):
            if row["flips"]:
                part = parts[row["part"]]
                places, unit = (part.decimals, part.unit)
                limit = f"标准{bound_words(part, row['line'], unit)}"
                notes.append(
                    _note(
                        f"{_unit(report, row)}“{card.short}{part.label}”",
                        row,
                        places,
                        row["line"],
                        limit,
                        WORDS[row["status"]],
                    )
                )
    return tuple(notes)


def balance_notes(report: Report) -> tuple[str, ...]:
    """The same of the coefficients. 差异系数修约提示。"""
    cards, rule = report.evaluation.rules.by_number, report.evaluation.rules.standard.balance_rule
    return tuple(
        _note(
            f"{report.stages[row['stage']]}“{cards[row['indicator']].short}”{rule.label}",
            row,
            rule.decimals,
            row["line"],
            f"标准不高于{plain_number(row['line'])}",
            WORDS[row["status"]],
        )
        for row in report.evaluation.balance.to_dict("records")
        if row["flips"]
    )


def floor_notes(report: Report) -> tuple[str, ...]:
    """The same of the floor that the one missed resource must reach. 底线修约提示。"""
    low = {(row["unit"], row["stage"]): set(row["below_floor"].split(",")) for row in report.segments}
    notes = []
    for number in report.evaluation.rules.standard.school_rule.indicators:
        card = report.evaluation.rules.by_number[number]
        for row in report.results(number):
            if row["status"] != NOT_MET or (row["unit"], row["stage"]) not in low:
                continue
            reached = str(number) not in low[row["unit"], row["stage"]]
            floor = float(Decimal(report.floor) * Decimal(repr(row["line"])) / 100)
            if rounding_flips(row["value"], floor, card.decimals, reached, card.parts[0].better, strict=False):
                said = f"标准的{report.floor}%为{plain_number(floor)}"
                verdict = f"{'达到' if reached else '低于'}标准的{report.floor}%"
                notes.append(_note(f"{_unit(report, row)}“{card.short}”", row, card.decimals, floor, said, verdict))
    return tuple(notes)


def _unit(report: Report, row: Row) -> str:
    return "" if row["level"] == "county" else row["name"] + report.stages.get(row["stage"], "")


def _note(what: str, row: Row, places: int, line: float, limit: str, verdict: str) -> str:
    exact, printed = exact_text(row["value"], line, places), round_half_up(row["value"], places)
    return f"修约提示：{what}精确值为{exact}，表内修约为{printed}，{limit}；按精确值判定为{verdict}。"
