"""A plan read back from its workbook; every bad cell at once, and then nothing is taken. 导入方案。"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from ..errors import UserError, nearest
from ..intake.origin import letter
from .date_words import last_day
from .plan import Plan
from .plan_cells import value_of
from .plan_columns import (
    COORDINATOR,
    DUTIES,
    HELP,
    ITEMS,
    MILESTONE,
    PHASES,
    PLAN,
    SHEETS,
    TARGET,
    TARGETS,
    TASKS,
    PlanSheet,
)

#: (key of the entry, …) -> where it stands.
Places = dict[tuple[Any, ...], str]


@dataclass
class _PlanBook:
    """A workbook being read, and what is wrong with it."""

    name: str
    faults: list[str] = field(default_factory=list)
    places: Places = field(default_factory=dict)
    #: Words of the text -> day they were read as, with the cell.
    read: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _PlanRow:
    """One row: the column before the keys, and the keys that are filled in."""

    first: str
    values: dict[str, Any]
    cells: dict[str, str]
    place: str


def import_plan(
    name: str, content: bytes, indicators: Collection[int], documents: Collection[str], schools: Collection[str] = ()
) -> tuple[Plan, list[tuple[str, str, str]]]:
    """The plan of a workbook, and each deadline that was read from words: (cell, words, day). 读取方案工作簿。

    indicators, documents : those that are known; schools : of the county, none where no data exist yet
    Raises UserError with every fault, sheet and cell.
    """
    book = _PlanBook(name)
    rows = {sheet.name: _sheet(book, sheet, cells) for sheet, cells in _tables(book, content).items()}
    data = _gathered(book, rows)
    _known(book, rows, indicators, documents, schools)
    plan = None
    if not book.faults:
        try:
            plan = Plan.model_validate(data)
        except ValidationError as error:
            book.faults += [_told(book, fault) for fault in error.errors()]
    if plan is None or book.faults:
        raise UserError(
            f"{name} 有 {len(book.faults)} 处问题，全部没有导入：\n" + "\n".join(f"  {fault}" for fault in book.faults)
        )
    return plan, book.read


def _tables(book: _PlanBook, content: bytes) -> dict[PlanSheet, Sequence[Sequence[Any]]]:
    try:
        opened = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise UserError(f"{book.name} 设有打开密码；请取消密码后另存，再导入。") from error
    except (CalamineError, OSError) as error:
        raise UserError(f"{book.name} 不是完好的工作簿；请用 Excel 或 WPS 打开，另存为 .xlsx。") from error
    known = {sheet.name: sheet for sheet in SHEETS}
    for sheet in opened.sheet_names:
        if sheet not in (*known, HELP):
            book.faults.append(f"{book.name}!{sheet}：不认识的工作表{nearest(sheet, known)}")
    for sheet in known.keys() - set(opened.sheet_names):
        book.faults.append(f"{book.name}：缺少工作表“{sheet}”")
    return {
        known[sheet]: opened.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for sheet in opened.sheet_names
        if sheet in known
    }


def _sheet(book: _PlanBook, sheet: PlanSheet, table: Sequence[Sequence[Any]]) -> list[_PlanRow]:
    heads = [str(cell).strip() for cell in table[0]] if table else []
    keys = {heading: key for key, heading in sheet.columns.items()}
    for at, heading in enumerate(heads):
        if heading and heading not in sheet.headings:
            book.faults.append(
                f"{book.name}!{sheet.name}!{letter(at)}1：不认识的表头“{heading}”{nearest(heading, sheet.headings)}"
            )
    for heading in [heading for heading in sheet.headings if heading not in heads]:
        book.faults.append(f"{book.name}!{sheet.name}：缺少“{heading}”列")
    rows = []
    for number, cells in enumerate(table[1:], 2):
        filled = {
            heads[at]: (f"{letter(at)}{number}", cell)
            for at, cell in enumerate(cells)
            if at < len(heads) and str(cell).strip() != ""
        }
        if not filled:
            continue
        values: dict[str, Any] = {}
        places = {
            keys[heading]: f"{book.name}!{sheet.name}!{cell}"
            for heading, (cell, _) in filled.items()
            if heading in keys
        }
        for key, place in places.items():
            found = filled[sheet.columns[key]][1]
            try:
                values[key] = value_of(key, found)
            except ValueError as error:
                book.faults.append(f"{place}：“{found}”{error}")
        first = filled.get(sheet.before, ("", ""))[1]
        first = str(int(first)) if isinstance(first, float) and first == int(first) else str(first).strip()
        rows.append(_PlanRow(first, values, places, f"{book.name}!{sheet.name}!{number}行"))
    if sheet in (TASKS, TARGETS):
        for row in rows:
            _deadline(book, row)
    return rows


def _deadline(book: _PlanBook, row: _PlanRow) -> None:
    """`by` from the words of the text, where it is left blank; both shown, and never in silence two different days."""
    words = str(row.values.get("said", ""))
    if not (day := last_day(words)):
        return
    if "by" not in row.cells:
        row.values["by"] = day
        book.read.append((row.cells["said"], words, day.isoformat()))
    elif "by" in row.values and row.values["by"] != day and not row.values.get("reading"):
        book.faults.append(
            f"{row.cells['by']}：“止”为{row.values['by']}，而原文“{words}”读作{day}；另有理解的，请在“理解”列写明"
        )


def _gathered(book: _PlanBook, rows: Mapping[str, list[_PlanRow]]) -> dict[str, Any]:
    own = {sheet.name: rows.get(sheet.name, []) for sheet in SHEETS}
    data: dict[str, Any] = {}
    for sheet, into in ((PLAN, data), (COORDINATOR, data.setdefault("coordinator", {}))):
        for extra in own[sheet.name][1:]:
            book.faults.append(f"{extra.place}：这张表只填一行")
        for row in own[sheet.name][:1]:
            into |= row.values
            book.places |= {
                ((key,) if sheet is PLAN else ("coordinator", key)): place for key, place in row.cells.items()
            }
    for row in own[TARGETS.name]:
        if row.first == TARGET and "target" not in data:
            data["target"] = row.values
            book.places |= {("target", key): place for key, place in row.cells.items()} | {("target",): row.place}
        elif row.first == MILESTONE:
            data.setdefault("milestones", []).append(row.values)
            book.places[("milestones", len(data["milestones"]) - 1)] = row.place
        else:
            book.faults.append(f"{row.place}：“类别”应填一行“{TARGET}”，其余填“{MILESTONE}”，现在是“{row.first}”")
    data["phases"] = [row.values for row in own[PHASES.name]]
    book.places |= {("phases", at): row.place for at, row in enumerate(own[PHASES.name])}
    data["duties"] = {}
    for row in own[DUTIES.name]:
        if not row.first.isdigit() or int(row.first) in data["duties"]:
            book.faults.append(f"{row.place}：“{row.first}”不是指标序号，或已写过一次")
        else:
            data["duties"][int(row.first)] = row.values.get("duties", [])
    items: dict[str, dict[str, Any]] = {}
    for at, row in enumerate(own[ITEMS.name]):
        if str(row.values.get("id", "")) in items:
            book.faults.append(f"{row.place}：条目“{row.values['id']}”写了两次")
        items[str(row.values.get("id", ""))] = row.values | {"tasks": []}
        book.places |= {("items", at, key): place for key, place in row.cells.items()} | {("items", at): row.place}
    order = list(items)
    for row in own[TASKS.name]:
        if row.first not in items:
            book.faults.append(f"{row.place}：“条目”表中没有条目“{row.first}”{nearest(row.first, order)}")
            continue
        tasks = items[row.first]["tasks"]
        where = ("items", order.index(row.first), "tasks", len(tasks))
        tasks.append(row.values)
        book.places |= {(*where, key): place for key, place in row.cells.items()} | {where: row.place}
    return data | {"items": list(items.values())}


def _known(
    book: _PlanBook,
    rows: Mapping[str, list[_PlanRow]],
    indicators: Collection[int],
    documents: Collection[str],
    schools: Collection[str],
) -> None:
    """Names that must be known, with the nearest right one."""
    phases = [str(row.values.get("id")) for row in rows.get(PHASES.name, [])]
    for row in [row for sheet in rows.values() for row in sheet]:
        for number in row.values.get("indicators", []):
            if number not in indicators:
                book.faults.append(
                    f"{row.cells['indicators']}：没有指标 {number}，可填 {min(indicators)}—{max(indicators)}"
                )
        for school in row.values.get("schools", []) if schools else []:
            if school not in schools:
                book.faults.append(f"{row.cells['schools']}：没有学校“{school}”{nearest(school, schools)}")
        if (phase := row.values.get("phase")) and phase not in phases:
            book.faults.append(f"{row.cells['phase']}：“阶段”表中没有“{phase}”{nearest(phase, phases)}")
        if (document := row.values.get("document")) and document not in documents:
            book.faults.append(
                f"{row.cells['document']}：sources.yml 中没有这个文件“{document}”{nearest(document, documents)}；请先登记"
            )
    items = {str(row.values.get("id")): row.values for row in rows.get(ITEMS.name, [])}
    for row in rows.get(TASKS.name, []) + rows.get(ITEMS.name, []):
        offices = row.values.get("offices") or items.get(row.first, {}).get("offices", [])
        if (lead := row.values.get("lead")) and offices and lead not in offices:
            book.faults.append(f"{row.cells['lead']}：牵头单位“{lead}”不在责任单位中{nearest(lead, offices)}")
    for row in rows.get(DUTIES.name, []):
        if row.first.isdigit() and int(row.first) not in indicators:
            book.faults.append(f"{row.place}：没有指标 {row.first}，可填 {min(indicators)}—{max(indicators)}")


def _told(book: _PlanBook, fault: Any) -> str:
    """A fault of the model, at the nearest cell that is known."""
    where = tuple(fault["loc"])
    while where and where not in book.places:
        where = where[:-1]
    what = {"missing": "缺少必填的“{}”"}.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    headings = {key: heading for sheet in SHEETS for key, heading in sheet.columns.items()}
    return f"{book.places.get(where, book.name)}：{what.format(headings.get(str(fault['loc'][-1]), fault['loc'][-1]) if fault['loc'] else '')}"
