"""One cell of a county changed at random: does a verdict change without a finding that names the cell? 单格差错试验。

python tests/faults/one_cell.py --tries 1000 --seed 1 --county 620702

Each try takes one filled data cell of the county, writes something else into it, reads, checks and, where nothing
names the cell, evaluates. It prints how the tries ended and every silent change; the exit code is 1 where there is one.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from analysis.intake.checks import check
from analysis.intake.files import Sheet, open_folder
from analysis.intake.findings import Finding
from analysis.intake.headings import ITEM_COLUMNS
from analysis.intake.items import read_items
from analysis.intake.origin import letter
from analysis.intake.reading import Intake, read_county
from analysis.intake.records import read_records
from analysis.intake.sheets import assign, map_columns
from analysis.project import Project, find_project
from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook, read_rules
from analysis.tables.catalogue import TABLES
from analysis.tables.schema import Column, Table

KEYS = ["rule", "unit", "stage", "verdict"]
#: A figure within this factor of the true one is no slip that can be seen.
NEAR = 3
#: What slips of the hand and of programs make of a number.
SLIPS: tuple[Callable[[float, random.Random], object], ...] = (
    lambda number, chance: 0,
    lambda number, chance: number * 10,
    lambda number, chance: int(number / 10),
    lambda number, chance: number * 100,
    lambda number, chance: number * 10000,
    lambda number, chance: number / 10000,
    lambda number, chance: 1e-308,
    lambda number, chance: 50000,
    lambda number, chance: 1e14,
    lambda number, chance: -number,
    lambda number, chance: number + 0.5,
    lambda number, chance: chance.randrange(1_000_000),
    lambda number, chance: f"约{number:g}",
    lambda number, chance: None,
    lambda number, chance: "无",
)


@dataclass(frozen=True)
class Cell:
    """One filled cell of the data. 单元格。"""

    table: Table
    column: Column
    row: int
    at: int
    value: object

    @property
    def place(self) -> str:
        """`C12`. 位置。"""
        return f"{letter(self.at)}{self.row}"


@dataclass(frozen=True)
class Try:
    """What became of one change. 一次试验。

    ended : refused, named, same (no verdict changed) or silent
    """

    cell: Cell
    written: object
    ended: str
    changed: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = f"{self.cell.table.sheet}!{self.cell.place} “{self.cell.column.heading}” {self.cell.value!r} -> {self.written!r}"
        return f"{said}: {self.ended} {'; '.join(self.changed[:4])}"


class Bench:
    """A county read once, and read again with one cell changed. 试验台。"""

    def __init__(self, project: Project, county: str, school_year: str, as_of: date) -> None:
        self.rules: RuleBook = read_rules(project.standards)
        self.as_of = as_of
        folder = project.raw(county, school_year)
        self.base: Intake = read_county(folder, county)
        self.sheets, _ = assign(open_folder(folder)[0])
        self.verdicts = self._verdicts(self.base)
        self.cells = [cell for table in TABLES for cell in self._cells(table, self.sheets[table.name])]

    def one(self, chance: random.Random) -> Try:
        """Change one cell and see what is said of it. 试一次。"""
        # Every column as often as every other: a class list of a thousand rows would be all there is.
        columns = sorted({(cell.table.name, cell.column.name) for cell in self.cells})
        name = chance.choice(columns)
        cell = chance.choice([cell for cell in self.cells if (cell.table.name, cell.column.name) == name])
        return self.put(cell, self._slip(cell, chance))

    def put(self, cell: Cell, written: object) -> Try:
        """Write that into that cell. 改写一格。"""
        intake = self._read(cell, written)
        findings = check(intake, self.rules)
        if any(finding.severity == "blocking" for finding in findings):
            return Try(cell, written, "refused")
        if any(names(finding, self.sheets[cell.table.name], cell) for finding in findings):
            return Try(cell, written, "named")
        verdicts = self._verdicts(intake)
        before, after = (
            set(map(tuple, frame[KEYS].astype(str).values.tolist())) for frame in (self.verdicts, verdicts)
        )
        changed = tuple(" ".join(row) for row in sorted(after - before))
        return Try(cell, written, "silent" if before != after else "same", changed)

    def _read(self, cell: Cell, written: object) -> Intake:
        sheet = copy(self.sheets[cell.table.name])
        rows = [list(row) for row in sheet.rows]
        rows[cell.row - 1][cell.at] = written
        read = read_items if cell.table.items else read_records
        frame, origin, findings = read(replace(sheet, rows=rows), cell.table, self.base.county)
        return replace(
            self.base,
            tables={**self.base.tables, cell.table.name: frame},
            origins={**self.base.origins, cell.table.name: origin},
            findings=(*self.base.findings, *findings),
        )

    def _verdicts(self, intake: Intake) -> pd.DataFrame:
        return evaluate(intake.tables, self.rules, self.as_of).verdicts

    def _cells(self, table: Table, sheet: Sheet) -> list[Cell]:
        places, first, _ = map_columns(sheet, ITEM_COLUMNS if table.items else table.columns)
        found = []
        for number, row in enumerate(sheet.rows[first:], first + 1):
            if table.items:
                item = next((c for c in table.columns if c.heading == row[places["item"]]), None)
                own: Sequence[tuple[Column, int]] = [(item, places["value"])] if item else []
            else:
                own = [(table.column(name), at) for name, at in places.items()]
            found += [
                Cell(table, column, number, at, row[at])
                for column, at in own
                if at < len(row) and row[at] not in (None, "")
            ]
        return found

    def _slip(self, cell: Cell, chance: random.Random) -> object:
        if cell.column.type in ("count", "amount", "year"):
            number = float(str(cell.value))
            while True:
                written = chance.choice(SLIPS)(number, chance)
                if not near(number, written):
                    return written
        same = [other.value for other in self.cells if other.column is cell.column and other.value != cell.value]
        words: list[Any] = [
            "",
            "无",
            "\u202e倒写",
            0,
            *cell.column.choices,
            *(("是", "否") if cell.column.type == "flag" else ()),
        ]
        return chance.choice([word for word in (chance.choice(same or [""]), *words) if word != cell.value])


def near(number: float, written: object) -> bool:
    """Whether what is written may as well be true: within a factor of three. Only last year's figure could tell."""
    return isinstance(written, int | float) and number > 0 and number / NEAR <= written <= number * NEAR


