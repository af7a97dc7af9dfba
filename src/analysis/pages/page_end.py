"""The end of a page of the ledger: its tables, and what the exporters must know. 页面收尾。"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ..planning.colours import WORDS
from ..planning.rhythms import BASES
from ..planning.workbook_out import figure
from ..printing.display import Closed
from ..scoring.results import COLUMNS as RESULT_COLUMNS
from ..scoring.verdicts import COLUMNS as VERDICT_COLUMNS
from .county_report.colophon import write_tables
from .monthly_report.month import Month
from .monthly_report.overview import name
from .numbers import proofs_by_id
from .words import school_year_words

LEDGER = [
    "line",
    "kind",
    "title",
    "school",
    "offices",
    "lead",
    "contact",
    "due",
    "basis",
    "status",
    "figure",
    "colour",
    "why",
    "opened",
    "since",
]


def finish_page(month: Month, out: str) -> Closed:
    """Write ledger.csv and the tables that the numbers lead to; tell the exporters what the page is. 输出数据文件。"""
    return finished(month, out, name(month), f"截至{month.day}，{school_year_words(month.report.school_year)}数据")


def finished(month: Month, out: str, title: str, subtitle: str, sheets: Sequence[str] = ()) -> Closed:
    """The same for any page of the ledger. 输出数据文件。

    sheets : what the files of single sheets are called, where the page has some
    """
    report, lines = month.report, month.ledger.lines
    numbers, evaluation = report.numbers.frame(), report.evaluation
    if out:
        frames = {
            "ledger.csv": ledger_frame(month),
            "results.csv": evaluation.results[RESULT_COLUMNS],
            "verdicts.csv": evaluation.verdicts[VERDICT_COLUMNS],
            "numbers.csv": numbers,
        }
        write_tables(frames, Path(str(out)))
    red = sum(line.colour == "red" for line in lines)
    open_ = sum(line.open for line in lines)
    return Closed(
        {
            "title": title,
            "subtitle": subtitle,
            "county": report.county,
            "name": report.name,
            "school_year": report.school_year,
            "as_of": report.as_of.isoformat(),
            "synthetic": report.synthetic,
            "verdict": f"未销号{open_}项，红{red}项",
            "because": f"截至{month.day}，立账{len(lines)}项，销号{len(lines) - open_}项",
            "unmet": [card.number for card in report.unmet],
            "numbers": proofs_by_id(numbers),
        }
        | ({"sheets": list(sheets)} if sheets else {})
    )


def ledger_frame(month: Month) -> pd.DataFrame:
    """The ledger on the page's day, one row a line. 台账表。"""
    rows = [
        (
            line.id,
            line.kind,
            line.title,
            line.school,
            "、".join(line.offices),
            line.lead,
            line.contact,
            line.due_words,
            BASES[line.basis],
            line.state.status,
            figure(line),
            WORDS[line.colour],
            line.why,
            line.state.opened,
            line.state.since,
        )
        for line in month.ledger.lines
    ]
    return pd.DataFrame(rows, columns=LEDGER)
