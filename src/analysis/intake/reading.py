"""Read one county's data as handed in. 读取一个县区的数据。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ..errors import UserError
from ..tables.catalogue import TABLES
from .files import SOURCE_FILE, Sheet, open_folder
from .findings import Finding, blocking
from .imports.originals import Originals, read_originals
from .items import read_items
from .origin import Origin, ranges
from .records import empty, read_records
from .school_names import names_of
from .sheets import assign
from .source import DataSource, changed, read_source


@dataclass(frozen=True)
class Applied:
    """A correction that was made. 已作更正。

    cell   : full address of the cell, or of the first cell of a row dropped
    change : what was done, in words
    """

    table: str
    cell: str
    change: str
    reason: str
    evidence: str


@dataclass(frozen=True)
class Intake:
    """One county's data with all that is known about them. 一个县区的数据。

    source  : what SOURCE.yml says; None where it is missing or wrong
    tables  : {table: frame}; every table and column of `tables.TABLES`, `county` first, `source_row` last
    origins : {table: Origin}; a table that was not handed in has none
    hashes  : {file: sha256} of all that was read, and of the originals of an import
    originals : which cells of other files an import took the values from
    """

    county: str
    folder: Path
    source: DataSource | None
    tables: Mapping[str, pd.DataFrame]
    origins: Mapping[str, Origin]
    findings: tuple[Finding, ...]
    hashes: Mapping[str, str]
    corrections: tuple[Applied, ...] = ()
    originals: Originals = field(default_factory=Originals)

    @property
    def usable(self) -> bool:
        """Nothing found that stops a report. 可以出报告。"""
        return not blocking(self.findings)

    def cell(self, table: str, row: int, column: str) -> str:
        """Where a value came from: `文件名!工作表!C12`. 数据出处。

        row : `source_row` of the record (of no matter for 县级数据)
        Returns "" for a table or column that was not handed in.
        """
        return self.cells(table, (row,), column)

    def cells(self, table: str, rows: Iterable[int], column: str) -> str:
        """Where several values of a column came from: `文件名!工作表!H2:H61`. 多个数据的出处。"""
        origin = self.origins.get(table)
        if origin is None or column not in origin.columns:
            return ""
        return origin.address(ranges(origin.at(column, int(row)) for row in rows))


def read_county(folder: Path, county: str) -> Intake:
    """Read a folder: nothing guessed, nothing lost, every fault a finding. 读取数据文件夹。

    folder : holds one workbook or CSV files, and SOURCE.yml; opened read-only
    Raises UserError where there is no such folder.
    """
    if not folder.is_dir():
        raise UserError(f"找不到数据文件夹“{folder}”；请建立该文件夹，放入填好的工作簿和{SOURCE_FILE}。")
    source, findings = read_source(folder, county)
    sheets, hashes, wrong = open_folder(folder)
    originals = read_originals(folder)
    hashes |= originals.hashes
    findings += wrong + changed(source, hashes)
    tables: dict[str, pd.DataFrame] = {}
    origins: dict[str, Origin] = {}
    found: dict[str, Sheet] = {}
    if sheets:
        opened = set(hashes) - set(originals.hashes)
        found, wrong = assign(sheets, {Path(name).stem for name in opened if name.lower().endswith(".csv")})
        findings += wrong
    for table in TABLES:
        if table.name in found:
            sheet = found[table.name]
            if table.items:
                tables[table.name], origins[table.name], wrong = read_items(sheet, table, county)
            else:
                names = names_of(tables["schools"]) if "schools" in tables else {}
                tables[table.name], origins[table.name], wrong = read_records(sheet, table, county, names)
            findings += wrong
        else:
            tables[table.name] = empty(table, county)
    return Intake(county, folder, source, tables, origins, tuple(originals.told(findings)), hashes, originals=originals)
