"""Write the workbook a county fills in, empty or filled. 填报工作簿。"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from ..atomic import write_whole
from ..tables.catalogue import GROUPS, SUBJECTS, TABLES
from ..tables.schema import Column, Table
from .cells import FLAGS, NUMBERS, allowed
from .headings import HELP_SHEET, ITEM_COLUMNS, PARTS_SHEET, shown

#: One row of 指标与分项: indicator number, its label, part label, answers, ids of tolerances.
Part = tuple[int, str, str, str, str]
PART_HEADINGS = ("指标序号", "指标名称", "分项", "结论可填", "例外情形编号")
TITLE = "县域义务教育优质均衡发展督导评估数据填报表"
#: The same workbook has the same bytes, whenever it is written.
CREATED = datetime(2026, 1, 1)
#: Rows below the last filled one that also get their drop-downs and limits.
SPARE_ROWS = 2000

INSTRUCTIONS = (
    "一、填什么",
    "1. 每张工作表填一类数据，逐行填写，一行一事；每张表的用途见下方“各表说明”。",
    "2. 表头带 * 的列必须填写，空着不能计算；其余列没有数据就留空。",
    "3. 空白表示“缺数据”，不是0；确实为零的，请填0。不要用“无”“/”“—”代替。",
    "4. 数字单元格只填数字，不写单位，不写“约”“左右”；单位写在表头括号里，请按该单位填写，尤其注意元与万元。",
    "5. 有下拉选项的单元格只能选其中一项；是否类只填“是”或“否”。",
    "6. 学校代码是文本，同一所学校在各表中必须完全一致；日期写成2025-08-31的样子。",
    "二、不要改什么",
    "1. 不要改工作表名称和表头文字，不要删除列；列的先后可以调整，没有数据的列留空即可。",
    "2. 不要合并数据单元格，不要在数据下方写备注；合计行会被跳过，不作为数据。",
    "3. 从其他表粘贴时请选“粘贴为数值”，不要留下公式。",
    "4. “县级数据”只填“填报值”一列；“佐证材料”的指标序号、分项、结论、例外情形编号见“指标与分项”。",
    "三、填好以后",
    "1. 把工作簿放进 data/raw/县区代码/年份/ 文件夹，旁边写一份 SOURCE.yml，说明数据由谁、何时提供，是否为合成数据。",
    "2. 运行 python -m analysis check 县区代码 --year 年份，程序列出全部问题，写明文件、工作表和单元格。",
    "3. “须更正”的问题改好之前不能出报告；“请核实”的问题核对无误即可保留。",
)


def write_workbook(
    path: Path,
    tables: Mapping[str, pd.DataFrame] | None = None,
    title: str | None = None,
    created: datetime = CREATED,
    vetoes: Iterable[str] = (),
    parts: Iterable[Part] = (),
) -> None:
    """Write a workbook that `reading` reads back the same. 生成填报工作簿。

    tables : {table: frame of internal column names}; a table left out is written empty, with its subjects,
             groups or veto items (`vetoes`: their labels) already in place
    parts  : rows of 指标与分项
    The file appears complete or not at all; OSError where the folder cannot be written, ValueError where
    a frame holds what its column cannot.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # only those who write workbooks wait for it

    name = title or TITLE
    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as book:
        book.set_properties({"title": name, "created": created})
        styles = _styles(book)
        _write_help(book.add_worksheet(HELP_SHEET), styles, name)
        for table in TABLES:
            frame = (tables or {}).get(table.name)
            sheet = book.add_worksheet(table.sheet)
            if table.items:
                _write_items(sheet, table, frame, styles)
            else:
                _write_table(sheet, table, _prefilled(table, vetoes) if frame is None else frame, styles)
        _write_parts(book.add_worksheet(PARTS_SHEET), tuple(parts), styles)
    write_whole(path, stream.getvalue())


