"""What a table, and a column of it, is. 数据表与字段的定义。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: text: as written; code: an identifier kept as text; count: a whole number; amount: a decimal number;
#: year: 4 digits; flag: 是/否; choice: one of `choices`; day: a date.
Type = Literal["text", "code", "count", "amount", "year", "flag", "choice", "day"]


@dataclass(frozen=True)
class Column:
    """One column (or, in 县级数据, one item). 字段。

    heading : the Chinese heading, the only place it is written
    unit    : printed under the heading; "" where there is none
    low, high : allowed bounds, both included; None is open
    key     : part of the row's identity; a blank key is blocking
    required: a blank is blocking (else a blank is 缺数据, told as a warning)
    optional: a blank says "none", and is not even warned about
    """

    name: str
    heading: str
    type: Type
    unit: str = ""
    note: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    key: bool = False
    required: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Table:
    """One table: a sheet of the workbook or a CSV file. 数据表。

    unique    : columns whose values together name one row
    items     : True where each row is an item and one column holds the figures (县级数据)
    may_be_empty : the county may have none of it
    """

    name: str
    sheet: str
    note: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    items: bool = False
    may_be_empty: bool = False

    def column(self, name: str) -> Column:
        """The column of that internal name. 按内部名取字段。"""
        return next(column for column in self.columns if column.name == name)
