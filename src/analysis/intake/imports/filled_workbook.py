"""Workbooks filled in by a school or the county, on the sheets of our own template. 学校和县级的填报工作簿。"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ...tables.catalogue import TABLES
from ...tables.schema import Table
from ...tables.school_tables import SCHOOL
from ..cells import Refused, cell_at, is_blank, parse
from ..files import Sheet
from ..findings import Finding, brief
from ..headings import HELP_SHEET, ITEM_COLUMNS, PARTS_SHEET, locate, match, plain
from ..items import read_items
from ..records import read_records
from .book import Book, Cells
from .datum import Datum, Kind

COVER = "封面"
_SHEETS = {plain(table.sheet): table for table in TABLES}
_CODE, _NAME, _YEAR = ("学校代码", "学校标识码"), ("学校名称",), ("年份", "数据年份", "学年")
#: A school's workbook holds few of the columns, and may leave any sheet out.
_MISSING = ("缺少", "没有数据行")


@dataclass(frozen=True)
class Cover:
    """What the cover of a school's workbook says. 封面。"""

    school: str
    name: str
    year: str


def template_sheets(book: Book) -> dict[str, Table]:
    """Sheet -> the table it holds. 填报表的工作表。"""
    stem = plain(book.name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    titles = {name: plain(name) or stem for name in book.names}
    named = {name: _SHEETS[title] for name, title in titles.items() if title in _SHEETS}
    return {name: table for name, table in named.items() if _headed(book.rows(name), table)}


def _headed(cells: Cells, table: Table) -> bool:
    """Whether most headings are ours: a list that is merely called 班级 may hold persons."""
    columns = ITEM_COLUMNS if table.items else table.columns
    head = locate(cells, columns)
    return head is not None and 2 * sum(match(text, columns)[0] is not None for _, _, text in head.cells) > len(
        head.cells
    )


def cover_of(book: Book) -> Cover | None:
    """The cover, None where there is none that names a school's code. 读取封面。"""
    name = next((name for name in book.names if plain(name) == COVER), None)
    if name is None:
        return None
    said: dict[str, object] = {}
    for row in book.rows(name):
        for at, cell in enumerate(row):
            if isinstance(cell, str) and plain(cell).rstrip(":") in (*_CODE, *_NAME, *_YEAR):
                answer = next((other for other in row[at + 1 :] if not is_blank(other)), None)
                said.setdefault(plain(cell).rstrip(":"), answer)
    if not set(_CODE) & set(said):
        return None
    year = next((said[key] for key in _YEAR if key in said), None)
    text = plain(f"{year:.15g}" if isinstance(year, float) else year or "")
    return Cover(_code(next((said[k] for k in _CODE if k in said), None)), plain(said.get(_NAME[0]) or ""), text[:4])


def read_filled(book: Book, county: str, year: str) -> tuple[list[Datum], list[Finding], Cover | None]:
    """Every filled cell of the sheets that are there. 读取填报工作簿。

    A school's workbook of another year, or with rows of another school, is told and not read there.
    """
    cover = cover_of(book)
    kind: Kind = "school_workbook" if cover else "county_workbook"
    findings: list[Finding] = []
    if cover and not cover.school:
        text = "封面上没有可用的学校代码，没有读取。"
        return [], [Finding("blocking", book.name, COVER, "", "", "学校（机构）标识码", text)], cover
    if cover and cover.year != year:
        text = f"封面年份是“{cover.year or '空白'}”，现在导入的是{year}年，没有读取。"
        return [], [Finding("blocking", book.name, COVER, "", cover.year, year, text)], cover
    data: list[Datum] = []
    sheets = template_sheets(book)
    for name, table in sheets.items():
        cells = book.rows(name)
        sheet = Sheet(book.name, name or None, book.sha256, cells)
        frame, origin, wrong = (read_items if table.items else read_records)(sheet, table, county)
        findings += [
            finding for finding in wrong if not any(word in finding.message for word in _MISSING) or finding.cell
        ]
        rows = frame
        if cover and "school" in frame:
            other = frame["school"].notna() & (frame["school"] != cover.school)
            for row, code in zip(frame.loc[other, "source_row"], frame.loc[other, "school"], strict=True):
                text = f"这一行是别的学校的，封面是{cover.school}，没有读取。"
                findings.append(
                    Finding("blocking", book.name, name, origin.at("school", int(row)), brief(code), cover.school, text)
                )
            rows = frame[~other]
        data += _data(rows, table, kind, book.name, name, origin.at, origin.columns, year)
    for name in book.names:
        if (
            name
            and name not in sheets
            and plain(name) not in (COVER, HELP_SHEET, PARTS_SHEET)
            and not _empty(book.rows(name))
        ):
            text = f"不认识的工作表“{name}”，没有读取。"
            findings.append(
                Finding("warning", book.name, name, "", name, "、".join(table.sheet for table in TABLES), text)
            )
    return data, findings, cover


def _data(  # type: ignore[no-untyped-def]
    frame: pd.DataFrame, table: Table, kind: Kind, file: str, sheet: str, at, columns, year: str
) -> list[Datum]:
    data = []
    keys = table.unique
    names = [column.name for column in table.columns if column.name in columns]
    for record in frame.to_dict("records"):
        key = tuple(None if pd.isna(record[name]) else record[name] for name in keys)
        row = int(record["source_row"])
        for name in names:
            value = record[name]
            if name not in keys and not pd.isna(value):
                data.append(Datum(table.name, key, name, value, kind, file, sheet, at(name, row), year))
        if set(names) <= set(keys) or all(pd.isna(record[name]) for name in names if name not in keys):
            first = next((name for name in keys if name in columns), None)
            if first and key and not pd.isna(record[first]):
                data.append(Datum(table.name, key, first, record[first], kind, file, sheet, at(first, row), year))
    return data


def _empty(cells: Cells) -> bool:
    return all(is_blank(cell_at(row, at)) for row in cells for at in range(len(row)))


def _code(raw: object) -> str:
    try:
        return str(parse(raw, SCHOOL)[0] or "")
    except Refused:
        return ""


def doubled_schools(covers: dict[str, Cover]) -> list[Finding]:
    """Two workbooks of one school. 同一学校的两份填报表。"""
    files: dict[str, list[str]] = {}
    for file, cover in covers.items():
        if cover.school:
            files.setdefault(cover.school, []).append(file)
    text = "同一所学校有两份以上填报表，都已读取，数不同的留空；请只留一份。"
    return [
        Finding("blocking", same[-1], COVER, "", brief("、".join(same)), "一校一份", text)
        for same in files.values()
        if len(same) > 1
    ]
