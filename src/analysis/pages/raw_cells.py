"""What stands in the cells that a number came from. 来源单元格的内容。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

import pandas as pd

from ..intake.amend import correct
from ..intake.cells import cell_at
from ..intake.files import WORKBOOKS, open_folder
from ..intake.reading import Intake, read_county
from ..planning.history import EVENTS, History, read_history
from ..project import Project
from ..standard.places import below, read_places
from ..tables.catalogue import BY_NAME
from .ids import FIRST

_ANY_FILE = rf"[^；!]+(?:{'|'.join(re.escape(ending) for ending in (*WORKBOOKS, '.csv'))})"


@dataclass(frozen=True)
class RawCell:
    """One cell of the data as received. 原始单元格。

    sheet     : "" for a CSV file
    heading   : of its column (of its row, in 县级数据); record: what names its row
    content   : as it stands in the file now; "" where blank, None where the cell is no more
    corrected : what the corrections file made of it, in words
    original  : where an import took it from, "" where it was typed here
    """

    file: str
    sheet: str
    cell: str
    heading: str
    record: str
    content: str | None
    sha256: str
    corrected: str = ""
    original: str = ""

    @property
    def address(self) -> str:
        """File, sheet and cell, as `文件名!工作表!C12`. 完整位置。"""
        return "!".join(filter(None, (self.file, self.sheet, self.cell)))


class RawData:
    """The data of one county and year, or of the counties of a city, cell by cell; their ledgers too. 原始数据与台账。

    hashes : file -> SHA-256; a city's files are named with their county: 620302/教师.csv
    paths  : file -> its path from the project's root
    Raises UserError where there is no such folder.
    """

    def __init__(self, project: Project, division: str, school_year: str) -> None:
        self.project = project
        self.hashes: dict[str, str] = {}
        self.paths: dict[str, str] = {}
        self._sheets: dict[tuple[str, str], list[list[object]]] = {}
        self._corrected: dict[str, str] = {}
        self._intakes: dict[str, Intake] = {}
        self._histories: dict[str, History] = {}
        own = project.raw(division, school_year).is_dir()
        counties = (
            []
            if own
            else [
                code for code in below(division, read_places(project.places)) if project.raw(code, school_year).is_dir()
            ]
        )
        for county in counties or [division]:
            self._read(county, school_year, f"{county}/" if counties else "")
        self._ledgers = {f"data/ledger/{county}.csv" for county in counties or [division]}

    def _read(self, county: str, school_year: str, prefix: str) -> None:
        folder = self.project.raw(county, school_year)
        intake = self._intakes[prefix] = read_county(folder, county)
        sheets, hashes, _ = open_folder(folder)
        self._sheets |= {(prefix + sheet.file, sheet.name or ""): sheet.rows for sheet in sheets}
        self.hashes |= {prefix + name: digest for name, digest in hashes.items()}
        self.paths |= {prefix + name: f"data/raw/{county}/{school_year}/{name}" for name in hashes}
        self._corrected |= {
            prefix + applied.cell: applied.change for applied in correct(intake, self.project.corrections).corrections
        }

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
        if file in self._ledgers:
            return self._line(file, column, row)
        content = None
        rows = self._sheets.get((file, sheet))
        at = _index(column)
        if rows is not None and row <= len(rows):
            content = _shown(cell_at(rows[row - 1], at))
        headings, records = self._words.get((file, sheet), ({}, {}))
        heading = headings.get(column) or headings.get(f"{column}{row}", "")
        where = "!".join(filter(None, (file, sheet, f"{column}{row}")))
        original = next(
            (
                intake.originals.behind(sheet, f"{column}{row}")
                for prefix, intake in self._intakes.items()
                if file.startswith(prefix)
            ),
            "",
        )
        return RawCell(
            file,
            sheet,
            f"{column}{row}",
            heading,
            records.get(row, ""),
            content,
            self.hashes.get(file, ""),
            self._corrected.get(where, ""),
            original,
        )

    def _line(self, file: str, column: str, row: int) -> RawCell:
        """A row of the ledger: which line it speaks of, and what changed on it."""
        if file not in self._histories:
            self._histories[file] = read_history(self.project.root / file)
        history = self._histories[file]
        at = row - FIRST
        digest = sha256(history.content).hexdigest() if history.content else ""
        if not 0 <= at < len(history.rows):
            return RawCell(file, "", f"{column}{row}", "台账", "", None, digest)
        change = history.rows[at]
        said = f"{change.date} {EVENTS.get(change.event, change.event)} {change.title}"
        return RawCell(file, "", f"{column}{row}", "台账编号", said, change.line, digest)

    @cached_property
    def _words(self) -> dict[tuple[str, str], tuple[dict[str, str], dict[int, str]]]:
        """(file, sheet) -> (column -> heading, row -> what names the record)."""
        return {
            place: words
            for prefix, intake in self._intakes.items()
            for place, words in _words_of(intake, prefix).items()
        }


def _words_of(intake: Intake, prefix: str) -> dict[tuple[str, str], tuple[dict[str, str], dict[int, str]]]:
    words = {}
    schools = intake.tables["schools"]
    names = dict(zip(schools["school"], schools["name"], strict=True))
    for table, origin in intake.origins.items():
        shape = BY_NAME[table]
        if origin.items:
            headings = {
                f"{origin.columns[item]}{row}": shape.column(item).heading for item, row in origin.items.items()
            }
            records = {}
        else:
            headings = {letter: shape.column(name).heading for name, letter in origin.columns.items()}
            frame = intake.tables[table]
            records = {int(row["source_row"]): _record(row, shape.unique, names) for row in frame.to_dict("records")}
        words[prefix + origin.file, origin.sheet or ""] = headings, records
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
