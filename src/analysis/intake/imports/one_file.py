"""Know one file by its content, and read it. 识别并读取一个文件。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from ...errors import nearest
from ...tables.catalogue import TABLES
from ..cells import is_blank
from ..findings import Finding
from ..headings import plain
from .book import Book, Unreadable
from .class_list import head_of, read_class_list
from .datum import KINDS, Datum, Kind
from .filled_workbook import Cover, cover_of, read_filled, template_sheets
from .flat_export import head_of_export, read_export
from .folder import Received
from .mapping import Mappings
from .questionnaire import is_questionnaire, read_answers
from .statistics_book import StatisticsBook, forms_of, read_statistics

#: Files of these kinds hold persons or stand for many schools, and are read when the schools are known.
LATER: tuple[Kind, ...] = ("class_list", "questionnaire", "flat_export")


@dataclass(frozen=True)
class FileRead:
    """What one file gave. 一个文件的读取结果。

    kind    : None where the file was not known or could not be opened
    sha256  : "" where it could not be opened
    persons : whether it holds persons, so that no copy of it is kept
    waiting : known, and to be read once the schools are known
    """

    name: str
    kind: Kind | None
    sha256: str = ""
    data: tuple[Datum, ...] = ()
    findings: tuple[Finding, ...] = ()
    persons: bool = False
    waiting: bool = False
    book: StatisticsBook | None = None
    cover: Cover | None = None


@dataclass(frozen=True)
class Asked:
    """What is imported. 导入任务。

    schools : name -> code of the schools known so far; None before they are
    """

    county: str
    year: str
    mappings: Mappings
    schools: Mapping[str, str] | None = field(default=None)


def read_file(received: Received, asked: Asked) -> FileRead:
    """Read a file as what its content says it is; a file that cannot be read is told, and stops nothing. 读取文件。"""
    try:
        book = Book(received)
        kind, persons = recognise(book, asked.mappings)
        if kind is None:
            return FileRead(book.name, None, book.sha256, findings=(_unknown(book, asked.mappings),))
        if asked.schools is None and kind in LATER:
            return FileRead(book.name, kind, book.sha256, persons=persons, waiting=True)
        if kind == "statistics":
            read = read_statistics(book, asked.mappings, asked.year)
            return FileRead(book.name, kind, book.sha256, read.data, read.findings, book=read)
        if kind in ("school_workbook", "county_workbook"):
            data, findings, cover = read_filled(book, asked.county, asked.year)
            return FileRead(book.name, kind, book.sha256, tuple(data), tuple(findings), cover=cover)
        return _later(book, kind, persons, asked)
    except Unreadable as error:
        return FileRead(received.name, None, findings=(error.finding,))


def _later(book: Book, kind: Kind, persons: bool, asked: Asked) -> FileRead:
    schools = asked.schools or {}
    data: list[Datum] = []
    findings: list[Finding] = []
    for name in book.names:
        cells = book.rows(name)
        found: list[Datum] = []
        wrong: list[Finding] = []
        if kind == "class_list" and (head := head_of(cells, asked.mappings.class_lists)):
            found, wrong, _ = read_class_list(book, name, head, asked.mappings.class_lists, schools)
        elif kind == "questionnaire" and is_questionnaire(cells, asked.mappings.questionnaires):
            found, wrong = read_answers(book, name, asked.mappings.questionnaires)
        elif kind == "flat_export" and head_of_export(cells, asked.mappings.flat_export):
            found, wrong = read_export(book, name, asked.mappings.flat_export, schools)
        elif any(not is_blank(cell) for row in cells for cell in row):
            wrong = [Finding("warning", book.name, name, "", "", KINDS[kind], "工作表没有认识的表头，没有读取。")]
        data += found
        findings += wrong
    return FileRead(book.name, kind, book.sha256, tuple(data), tuple(findings), persons)


def recognise(book: Book, mappings: Mappings) -> tuple[Kind | None, bool]:
    """The kind of a file by its sheets and headings, never by its name alone; whether it holds persons. 识别文件。"""
    if cover_of(book) is not None and template_sheets(book):
        return "school_workbook", False
    if template_sheets(book):
        return "county_workbook", False
    for name in book.names:
        cells = book.rows(name) if len(book.names) < 4 else []
        if is_questionnaire(cells, mappings.questionnaires):
            return "questionnaire", True
        if head_of_export(cells, mappings.flat_export):
            return "flat_export", False
        head = head_of(cells, mappings.class_lists)
        if head is not None:
            return "class_list", "pupils" not in head.columns
    return ("statistics", False) if forms_of(book) else (None, False)


def _unknown(book: Book, mappings: Mappings) -> Finding:
    """Which of the things we know comes nearest; contents are not repeated, for they may be of persons."""
    known = [table.sheet for table in TABLES] + list(mappings.forms)
    hint = next(filter(None, map(partial(_near, known), book.names)), "")
    text = f"不认识这个文件，没有读取{hint or '；请核对是否为统计报表、名单、问卷或填报工作簿。'}"
    return Finding("blocking", book.name, "", "", "、".join(book.names)[:60], "、".join(KINDS.values()), text)


def _near(known: list[str], name: str) -> str:
    return nearest(plain(name), known) if name else ""
