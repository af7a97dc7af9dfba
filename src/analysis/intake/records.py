"""One sheet read into one frame. 逐表读取。"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..tables.schema import Column, Table
from .cells import NUMBERS, Refused, Row, allowed, cell_at, is_blank, parse
from .files import Sheet
from .findings import Finding, brief
from .origin import Origin, letter, ranges
from .school_names import Names, codes_for_names, name_column, names_against_codes
from .sheets import map_columns
from .signatures import without_signatures
from .totals import check_totals, is_total


def empty(table: Table, county: str) -> pd.DataFrame:
    """A table without rows, with all its columns. 空表。"""
    return frame_of(table, county, {}, ())


def read_records(
    sheet: Sheet, table: Table, county: str, names: Names | None = None
) -> tuple[pd.DataFrame, Origin, list[Finding]]:
    """A table of one row a record. 读取一行一条记录的表。

    names : of the schools, which may stand beside or instead of their codes
    """
    beside = name_column(sheet, table)
    places, first, findings = map_columns(sheet, table.columns, passed=() if beside is None else (beside,))
    filled: list[Row] = [
        (number, row)
        for number, row in enumerate(sheet.rows[first:], first + 1)
        if any(not is_blank(cell_at(row, at)) for at in places.values())
    ]
    filled, left = without_signatures(sheet, filled)
    findings += left
    naming = [at for name, at in places.items() if table.column(name).key or name == "name"]
    totals = [(number, row) for number, row in filled if any(is_total(cell_at(row, at)) for at in naming)]
    skipped = {number for number, _ in totals}
    rows = [row for row in filled if row[0] not in skipped]
    if "school" in places and names and "name" not in places:
        rows, wrong = codes_for_names(sheet, places["school"], rows, names)
        findings += wrong
        if beside is not None:
            findings += names_against_codes(sheet, beside, places["school"], rows, names)
    values: dict[str, list[str | float | None]] = {}
    for column in table.columns:
        if column.name in places:
            values[column.name], wrong = column_values(sheet, column, places[column.name], rows)
            findings += wrong
    if table.columns[0].name in places:
        findings += check_totals(sheet, table, places, rows, totals)
    if not rows and places and not table.may_be_empty:
        findings.append(sheet.finding("blocking", "", f"“{table.sheet}”没有数据行。{table.note}"))
    numbers = tuple(number for number, _ in rows)
    letters = {name: letter(at) for name, at in places.items()}
    origin = Origin(sheet.file, sheet.name, sheet.sha256, letters, numbers)
    return frame_of(table, county, values, numbers), origin, findings


def column_values(
    sheet: Sheet, column: Column, at: int, rows: Sequence[Row]
) -> tuple[list[str | float | None], list[Finding]]:
    """Values of one column; a cell that cannot be read is None and has a finding. 读取一列。"""
    values: list[str | float | None] = []
    findings: list[Finding] = []
    mended: dict[str, list[str]] = {}
    for number, row in rows:
        raw = cell_at(row, at)
        if type(raw) is float and raw.is_integer() and 0 <= raw < 10000000 and column.type in NUMBERS:
            values.append(raw)  # nearly every cell; `parse` would say the same, slower
            continue
        try:
            value, how = parse(raw, column)
        except Refused as why:
            text = f"“{column.heading}”填的“{brief(raw)}”{why}。"
            findings.append(sheet.finding("blocking", f"{letter(at)}{number}", text, brief(raw), allowed(column)))
            value, how = None, ""
        values.append(value)
        if how and not (sheet.name is None and "文本" in how):  # every cell of a CSV file is text
            mended.setdefault(how, []).append(f"{letter(at)}{number}")
    for how, cells in mended.items():
        text = f"“{column.heading}”有{len(cells)}个单元格是{how}，已换成规范写法读取，请核对。"
        findings.append(sheet.finding("warning", ranges(cells), text, how, allowed(column)))
    return values, findings


def frame_of(
    table: Table, county: str, values: dict[str, list[str | float | None]], numbers: Sequence[int]
) -> pd.DataFrame:
    """Values as a frame of the table's columns and types; a column left out is blank. 组成数据表。"""
    blank: list[str | float | None] = [None] * len(numbers)
    data = {"county": pd.Series([county] * len(numbers), dtype=object)}
    for column in table.columns:
        dtype = "float64" if column.type in NUMBERS else object
        data[column.name] = pd.Series(values.get(column.name, blank), dtype=dtype)
    return pd.DataFrame(data | {"source_row": pd.Series(numbers, dtype="int64")})
