"""What the exporters read out of an executed notebook. 从笔记本提取页面。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from ..errors import UserError
from .display import PAGE, PAPER


@dataclass(frozen=True)
class Section:
    """A part of the page under one heading of the notebook. 一节。"""

    anchor: str
    title: str
    outputs: tuple[dict[str, Any], ...]
    #: Begins a page of its own.
    sheet: bool = False


def page_of(notebook: NotebookNode) -> dict[str, Any]:
    """The page record that the last cell emitted. 页面信息。

    Raises UserError where there is none: the notebook did not run to its end.
    """
    for output in _outputs(notebook):
        if PAGE in output.get("data", {}):
            page: dict[str, Any] = output["data"][PAGE]
            return page
    raise UserError("笔记本没有运行到最后一格，未生成页面信息。")


def sections_of(notebook: NotebookNode) -> list[Section]:
    """The sections in order; headings of level 2 in Markdown cells begin one, and so does each sheet. 各节。"""
    sections = [("", [], False)]  # type: list[tuple[str, list[dict[str, Any]], bool]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            sections += [
                (line.removeprefix("## ").strip(), [], False)
                for line in cell.source.splitlines()
                if line.startswith("## ")
            ]
        elif cell.cell_type == "code":
            for data in (o["data"] for o in cell.outputs if PAPER in o.get("data", {})):
                if sheet := data[PAPER].get("sheet"):
                    sections.append((sheet, [], True))
                sections[-1][1].append(data)
    return [
        Section(f"section-{i}" if i else "", title, tuple(outputs), sheet)
        for i, (title, outputs, sheet) in enumerate(sections)
    ]


def _outputs(notebook: NotebookNode) -> Iterator[dict[str, Any]]:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield from cell.outputs
