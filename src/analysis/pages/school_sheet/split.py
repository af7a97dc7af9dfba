"""The sheets of a page as files of their own: a school each, or an office each. 单份文件。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from os import cpu_count
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from ...errors import UserError
from ...printing.blocks import Heading
from ...printing.html import block_html
from ...printing.html_exporter import PageHTMLExporter
from ...printing.notebook_page import Section, page_of, sections_of
from ...printing.pdf_exporter import paper

#: A code that may name a file on every system: it begins with a digit, as no device and no other page does.
SAFE = re.compile(r"[0-9][0-9A-Za-z_\u4e00-\u9fff-]{0,31}")
NUMBERS = re.compile(r'data-n="([^"]+)"')


def write_single(run: NotebookNode, folder: Path) -> dict[str, Path]:
    """A PDF and an HTML file a sheet, from the notebook run for all of them. 写出单份文件。

    run     : as executed; its page names the sheets (`sheets`: school codes, or numbers and names of offices)
    returns : code -> its PDF; a code that is no safe name gets a running number
    Raises UserError where the notebook shows other sheets than it says.
    """
    page = page_of(run)
    sheets = [section for section in sections_of(run) if section.sheet]
    if len(sheets) != len(page["sheets"]):
        raise UserError(f"笔记本列出{len(page['sheets'])}份，却显示了{len(sheets)}份，未能拆分。")
    names = file_names(page["sheets"])
    exporter = PageHTMLExporter()
    # Typst works outside Python's lock, which the screens hold meanwhile.
    with ThreadPoolExecutor(cpu_count()) as pool:
        pdfs = pool.map(lambda section: paper(page, [section]), sheets)
        for name, section in zip(names, sheets, strict=True):
            (folder / f"{name}.html").write_text(_screen(exporter, page, section), encoding="utf-8")
        for name, pdf in zip(names, pdfs, strict=True):
            (folder / f"{name}.pdf").write_bytes(pdf)
    return {code: folder / f"{name}.pdf" for code, name in zip(page["sheets"], names, strict=True)}


def file_names(codes: Sequence[str]) -> list[str]:
    """What the files are called; codes are cell text and no paths. 单份文件名。

    >>> file_names(["6207020001", "../x", "1a", "1A"])
    ['6207020001', 'sheet-002', '1a', 'sheet-004']
    """
    seen: set[str] = set()
    names = []
    for at, code in enumerate(codes, 1):
        # Some systems tell no capitals from small letters.
        good = SAFE.fullmatch(code) is not None and code.lower() not in seen
        seen.add(code.lower())
        names.append(code if good else f"sheet-{at:03d}")
    return names


def _screen(exporter: PageHTMLExporter, page: Mapping[str, Any], section: Section) -> str:
    """One sheet alone, with the proofs of its own numbers."""
    shown = {unescape(id) for output in section.outputs for id in NUMBERS.findall(output["text/html"])}
    own = {id: proof for id, proof in page["numbers"].items() if id in shown}
    head = Section("", "", ({"text/html": block_html(Heading(page["title"], "top", level=1))},))
    return exporter.screen({**page, "title": f"{page['title']}：{section.title}", "numbers": own}, [head, section])
