"""What verify found, on the terminal. 核对结果的显示。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from .differences import KINDS, Difference
from .verify import same

#: Differences of one file and kind that are listed; a changed card moves hundreds of values.
MOST = 20


def print_verification(folder: Path, differences: Sequence[Difference], console: Console) -> None:
    """One line, 一致 or 不一致; then every difference, the causes first. 显示核对结果。"""
    order = list(KINDS)
    counts = Counter[str](difference.kind for difference in differences)
    said = "，".join(f"{words} {counts[kind]} 处" for kind, words in KINDS.items() if counts[kind])
    if same(differences):
        console.print(
            f"[green]一致[/green]：{escape(str(folder))} 按原始数据重算，结果、网页、PDF 和笔记本均相同"
            + (f"（{said}）" if said else "")
            + "。"
        )
    else:
        console.print(f"[red]不一致[/red]：{escape(str(folder))}，{said}。")
    listed, left = [], Counter[tuple[str, str]]()
    for difference in sorted(differences, key=lambda d: order.index(d.kind)):
        left[difference.kind, difference.file] += 1
        if left[difference.kind, difference.file] <= MOST:
            listed.append(difference)
    _print(listed, console)
    for (kind, file), count in left.items():
        if count > MOST:
            console.print(f"{KINDS[kind]}：{file} 另有 {count - MOST} 处未列出。", markup=False)


def _print(differences: Sequence[Difference], console: Console) -> None:
    """A table for the eye; plain lines where another program reads."""
    if not console.is_terminal:
        for difference in differences:
            console.print(str(difference), markup=False)
        return
    if differences:
        table = Table("类别", "文件", "位置", "现有", "应为", "说明")
        for d in differences:
            table.add_row(KINDS[d.kind], *(escape(text) for text in (d.file, d.place, d.found, d.expected, d.message)))
        console.print(table, soft_wrap=False)
