"""How a heading is written, and which column a heading found on a sheet means. 标题的写法与识别。

Headings are compared after NFKC and without spaces, line breaks, the required mark and their own unit in
brackets. Any other bracket stays part of the heading: 在校生数（女） is not 在校生数.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..tables.catalogue import ITEM_HEADINGS, TABLES
from ..tables.schema import Column

#: Sheets of our own template that hold no data.
HELP_SHEET, PARTS_SHEET = "填写说明", "指标与分项"
#: Written before the heading of a column whose blank stops the run.
REQUIRED_MARK = "*"
#: Rows in which a heading is looked for.
HEADING_ROWS = 10
ITEM_COLUMNS = tuple(
    Column(name, heading, "text", key=name == "item", optional=name in ("unit", "note"))
    for name, heading in zip(("item", "value", "unit", "note"), ITEM_HEADINGS, strict=True)
)

_SAME_UNIT = {"m2": "平方米", "平米": "平方米", "平方": "平方米", "名": "人", "位": "人", "人民币元": "元"}
_COUNTED = {"个", "所", "间", "份", "门", "台", "套", "处"}
_OTHER_UNITS = {
    "千元",
    "百元",
    "百万元",
    "千万元",
    "亿元",
    "千人",
    "百人",
    "亩",
    "公顷",
    "平方千米",
    "平方公里",
    "%",
    "‰",
    "百分比",
    "年",
    "岁",
    "小时",
    "学时",
}
UNITS = (
    {column.unit for table in TABLES for column in table.columns} | _OTHER_UNITS | _COUNTED | set(_SAME_UNIT.values())
) - {""}


@lru_cache(maxsize=4096, typed=True)
def plain(text: object) -> str:
    """Text as headings and sheet names are compared. 规范化文字。

    >>> plain("＊ 教学及辅助\\n用房面积（㎡）")
    '教学及辅助用房面积(m2)'
    """
    return re.sub(r"\s|[\u200b\ufeff]", "", unicodedata.normalize("NFKC", str(text))).strip(REQUIRED_MARK)


def shown(column: Column) -> str:
    """The heading as the template writes it, with mark and unit. 表头写法。"""
    mark = REQUIRED_MARK if column.key or column.required else ""
    return f"{mark}{column.heading}" + (f"（{column.unit}）" if column.unit else "")


def unit_named(text: object) -> str:
    """The unit a cell or a bracket names, "" where it names none. 识别计量单位。

    >>> unit_named("（单位：㎡）"), unit_named("合计")
    ('平方米', '')
    """
    word = re.sub(r"^单位:?", "", plain(text).strip("()[]"))
    word = _SAME_UNIT.get(word, word)
    return word if word in UNITS else ""


def same_unit(found: str, column: Column) -> bool:
    """Whether a unit found says the same as the column's own. 单位是否一致。"""
    own = column.unit or ("年" if column.type == "year" else "")
    return found == own or (found in _COUNTED and own in _COUNTED)


def match(text: object, columns: Iterable[Column]) -> tuple[Column | None, str]:
    """The column a heading means, and the unit it names ("" for none). 识别标题对应的字段。"""
    bare, unit = plain(text), ""
    bracket = re.fullmatch(r"(.+)[(\[]([^()\[\]]+)[)\]]", bare)
    if bracket and unit_named(bracket[2]):
        bare, unit = bracket[1], unit_named(bracket[2])
    return next((column for column in columns if plain(column.heading) == bare), None), unit


@dataclass(frozen=True)
class HeadingRow:
    """Where a sheet's headings stand. 标题行的位置。

    cells : (row index, column index, text) of each column that has a heading
    first : index of the first row under the headings
    """

    cells: tuple[tuple[int, int, str], ...]
    first: int


def locate(rows: Sequence[Sequence[object]], columns: Sequence[Column]) -> HeadingRow | None:
    """Find the headings by their words, never by position. 查找标题行。

    The row naming most columns, with its neighbours that name any (two-line headings), is the band; of each
    column of it, the lowest cell that names a column of the table, else the lowest that says anything.
    """
    top = rows[:HEADING_ROWS]
    named = [[match(cell, columns)[0] is not None for cell in row] for row in top]
    scores = [sum(row) for row in named]
    if not any(scores):
        return None
    start = end = scores.index(max(scores))
    while start > 0 and scores[start - 1]:
        start -= 1
    while end + 1 < len(scores) and scores[end + 1]:
        end += 1
    cells = []
    for at in range(max(len(row) for row in top)):
        filled = [r for r in range(start, end + 1) if at < len(rows[r]) and plain(rows[r][at])]
        chosen = [r for r in filled if named[r][at]] or filled
        if chosen:
            cells.append((chosen[-1], at, str(rows[chosen[-1]][at]).strip()))
    return HeadingRow(tuple(cells), end + 1)
