"""All forms of one statistics workbook: whose it is, of which year, and its figures. 读取一本统计报表。"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ...errors import nearest
from ..cells import is_blank
from ..findings import Finding, brief
from ..headings import plain
from ..origin import letter
from .book import Book, Cells
from .datum import CHECK, Datum, Key
from .form_grid import TOP, code_in
from .mapping import FormMapping, Mappings
from .statistics_form import FormSheet, FormValue, read_form

COVER, CONTENTS = "封面", "目录"
#: The form that says which school a workbook is of.
_IDENTITY = "schools.school"
_YEARS = re.compile(r"(20\d\d)[/—–~-](?:20)?\d\d学年|(20\d\d)学?年(?:度|初|末|$|[^\d/.-])|^(20\d\d)$")
_DATED = re.compile(r"20\d\d年\d{1,2}月|日期|时间|批准|有效期")


@dataclass(frozen=True)
class StatisticsBook:
    """What one workbook said. 一本统计报表的内容。

    school, name : "" where the workbook does not say
    year         : school year on the cover, "" where it does not say
    forms        : codes of the forms read
    """

    school: str
    name: str
    year: str
    forms: tuple[str, ...]
    data: tuple[Datum, ...]
    findings: tuple[Finding, ...]


def forms_of(book: Book) -> dict[str, str]:
    """Sheet -> code of the form on it. 各工作表的表号。"""
    found = {name: code for name in book.names if (code := code_in(name))}
    if not found:
        for name in book.names[:3]:
            code = next((code for row in book.rows(name)[:TOP] for cell in row if (code := code_in(cell))), "")
            if code and not _is_contents(book.rows(name)):
                found[name] = code
    return found


def read_statistics(book: Book, mappings: Mappings, year: str) -> StatisticsBook:
    """Read a workbook of one school; only sheets that are asked for are opened. 读取统计报表。

    year : the school year imported; of other years only forms that add up years are read
    """
    said, findings = _year(book)
    if not said:
        text = "封面没有写明学年，无法核对年份，按所导入的年份读取；请核对。"
        findings.append(
            Finding("warning", book.name, COVER if COVER in book.names else "", "", "", f"{year}学年", text)
        )
    forms = forms_of(book)
    wanted: list[tuple[str, FormMapping]] = []
    for name, code in forms.items():
        form = mappings.forms.get(code)
        if form is not None:
            wanted.append((name, form))
        elif code not in mappings.unused and not code.partition("续表")[1]:
            known = [*mappings.forms, *mappings.unused]
            text = f"不认识的报表“{code}”，没有读取{nearest(code, known) or '。'}"
            findings.append(Finding("warning", book.name, name, "", code, "、".join(mappings.forms), text))
    current = said in ("", year)
    read: list[tuple[str, FormMapping, list[FormValue]]] = []
    for name, form in wanted:
        identity = any(cell.to == _IDENTITY for cell in form.values)
        if current or identity or form.years > 1:
            values, wrong = read_form(FormSheet(book.name, name, book.rows(name)), form)
            findings += wrong
            read.append((name, form, values))
    identity_values = {v.asked.to: str(v.value) for _, _, values in read for v in values}
    school, title = identity_values.get(_IDENTITY, ""), identity_values.get("schools.name", "")
    if not current and not any(form.years > 1 for _, form, _ in read):
        longest = max(form.years for form in mappings.forms.values())
        earlier = said in {str(int(year) - back) for back in range(1, longest)}
        text = f"是{said}学年的报表，现在导入的是{year}学年，没有读取。"
        findings.append(Finding("warning" if earlier else "blocking", book.name, COVER, "", said, year, text))
        return StatisticsBook("", "", said, tuple(forms.values()), (), tuple(findings))
    if not school:
        text = "找不到学校标识码，无法确定是哪所学校的报表，没有读取；请核对基础基111或教基1001。"
        findings.append(Finding("blocking", book.name, "", "", "", "学校（机构）标识码", text))
        return StatisticsBook("", title, said, tuple(forms.values()), (), tuple(findings))
    data: list[Datum] = []
    for name, form, values in read:
        if current or form.years > 1:
            data += [_datum(value, school, name, book.name, said or year) for value in values]
    return StatisticsBook(school, title, said or year, tuple(forms.values()), tuple(data), tuple(findings))


def _datum(value: FormValue, school: str, sheet: str, file: str, year: str) -> Datum:
    table, column = value.asked.to.split(".")
    asked = value.asked
    key: Key = (school, asked.stage) if asked.stage else (school,)
    if table == CHECK:
        key = (school, asked.stage, float(asked.grade) if asked.grade else asked.bin or "")
    return Datum(table, key, column, value.value, "statistics", file, sheet, value.cell, year)


def _is_contents(cells: Cells) -> bool:
    """Whether a sheet lists many forms rather than being one."""
    return len({code for row in cells for cell in row if (code := code_in(cell))}) > 1


def _year(book: Book) -> tuple[str, list[Finding]]:
    """The year the cover says, and what is wrong with it."""
    cover = next((name for name in book.names if plain(name) == COVER), "")
    if not cover:
        return "", []
    found: dict[str, str] = {}
    for number, row in enumerate(book.rows(cover), 1):
        for at, cell in enumerate(row):
            text = "" if is_blank(cell) else plain(f"{cell:.15g}" if isinstance(cell, float) else cell)
            match = None if _DATED.search(text) else _YEARS.search(text)
            if match:
                found.setdefault(next(filter(None, match.groups())), f"{letter(at)}{number}")
    if len(found) > 1:
        text = "封面上有几个年份，无法确定是哪一年的报表，按第一个读取；请核对。"
        return next(iter(found)), [
            Finding("warning", book.name, cover, "、".join(found.values()), "、".join(found), "一个学年", text)
        ]
    return next(iter(found), ""), []


def by_school(books: Mapping[str, StatisticsBook]) -> dict[tuple[str, str], list[str]]:
    """(school, year) -> files of it. 各校各年的报表文件。"""
    files: dict[tuple[str, str], list[str]] = {}
    for file, book in books.items():
        if book.school:
            files.setdefault((book.school, book.year), []).append(file)
    return files


def doubled(books: Mapping[str, StatisticsBook]) -> list[Finding]:
    """Two files of one school and year: neither goes before the other. 同一学校的两份报表。"""
    findings = []
    for (school, year), files in by_school(books).items():
        forms = [set(books[file].forms) for file in files]
        if len(files) > 1 and set.intersection(*forms):
            text = f"学校{school}{year}学年有{len(files)}份相同的报表，两份都已读取，数不同的留空；请只留一份。"
            findings.append(Finding("blocking", files[-1], "", "", brief("、".join(files)), "一校一份", text))
    return findings
