"""县级数据, one row an item, read into one record. 逐项读取县级数据。"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..errors import nearest
from ..tables.schema import Column, Table
from .cells import cell_at, is_blank
from .files import Sheet
from .findings import Finding, brief
from .headings import ITEM_COLUMNS, match, plain, same_unit, unit_named
from .origin import Origin, letter
from .records import column_values, frame_of
from .sheets import map_columns, missing, wrong_unit
from .signatures import without_signatures


def read_items(sheet: Sheet, table: Table, county: str) -> tuple[pd.DataFrame, Origin, list[Finding]]:
    """Items found by their names, wherever they stand. 读取一行一个项目的表。"""
    places, first, findings = map_columns(sheet, ITEM_COLUMNS)
    values: dict[str, list[str | float | None]] = {}
    items: dict[str, int] = {}
    if {"item", "value"} <= set(places):
        rows, left = without_signatures(sheet, list(enumerate(sheet.rows[first:], first + 1)))
        findings += left
        for number, row in rows:
            item, wrong = _item(sheet, table, places, number, row, items)
            findings += wrong
            if item:
                items[item.name] = number
                values[item.name], wrong = column_values(sheet, item, places["value"], [(number, row)])
                findings += wrong
        findings += missing(sheet, table.columns, items, "项目")
    letters = dict.fromkeys(items, letter(places["value"])) if items else {}
    origin = Origin(sheet.file, sheet.name, sheet.sha256, letters, (0,), items)
    return frame_of(table, county, values, (0,)), origin, findings


def _item(
    sheet: Sheet, table: Table, places: dict[str, int], number: int, row: Sequence[object], items: dict[str, int]
) -> tuple[Column | None, list[Finding]]:
    """The item a row is about, None where it is about none of ours or one already read."""
    said, value = cell_at(row, places["item"]), cell_at(row, places["value"])
    place = f"{letter(places['item'])}{number}"
    if is_blank(said):
        where = f"{letter(places['value'])}{number}"
        text = "有填报值而没有项目名称。"
        return None, [] if is_blank(value) else [sheet.finding("blocking", where, text, brief(value))]
    item, unit = match(said, table.columns)
    if item is None:
        hint = nearest(plain(said), (known.heading for known in table.columns))
        text = f"不认识的项目“{plain(said)}”{hint or '；请改为模板的项目，或删去此行。'}"
        return None, [sheet.finding("blocking", place, text, brief(said))]
    if item.name in items:
        other = f"{letter(places['item'])}{items[item.name]}"
        text = f"项目“{item.heading}”重复，另一处在{other}；请只留一行。"
        return None, [sheet.finding("blocking", place, text, brief(said))]
    named = {place: unit}
    if "unit" in places:
        named[f"{letter(places['unit'])}{number}"] = unit_named(cell_at(row, places["unit"]) or "")
    return item, [
        wrong_unit(sheet, cell, item, unit) for cell, unit in named.items() if unit and not same_unit(unit, item)
    ]
