"""What a notebook cell shows. 单元格输出。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .blocks import Block, FigureBlock
from .html import block_html, block_text
from .paper import block_typst, figure_name

#: What the exporters read out of the notebook: paper source and charts, and what is known of the page.
PAPER = "application/vnd.junheng.paper+json"
PAGE = "application/vnd.junheng.page+json"


class Shown:
    """Blocks that show themselves in Jupyter, on screen pages and on paper. 可显示内容。

    sheet : title of a section that these blocks make by themselves, on a page of its own; "" where they are part of one
    """

    def __init__(self, blocks: Iterable[Block], sheet: str = "") -> None:
        self.blocks, self.sheet = tuple(blocks), sheet

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        charts = {figure_name(block.svg): block.svg for block in self.blocks if isinstance(block, FigureBlock)}
        return {
            "text/html": "\n".join(block_html(block) for block in self.blocks),
            "text/plain": "\n\n".join(block_text(block) for block in self.blocks),
            PAPER: {"source": "".join(block_typst(block) for block in self.blocks), "charts": charts}
            | ({"sheet": self.sheet} if self.sheet else {}),
        }


class Closed:
    """What the exporters must know of the page: the last thing a notebook shows. 页面信息。

    page : title, subtitle, synthetic, verdict, numbers (id -> proof), and whatever a page of that kind adds
    """

    def __init__(self, page: dict[str, Any]) -> None:
        self.page = page

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {PAGE: self.page, "text/plain": f"{self.page['title']}：{self.page['verdict']}"}
