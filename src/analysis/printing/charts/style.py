"""Colours, font and the finished SVG of every chart. 图的样式与输出。

Charts are drawn on bare figures in points, y downwards, and leave matplotlib's settings as they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from unicodedata import east_asian_width

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font
from matplotlib.ft2font import FT2Font

from ...errors import UserError
from ...scoring.parts import MET, NOT_MET, PENDING, TOLERATED

FONT_FILE = "NotoSansCJKsc-Regular.otf"
FAMILY = "Noto Sans CJK SC"
FAMILIES = f"'{FAMILY}', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"

INK, MUTED, GRID, BLUE, PALE, RED, WHITE = ("#22303c", "#5f6b76", "#dde2e6", "#3a5068", "#a3b3c1", "#a32a22", "#ffffff")


@dataclass(frozen=True)
class Look:
    """How a mark is drawn; hatch, lightness and shape tell without colour too. 图形样式。"""

    fill: str
    edge: str
    hatch: str
    marker: str


GOOD = Look(PALE, BLUE, "", "o")
BAD = Look(RED, WHITE, "/////", "X")
ALLOWED = Look(WHITE, BLUE, ".....", "D")
#: Below the line but recognised, or claimed to be, is neither good nor bad.
LOOKS = {MET: GOOD, NOT_MET: BAD, TOLERATED: ALLOWED, PENDING: ALLOWED}

_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


@lru_cache
def _font() -> FT2Font:
    package = find_spec("mplfonts")
    path = Path(package.origin).parent / "fonts" / FONT_FILE if package and package.origin else None
    if path is None or not path.is_file():
        raise UserError(f"缺少中文字体 {FONT_FILE}，无法制图。请重新安装依赖 mplfonts。")
    return get_font(path)


@lru_cache(maxsize=8192)
def _has(character: str) -> bool:
    return _font().get_char_index(ord(character)) != 0


def checked(text: str) -> str:
    """Text on one line, every character of which can be shown. 可显示的文字。

    Raises UserError naming the characters the font lacks: a box on a page is silent.
    """
    line = " ".join(text.split())
    missing = sorted({character for character in line if not _has(character)})
    if missing:
        codes = "、".join(f"{character}（U+{ord(character):04X}）" for character in missing)
        raise UserError(f"图中文字“{line}”含有字体 {FAMILY} 没有的字符：{codes}。请改用规范汉字。")
    return line


def ems(text: str) -> float:
    """About how wide a text is, in letter heights. 文字宽度（字）。"""
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.58 for character in text)


def shorten(names: Iterable[str], most: float) -> dict[str, str]:
    """Long names without their middle, cut where they still differ from each other. 缩写长名称。

    >>> shorten(["一中", "某市某区第一实验中心小学", "某市某区第二实验中心小学"], 8)
    {'一中': '一中', '某市某区第一实验中心小学': '某市某区第一实…', '某市某区第二实验中心小学': '某市某区第二实…'}
    """
    own = list(dict.fromkeys(names))
    # Names of one county begin alike: keep the end, unless that is where they are alike.
    cuts = [[_cut(name, most, share) for name in own] for share in (0.25, 0.5, 1.0)]
    best = max(cuts, key=lambda cut: len(set(cut)))
    return dict(zip(own, best, strict=True))


def _cut(name: str, most: float, share: float) -> str:
    """The name within `most` letters; `share` of what is kept is its beginning."""
    if ems(name) <= most:
        return name
    head = name
    while ems(head) > share * (most - 1):
        head = head[:-1]
    tail = name[len(head) :]
    while ems(head) + 1 + ems(tail) > most:
        tail = tail[1:]
    return f"{head}…{tail}"


def finished(figure: Figure, prefix: str) -> str:
    """The figure as an SVG that may stand in a page among others. 输出 SVG。

    prefix : begins every id, so that no two charts of a page share one
    """
    buffer = StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "chart", "svg.id": None, "path.simplify": False}):
        FigureCanvasSVG(figure).print_svg(buffer, metadata=_NO_METADATA)  # type: ignore[no-untyped-call]
    svg = buffer.getvalue()
    # A style sheet inside would reach every other picture of the page.
    svg = re.sub(r"<style.*?</style>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    used = dict.fromkeys(re.findall(r'(?:url\(#|href="#)([^)"]+)', svg))
    ids = {id: f"{prefix}-{number}" for number, id in enumerate(used, start=1)}
    svg = re.sub(r"<[^>]+>", lambda tag: _tag(tag[0], ids), svg)
    svg = re.sub(r'<g>\s*((?:<use [^>]* style="([^"]*)"/>\s*)+)</g>', _group, svg)
    return svg.replace("<svg ", f'<svg font-family="{FAMILIES}" stroke-linejoin="round" ', 1)


def _tag(tag: str, ids: Mapping[str, str]) -> str:
    """One tag with its ids made this chart's own, and without what says nothing."""
    tag = re.sub(r' id="([^"]+)"', lambda found: f' id="{ids[found[1]]}"' if found[1] in ids else "", tag)
    tag = re.sub(r'(url\(#|href="#)([^)"]+)', lambda found: found[1] + ids[found[2]], tag)
    tag = re.sub(rf" font-family: '{FAMILY}';?| transform=\"rotate\(-0 [^\"]*\"", "", tag)
    return re.sub(r"(\.\d\d)\d+", r"\1", tag)


def _group(found: re.Match[str]) -> str:
    """Marks of one look, the look said once."""
    return f'<g style="{found[2]}">' + found[1].replace(f' style="{found[2]}"', "") + "</g>"
