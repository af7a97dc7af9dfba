"""Charts as pictures that Word can show. 图片。"""

from __future__ import annotations

from functools import lru_cache

import typst

from ..blocks import FigureBlock
from ..fonts import font_folder

#: Dots per inch: sharp on paper, and small to send.
DENSITY = 150


def pictures(figures: list[FigureBlock], width: float) -> list[bytes]:
    """Each chart as PNG, all drawn at once. 图转为 PNG。

    width : in millimetres
    """
    if not figures:
        return []
    files = {f"{i}.svg": figure.svg.encode() for i, figure in enumerate(figures)}
    pages = "#pagebreak()\n".join(f'#image("{name}", width: {width}mm)\n' for name in files)
    files["main.typ"] = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}".encode()
    drawn = typst.compile(files, format="png", ppi=DENSITY, font_paths=_fonts())  # type: ignore[call-overload]  # the stub lags: a dict of files is taken
    return drawn if isinstance(drawn, list) else [drawn]


@lru_cache
def _fonts() -> typst.Fonts:
    """The packaged fonts alone, so that the same run gives the same picture everywhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])