def _styles(book: Any) -> dict[str, Any]:
    edge = {"border": 1, "border_color": "#8C8C8C", "text_wrap": True, "valign": "vcenter"}
    bold = edge | {"bold": True, "align": "center"}
    formats = {
        "text": "@",
        "code": "@",
        "flag": "@",
        "choice": "@",
        "count": "0",
        "year": "0",
        "day": "yyyy-mm-dd",
        "amount": "General",
    }
    styles = {name: book.add_format({"num_format": code}) for name, code in formats.items()}
    return styles | {
        "required": book.add_format(bold | {"bg_color": "#FFE699"}),
        "heading": book.add_format(bold | {"bg_color": "#DDEBF7"}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "section": book.add_format({"bold": True, "font_size": 12}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "fixed": book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#F2F2F2"}),
    }


def _write_help(sheet: Any, styles: dict[str, Any], title: str) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, title, styles["title"])
    row = 2
    for line in INSTRUCTIONS:
        if line[1] == "、":
            sheet.write_string(row, 0, line, styles["section"])
        else:
            sheet.write_string(row, 1, line, styles["wrapped"])
        row += 1
    sheet.write_string(row, 0, "四、各表说明", styles["section"])
    for table in TABLES:
        row += 1
        sheet.write_string(row, 0, table.sheet, styles["wrapped"])
        sheet.write_string(row, 1, table.note, styles["wrapped"])


def _prefilled(table: Table, vetoes: Iterable[str]) -> pd.DataFrame:
    """The rows an empty sheet starts with. 预填行。"""
    known = {"monitoring": SUBJECTS, "survey": GROUPS, "vetoes": tuple(vetoes)}.get(table.name, ())
    return pd.DataFrame({table.columns[0].name: list(known)}, dtype=object)


def _write_headings(sheet: Any, columns: Iterable[Column], styles: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 45)
    for at, column in enumerate(columns):
        marked = column.key or column.required
        sheet.write_string(0, at, shown(column), styles["required" if marked else "heading"])
        if column.note:
            sheet.write_comment(0, at, column.note, {"author": "", "x_scale": 1.5})


def _write_table(sheet: Any, table: Table, frame: pd.DataFrame, styles: dict[str, Any]) -> None:
    _write_headings(sheet, table.columns, styles)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, 24 if column.type == "text" else 15, styles[column.type])
        sheet.data_validation(1, at, len(frame) + SPARE_ROWS, at, _limits(column))
        if column.name in frame:
            for row, value in enumerate(frame[column.name].tolist(), 1):
                _write_value(sheet, row, at, column, value, styles)


def _write_items(sheet: Any, table: Table, frame: pd.DataFrame | None, styles: dict[str, Any]) -> None:
    _write_headings(sheet, ITEM_COLUMNS, styles)
    for at, width in enumerate((40, 18, 10, 60)):
        sheet.set_column(at, at, width)
    for row, item in enumerate(table.columns, 1):
        unit = item.unit or ("是/否" if item.type == "flag" else "")
        note = "；".join(filter(None, (item.note, "可不填" if item.optional else "")))
        for at, text in ((0, item.heading), (2, unit), (3, note)):
            sheet.write_string(row, at, text, styles["fixed"])
        sheet.write_blank(row, 1, None, styles[item.type])
        sheet.data_validation(row, 1, row, 1, _limits(item))
        if frame is not None and item.name in frame:
            _write_value(sheet, row, 1, item, frame[item.name].tolist()[0], styles)


def _write_value(sheet: Any, row: int, at: int, column: Column, value: Any, styles: dict[str, Any]) -> None:
    if pd.isna(value) or value == "":
        return
    if column.type == "day":
        sheet.write_datetime(row, at, datetime.fromisoformat(str(value)), styles["day"])
    elif column.type in NUMBERS:
        sheet.write_number(row, at, float(value), styles[column.type])
    else:
        sheet.write_string(row, at, str(value), styles[column.type])


def _limits(column: Column) -> dict[str, Any]:
    """What Excel lets a cell hold. 数据有效性。"""
    choices = FLAGS if column.type == "flag" else column.choices
    if choices:
        return {
            "validate": "list",
            "source": list(choices),
            "error_title": "请从下拉选项中选择",
            "error_message": "只能填：" + "、".join(choices),
        }
    if column.type == "day":
        return {
            "validate": "date",
            "criteria": ">=",
            "value": date(1950, 1, 1),
            "error_title": "请填日期",
            "error_message": "请填日期，如2025-08-31。",
        }
    if column.type not in NUMBERS:
        return {"validate": "any"}
    limit: dict[str, Any] = {
        "validate": "decimal" if column.type == "amount" else "integer",
        "error_title": "请填数字",
        "error_message": f"请填{allowed(column)}，不写单位。没有数据请留空。",
    }
    low, high = column.low, column.high
    if high is not None:
        return limit | {"criteria": "between", "minimum": low or 0, "maximum": high}
    return limit | {"criteria": ">=", "value": low or 0}


def _write_parts(sheet: Any, parts: tuple[Part, ...], styles: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for at, (heading, width) in enumerate(zip(PART_HEADINGS, (10, 36, 36, 30, 24), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, heading, styles["heading"])
    for row, (number, *texts) in enumerate(parts, 1):
        sheet.write_number(row, 0, number)
        for at, text in enumerate(texts, 1):
            sheet.write_string(row, at, text, styles["wrapped"])
