"""An explanation on the terminal. 数字溯源的显示。"""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..pages.raw_cells import RawCell
from .explain import Explanation

FIELDS = {
    "value": "精确值",
    "formula": "算式",
    "numerator": "分子",
    "denominator": "分母",
    "line": "标准",
    "status": "结论",
    "clause": "条款",
    "document": "标准依据",
}


def print_explanation(said: Explanation, console: Console) -> None:
    """The number, its proof, what it counts and the cells it came from. 显示一个数字的来历。"""
    proof = said.proof
    console.print(f"[bold]{escape(proof.label)}：{escape(proof.text)}{escape(proof.unit)}[/bold]（{escape(proof.id)}）")
    console.print(f"  页面：{escape(str(said.folder))}", soft_wrap=True)
    for name, words in FIELDS.items():
        value = getattr(proof, name)
        if value != "":
            more = f"（{said.title}）" if said.title and name == ("document" if proof.document else "clause") else ""
            console.print(f"  {words}：{escape(str(value))}{escape(more)}")
    if said.behind:
        console.print(f"计数依据（{len(said.behind)}）：")
        _print(
            console,
            ("编号", "名称", "数值或情况", "结论"),
            [(one.id, one.label, one.text, one.status) for one in said.behind],
        )
    if said.cells:
        console.print(f"来源单元格（{len(said.cells)}）：")
        headings = ("单元格", "字段", "记录", "现有内容")
        _print(console, headings, [(cell.address, cell.heading, cell.record, _content(cell)) for cell in said.cells])
        console.print("来源文件：")
        for file, sha256 in dict.fromkeys((cell.file, cell.sha256) for cell in said.cells):
            now = f"SHA-256 {sha256}" if sha256 else "找不到此文件"
            changed = "  [red]与生成报告时不同，现有内容可能不是当时的内容[/red]" if file in said.changed else ""
            console.print(f"  {escape(file)}  {now}{changed}")


def _content(cell: RawCell) -> str:
    content = "（已无此单元格）" if cell.content is None else cell.content or "（空白）"
    said = "；".join(filter(None, (cell.corrected, f"原始出处 {cell.original}" if cell.original else "")))
    return f"{content}（{said}）" if said else content


def _print(console: Console, headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table for the eye; plain lines where another program reads."""
    if not console.is_terminal:
        for row in rows:
            console.print("  " + "  ".join(filter(None, row)), markup=False)
        return
    table = Table(*headings)
    for row in rows:
        table.add_row(*(escape(text) for text in row))
    console.print(table, soft_wrap=False)
