"""The data dictionary, written from the tables themselves. 数据字典。"""

from __future__ import annotations

from ..tables.catalogue import BY_NAME, TABLES
from ..tables.schema import Column, Table
from .agreement import NOT_ABOVE
from .cells import allowed
from .findings import SEVERITIES
from .headings import shown

#: What stands before BEGIN and after END is written by hand.
BEGIN, END = "## 各表一览\n", "此外还核对：\n"
TYPES = {
    "text": "文字",
    "code": "代码",
    "count": "整数",
    "amount": "数字",
    "year": "年份",
    "flag": "是/否",
    "choice": "选项",
    "day": "日期",
}
NONE = "—"


def renewed(text: str) -> str:
    """The dictionary with its tables as the program has them now. 更新后的数据字典。

    Raises ValueError where the headings around the tables are gone.
    """
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{BEGIN.strip()!r} or {END.strip()!r} is missing")
    parts = [_overview(), *(_section(table) for table in TABLES), _relations()]
    return head + begin + "\n" + "\n\n".join(parts) + "\n\n" + end + tail


def _overview() -> str:
    rows = [
        f"| [{table.sheet}](#{table.sheet}) | `{table.name}` | {len(table.columns)} | {table.note}{'没有的可以不交此表。' if table.may_be_empty else ''} |"
        for table in TABLES
    ]
    return "\n".join(["| 工作表 | 内部表名 | 列数 | 用途 |", "|---|---|---|---|", *rows])


def _section(table: Table) -> str:
    names = "、".join(f"“{table.column(name).heading}”" for name in table.unique)
    only = f"同一{names}只能有一行。" if names else ""
    note = ["每个项目一行，四列依次为“项目”“填报值”“单位”“说明”，只填“填报值”。"] if table.items else []
    first = "项目" if table.items else "表头"
    head = [f"## {table.sheet}", "", f"内部表名 `{table.name}`。{table.note}{only}", *note, ""]
    head += [f"| {first} | 内部名 | 类型 | 单位 | 要求 | 允许内容 | 说明 |", "|---|---|---|---|---|---|---|"]
    return "\n".join(head + [_row(table, column) for column in table.columns])


def _row(table: Table, column: Column) -> str:
    heading = column.heading if table.items else shown(column)
    need = "必填" if column.key or column.required else "选填" if column.optional else "应填"
    cells = (
        heading,
        f"`{column.name}`",
        TYPES[column.type],
        column.unit or NONE,
        need,
        allowed(column),
        column.note or NONE,
    )
    return f"| {' | '.join(cells)} |"


def _relations() -> str:
    head = [
        "## 表间和表内关系",
        "",
        "下列关系不成立时，程序指出所在单元格。“须更正”的改好之前不能出报告，“请核实”的核对无误即可保留。",
        "",
        "| 工作表 | 前者 | 不大于后者 | 级别 |",
        "|---|---|---|---|",
    ]
    rows = []
    for severity, name, part, whole in NOT_ABOVE:
        table = BY_NAME[name]
        terms = [
            ("减" if term.startswith("-") else "") + table.column(term.lstrip("-")).heading for term in part.split()
        ]
        said = "、".join(terms) + ("合计" if len(terms) > 1 else "")
        rows.append(f"| {table.sheet} | {said} | {table.column(whole).heading} | {SEVERITIES[severity]} |")
    return "\n".join(head + rows)
