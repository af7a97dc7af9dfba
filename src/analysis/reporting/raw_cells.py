"""What stands in the cells that a number came from. 来源单元格的内容。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import pandas as pd

from ..intake.amend import correct
from ..intake.cells import cell_at
from ..intake.files import WORKBOOKS, open_folder
from ..intake.reading import read_county
from ..intake.tables import BY_NAME
from ..project import Project

_ANY_FILE = rf"[^；!]+(?:{'|'.join(re.escape(ending) for ending in (*WORKBOOKS, '.csv'))})"


@dataclass(frozen=True)
class RawCell:
    """One cell of the data as received. 原始单元格。

    sheet     : "" for a CSV file
    heading   : of its column (of its row, in 县级数据); record: what names its row
    content   : as it stands in the file now; "" where blank, None where the cell is no more
    corrected : what the corrections file made of it, in words
    """

    file: str
    sheet: str
    cell: str
    heading: str
    record: str
    content: str | None
    sha256: str
    corrected: str = ""

    @property
    def address(self) -> str:
        """File, sheet and cell, as `文件名!工作表!C12`. 完整位置。"""
        return "!".join(filter(None, (self.file, self.sheet, self.cell)))


class RawData:
    """The data of one county and year, cell by cell. 一个县的原始数据。

    Raises UserError where there is no such folder.
    """

    def __init__(self, project: Project, county: str, school_year: str) -> None:
        folder = project.raw(county, school_year)
        self.folder = folder
        self.intake = read_county(folder, county)
        sheets, self.hashes, _ = open_folder(folder)
        self._sheets = {(sheet.file, sheet.name or ""): sheet.rows for sheet in sheets}
        self._corrected = {applied.cell: applied.change for applied in correct(self.intake, project.corrections).corrections}

    def cells(self, addresses: str) -> list[RawCell]:
        """The cells of `文件名!工作表!H2:H4、H7；…`, as numbers.csv writes them. 按位置取单元格。"""
        return [self._cell(file, sheet, column, row) for file, sheet, column, row in self._places(addresses)]

    def _places(self, addresses: str) -> Iterator[tuple[str, str, str, int]]:
        # A file may itself be called 甲；乙!.xlsx, so the files that are there are looked for first.
        known = [re.escape(name) for name in sorted(self.hashes, key=len, reverse=True)]
        start = rf"(?:{'|'.join([*known, _ANY_FILE])})!"
        for piece in re.split(rf"；(?={start})", addresses) if addresses else ():
            found = re.match(start, piece)
            if found is None:
                continue
            file = found[0][:-1]
            sheet, _, runs = piece[len(file) + 1 :].rpartition("!")
            for run in re.finditer(r"([A-Z]+)(\d+)(?::[A-Z]+(\d+))?", runs):
                for row in range(int(run[2]), int(run[3] or run[2]) + 1):
                    yield file, sheet, run[1], row

    def _cell(self, file: str, sheet: str, column: str, row: int) -> RawCell:
        content = None
        rows = self._sheets.get((file, sheet))
        at = _index(column)
        if rows is not None and row <= len(rows):
            content = _shown(cell_at(rows[row - 1], at))
        headings, records = self._words.get((file, sheet), ({}, {}))
        heading = headings.get(column) or headings.get(f"{column}{row}", "")
        where = "!".join(filter(None, (file, sheet, f"{column}{row}")))
        return RawCell(
            file, sheet, f"{column}{row}", heading, records.get(row, ""), content, self.hashes.get(file, ""), self._corrected.get(where, "")
        )

    @cached_property
    def _words(self) -> dict[tuple[str, str], tuple[dict[str, str], dict[int, str]]]:
        """(file, sheet) -> (column -> heading, row -> what names the record)."""
        words = {}
        schools = self.intake.tables["schools"]
        names = dict(zip(schools["school"], schools["name"], strict=True))
        for table, origin in self.intake.origins.items():
            shape = BY_NAME[table]
            if origin.items:
                headings = {f"{origin.columns[item]}{row}": shape.column(item).heading for item, row in origin.items.items()}
                records = {}
            else:
                headings = {letter: shape.column(name).heading for name, letter in origin.columns.items()}
                frame = self.intake.tables[table]
                records = {int(row["source_row"]): _record(row, shape.unique, names) for row in frame.to_dict("records")}
            words[origin.file, origin.sheet or ""] = headings, records
        return words


def _record(row: dict[str, object], key: tuple[str, ...], names: dict[str, str]) -> str:
    said = [names.get(str(row[column]), row[column]) if column == "school" else row[column] for column in key]
    return " ".join(_shown(value) for value in said if value is not None and not pd.isna(value))


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)


def _index(column: str) -> int:
    at = 0
    for letter in column:
        at = 26 * at + ord(letter) - ord("A") + 1
    return at - 1
