"""Find the figures of one statistics form by row, column and headings. 从统计报表中取数。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...errors import nearest
from ...tables.catalogue import BY_NAME
from ...tables.schema import Column
from ..cells import NUMBERS, Refused, allowed, cell_at, is_blank, parse
from ..findings import Finding, brief
from ..headings import plain, same_unit, unit_named
from ..origin import letter, ranges
from .book import Cells
from .datum import CHECK
from .form_grid import FormColumn, FormGrid, FormRow, label, read_grid
from .mapping import FormCell, FormMapping

#: What a cell that does not apply holds.
NOT_APPLICABLE = "*"
#: What is compared is counted in whole numbers.
COUNTED = Column("count", "人数", "count", "", low=0)
_CONTENT = ("内容", "指标值", "填报内容", "填报值", "指标内容")


@dataclass(frozen=True)
class FormValue:
    """A figure found, and its cell. 报表中取得的数据。"""

    asked: FormCell
    value: str | float
    cell: str


@dataclass(frozen=True)
class FormSheet:
    """The sheet a form stands on. 报表所在的工作表。"""

    file: str
    name: str
    cells: Cells

    def finding(self, severity: str, cell: str, text: str, found: str = "", may: str = "") -> Finding:
        """Something wrong in this sheet. 就本表提出一条问题。"""
        return Finding(severity, self.file, self.name, cell, found, may, text)  # type: ignore[arg-type]


def read_form(sheet: FormSheet, form: FormMapping) -> tuple[list[FormValue], list[Finding]]:
    """All figures that the mapping asks of a form; what is not where it should be is told. 读取一张报表。"""
    if form.shape == "list":
        return _read_list(sheet, form)
    grid = read_grid(sheet.cells)
    if grid is None:
        text = f"找不到“甲、乙、1、2……”的列号行，无法确定各列，{form.form}《{form.title}》没有读取。"
        return [], [sheet.finding("blocking", "", text, "", "甲、乙、1、2……")]
    if grid.code and grid.code != form.form:
        text = f"工作表名称是“{sheet.name}”，表内表号是“{grid.code}”，无法判断是哪张表，没有读取。"
        return [], [sheet.finding("blocking", "", text, grid.code, form.form)]
    values: list[FormValue] = []
    findings: list[Finding] = []
    blanks: list[str] = []
    for asked in form.values:
        found, wrong = _find(sheet, grid, form, asked)
        findings += wrong
        if found:
            value, wrong = _value(sheet, grid, asked, *found, blanks)
            findings += wrong
            values += value
    if blanks:
        text = f"{form.form}中有{len(blanks)}个空白单元格按0读取（对应关系文件已声明本表空白表示没有）；不是0的请补填。"
        findings.append(sheet.finding("warning", ranges(blanks), text, "空白", "数字"))
    return values, list(dict.fromkeys(findings))


def _find(
    sheet: FormSheet, grid: FormGrid, form: FormMapping, asked: FormCell
) -> tuple[tuple[FormRow, list[FormColumn]] | None, list[Finding]]:
    what = f"{form.form}“{heading_of(asked)}”"
    rows = grid.find_rows(asked.row, asked.group, form.groups)
    if len(rows) != 1:
        if not rows and asked.optional:
            return None, []
        text = (
            f"找不到{what}所在的行“{asked.row[0]}”"
            if not rows
            else f"有{len(rows)}行都叫“{asked.row[0]}”，无法确定{what}"
        )
        hint = nearest(asked.row[0], (row.label for row in grid.rows)) if not rows else ""
        where = ranges(f"A{row.at + 1}" for row in rows)
        return None, [
            sheet.finding(
                "blocking",
                where,
                f"{text}{hint or '。'}",
                _listed(row.label for row in grid.rows),
                "、".join(asked.row),
            )
        ]
    columns = grid.find_columns(asked.column)
    paths = "、".join("→".join(path) for path in asked.column)
    if not columns and asked.optional == "all":
        return None, []
    if not columns:
        known = ["→".join(column.path) for column in grid.columns]
        text = f"找不到{what}所在的列“{'→'.join(asked.column[0])}”{nearest('→'.join(asked.column[0]), known) or '。'}"
        return None, [sheet.finding("blocking", "", text, _listed(known), paths)]
    if len(columns) > 1 and asked.several == "refuse":
        places = ranges(f"{letter(column.at)}{rows[0].at + 1}" for column in columns)
        text = f"有{len(columns)}列的表头都是“{'→'.join(asked.column[0])}”，无法确定{what}。"
        return None, [sheet.finding("blocking", places, text, "", paths)]
    findings = []
    for column in columns:
        unit = rows[0].unit or column.unit
        if wrong := _wrong_unit(sheet, f"{letter(column.at)}{rows[0].at + 1}", unit, asked):
            return None, wrong
    row = rows[0]
    if asked.number is not None and row.number != asked.number:
        text = f"“{row.label}”的编号与本版报表不同，已按行名读取，请核对。"
        findings.append(sheet.finding("warning", f"B{row.at + 1}", text, brief(row.number), str(asked.number)))
    return (row, columns), findings


def _wrong_unit(sheet: FormSheet, cell: str, unit: str, asked: FormCell) -> list[Finding]:
    """A figure in another unit than ours would be wrong by its factor."""
    target = column_of(asked)
    if not unit or asked.to.startswith(f"{CHECK}.") or same_unit(unit, target):
        return []
    text = f"“{target.heading}”的单位是“{unit}”，应为“{target.unit or '无单位'}”，没有读取；请核对报表。"
    return [sheet.finding("blocking", cell, text, unit, target.unit)]


def _value(
    sheet: FormSheet, grid: FormGrid, asked: FormCell, row: FormRow, columns: list[FormColumn], blanks: list[str]
) -> tuple[list[FormValue], list[Finding]]:
    target = column_of(asked)
    values: list[FormValue] = []
    for column in columns:
        raw = cell_at(grid.cells[row.at], column.at)
        cell = f"{letter(column.at)}{row.at + 1}"
        if isinstance(raw, str) and plain(raw) == "" and raw.strip() == NOT_APPLICABLE:
            continue
        if is_blank(raw):
            if asked.blank == "zero":
                blanks.append(cell)
                values.append(FormValue(asked, 0.0, cell))
            continue
        value, wrong = read_value(sheet, cell, raw, asked, target)
        if wrong or value is None:
            return [], wrong
        values.append(FormValue(asked, value, cell))
    return values, []


def read_value(
    sheet: FormSheet, cell: str, raw: object, asked: FormCell, target: Column
) -> tuple[str | float | None, list[Finding]]:
    """A cell as its column has it; a choice in the words of our table. 读取一格。"""
    if asked.words:
        said = {label(key): value for key, value in asked.words.items()}
        text = label(f"{raw:.15g}" if isinstance(raw, float) else raw)
        found = said.get(text, said.get(text.split("-")[0]))
        if found is None:
            hint = nearest(text, said)
            text = f"“{target.heading}”不认识这种写法{hint or '。'}"
            return None, [sheet.finding("blocking", cell, text, brief(raw), "、".join(asked.words))]
        return (float(found) if target.type in NUMBERS else str(found)), []
    try:
        return parse(raw, target)[0], []
    except Refused as why:
        text = f"“{target.heading}”填的“{brief(raw)}”{why}。"
        return None, [sheet.finding("blocking", cell, text, brief(raw), allowed(target))]


def _read_list(sheet: FormSheet, form: FormMapping) -> tuple[list[FormValue], list[Finding]]:
    """A form of one item a row: 项目 | 编号 | 内容 | 单位 | 备注."""
    at, first = _content_column(sheet.cells)
    places: dict[str, int] = {}
    for r in range(first, len(sheet.cells)):
        row = sheet.cells[r]
        text = next((label(cell) for cell in row[: at or 1] if isinstance(cell, str) and not is_blank(cell)), "")
        if text:
            places.setdefault(text, r)
    values: list[FormValue] = []
    findings: list[Finding] = []
    for asked in form.values:
        found = next((places[label(text)] for text in asked.row if label(text) in places), None)
        target = column_of(asked)
        if found is None:
            if not asked.optional:
                text = f"{form.form}中找不到项目“{asked.row[0]}”{nearest(asked.row[0], places) or '。'}"
                findings.append(sheet.finding("blocking", "", text, _listed(places), "、".join(asked.row)))
            continue
        raw = cell_at(sheet.cells[found], at)
        cell = f"{letter(at)}{found + 1}"
        if isinstance(raw, str) and raw.strip() == NOT_APPLICABLE:
            continue
        if wrong := _wrong_unit(sheet, cell, unit_named(cell_at(sheet.cells[found], at + 1) or ""), asked):
            findings += wrong
            continue
        if is_blank(raw):
            if asked.blank == "zero":
                values.append(FormValue(asked, 0.0, cell))
                text = f"“{target.heading}”空白，按0读取（对应关系文件已声明本项空白表示没有）；不是0的请补填。"
                findings.append(sheet.finding("warning", cell, text, "空白", allowed(target)))
            continue
        value, wrong = read_value(sheet, cell, raw, asked, target)
        findings += wrong
        if value is not None:
            values.append(FormValue(asked, value, cell))
    return values, findings


def _content_column(cells: Cells) -> tuple[int, int]:
    """Where the answers stand, and the first row below the heading; the third column where nothing says so."""
    for r, row in enumerate(cells[:10]):
        for at, cell in enumerate(row):
            if isinstance(cell, str) and label(cell) in _CONTENT:
                return at, r + 1
    return 2, 2


def column_of(asked: FormCell) -> Column:
    """The column of ours a figure is for. 对应的字段。"""
    table, name = asked.to.split(".")
    return COUNTED if table == CHECK else BY_NAME[table].column(name)


def heading_of(asked: FormCell) -> str:
    """What a figure is called, in words. 数据名称。"""
    return asked.stage + (column_of(asked).heading if not asked.to.startswith(CHECK) else asked.row[0])


def _listed(texts: Iterable[str]) -> str:
    shown: Iterator[str] = (text for text in dict.fromkeys(texts) if text)
    said = "、".join(shown)
    return said if len(said) <= 120 else said[:119] + "…"
