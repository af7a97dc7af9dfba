"""The export of a row a school that cities make of the statistics. 统计数据汇总导出表。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...errors import nearest
from ...tables.catalogue import BY_NAME
from ...tables.school_tables import SCHOOL
from ..cells import Refused, allowed, cell_at, is_blank, parse
from ..findings import Finding, brief
from ..headings import plain
from ..origin import letter, ranges
from .book import Book, Cells
from .datum import Datum, Key
from .form_grid import label
from .mapping import ExportColumn, FlatExport

_HEADING_ROWS = 6
Path = tuple[str, ...]


def head_of_export(cells: Cells, export: FlatExport) -> tuple[int, dict[int, Path]] | None:
    """The heading row and each column's levels; None where headings are not joined by arrows. 识别汇总导出表。"""
    for r, row in enumerate(cells[:_HEADING_ROWS]):
        paths = {
            at: _levels(cell, export.arrows)
            for at, cell in enumerate(row)
            if isinstance(cell, str) and not is_blank(cell)
        }
        firsts = {path[0] for path in paths.values()}
        if sum(len(path) > 1 for path in paths.values()) > 1 and firsts & {
            label(name) for name in (*export.name, *export.code)
        }:
            return r, paths
    return None


def _levels(cell: str, arrows: Sequence[str]) -> Path:
    for arrow in arrows:
        cell = cell.replace(arrow, "→")
    return tuple(label(part) for part in cell.split("→"))


def read_export(
    book: Book, sheet: str, export: FlatExport, schools: Mapping[str, str]
) -> tuple[list[Datum], list[Finding]]:
    """Figures of all schools of the export. 读取汇总导出表。

    schools : name -> code; a school that no file gives a code is told
    """
    cells = book.rows(sheet)
    found = head_of_export(cells, export)
    assert found is not None  # the caller has seen it
    first, paths = found
    names = {path[0]: at for at, path in paths.items() if len(path) == 1}
    code_at = _at(names, export.code)
    name_at = _at(names, export.name)
    counted_at = _at(names, export.counted)
    stage_ats = [at for text in export.stage_columns if (at := _at(names, (text,))) is not None]
    findings: list[Finding] = []
    columns: list[tuple[ExportColumn, int]] = []
    for asked in export.columns:
        wanted = [tuple(label(part) for part in path) for path in asked.path]
        ats = next((hit for path in wanted if (hit := [at for at, p in paths.items() if p == path])), [])
        if len(ats) == 1:
            columns.append((asked, ats[0]))
        elif len(ats) > 1:
            text = f"有{len(ats)}列的表头都是“{'→'.join(asked.path[0])}”，没有读取。"
            findings.append(
                Finding("blocking", book.name, sheet, ranges(f"{letter(at)}{first + 1}" for at in ats), "", "", text)
            )
        else:
            hint = nearest("→".join(wanted[0]), ("→".join(path) for path in paths.values()))
            text = f"没有“{'→'.join(asked.path[0])}”一列{hint or '。'}"
            findings.append(
                Finding("warning", book.name, sheet, "", "", "、".join("→".join(p) for p in asked.path), text)
            )
    merged: list[str] = []
    unstaged: list[str] = []
    data: list[Datum] = []
    for r in range(first + 1, len(cells)):
        row = cells[r]
        if all(is_blank(cell) for cell in row):
            continue
        if counted_at is not None and plain(cell_at(row, counted_at) or "") in ("0", "0.0", "否"):
            merged.append(f"{letter(counted_at)}{r + 1}")
            continue
        name = plain(cell_at(row, name_at) or "") if name_at is not None else ""
        school = _code(cell_at(row, code_at)) if code_at is not None else None
        school = school or schools.get(name)
        if school is None:
            spot = f"{letter(name_at if name_at is not None else code_at or 0)}{r + 1}"
            text = f"对不上学校{nearest(name, schools) or '，本行没有读取。'}"
            findings.append(
                Finding("blocking", book.name, sheet, spot, brief(name), "学校标识码，或报表中的学校全称", text)
            )
            continue
        stage = next(
            (export.stages[word] for at in stage_ats if (word := plain(cell_at(row, at) or "")) in export.stages), ""
        )
        for asked, at in columns:
            if asked.staged and not stage:
                unstaged.append(f"{letter(at)}{r + 1}")
                continue
            value, wrong = _value(book.name, sheet, asked, cell_at(row, at), f"{letter(at)}{r + 1}")
            findings += wrong
            if value is not None:
                table, column = asked.to.split(".")
                of = stage if asked.staged else asked.stage
                key: Key = (school, of) if of else (school,)
                data.append(Datum(table, key, column, value, "flat_export", book.name, sheet, f"{letter(at)}{r + 1}"))
    if merged:
        text = f"有{len(merged)}行不计校数，按已并入上级学校处理，没有读取。"
        findings.append(Finding("warning", book.name, sheet, ranges(merged), "0", "1", text))
    if unstaged:
        text = f"有{len(unstaged)}个数没有分学段（学校不止一个学段），没有读取；请用统计报表。"
        findings.append(Finding("warning", book.name, sheet, ranges(unstaged), "", "", text))
    return data, findings


def _at(names: Mapping[str, int], wanted: Sequence[str]) -> int | None:
    return next((names[label(text)] for text in wanted if label(text) in names), None)


def _code(raw: object) -> str | None:
    try:
        code = parse(raw, SCHOOL)[0]
    except Refused:
        return None
    return str(code) if code else None


def _value(
    file: str, sheet: str, asked: ExportColumn, raw: object, cell: str
) -> tuple[str | float | None, list[Finding]]:
    table, name = asked.to.split(".")
    column = BY_NAME[table].column(name)
    if is_blank(raw) or (isinstance(raw, str) and raw.strip() == "*"):
        return None, []
    try:
        return parse(raw, column)[0], []
    except Refused as why:
        text = f"“{column.heading}”填的“{brief(raw)}”{why}。"
        return None, [Finding("blocking", file, sheet, cell, brief(raw), allowed(column), text)]
