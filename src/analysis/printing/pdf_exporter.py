"""The county report as PDF, by Typst, through nbconvert. 纸面导出。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from ..errors import UserError
from .display import PAPER
from .fonts import font_folder
from .notebook_page import Section, page_of, sections_of
from .paper import string

LAYOUT = Path(__file__).parent / "templates" / "report.typ"


class PagePDFExporter(Exporter):  # type: ignore[misc]
    """A4, tagged (PDF/UA-1), fonts embedded. 纸面导出器。"""

    export_from_notebook = "县域报告PDF"
    file_extension = ".pdf"

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[bytes, Any]:
        """The PDF as bytes. 生成 PDF。"""
        return paper(page_of(nb), sections_of(nb)), resources or {}


def paper(page: Mapping[str, Any], sections: Sequence[Section]) -> bytes:
    """Sections as one PDF. 排版。

    page : see display.Closed
    Raises UserError where Typst refuses.
    """
    files: dict[str, bytes] = {"report.typ": LAYOUT.read_bytes(), "main.typ": _source(page, sections).encode()}
    for section in sections:
        for output in section.outputs:
            files |= {name: svg.encode() for name, svg in output[PAPER]["charts"].items()}
    try:
        return typst.compile(files, font_paths=_fonts(), pdf_standards="ua-1", timestamp=0)  # type: ignore[call-overload,no-any-return]  # the stub lags: a dict of files is taken
    except typst.TypstError as error:
        raise UserError(f"排版失败：{error}") from error


@lru_cache
def _fonts() -> typst.Fonts:
    """The packaged fonts alone, so that the same run gives the same page everywhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


def warm_up() -> None:
    """Read the fonts ahead of time. 预读字体。"""
    typst.compile({"main.typ": b'#set text(font: "Noto Serif CJK SC")\n.'}, font_paths=_fonts())  # type: ignore[call-overload]  # the stub lags: a dict of files is taken


def _source(page: Mapping[str, Any], sections: Sequence[Section]) -> str:
    synthetic = "true" if page["synthetic"] else "false"
    lines = [
        '#import "report.typ": *',
        f"#show: report.with(title: {string(page['title'])}, subtitle: {string(page['subtitle'])}, synthetic: {synthetic})",
    ]
    sheets = sum(section.sheet for section in sections)
    for section in sections:
        source = [output[PAPER]["source"] for output in section.outputs]
        if section.sheet:
            # One alone follows its title: a page with nothing but a title is no page.
            lines += [f"#own-page({string(section.title)}, apart: {'true' if sheets > 1 else 'false'})[", *source, "]"]
            continue
        if section.title:
            lines.append(f"#heading(level: 1, {string(section.title)})")
        lines += source
        if not section.title:
            # As many sheets as a county has schools; a single one needs no contents.
            lines.append("#columns(2, contents())" if sheets > 1 else "" if sheets else "#contents()")
    return "\n".join(lines)