def names(finding: Finding, sheet: Sheet, cell: Cell) -> bool:
    """Whether a finding speaks of that cell. 是否指明该单元格。"""
    if (finding.file, finding.sheet) != (sheet.file, sheet.name or ""):
        return sheet.name is None and finding.file == sheet.file and _within(finding.cell, cell)
    return _within(finding.cell, cell)


def _within(cells: str, cell: Cell) -> bool:
    for first, low, last, high in re.findall(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?", cells):
        if letter(cell.at) == first and (last or first) == first and int(low) <= cell.row <= int(high or low):
            return True
    return False


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, try, tell. 命令行入口。"""
    parser = argparse.ArgumentParser(description="单格差错试验")
    parser.add_argument("--tries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--county", default="620702")
    parser.add_argument("--year", default="2025")
    parser.add_argument("--as-of", default="2025-09-01", type=date.fromisoformat)
    asked = parser.parse_args(arguments)
    bench = Bench(find_project(), asked.county, asked.year, asked.as_of)
    chance, ended = random.Random(asked.seed), Counter[str]()
    for _ in range(asked.tries):
        tried = bench.one(chance)
        ended[tried.ended] += 1
        if tried.ended == "silent":
            sys.stdout.write(f"{tried}\n")
    sys.stdout.write(f"{asked.tries} tries, seed {asked.seed}: {dict(ended)}\n")
    return int(ended["silent"] > 0)


if __name__ == "__main__":
    sys.exit(main())
