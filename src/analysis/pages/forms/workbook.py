"""The official forms as one Excel workbook. 自评申报表。"""

from __future__ import annotations

import io
from datetime import datetime, time
from pathlib import Path
from typing import Any

from ...atomic import write_whole
from ...printing.office.form import Form
from ...scoring.verdicts import WORDS
from ..report import Report
from ..words import own_name, school_year_words
from .balance_table import balance
from .facts import basic_facts
from .findings import government, quality
from .instructions import NOTICE, instructions
from .school_table import schools
from .sheet import A4, HEI, Styles, write_sheet
from .summary_table import summary
from .survey_table import survey

TITLE = "自评申报表"


def forms(report: Report) -> tuple[Form, ...]:
    """表Ⅰ to 表Ⅵ, in order. 六张表。"""
    return tuple(make(report) for make in (basic_facts, summary, schools, balance, government, quality, survey))


def write_forms(report: Report, path: Path) -> None:
    """Write 表Ⅰ–表Ⅵ, with a cover and 填表说明. 生成自评申报表。

    The file appears complete or not at all, and the same report gives the same bytes; OSError where the folder
    cannot be written. The numbers are registered with `report.numbers`, so numbers.csv is to be written after.
    """
    import xlsxwriter  # only those who write workbooks wait for it

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        # When the data came in: a date that the same data always have.
        created = datetime.combine(report.source.received_on, time())
        book.set_properties(
            {"title": f"{report.name}{own_name(report.evaluation.rules.standard.name)}{TITLE}", "created": created}
        )
        styles = Styles(book)
        _cover(book, styles, report)
        for form in (*forms(report), instructions(report)):
            write_sheet(book, styles, form, report)
    write_whole(path, stream.getvalue())


def _cover(book: Any, styles: Styles, report: Report) -> None:
    sheet = book.add_worksheet("封面")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)
    if report.synthetic:
        sheet.merge_range(0, 0, 0, 1, NOTICE, styles(align="center", bold=True))
        sheet.set_header(f"&C&9{NOTICE}")
    large = styles(font_name=HEI, font_size=24, align="center")
    for row, text in ((3, report.evaluation.rules.standard.name), (4, TITLE)):
        sheet.merge_range(row, 0, row, 1, text, large)
        sheet.set_row(row, 60)
    verdict = WORDS[report.county_verdict("county")["verdict"]]
    lines = (
        ("县（市、区）：", report.full_name),
        ("数据学年：", school_year_words(report.school_year)),
        ("自评结论：", verdict),
        ("填报单位（盖章）：", ""),
        ("填报日期：", "　　　　年　　月　　日"),
    )
    for row, (label, text) in enumerate(lines, start=8):
        sheet.set_row(row, 36)
        sheet.write_string(row, 0, label, styles(font_size=16, align="right", text_wrap=False))
        sheet.write_string(row, 1, text, styles(font_size=16, align="left", bottom=1))
    sheet.set_paper(A4)
    sheet.set_margins(left=0.8, right=0.8, top=1.2, bottom=1)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
