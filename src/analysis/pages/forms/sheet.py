"""A form as a sheet of an Excel workbook. 表格工作表。"""

from __future__ import annotations

import re
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from ...printing.office.form import Cell, Form, HeadCell, Value, cell_text
from ..report import Report
from ..words import school_year_words
from .instructions import NOTICE

SONG, HEI = "宋体", "黑体"
#: Points; PAD is what a row has above and below its lines.
SIZE, LINE, PAD = 9, 12.75, 4
A4 = 9
#: Digits of Excel's default font that a Chinese and a Latin letter of SIZE take, and that a cell leaves free.
WIDE, NARROW, FREE = 1.75, 0.9, 1.5
FILLS = {"low": "#E3E3E3", "deep": "#BDBDBD"}


class Styles:
    """The formats of a workbook, each made once. 单元格样式。"""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def __call__(self, **wanted: Any) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(
                {"font_name": SONG, "font_size": SIZE, "valign": "vcenter", "text_wrap": True} | wanted
            )
        return self._made[key]

    def cell(self, cell: Cell, head: HeadCell) -> Any:
        """Of a cell in the body. 表体样式。"""
        if not isinstance(cell, Value):
            return self(border=1, align=head.align, **({"indent": 1} if head.align == "left" else {}))
        decimals = f"0.{'0' * cell.places}" if cell.places else "0"
        wanted = {
            "border": 1,
            "align": "center",
            "num_format": f'{decimals}"{cell.suffix}"' if cell.suffix else decimals,
        }
        return self(**wanted, bg_color=FILLS[cell.tone]) if cell.tone else self(**wanted)


def write_sheet(book: Any, styles: Styles, form: Form, report: Report) -> None:
    """Add the form to the workbook, ready for A4. 写入一张表。"""
    sheet = book.add_worksheet(f"{form.number} {form.name}".strip())
    last = len(form.columns) - 1
    for at, head in enumerate(form.columns):
        sheet.set_column(at, at, head.width)
    row = 0
    if report.synthetic:
        sheet.merge_range(row, 0, row, last, NOTICE, styles(align="center", bold=True))
        row += 1
    title = f"{form.number}　{form.title}".strip()
    sheet.merge_range(row, 0, row, last, title, styles(font_name=HEI, font_size=16, align="center"))
    sheet.set_row(row, 30)
    sheet.merge_range(row + 1, 0, row + 1, last, _caption(form, report), styles(align="left", text_wrap=False))
    top = row + 2
    _headings(sheet, styles, form, top)
    first = top + form.depth + form.numbered
    _body(sheet, styles, form, first)
    _notes(sheet, styles, form, first + len(form.rows))
    _print(sheet, form, report, top, first)


def _caption(form: Form, report: Report) -> str:
    said = (f"县（市、区）：{report.full_name}", school_year_words(report.school_year), form.unit)
    return "　　".join(filter(None, said))


def _headings(sheet: Any, styles: Styles, form: Form, top: int) -> None:
    style = styles(border=1, align="center", font_name=HEI)
    for box in form.boxes:
        row, column = top + box.row, box.column
        if box.rows == box.columns == 1:
            sheet.write_string(row, column, _heading(box.text), style)
        else:
            text = _heading(box.text) if box.columns == 1 else box.text
            sheet.merge_range(row, column, row + box.rows - 1, column + box.columns - 1, text, style)
    tall = max(_lines(_heading(head.text), head.width) for head in form.columns)
    for row in range(form.depth):
        sheet.set_row(top + row, LINE * (tall if row == form.depth - 1 else 1) + PAD)
    if form.numbered:
        for at in range(len(form.columns)):
            sheet.write_string(top + form.depth, at, f"L{at + 1}", styles(border=1, align="center"))


def _heading(text: str) -> str:
    """The unit on a line of its own."""
    return re.sub("(?<=.)（([^（）]*)）$", r"\n（\1）", text)


def _body(sheet: Any, styles: Styles, form: Form, first: int) -> None:
    heights = _heights(form)
    for i, cells in enumerate(form.rows):
        sheet.set_row(first + i, heights[i])
        for at, (cell, head) in enumerate(zip(cells, form.columns, strict=True)):
            _write(sheet, first + i, at, cell, styles.cell(cell, head))
    for start, size in form.runs:
        for at in form.merged if size > 1 else ():
            cell = form.rows[start][at]
            # The first cell of a merged range is written again, so that a number stays a number.
            sheet.merge_range(first + start, at, first + start + size - 1, at, "", styles.cell(cell, form.columns[at]))
            _write(sheet, first + start, at, cell, styles.cell(cell, form.columns[at]))


def _write(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    if isinstance(cell, Value):
        sheet.write_number(row, column, float(cell.text), style)
    else:
        sheet.write_string(row, column, cell, style)


def _heights(form: Form) -> list[float]:
    """Excel does not fit rows to wrapped words of merged cells, so the heights are reckoned here."""
    merged = set(form.merged)
    lines = [
        max(
            _lines(cell_text(cell), head.width)
            for at, (cell, head) in enumerate(zip(cells, form.columns, strict=True))
            if at not in merged
        )
        for cells in form.rows
    ]
    for start, size in form.runs:
        needed = max(_lines(cell_text(form.rows[start][at]), form.columns[at].width) for at in form.merged)
        lines[start] += max(0, needed - sum(lines[start : start + size]))
    return [LINE * number + PAD for number in lines]


def _lines(text: str, width: float) -> int:
    return sum(
        max(1, ceil(sum(WIDE if east_asian_width(c) in "WFA" else NARROW for c in part) / (width - FREE)))
        for part in text.split("\n")
    )


def _notes(sheet: Any, styles: Styles, form: Form, row: int) -> None:
    last, width = len(form.columns) - 1, sum(head.width for head in form.columns)
    for i, note in enumerate(form.notes):
        text = f"注：{i + 1}.{note}" if i == 0 else f"　　{i + 1}.{note}"
        sheet.merge_range(row + i, 0, row + i, last, text, styles(align="left"))
        sheet.set_row(row + i, LINE * _lines(text, width) + 2)


def _print(sheet: Any, form: Form, report: Report, top: int, first: int) -> None:
    sheet.set_paper(A4)
    if form.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(top, first - 1)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(first, 2 if form.sortable else 0)
    if report.synthetic:
        sheet.set_header(f'&C&"{SONG},Regular"&9{NOTICE}')
    name = f"{form.number} {form.title}".strip()
    sheet.set_footer(f'&L&"{SONG},Regular"&9{report.name} {name}&R&"{SONG},Regular"&9第 &P 页，共 &N 页')
    if form.sortable:
        sheet.autofilter(first - 1, 0, first + len(form.rows) - 1, len(form.columns) - 1)
