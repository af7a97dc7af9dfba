"""School names beside or instead of codes, held against the 学校 table. 学校名称与代码的对应。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ..tables.catalogue import BY_NAME
from ..tables.schema import Table
from .cells import Row, cell_at, trimmed
from .files import Sheet
from .findings import Finding, brief
from .headings import locate, plain
from .origin import letter, ranges

NAME = BY_NAME["schools"].column("name").heading
CODE = BY_NAME["schools"].column("school").heading
#: Name -> codes of the schools that are called so.
Names = Mapping[str, tuple[str, ...]]


def names_of(schools: pd.DataFrame) -> Names:
    """Codes by school name. 学校名称对应的代码。"""
    names: dict[str, tuple[str, ...]] = {}
    for name, code in zip(schools["name"], schools["school"], strict=True):
        if isinstance(name, str) and isinstance(code, str):
            names[plain(name)] = (*names.get(plain(name), ()), code)
    return names


def name_column(sheet: Sheet, table: Table) -> int | None:
    """Where a table that is told apart by codes also has a column of names. 名称列的位置。"""
    columns = {column.name for column in table.columns}
    if "school" not in columns or "name" in columns:
        return None
    head = locate(sheet.rows, table.columns)
    return next((at for _, at, text in head.cells if plain(text) == NAME), None) if head else None


def codes_for_names(sheet: Sheet, at: int, rows: Sequence[Row], names: Names) -> tuple[list[Row], list[Finding]]:
    """Rows in which a unique name in the code column is replaced by its code. 以代码替换名称。"""
    told, replaced = [], []
    for number, row in rows:
        cell = cell_at(row, at)
        codes = names.get(plain(cell), ()) if isinstance(cell, str) and trimmed(cell) else ()
        if len(codes) == 1 and codes[0] != cell:
            row = [*row[:at], codes[0], *row[at + 1 :]]
            told.append(f"{letter(at)}{number}")
        replaced.append((number, row))
    text = f"“{CODE}”有{len(told)}个单元格填的是学校名称，已按“学校”表换成代码读取，请核对。"
    return replaced, [sheet.finding("warning", ranges(told), text, "学校名称", "学校代码")] if told else []


def names_against_codes(sheet: Sheet, at: int, code_at: int, rows: Sequence[Row], names: Names) -> list[Finding]:
    """Names that are not the name of the code beside them: of another school, or of none. 名称与代码不符。"""
    called = {code: name for name, codes in names.items() for code in codes}
    other: list[tuple[int, str, str]] = []
    strange: list[tuple[int, str, str]] = []
    for number, row in rows:
        name, code = plain(cell_at(row, at) or ""), plain(cell_at(row, code_at) or "")
        if not name or code not in called or called[code] == name:
            continue
        (other if name in names else strange).append((number, name, called[code]))
    findings = []
    for severity, rows_told, why in (
        ("blocking", other, "是另一所学校的名称，名称与代码必有一处填错"),
        ("warning", strange, "与“学校”表的名称不同，请核实"),
    ):
        if rows_told:
            number, name, right = rows_told[0]
            text = f"有{len(rows_told)}行的“{NAME}”{why}；第{number}行填的“{brief(name)}”，该代码在“学校”表中是“{brief(right)}”。"
            cells = ranges(f"{letter(place)}{row}" for place in (code_at, at) for row, _, _ in rows_told)
            findings.append(sheet.finding(severity, cells, text, brief(name), brief(right)))
    return findings
