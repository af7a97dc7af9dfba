"""Open lines of the ledger that speak of a school. 学校的台账事项。"""

from __future__ import annotations

from datetime import date

import pandas as pd

from ...planning.entries import Entry
from ..monthly_report.month import ledger_of
from ..report import Report

COLUMNS = ["school", "line_id", "what", "measures", "offices", "due", "colour"]


def open_lines(report: Report, day: date) -> pd.DataFrame:
    """One row per open line × school that it is about, or that its task names. 各校未销号事项。

    returns : COLUMNS, findings before tasks, the earliest deadline first
    Raises UserError where the history was rewritten.
    """
    schools = report.evaluation.units.school
    codes = schools.groupby("name")["unit"].agg(list).to_dict()
    rows = [
        (
            code,
            line.id,
            _what(report, line),
            line.measures or (line.title,) * (line.task is not None),
            line.offices,
            line.due_words,
            line.colour,
        )
        for line in sorted(ledger_of(report, day).lines, key=lambda line: (line.kind, line.due or date.max, line.id))
        if line.open
        for code in _schools(line, codes)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _schools(line: Entry, codes: dict[str, list[str]]) -> list[str]:
    """Codes of the schools that a line is about. What is asked of all schools names none."""
    if line.task is not None:
        return [code for name in line.task.schools for code in codes.get(name, [])]
    if line.finding is not None:
        return [line.finding.unit_code] if line.finding.name else []
    # No longer judged, and still open: the line itself names the school.
    return [code for own in codes.values() for code in own if line.id.endswith(f"-{code}")]


def _what(report: Report, line: Entry) -> str:
    if line.task is not None:
        return f"方案{line.at}"
    cards = report.evaluation.rules.by_number
    return "、".join(f"{number}.{cards[number].short}" for number in line.indicators) or line.title.partition("：")[2]
