"""Findings about values already read, with the cells they came from. 就数据行提出问题。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from ..tables.catalogue import BY_NAME
from .findings import Finding, Severity, brief
from .origin import ranges
from .reading import Intake


@dataclass(frozen=True)
class Rows:
    """An intake as checks look at it: no cell is spoken of twice. 供核对的数据。"""

    intake: Intake

    @cached_property
    def unread(self) -> set[tuple[str, str, str]]:
        """(file, sheet, cell) that already have a blocking finding. 已有问题的单元格。"""
        return {(f.file, f.sheet, f.cell) for f in self.intake.findings if f.severity == "blocking"}

    def has(self, table: str, *columns: str) -> bool:
        """Whether the columns were handed in. 是否提交了这些字段。"""
        origin = self.intake.origins.get(table)
        return origin is not None and set(columns) <= set(origin.columns)

    def is_unread(self, table: str, row: int, column: str) -> bool:
        """Whether a cell could not be read, so that its blank says nothing. 是否无法读取。"""
        origin = self.intake.origins[table]
        return (origin.file, origin.sheet or "", origin.at(column, row)) in self.unread

    def say(
        self, severity: Severity, table: str, rows: int | Iterable[int], column: str, text: str, **said: Any
    ) -> Finding:
        """A finding about a cell, or several cells of a column. 提出一条问题。

        said : found, allowed
        """
        origin = self.intake.origins[table]
        numbers = [rows] if isinstance(rows, int) else [int(row) for row in rows]
        cell = ranges(origin.at(column, row) for row in numbers)
        found = brief(said["found"]) if "found" in said else ""
        return Finding(severity, origin.file, origin.sheet or "", cell, found, said.get("allowed", ""), text)

    def also(self, finding: Finding, table: str, row: int, columns: Iterable[str]) -> Finding:
        """The finding with more cells of the same record. 补充同一行的单元格。"""
        origin = self.intake.origins[table]
        own = [finding.cell.split("、")[0], *(origin.at(column, row) for column in columns)]
        return replace(finding, cell="、".join(dict.fromkeys(own)))

    def place(self, table: str, rows: int | Iterable[int], column: str) -> str:
        """`学段学生!C12`: another cell, as a message names it. 另一处位置。"""
        origin = self.intake.origins[table]
        numbers = [rows] if isinstance(rows, int) else [int(row) for row in rows]
        return f"{BY_NAME[table].sheet}!{ranges(origin.at(column, row) for row in numbers)}"

    @cached_property
    def names(self) -> dict[str, str]:
        """School code -> name. 学校名称。"""
        schools = self.intake.tables["schools"].dropna(subset=["school"])
        return dict(zip(schools["school"], schools["name"].fillna(schools["school"]), strict=True))

    def school(self, code: object) -> str:
        """The name of a school, its code where it has none. 学校名称或代码。"""
        return self.names.get(str(code), str(code))

    def complete(self, table: str, columns: Sequence[str]) -> pd.DataFrame:
        """Records in which all these columns are filled; none where one was not handed in. 填写完整的行。"""
        frame = self.intake.tables[table]
        return frame.dropna(subset=list(columns)) if self.has(table, *columns) else frame.iloc[:0]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as one mapping a row. 逐行取出。"""
    return frame.to_dict("records") if len(frame) else []  # type: ignore[return-value]
