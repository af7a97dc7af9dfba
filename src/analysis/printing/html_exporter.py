"""The county report as one HTML file, through nbconvert. 网页导出。"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from traitlets import default

from .fonts import subset
from .notebook_page import Section, page_of, sections_of

TEMPLATES = Path(__file__).parent / "templates"
SHEETS = "@media print { section:has(h2) { break-before: page; } }\n"


class PageHTMLExporter(TemplateExporter):  # type: ignore[misc]
    """Our template; nothing outside the file is referred to. 网页导出器。"""

    export_from_notebook = "县域报告网页"

    @default("file_extension")
    def _extension(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name(self) -> str:
        return "county"

    @default("template_file")
    def _template_file(self) -> str:
        return "index.html.j2"

    @default("extra_template_basedirs")
    def _basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """The page as text. 生成网页。"""
        return self.screen(page_of(nb), sections_of(nb)), resources or {}

    def screen(self, page: Mapping[str, Any], own: Sequence[Section]) -> str:
        """Sections as one HTML file. 排网页。

        page : see display.Closed
        """
        numbers = json.dumps(page["numbers"], ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        sections = [
            {
                "anchor": s.anchor,
                "title": escape(s.title),
                "html": "\n".join(output["text/html"] for output in s.outputs),
            }
            for s in own
        ]
        folder = TEMPLATES / "county"
        script = "".join((folder / name).read_text(encoding="utf-8") for name in ("proof.js", "tables.js"))
        words = "".join(s["title"] + s["html"] for s in sections) + numbers + script + page["title"]
        css = (folder / "page.css").read_text(encoding="utf-8")
        words += css + (folder / "index.html.j2").read_text(encoding="utf-8")
        # Only a page of several sheets is told how they break.
        css += SHEETS * (sum(s.sheet for s in own) > 1)
        # The template escapes nothing, and a sheet is called what its school is called.
        head = {**page, "title": escape(page["title"]), "subtitle": escape(page["subtitle"])}
        context = {
            "page": head,
            "sections": sections,
            "numbers": numbers,
            "js": script,
            "css": css,
            "font": subset(words),
        }
        return str(self.template.render(resources={}, **context))
