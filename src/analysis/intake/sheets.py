"""Which sheet is which table, and which column of it is which. 工作表与字段的对应。"""

from __future__ import annotations

from collections.abc import Container, Sequence

from ..errors import nearest
from ..tables.catalogue import TABLES
from ..tables.schema import Column, Table
from .cells import is_blank
from .files import Sheet
from .findings import Finding
from .headings import HELP_SHEET, PARTS_SHEET, locate, match, plain, same_unit, unit_named
from .origin import letter


def assign(sheets: Sequence[Sheet], unopened: Container[str] = ()) -> tuple[dict[str, Sheet], list[Finding]]:
    """{table: its sheet}; sheets missing, doubled or unknown. 对应工作表与数据表。

    unopened : titles of CSV files that are there but could not be read, which is told already
    """
    titles = {plain(table.sheet): table for table in TABLES}
    found: dict[str, Sheet] = {}
    unknown, findings = [], []
    for sheet in sheets:
        table = titles.get(plain(sheet.title))
        if table is None:
            unknown.append(sheet)
        elif table.name in found:
            text = f"“{table.sheet}”与“{found[table.name].title}”重复，只能有一张。"
            findings.append(sheet.finding("blocking", "", text, sheet.title))
        else:
            found[table.name] = sheet
    absent = [table for table in TABLES if table.name not in found and table.sheet not in unopened]
    findings += [_unknown(sheet, absent) for sheet in unknown if not _is_ours_or_empty(sheet)]
    one = sheets[0]
    for table in absent:
        hint = nearest(table.sheet, (sheet.title for sheet in unknown)).replace("是否应为", "是否写成了")
        kind = f"工作表“{table.sheet}”" if one.name is not None else f"文件“{table.sheet}.csv”"
        if table.may_be_empty:
            text = f"缺少{kind}，按没有此类数据处理{hint or '。'}"
        else:
            text = f"缺少{kind}{hint or '。'}"
        file = one.file if one.name is not None else f"{table.sheet}.csv"
        sheet_name = table.sheet if one.name is not None else ""
        findings.append(Finding("warning" if table.may_be_empty else "blocking", file, sheet_name, "", "", "", text))
    return found, findings


def _is_ours_or_empty(sheet: Sheet) -> bool:
    empty = all(is_blank(cell) for row in sheet.rows for cell in row)
    return empty or plain(sheet.title) in (HELP_SHEET, PARTS_SHEET)


def _unknown(sheet: Sheet, absent: Sequence[Table]) -> Finding:
    """An extra sheet stops the run where it may be one of ours under another name."""
    names = "、".join(table.sheet for table in TABLES)
    for table in (*absent, *TABLES):
        head = locate(sheet.rows, table.columns)
        known = sum(match(text, table.columns)[0] is not None for _, _, text in head.cells) if head else 0
        if 2 * known > len(table.columns) or (table.items and _lists_items(sheet, table)):
            text = f"不认识的工作表“{sheet.title}”，内容像“{table.sheet}”；请改名为“{table.sheet}”，或删去。"
            return sheet.finding("blocking", "", text, sheet.title, names)
    hint = nearest(sheet.title, (table.sheet for table in absent))
    if hint:
        return sheet.finding("blocking", "", f"不认识的工作表“{sheet.title}”{hint}", sheet.title, names)
    return sheet.finding("warning", "", f"不认识的工作表“{sheet.title}”，没有读取。", sheet.title, names)


def _lists_items(sheet: Sheet, table: Table) -> bool:
    cells = {plain(cell) for row in sheet.rows for cell in row if isinstance(cell, str)}
    return 2 * sum(plain(column.heading) in cells for column in table.columns) > len(table.columns)


def map_columns(
    sheet: Sheet, columns: Sequence[Column], passed: Container[int] = ()
) -> tuple[dict[str, int], int, list[Finding]]:
    """{column: its index}, index of the first data row, and what is wrong with the headings. 对应字段。

    passed : indexes of columns that are looked at elsewhere
    """
    head = locate(sheet.rows, columns)
    if head is None:
        allowed = "、".join(column.heading for column in columns)
        text = "找不到标题行；前10行中没有一个认识的表头，请使用模板的表头。"
        return {}, len(sheet.rows), [sheet.finding("blocking", "", text, "", allowed)]
    places: dict[str, int] = {}
    cells: dict[str, str] = {}
    findings = []
    for row, at, text in head.cells:
        cell = f"{letter(at)}{row + 1}"
        column, unit = match(text, columns)
        if at in passed:
            continue
        if column is None:
            hint = nearest(plain(text), (known.heading for known in columns)) or "；请改为模板的表头，或删去此列。"
            findings.append(sheet.finding("blocking", cell, f"不认识的列“{plain(text)}”{hint}", text))
        elif column.name in places:
            message = f"“{column.heading}”列重复，另一列在{cells[column.name]}；请只留一列。"
            findings.append(sheet.finding("blocking", cell, message, text))
        else:
            places[column.name], cells[column.name] = at, cell
            if unit and not same_unit(unit, column):
                findings.append(wrong_unit(sheet, cell, column, unit))
    first = head.first
    if first < len(sheet.rows) and _is_unit_row(sheet.rows[first]):
        for column in columns:
            at = places.get(column.name, len(sheet.rows[first]))
            unit = unit_named(sheet.rows[first][at]) if at < len(sheet.rows[first]) else ""
            if unit and not same_unit(unit, column):
                findings.append(wrong_unit(sheet, f"{letter(at)}{first + 1}", column, unit))
        first += 1
    headed = {at for _, at, _ in head.cells}
    return places, first, findings + missing(sheet, columns, places) + _headless(sheet, headed, first)


def wrong_unit(sheet: Sheet, cell: str, column: Column, unit: str) -> Finding:
    """A heading or item that names another unit than ours. 单位不符。"""
    text = f"“{column.heading}”的单位是“{unit}”，应为“{column.unit or '无单位'}”；请换算数值后改正表头。"
    return sheet.finding("blocking", cell, text, unit, column.unit or "无单位")


def _is_unit_row(row: Sequence[object]) -> bool:
    said = [plain(cell) for cell in row if not is_blank(cell)]
    units = [text for text in said if unit_named(text)]
    return bool(units) and all(text in units or text in ("-", "—", "/", "单位") for text in said)


def missing(sheet: Sheet, columns: Sequence[Column], found: Container[str], what: str = "列") -> list[Finding]:
    """Columns or items of ours that are not there. 缺少的字段。"""
    return [
        sheet.finding(
            "warning" if column.optional else "blocking",
            "",
            f"缺少{what}“{column.heading}”{'，按空白处理' if column.optional else ''}。",
            "",
            column.heading,
        )
        for column in columns
        if column.name not in found
    ]


def _headless(sheet: Sheet, headed: set[int], first: int) -> list[Finding]:
    """Columns with content and no heading: nothing handed in is passed over in silence."""
    findings = []
    for at in range(max((len(row) for row in sheet.rows), default=0)):
        filled = [r for r, row in enumerate(sheet.rows[first:], first + 1) if at < len(row) and not is_blank(row[at])]
        if at not in headed and filled:
            text = "这一列有内容而没有表头；请补上表头，或删去此列。"
            cell = f"{letter(at)}{filled[0]}"
            findings.append(sheet.finding("blocking", cell, text, str(sheet.rows[filled[0] - 1][at])[:60]))
    return findings
