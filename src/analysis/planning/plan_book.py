"""A plan as a workbook to fill in: a row a task. 方案填报工作簿。"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ..atomic import write_whole
from .plan import Plan
from .plan_cells import FLAGS, cell_of
from .plan_columns import (
    COORDINATOR,
    DUTIES,
    HELP,
    INSTRUCTIONS,
    ITEMS,
    MILESTONE,
    PHASES,
    PLAN,
    SHEETS,
    TARGET,
    TARGETS,
    TASKS,
    YES,
    PlanSheet,
)
from .plan_yaml import stated
from .rhythms import RHYTHMS

WIDE, NARROW = ("任务", "责任单位", "条目名称", "学校", "原文", "理解", "备注", "目标", "量化目标"), 14
#: Rows that offer drop-down lists.
ROWS = 500


def write_plan_book(plan: Plan | None, path: Path, name: str) -> None:
    """The plan's workbook, an empty one where there is no plan yet; the same plan gives the same bytes. 生成方案工作簿。

    name : of the county, for the title
    """
    import xlsxwriter  # only those who write workbooks wait for it

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": f"{name}行动方案", "created": datetime(2025, 1, 1)})
        edge = {"border": 1, "border_color": "#8C8C8C", "text_wrap": True, "valign": "top", "num_format": "@"}
        head, body = book.add_format(edge | {"bold": True, "bg_color": "#DDEBF7"}), book.add_format(edge)
        sheet = book.add_worksheet(HELP)
        sheet.set_column(0, 0, 100)
        for row, text in enumerate((f"{name}行动方案填报工作簿", *INSTRUCTIONS)):
            sheet.write_string(row, 0, text, book.add_format({"text_wrap": True, "bold": row == 0}))
        for each in SHEETS:
            _write(book.add_worksheet(each.name), each, list(_rows(each, plan)) if plan else [], head, body)
    write_whole(path, stream.getvalue())


def _write(sheet: Any, each: PlanSheet, rows: list[list[str]], head: Any, body: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    keys = ([""] if each.before else []) + list(each.columns)
    for at, (key, heading) in enumerate(zip(keys, each.headings, strict=True)):
        sheet.set_column(at, at, 36 if heading in WIDE else NARROW, None if rows else body)
        sheet.write_string(0, at, heading, head)
        choices = [YES] if key in FLAGS else [said for said in RHYTHMS.values() if said] if key == "rhythm" else []
        if choices:
            sheet.data_validation(1, at, ROWS, at, {"validate": "list", "source": choices})
    for row, texts in enumerate(rows, 1):
        for at, text in enumerate(texts):
            sheet.write_string(row, at, text, body)


def _rows(each: PlanSheet, plan: Plan) -> Iterator[list[str]]:
    if each is TASKS:
        yield from ([item.id, *_cells(each, task)] for item in plan.items for task in item.tasks)
    elif each is ITEMS:
        yield from (_cells(each, item) for item in plan.items)
    elif each is TARGETS:
        kinds = [(TARGET, plan.target), *((MILESTONE, target) for target in plan.milestones)]
        yield from ([kind, *_cells(each, target)] for kind, target in kinds)
    elif each is PHASES:
        yield from (_cells(each, phase) for phase in plan.phases)
    elif each is DUTIES:
        yield from ([str(number), cell_of("duties", offices)] for number, offices in plan.duties.items())
    elif each is COORDINATOR:
        yield _cells(each, plan.coordinator)
    elif each is PLAN:
        yield _cells(each, plan)


def _cells(each: PlanSheet, entry: BaseModel) -> list[str]:
    own = stated(entry)
    return [cell_of(key, own[key]) if key in own else "" for key in each.columns]
