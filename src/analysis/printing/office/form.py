"""A form as data; Excel and Word draw the same one. 官方表格。

A form says what stands where; `sheet.py` and `word_table.py` say how it looks there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..blocks import Number

#: What stands in a cell that nobody could fill in.
MISSING = "缺数据"
#: What stands in a cell where nothing is asked.
NOTHING = "—"


@dataclass(frozen=True)
class Value:
    """A number as printed, 四舍五入; the cell holds the rounded number. 数值。

    suffix : unit shown behind it
    tone   : low where it misses its line, deep where it misses the floor of the school rule too
    """

    text: str
    suffix: str = ""
    tone: Literal["", "low", "deep"] = ""

    @property
    def places(self) -> int:
        """Decimals printed. 小数位数。"""
        return len(self.text.partition(".")[2])


Cell: TypeAlias = str | Value


def value(number: Number | str, suffix: str = "", tone: Literal["", "low", "deep"] = "") -> Cell:
    """A registered number as a cell; 缺数据 where there is none. 数值单元格。

    >>> value(Number("x", "0.50"), "%"), value("—")
    (Value(text='0.50', suffix='%', tone=''), '缺数据')
    """
    return Value(number.text, suffix, tone) if isinstance(number, Number) else MISSING


def cell_text(cell: Cell) -> str:
    """The words of a cell. 单元格文字。"""
    return cell.text + cell.suffix if isinstance(cell, Value) else cell


@dataclass(frozen=True)
class HeadCell:
    """A heading, over others or over one column. 表头。

    width : of its column, in digits; meant for a heading without others under it
    align : of its column
    """

    text: str
    under: tuple[HeadCell, ...] = ()
    width: float = 8
    align: Literal["left", "center"] = "center"

    @property
    def leaves(self) -> tuple[HeadCell, ...]:
        """The columns below. 末级表头。"""
        return tuple(leaf for head in self.under for leaf in head.leaves) or (self,)

    @property
    def depth(self) -> int:
        """Rows of headings it needs. 表头层数。"""
        return 1 + max((head.depth for head in self.under), default=0)


@dataclass(frozen=True)
class Box:
    """A heading laid out. 表头单元格。"""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True)
class Form:
    """One form. 一张表。

    number, name, title : 表Ⅱ-1; what the sheet's tab adds to it; the whole title
    unit                : said above the table, at its right
    merged              : columns whose cells become one over rows that have the same first of them
    numbered            : whether a row L1, L2, … stands under the headings
    sortable            : whether Excel offers to sort and filter its rows
    """

    number: str
    name: str
    title: str
    heads: tuple[HeadCell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    unit: str = ""
    merged: tuple[int, ...] = ()
    numbered: bool = False
    sortable: bool = False
    landscape: bool = True

    @property
    def columns(self) -> tuple[HeadCell, ...]:
        """Its columns. 各列。"""
        return tuple(leaf for head in self.heads for leaf in head.leaves)

    @property
    def depth(self) -> int:
        """Rows of headings, without L1, L2, …. 表头行数。"""
        return max(head.depth for head in self.heads)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The headings laid out. 表头布局。"""
        return tuple(_boxes(self.heads, 0, 0, self.depth))

    @property
    def runs(self) -> tuple[tuple[int, int], ...]:
        """First row and number of rows of each run that `merged` makes one. 合并行段。"""
        if not self.merged:
            return ()
        keys = [row[self.merged[0]] for row in self.rows]
        starts = [i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]]
        return tuple((start, end - start) for start, end in zip(starts, [*starts[1:], len(keys)], strict=True))


def _boxes(heads: tuple[HeadCell, ...], row: int, column: int, depth: int) -> Iterator[Box]:
    for head in heads:
        width = len(head.leaves)
        rows = 1 if head.under else depth - row
        yield Box(row, column, rows, width, head.text)
        yield from _boxes(head.under, row + rows, column, depth)
        column += width
