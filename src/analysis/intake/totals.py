"""Total rows: no data, but they must agree with the data. 合计行。"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from ..tables.schema import Table
from .cells import NUMBERS, Refused, Row, cell_at, parse
from .files import Sheet
from .findings import Finding, brief
from .headings import plain
from .origin import letter

_TOTAL = re.compile(r"(全|本)?[县区市旗]?(合计|总计|共计|总数)数?:?|.*小计:?")


def is_total(cell: object) -> bool:
    """Whether a key or a name is the word for a total. 是否合计行。

    >>> is_total("合 计"), is_total("三年级小计"), is_total("总校")
    (True, True, False)
    """
    return isinstance(cell, str) and _TOTAL.fullmatch(plain(cell)) is not None


def check_totals(
    sheet: Sheet, table: Table, places: dict[str, int], rows: Sequence[Row], totals: Sequence[Row]
) -> list[Finding]:
    """Total rows hold no data, but what they say must be the sum of what stands above them. 核对合计行。"""
    findings = []
    above = 0
    for number, row in totals:
        at_word = next(at for at in range(len(row)) if is_total(row[at]))
        word = plain(row[at_word])
        text = f"第{number}行是“{word}”行，没有作为数据读取。"
        findings.append(sheet.finding("warning", f"{letter(at_word)}{number}", text, word))
        partial = "小计" in word
        part = [r for r in rows if (above if partial else 0) < r[0] < number] or list(rows)
        above = number if partial else above
        for column in table.columns:
            if column.name not in places or column.type not in NUMBERS or column.unit in ("", "代码"):
                continue  # years, grades and rates do not add up
            at = places[column.name]
            try:
                said, _ = parse(cell_at(row, at), column)
                parts = [parse(cell_at(r, at), column)[0] for _, r in part]
            except Refused:
                continue
            total = math.fsum(float(value) for value in parts if value is not None)
            if said is not None and not math.isclose(float(said), total, rel_tol=1e-9, abs_tol=1e-9):
                text = f"“{column.heading}”的{word}为{brief(said)}，各行之和为{brief(total)}，两者不符。"
                findings.append(sheet.finding("warning", f"{letter(at)}{number}", text, brief(said), brief(total)))
    return findings
