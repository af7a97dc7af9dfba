"""Two PDFs, page by page. PDF 的比较。"""

from __future__ import annotations

from difflib import SequenceMatcher
from io import BytesIO
from logging import CRITICAL, getLogger

from .differences import ChangedPlace, excerpts


def paper_changes(stored: bytes, fresh: bytes) -> list[ChangedPlace]:
    """Pages whose words differ from those typeset again. PDF 的差异。"""
    found = _pages(stored)
    if found is None:
        return [ChangedPlace("", message="不是完好的 PDF，无法读取")]
    expected = _pages(fresh) or []
    changes = []
    if len(found) != len(expected):
        changes.append(ChangedPlace("页数", str(len(found)), str(len(expected))))
    for number, (own, other) in enumerate(zip(found, expected, strict=False), 1):
        if own != other:
            changes.append(_page(number, own.splitlines(), other.splitlines()))
    return changes or [ChangedPlace("", message="文字相同，版面、图形或文件属性不同")]


def _page(number: int, found: list[str], expected: list[str]) -> ChangedPlace:
    for what, a0, a1, b0, b1 in SequenceMatcher(None, found, expected, autojunk=False).get_opcodes():
        if what != "equal":
            return ChangedPlace(f"第{number}页", *excerpts("\n".join(found[a0:a1]), "\n".join(expected[b0:b1])))
    return ChangedPlace(f"第{number}页", message="换行不同")


def _pages(content: bytes) -> list[str] | None:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # What it warns of is told by what follows: the pages read differ, or it cannot be read.
    getLogger("pypdf").setLevel(CRITICAL)
    try:
        return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError):
        # A damaged file fails pypdf in many ways; all of them mean that it is no PDF of ours.
        return None
