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
    """The sections in order; headings of level 2 in Markdown cells begin one. 各节。"""
    sections = [("", "", [])]  # type: list[tuple[str, str, list[dict[str, Any]]]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("## "):
                    sections.append((f"section-{len(sections)}", line.removeprefix("## ").strip(), []))
        elif cell.cell_type == "code":
            sections[-1][2].extend(o["data"] for o in cell.outputs if PAPER in o.get("data", {}))
    return [Section(anchor, title, tuple(outputs)) for anchor, title, outputs in sections]


def _outputs(notebook: NotebookNode) -> Iterator[dict[str, Any]]:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield from cell.outputs
