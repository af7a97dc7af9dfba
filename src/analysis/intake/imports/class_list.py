"""Pupils of each class, counted from a list of pupils or read from a list of classes. 班级名单。

Of a list of pupils nothing but the counts leaves this module: cells of names, numbers and telephones are not looked at,
and what stands where a grade or class should is repeated in no message unless it has the form of one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ...tables.school_tables import CLASSES, SCHOOL, STAGES
from ..cells import Refused, cell_at, is_blank, parse
from ..findings import Finding
from ..headings import plain
from ..origin import letter
from .book import Book, Cells
from .datum import Datum, Key
from .mapping import ClassLists

_HEADING_ROWS = 10
_COUNT = CLASSES.column("pupils")


@dataclass(frozen=True)
class ListHead:
    """Where a list's headings stand. 名单的表头。

    columns : school, name, stage, grade, class, pupils -> index
    """

    row: int
    columns: Mapping[str, int]


def head_of(cells: Cells, lists: ClassLists) -> ListHead | None:
    """The headings of a class list; None where this is none. 识别班级名单。"""
    known = {plain(text): name for name, texts in lists.headings.items() for text in texts}
    for r, row in enumerate(cells[:_HEADING_ROWS]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(row):
            if isinstance(cell, str) and plain(cell) in known:
                columns.setdefault(known[plain(cell)], at)
        if {"grade", "class"} <= set(columns) and {"school", "name"} & set(columns):
            return ListHead(r, columns)
    return None


def read_class_list(
    book: Book, sheet: str, head: ListHead, lists: ClassLists, schools: Mapping[str, str]
) -> tuple[list[Datum], list[Finding], bool]:
    """Counts a class, findings, and whether the list holds persons. 读取班级名单。

    schools : name -> code, to know a school whose code is damaged
    """
    cells, persons = book.rows(sheet), "pupils" not in head.columns
    grades = {plain(word): float(grade) for grade, words in lists.grades.items() for word in words}
    skipped, shape = {plain(word) for word in lists.skipped}, re.compile(lists.class_name)
    findings: dict[tuple[str, str, str], list[str]] = {}
    rows_of: dict[Key, list[int]] = {}
    counts: dict[Key, float] = {}
    places: dict[Key, str] = {}
    known: dict[tuple[object, object], str] = {}
    texts: dict[object, str] = {}

    def bare(cell: object) -> str:
        if cell not in texts:
            texts[cell] = plain(f"{cell:.15g}" if isinstance(cell, float) else cell)
        return texts[cell]

    def tell(what: str, allowed: str, name: str, r: int, found: str = "") -> None:
        findings.setdefault((what, allowed, found), []).append(f"{letter(head.columns.get(name, 0))}{r + 1}")

    for r in range(head.row + 1, len(cells)):
        row = cells[r]
        if all(is_blank(cell_at(row, at)) for at in head.columns.values()):
            continue
        raw = cell_at(row, head.columns["school"]) if "school" in head.columns else None
        title = cell_at(row, head.columns["name"]) if "name" in head.columns else None
        if (raw, title) not in known:
            known[raw, title] = _school(raw, title, schools)
        school = known[raw, title]
        if school.startswith("!"):
            tell(school[1:], "10位学校标识码", "school" if "school" in head.columns else "name", r)
            continue
        word = bare(cell_at(row, head.columns["grade"]))
        if word in skipped:
            continue
        if word not in grades:
            tell("年级不是认识的写法，本行没有计入", "一年级至九年级", "grade", r)
            continue
        class_name = bare(cell_at(row, head.columns["class"]))
        if not shape.fullmatch(class_name):
            tell("班级名称不是认识的写法，本行没有计入", "如1班、（1）班、1", "class", r)
            continue
        grade = grades[word]
        stage = plain(cell_at(row, head.columns["stage"]) or "") if "stage" in head.columns else ""
        key: Key = (school, stage if stage in STAGES else _stage(lists, grade), grade, _named(class_name))
        if persons:
            rows_of.setdefault(key, []).append(r + 1)
            continue
        try:
            number = parse(cell_at(row, head.columns["pupils"]), _COUNT)[0]
        except Refused as why:
            tell(f"人数{why}", "不小于0的整数", "pupils", r)
            continue
        if key in counts:
            tell(f"与{places[key]}是同一个班，只读取前一行", "一班一行", "class", r)
        elif number is not None:
            counts[key], places[key] = float(number), f"{letter(head.columns['pupils'])}{r + 1}"
    for key, numbers in rows_of.items():
        counts[key], places[key] = float(len(numbers)), runs_of(numbers, letter(head.columns["class"]))
    data = [
        Datum("classes", key, "pupils", count, "class_list", book.name, sheet, places[key])
        for key, count in counts.items()
    ]
    told = [
        Finding("blocking", book.name, sheet, first_of(spots), found, allowed, f"{what}（{len(spots)}行）。")
        for (what, allowed, found), spots in findings.items()
    ]
    return data, told, persons


def _school(raw: object, title: object, schools: Mapping[str, str]) -> str:
    """The code of a school, or "!" and why there is none."""
    try:
        code = parse(raw, SCHOOL)[0]
    except Refused:
        code = None
    if code:
        return str(code)
    by_name = schools.get(plain(title)) if not is_blank(title) else None
    if by_name:
        return by_name
    return "!学校标识码空白、不是代码，或被存成科学计数法而损坏，学校名称也对不上，本行没有计入；请把该列设为文本后重新导出"


def _stage(lists: ClassLists, grade: float) -> str:
    """By the number of the grade, where the list has no column of stages."""
    word = lists.grades[str(int(grade))][0]
    return lists.stages[word]


def _named(text: str) -> str:
    """`(1)`, `1` and `1班` are the same class. 班级名称。"""
    number = re.search(r"([0-9一二三四五六七八九十]+)\)?班?$", text)
    return f"{number[1]}班" if number else text


def runs_of(rows: list[int], column: str) -> str:
    """Rows of a column as few ranges. 合并行号。"""
    parts: list[list[int]] = []
    for row in rows:
        if parts and parts[-1][1] == row - 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    return "、".join(f"{column}{a}:{column}{b}" if a != b else f"{column}{a}" for a, b in parts)


def first_of(spots: list[str]) -> str:
    """The first few of many cells. 前几个单元格。"""
    return "、".join(spots[:5]) + ("等" if len(spots) > 5 else "")
