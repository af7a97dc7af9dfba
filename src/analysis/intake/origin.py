"""Where every value came from. 数据出处。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Origin:
    """The file, sheet, columns and rows of one table. 一张表的出处。

    sheet   : None for a CSV file
    columns : internal name -> column letter; for 县级数据 every item has the letter of 填报值
    rows    : row number of each record, as read
    items   : item -> row number, for 县级数据 only
    """

    file: str
    sheet: str | None
    sha256: str
    columns: Mapping[str, str]
    rows: tuple[int, ...] = ()
    items: Mapping[str, int] = field(default_factory=dict)

    def at(self, column: str, row: int) -> str:
        """`C12`: the column, in the row (`source_row`) of a record or of the item itself. 单元格位置。"""
        return f"{self.columns[column]}{self.items.get(column, row)}"

    def address(self, cells: str) -> str:
        """`文件名!工作表!C12`, or `学校.csv!C12`. 完整位置。"""
        return "!".join(filter(None, (self.file, self.sheet, cells)))


def letter(index: int) -> str:
    """Column letter of a 0-based index. 列号。

    >>> letter(0), letter(25), letter(26), letter(701), letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def ranges(cells: Iterable[str]) -> str:
    """Cells as few ranges down their columns. 合并单元格位置。

    >>> ranges(["H3", "H2", "H4", "B9", "H7"])
    'H2:H4、H7、B9'
    """
    runs: dict[str, list[list[int]]] = {}
    places = [(place[1], int(place[2])) for cell in cells if (place := re.fullmatch(r"([A-Z]+)(\d+)", cell))]
    for column in dict.fromkeys(column for column, _ in places):
        own = runs.setdefault(column, [])
        for row in sorted({row for name, row in places if name == column}):
            if own and own[-1][1] == row - 1:
                own[-1][1] = row
            else:
                own.append([row, row])
    return "、".join(
        f"{column}{first}" if first == last else f"{column}{first}:{column}{last}"
        for column, own in runs.items()
        for first, last in own
    )
