"""The county report as PDF, by Typst, through nbconvert. 纸面导出。"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from ..errors import UserError
from .display import PAPER
from .fonts import font_folder
from .notebook_page import page_of, sections_of
from .paper import string

LAYOUT = Path(__file__).parent / "templates" / "report.typ"


class PagePDFExporter(Exporter):  # type: ignore[misc]
    """A4, tagged (PDF/UA-1), fonts embedded. 纸面导出器。"""

    export_from_notebook = "县域报告PDF"
    file_extension = ".pdf"

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[bytes, Any]:
        """The PDF as bytes. 生成 PDF。"""
        page = page_of(nb)
        files: dict[str, bytes] = {"report.typ": LAYOUT.read_bytes(), "main.typ": _source(nb, page).encode()}
        for section in sections_of(nb):
            for output in section.outputs:
                files |= {name: svg.encode() for name, svg in output[PAPER]["charts"].items()}
        try:
            pdf = typst.compile(files, font_paths=_fonts(), pdf_standards="ua-1", timestamp=0)  # type: ignore[call-overload]  # the stub lags: a dict of files is taken
        except typst.TypstError as error:
            raise UserError(f"排版失败：{error}") from error
        return pdf, resources or {}


@lru_cache
def _fonts() -> typst.Fonts:
    """The packaged fonts alone, so that the same run gives the same page everywhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


def warm_up() -> None:
    """Read the fonts ahead of time. 预读字体。"""
    typst.compile({"main.typ": b"#set text(font: \"Noto Serif CJK SC\")\n."}, font_paths=_fonts())  # type: ignore[call-overload]  # the stub lags: a dict of files is taken


def _source(nb: NotebookNode, page: dict[str, Any]) -> str:
    synthetic = "true" if page["synthetic"] else "false"
    lines = [
        '#import "report.typ": *',
        f"#show: report.with(title: {string(page['title'])}, subtitle: {string(page['subtitle'])}, synthetic: {synthetic})",
    ]
    for section in sections_of(nb):
        if section.title:
            lines.append(f"#heading(level: 1, {string(section.title)})")
        lines += [output[PAPER]["source"] for output in section.outputs]
        if not section.title:
            lines.append("#contents()")
    return "\n".join(lines)
