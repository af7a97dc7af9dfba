"""Characters that the fonts of the pages lack, told with their cell before a report stops at them. 字体缺字。"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from ..tables.catalogue import TABLES
from .findings import Finding
from .rows import Rows

#: What every Chinese font holds; only other characters are looked up.
_COMMON = re.compile(
    r"[\t\n\r\x20-\x7e\u4e00-\u9fa5\u3000-\u3002\u3008-\u3011\uff01-\uff5e\u2014\u2018\u2019\u201c\u201d\u2026·]*"
)


def glyph_findings(rows: Rows) -> list[Finding]:
    """Cells with a character that cannot be printed. 无法打印的字符。"""
    findings = []
    for table in TABLES:
        if table.name not in rows.intake.origins:
            continue
        frame = rows.intake.tables[table.name]
        for column in table.columns:
            if column.type != "text" or not rows.has(table.name, column.name):
                continue
            filled = frame[frame[column.name].notna()]
            for row, text in zip(filled["source_row"], filled[column.name], strict=True):
                missing = _missing(str(text))
                if missing:
                    said = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in missing)
                    message = (
                        f"“{column.heading}”含有字体中没有的字符{said}，无法印在报告中；请改用规范汉字或常用符号。"
                    )
                    findings.append(rows.say("blocking", table.name, int(row), column.name, message, found=text))
    return findings


def _missing(text: str) -> list[str]:
    if _COMMON.fullmatch(text):
        return []
    return [
        character
        for character in dict.fromkeys(text)
        if not _COMMON.fullmatch(character) and ord(character) not in _printable()
    ]


@lru_cache
def _printable() -> frozenset[int]:
    """Code points that every font of the pages holds; those of mplfonts, as they are printed with."""
    import uharfbuzz

    package = find_spec("mplfonts")
    folder = Path(package.origin).parent / "fonts" if package and package.origin else Path()
    files = [path for path in (folder / f"Noto{kind}CJKsc-Regular.otf" for kind in ("Sans", "Serif")) if path.is_file()]
    held = [set(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))).unicodes) for path in files]
    return frozenset(set.intersection(*held)) if held else frozenset(range(0x110000))
