"""A sheet to draw on: bars, dots, rules and words, each kind in one stroke. 画布。

Positions are points from the top left; one point here is one point on paper. Everything of one look goes into one
artist, because the number of artists is what drawing costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D
from numpy.typing import ArrayLike

from .style import BLUE, FAMILY, GRID, INK, MUTED, WHITE, Look, checked, ems, finished

#: The text width of an A4 page, 17 cm.
WIDTH = 482.0
NORMAL, SMALL = 8.5, 8.0
Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Scale:
    """From values to places; what lies beyond is placed at the edge. 坐标尺。"""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: ArrayLike) -> np.ndarray:
        inside = np.clip(np.asarray(value, dtype=float), self.low, self.high)
        return self.start + (inside - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, most: int = 5) -> list[float]:
        """Round values to label. 刻度值。"""
        values = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(self.low, self.high)
        return [float(v) for v in values if self.low <= v <= self.high]


class Canvas:
    """One chart in the making. 一幅图。"""

    def __init__(self, height: float, width: float = WIDTH) -> None:
        self.height, self.width = height, width
        self.figure = Figure((width / 72, height / 72), dpi=72, facecolor=WHITE)
        self._down = Affine2D().scale(1, -1).translate(0, height)
        self._words = _Words()
        self._words.set_figure(self.figure)

    def bars(self, x0: ArrayLike, x1: ArrayLike, y0: ArrayLike, y1: ArrayLike, look: Look) -> None:
        """Rectangles from (x0, y0) to (x1, y1). 条形。"""
        x0, x1, y0, y1 = np.broadcast_arrays(*(np.atleast_1d(np.asarray(v, dtype=float)) for v in (x0, x1, y0, y1)))
        if not x0.size:
            return
        corners = np.stack([np.stack([x0, x1, x1, x0, x0], 1), np.stack([y0, y0, y1, y1, y0], 1)], 2).reshape(-1, 2)
        codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], x0.size)
        self._add(
            PathPatch(
                Path(corners, codes),
                facecolor=look.fill,
                edgecolor=look.edge,
                hatch=look.hatch or None,
                linewidth=0 if look.edge == WHITE else 0.5,
            )
        )

    def beams(self, start: float, ends: ArrayLike, middles: ArrayLike, thick: float, look: Look) -> None:
        """Bars that lie across the sheet, from one start. 横条。"""
        middle = np.asarray(middles, dtype=float)
        self.bars(start, ends, middle - thick / 2, middle + thick / 2, look)

    def dots(self, x: ArrayLike, y: ArrayLike, look: Look, size: float = 5.5) -> None:
        """Marks of one shape. 点。"""
        if np.size(x):
            # A cross fills less of its box than a disc.
            size = 1.3 * size if look.marker == "X" else size
            self._add(
                Line2D(
                    np.atleast_1d(x),
                    np.atleast_1d(y),
                    linestyle="",
                    marker=look.marker,
                    markersize=size,
                    markerfacecolor=look.fill,
                    markeredgecolor=look.edge,
                    markeredgewidth=0.6,
                )
            )

    def rules(
        self,
        x0: ArrayLike,
        y0: ArrayLike,
        x1: ArrayLike,
        y1: ArrayLike,
        colour: str = GRID,
        width: float = 0.6,
        dashed: bool = False,
    ) -> None:
        """Straight lines from (x0, y0) to (x1, y1). 线。"""
        x0, y0, x1, y1 = np.broadcast_arrays(*(np.atleast_1d(np.asarray(v, dtype=float)) for v in (x0, y0, x1, y1)))
        if x0.size:
            gap = np.full(x0.size, np.nan)
            x, y = (np.stack([a, b, gap], 1).ravel()[:-1] for a, b in ((x0, x1), (y0, y1)))
            self._add(
                Line2D(
                    x, y, color=colour, linewidth=width, linestyle=(0, (4, 2)) if dashed else "-", solid_capstyle="butt"
                )
            )

    def words(
        self, x: float, y: float, text: str, align: Align = "left", colour: str = INK, size: float = NORMAL
    ) -> None:
        """A line of text, centred on y; one centred on x is kept on the sheet. 文字。"""
        if align == "center":
            half = ems(text) * size / 2
            x = min(max(x, half), self.width - half)
        self._words.lines.append((float(x), y + 0.36 * size, checked(text), align, colour, size))

    def ladder(self, scale: Scale, top: float, bottom: float, ticks: Sequence[tuple[float, str]]) -> None:
        """Upright grid lines with their values below. 刻度。"""
        places = scale([value for value, _ in ticks])
        self.rules(places, top, places, bottom)
        for place, (_, text) in zip(places, ticks, strict=True):
            self.words(place, bottom + 8, text, "center", MUTED, SMALL)

    def limit(self, x: float, top: float, bottom: float, text: str = "") -> None:
        """A line of the standard, named above. 标准线。"""
        self.rules(x, top, x, bottom, BLUE, 1.4)
        if text:
            self.words(x, top - 6, text, "center", BLUE, SMALL)

    def key(self, entries: Sequence[tuple[Look, str]], y: float, dots: bool = False) -> float:
        """What the looks mean, in a row; returns where the row ends. 图例。"""
        x = 2.0
        for look, text in entries:
            if dots:
                self.dots(x + 4, y, look)
            else:
                self.bars(x, x + 10, y - 3.5, y + 3.5, look)
            self.words(x + (11 if dots else 14), y, text, "left", MUTED, SMALL)
            x += 28 + ems(text) * SMALL
        return x

    def svg(self, prefix: str) -> str:
        """The finished picture. 成图。"""
        self._words.set_zorder(len(self.figure.get_children()))
        self.figure.add_artist(self._words)
        return finished(self.figure, prefix)

    def _add(self, artist: Artist) -> None:
        artist.set_transform(self._down)
        artist.set_zorder(len(self.figure.get_children()))
        self.figure.add_artist(artist)


def statement(text: str, prefix: str) -> str:
    """A picture of one sentence, where there is nothing to draw. 无图说明。"""
    canvas = Canvas(28)
    canvas.words(2, 14, text, colour=MUTED)
    return canvas.svg(prefix)


class _Words(Artist):
    """All texts as one artist. matplotlib lays out each Text it draws, which takes most of the time of a chart;
    lines of one font, anchored where the reader's own font begins, need no layout."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[float, float, str, Align, str, float]] = []

    def draw(self, renderer: RendererBase) -> None:
        anchors = {align: Text(horizontalalignment=align) for align in ("left", "right", "center")}
        fonts = {size: FontProperties(family=[FAMILY], size=size) for *_, size in self.lines}
        context = renderer.new_gc()
        for x, y, text, align, colour, size in self.lines:
            anchors[align].set_x(x)
            context.set_foreground(colour)
            renderer.draw_text(context, x, y, text, fonts[size], 0, mtext=anchors[align])
        context.restore()
