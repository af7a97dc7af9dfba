"""Rows, columns and sheets that are hidden in a workbook: read like all others, and told. 隐藏的行列和工作表。"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

from .files import Sheet
from .findings import Finding
from .formulas import sheet_parts
from .headings import HELP_SHEET, PARTS_SHEET, plain
from .origin import letter

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def hidden_findings(content: bytes, sheets: Iterable[Sheet], visible: Mapping[str, bool]) -> list[Finding]:
    """One finding a sheet for each of: the sheet itself, its rows, its columns. 隐藏内容的提示。

    content : of the workbook; visible : whether a sheet is, by name
    """
    found = _hidden(content)
    findings = []
    for sheet in sheets:
        if plain(sheet.title) in (HELP_SHEET, PARTS_SHEET) or not any(
            any(cell not in (None, "") for cell in row) for row in sheet.rows
        ):
            continue
        rows, columns = found.get(sheet.title, ([], []))
        rows = [
            row
            for row in rows
            if row <= len(sheet.rows) and any(cell not in (None, "") for cell in sheet.rows[row - 1])
        ]
        width = max(len(row) for row in sheet.rows)
        columns = [
            at
            for at in columns
            if at < width and any(len(row) > at and row[at] not in (None, "") for row in sheet.rows)
        ]
        for what, cell in (
            ("工作表是隐藏的" if not visible.get(sheet.title, True) else "", ""),
            (f"隐藏了{len(rows)}行有内容的行（第{_runs(rows)}行）" if rows else "", f"A{rows[0]}" if rows else ""),
            (
                f"隐藏了{len(columns)}列有内容的列（{'、'.join(map(letter, columns))}列）" if columns else "",
                f"{letter(columns[0])}1" if columns else "",
            ),
        ):
            if what:
                text = f"{what}，仍已读取；不应计入的，请删除而不要隐藏或筛选，应计入的，请取消隐藏。"
                findings.append(sheet.finding("warning", cell, text))
    return findings


def _hidden(content: bytes) -> dict[str, tuple[list[int], list[int]]]:
    """{sheet: (row numbers, column indexes)} that are hidden, as far as the kind of file tells."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "content.xml" in archive.namelist():
                return _of_ods(archive.read("content.xml"))
            return {name: _of_xlsx(archive.read(part)) for name, part in sheet_parts(archive).items()}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return {}


def _of_xlsx(xml: bytes) -> tuple[list[int], list[int]]:
    rows: list[int] = []
    columns: list[int] = []
    number = 0
    for attributes in _ROW.findall(xml):
        said = re.search(rb'\br="(\d+)"', attributes)
        number = int(said[1]) if said else number + 1
        if _HIDDEN.search(attributes):
            rows.append(number)
    for attributes in _COLUMN.findall(xml):
        low, high = (re.search(rb'\b%s="(\d+)"' % name, attributes) for name in (b"min", b"max"))
        if _HIDDEN.search(attributes) and low and high:
            columns += range(int(low[1]) - 1, min(int(high[1]), 200))
    return rows, columns


def _of_ods(xml: bytes) -> dict[str, tuple[list[int], list[int]]]:
    found = {}
    for table in ElementTree.fromstring(xml).iter(f"{_TABLE}table"):
        rows, columns = (
            _collapsed(table, f"{_TABLE}table-{kind}", f"{_TABLE}number-{kind}s-repeated") for kind in ("row", "column")
        )
        found[table.get(f"{_TABLE}name", "")] = ([at + 1 for at in rows], columns)
    return found


def _collapsed(table: ElementTree.Element, tag: str, repeated: str) -> list[int]:
    at = 0
    found: list[int] = []
    for node in table.iter(tag):
        times = int(node.get(repeated, "1"))
        if node.get(f"{_TABLE}visibility", "visible") != "visible":
            found += range(at, at + min(times, 10000))
        at += times
    return found


def _runs(rows: list[int]) -> str:
    """`3—5、9`."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return "、".join(f"{low}" if low == high else f"{low}—{high}" for low, high in runs)
