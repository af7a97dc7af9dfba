"""A sheet of a statistics form as rows and columns that can be asked for by name. 统计报表的行与列。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..cells import cell_at, is_blank
from ..headings import plain, unit_named
from .book import Cells

#: A form's code, as sheets are named and as the second row says it.
CODE = re.compile(r"((?:基础基|教基|高基|中职基|幼基|特教基)\s*\d{3,4})(续表\d*)?")
#: Rows in which the code and the row of column numbers are looked for.
TOP = 15
_FIRST, _SECOND = "甲", "乙"
_NOT_HEADING = re.compile(r"(计量)?单位:|表号:|制定机关:|批准|有效期|文号:|续表|20\d\d年?\s*$")
_BEFORE = re.compile(r"^(其中:?|#|\(?[一二三四五六七八九十]+[、.)]|\d+[、.])+")


@dataclass(frozen=True)
class FormColumn:
    """A numbered column: where it stands, its number, its headings from the top down. 一列。"""

    at: int
    number: int
    path: tuple[str, ...]
    unit: str


@dataclass(frozen=True)
class FormRow:
    """A data row: its index, label in 甲, 编号 (None where there is none), and the unit it names ("" for none). 一行。"""

    at: int
    label: str
    number: int | None
    unit: str = ""


@dataclass(frozen=True)
class FormGrid:
    """A form read as a grid. 一张报表。

    code : as the sheet itself says it, "" where it does not
    """

    code: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    cells: Cells

    def find_columns(self, paths: Sequence[Sequence[str]]) -> list[FormColumn]:
        """Columns whose headings follow one of the paths; the first path that finds any counts. 按表头找列。"""
        for path in paths:
            wanted = [label(part) for part in path]
            found = [column for column in self.columns if _follows(column.path, wanted)]
            if found:
                return found
        return []

    def find_rows(self, labels: Sequence[str], group: Sequence[str], groups: Sequence[str]) -> list[FormRow]:
        """Rows with one of the labels, within the part that `group` opens. 按行名找行。"""
        rows = list(self.rows)
        if group:
            opened = [i for i, row in enumerate(rows) if row.label in {label(text) for text in group}]
            if opened:
                others = {label(text) for text in groups} - {rows[opened[0]].label}
                end = next((i for i in range(opened[0] + 1, len(rows)) if rows[i].label in others), len(rows))
                rows = rows[opened[0] : end]
        for text in labels:
            found = [row for row in rows if row.label == label(text)]
            if found:
                return found
        return []


def label(text: object) -> str:
    """A label or heading as it is compared: without blanks, its unit in brackets, and what introduces it. 规范化行名。

    >>> label("总  计"), label("  其中：女"), label("运动场地面积（平方米）"), label("#按学历分")
    ('总计', '女', '运动场地面积', '按学历分')
    """
    bare = _BEFORE.sub("", plain(text)) or plain(text)
    bracket = re.fullmatch(r"(.+)\(([^()]+)\)", bare)
    return bracket[1] if bracket and unit_named(bracket[2]) else bare


def code_in(text: object) -> str:
    """The form's code at the start of a text, "" where there is none. 表号。

    >>> code_in("教基4149_九年一贯制学校"), code_in(" 基础基112续表1  "), code_in("目录")
    ('教基4149', '基础基112续表1', '')
    """
    found = CODE.match(plain(text).removeprefix("表号:"))
    return (found[1] + (found[2] or "")) if found else ""


def read_grid(cells: Cells) -> FormGrid | None:
    """The form on a sheet; None where no row numbers its columns. 读取报表的行列。"""
    top = cells[:TOP]
    code_at, code = next(((r, code_in(c)) for r, row in enumerate(top) for c in row if code_in(c)), (-1, ""))
    head = next((r for r, row in enumerate(top) if _numbers(row)), None)
    if head is None:
        return None
    line = cells[head]
    named = next(at for at, cell in enumerate(line) if plain(cell) == _FIRST)
    numbered = next((at for at, cell in enumerate(line) if plain(cell) == _SECOND), None)
    values = _numbers(line)
    texts = [_heading_row(cells[r]) for r in range(max(code_at + 1, 1), head)]
    paths = _paths(texts, sorted(values))
    columns = tuple(FormColumn(at, values[at], paths[at][0], paths[at][1]) for at in sorted(values))
    rows = []
    for r in range(head + 1, len(cells)):
        text = cell_at(cells[r], named)
        if not is_blank(text):
            number = _whole(cell_at(cells[r], numbered)) if numbered is not None else None
            between = cells[r][(named if numbered is None else numbered) + 1 : min(values)]
            unit = _unit(str(text)) or next(
                (unit_named(c) for c in between if isinstance(c, str) and unit_named(c)), ""
            )
            rows.append(FormRow(r, label(text), number, unit))
    return FormGrid(code, columns, tuple(rows), cells)


def _numbers(row: Sequence[object]) -> dict[int, int]:
    """{column index: its number} of the row 甲 | 乙 | 1 | 2 …, {} for any other row."""
    if _FIRST not in {plain(cell) for cell in row if isinstance(cell, str)}:
        return {}
    return {at: number for at, cell in enumerate(row) if (number := _whole(cell)) is not None}


def _whole(cell: object) -> int | None:
    if isinstance(cell, bool) or is_blank(cell):
        return None
    if isinstance(cell, int | float):
        return int(cell) if float(cell).is_integer() else None
    text = plain(cell)
    return int(text) if text.isascii() and text.isdigit() else None


def _heading_row(row: Sequence[object]) -> list[str]:
    return ["" if is_blank(cell) or _NOT_HEADING.match(plain(cell)) else str(cell) for cell in row]


def _paths(rows: list[list[str]], columns: list[int]) -> dict[int, tuple[tuple[str, ...], str]]:
    """Headings of each column from the top down, and the unit one of them names.

    The text of merged cells stands in the left or upper one; a blank with something below it belongs to the text
    on its left, as far as both stand under the same heading.
    """
    filled: list[dict[int, tuple[int, str]]] = []
    for level, row in enumerate(rows):
        own: dict[int, tuple[int, str]] = {}
        for before, at in zip([-1, *columns], columns, strict=False):
            text = row[at] if at < len(row) else ""
            lower = any(at < len(other) and other[at] for other in rows[level + 1 :])
            if text:
                own[at] = (at, text)
            elif lower and before in own and all(above.get(before) == above.get(at) for above in filled):
                own[at] = own[before]
        filled.append(own)
    result = {}
    for at in columns:
        texts = [level[at][1] for level in filled if at in level]
        kept = [text for i, text in enumerate(texts) if i == 0 or text != texts[i - 1]]
        result[at] = tuple(label(text) for text in kept), next(filter(None, map(_unit, reversed(kept))), "")
    return result


def _unit(text: str) -> str:
    bracket = re.search(r"\(([^()]+)\)$", plain(text))
    return unit_named(bracket[1]) if bracket else ""


def _follows(path: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether `wanted` ends where the path ends, the rest of it in order above. 表头是否相符。"""
    if not path or path[-1] != wanted[-1]:
        return False
    above = iter(path[:-1])
    return all(any(part == text for text in above) for part in wanted[:-1])
