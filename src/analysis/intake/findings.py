"""What was found wrong with the data, told so that it can be mended. 数据问题。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pandas import isna

Severity = Literal["blocking", "warning"]
#: In the order in which they are shown.
SEVERITIES: dict[Severity, str] = {"blocking": "须更正", "warning": "请核实"}
HEADINGS = ("级别", "文件", "工作表", "单元格", "问题", "现有内容", "允许内容")


@dataclass(frozen=True)
class Finding:
    """One thing wrong, and where. 一条问题。

    severity : blocking stops the report; warning is to be looked at
    sheet    : "" for a CSV file or where no sheet is meant
    cell     : C12, H2:H61 or several; "" where no cell is meant
    found, allowed : what stands there and what may; "" where that says nothing
    """

    severity: Severity
    file: str
    sheet: str
    cell: str
    found: str
    allowed: str
    message: str


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop a report. 须更正的问题。"""
    return tuple(finding for finding in findings if finding.severity == "blocking")


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Blocking first, then by file, sheet, row and column; each once. 排序去重。

    >>> [f.cell for f in in_order(Finding("warning", "a", "", c, "", "", "") for c in ("A10", "B2", "A2"))]
    ['A2', 'B2', 'A10']
    """
    return tuple(sorted(dict.fromkeys(findings), key=_place))


def _place(finding: Finding) -> tuple[bool, str, str, int, int, str]:
    cell = re.match(r"([A-Z]+)(\d+)", finding.cell)
    letters, row = (cell[1], int(cell[2])) if cell else ("", 0)
    return finding.severity == "warning", finding.file, finding.sheet, row, len(letters), letters


def frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """All findings in order, one row each, Chinese headings. 问题清单表。"""
    rows = [
        (SEVERITIES[f.severity], f.file, f.sheet, f.cell, f.message, f.found, f.allowed) for f in in_order(findings)
    ]
    return pd.DataFrame(rows, columns=list(HEADINGS), dtype=object)


def brief(value: object) -> str:
    """A cell's content as a message quotes it: short, and a number without .0. 引用单元格内容。

    >>> brief(45.0), brief(None), brief("x" * 80)[-3:]
    ('45', '空白', 'xx…')
    """
    if value is None or value == "" or isna(value):
        return "空白"
    text = f"{value:.15g}" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"
