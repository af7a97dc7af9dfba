"""The seven of one school as percent of their lines. 七项与标准的比较图。"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...printing.blocks import FigureBlock
from ...printing.charts.canvas import SMALL, WIDTH, Canvas, Scale
from ...printing.charts.style import ALLOWED, BAD, BLUE, GOOD, INK, LOOKS, MUTED
from ...scoring.parts import NOT_MET
from ..report import Row
from .sheets import Sheets

#: Percent of the line at which a bar ends: what is twice as much as asked needs no finer telling.
MOST = 200.0
LABELS, TOP, TAIL, THICK = 118.0, 31.0, 16.0, 6.5
#: Height of a row, and of one more stage in it.
ROW, MORE = 12.0, 8.5

#: Dots in a bar take longer to write than all the rest of a sheet; white tells as much.
CLAIMED = replace(ALLOWED, hatch="")
OWN = {status: CLAIMED if look == ALLOWED else look for status, look in LOOKS.items()}
MEANINGS = ((GOOD, "达到标准"), (BAD, "未达标"), (CLAIMED, "例外达标或待证"))


def chart(sheets: Sheets, school: str, rows: list[Row], at: int) -> FigureBlock | None:
    """A bar for each stage of each indicator, the line at 100, the county's mean as a tick; None without a figure. 七项比较图。

    rows : results of the seven, of one school
    at   : running number of the sheet
    """
    bars = [row for row in rows if row["status"] in OWN]
    if not bars:
        return None
    report = sheets.report
    stages = list(dict.fromkeys(row["stage"] for row in rows))
    step = ROW + MORE * (len(stages) - 1)
    bottom = TOP + step * len(sheets.seven)
    canvas = Canvas(bottom + TAIL)
    end = canvas.key([(look, words) for look, words in MEANINGS if look in [OWN[row["status"]] for row in bars]], 8)
    canvas.rules(end + 4, 3, end + 4, 13, INK, 1.6)
    canvas.words(end + 9, 8, "县均值", colour=MUTED, size=SMALL)
    scale = Scale(0, MOST, LABELS + 6, WIDTH - 6)
    canvas.ladder(
        scale,
        TOP,
        bottom,
        [(tick, f"{tick:g}%" + ("及以上" if tick == MOST else "")) for tick in (0.0, 50.0, 100.0, 150.0, MOST)],
    )
    floor = float(report.floor)
    canvas.rules(scale(floor), TOP, scale(floor), bottom, BLUE, 0.8, dashed=True)
    canvas.words(float(scale(floor)) - 3, TOP - 6, f"底线{report.floor}%", "right", BLUE, SMALL)
    canvas.limit(float(scale(100)), TOP, bottom)
    canvas.words(float(scale(100)) + 3, TOP - 6, "标准100%", "left", BLUE, SMALL)
    places = {}
    for i, card in enumerate(sheets.seven):
        y = TOP + step * (i + 0.5)
        canvas.words(LABELS - (12 if len(stages) > 1 else 0), y, f"{card.number} {card.short}", "right")
        for j, stage in enumerate(stages):
            places[card.number, stage] = y + MORE * (j - (len(stages) - 1) / 2)
            if len(stages) > 1:
                canvas.words(LABELS, places[card.number, stage], report.stages[stage][0], "right", MUTED, SMALL)
    for look in dict.fromkeys(OWN[row["status"]] for row in bars):
        own = [row for row in bars if OWN[row["status"]] == look]
        canvas.beams(
            scale.start,
            scale([100 * row["value"] / row["line"] for row in own]),
            [places[row["indicator"], row["stage"]] for row in own],
            THICK,
            look,
        )
    means = [
        (100 * mean / row["line"], places[row["indicator"], row["stage"]])
        for row in rows
        if (mean := sheets.balance[row["indicator"], row["stage"]]["mean"]) == mean
    ]
    across, down = scale([percent for percent, _ in means]), np.array([at for _, at in means])
    canvas.rules(across, down - 4.2, across, down + 4.2, INK, 1.6)
    for row in rows:
        if row["status"] not in OWN:
            canvas.words(scale.start + 3, places[row["indicator"], row["stage"]], "缺数据", colour=MUTED, size=SMALL)
    below = [
        f"{row['indicator']}.{report.evaluation.rules.by_number[row['indicator']].short}"
        for row in bars
        if row["status"] == NOT_MET
    ]
    anchor = f"sheet-{at}-chart"
    said = f"未达标的有{'、'.join(dict.fromkeys(below))}" if below else "没有未达标的指标"
    alt = f"条形图，每项指标一行（各学段一条），条长为本校数值占标准的百分比，短竖线为县均值。{sheets.units[school]['name']}：{said}。"
    return FigureBlock("七项资源配置指标为标准的百分比", anchor, canvas.svg(anchor), alt)
