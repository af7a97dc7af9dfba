"""The coefficients of all counties around their line. 各县差异系数对照图。"""

from __future__ import annotations

from pandas import notna

from ...printing.blocks import FigureBlock, plain
from ...printing.charts.canvas import SMALL, WIDTH, Canvas, Scale, statement
from ...printing.charts.style import BLUE, GRID, INK, MUTED, PALE, RED, WHITE, Look, ems
from ...rounding import plain_number
from ...scoring.parts import MET, NOT_MET
from ..county_report.charts.text import NOTHING, listed, records
from ..report import Report, Row
from .city import City

ANCHOR = "chart-city-coefficients"
LABELS, GAP, VALUE = 106.0, 16.0, 36.0
ROW, TOP, KEY = 21.0, 56.0, 14.0
#: Told apart by shape and by fill; a city of more counties repeats them with the next fill.
SHAPES = "osD^vp"
FILLS = (BLUE, WHITE, PALE)
WHOLE = Look(INK, INK, "", "*")


def coefficients(city: City) -> FigureBlock:
    """Each county a mark, the city's own a star, the line upright; the table stands below. 各县差异系数与标准。"""
    rows = [
        row | {"name": report.name, "number": report.numbers.balance(row, "value")}
        for report in city.counties
        for row in records(report.evaluation.balance)
    ]
    known = [row for row in rows if row["status"] in (MET, NOT_MET)]
    title = _title(city, known)
    if not known:
        return FigureBlock(title, ANCHOR, statement(NOTHING, ANCHOR), f"{title}。")
    return FigureBlock(title, ANCHOR, _draw(city, rows).svg(ANCHOR), _alt(city, title, known))


def looks(counties: tuple[Report, ...]) -> dict[str, Look]:
    """The mark of each county. 各县图例。"""
    return {
        report.county: Look(FILLS[(i + i // len(SHAPES)) % len(FILLS)], BLUE, "", SHAPES[i % len(SHAPES)])
        for i, report in enumerate(counties)
    }


def _said(city: City, row: Row) -> str:
    indicator = city.evaluation.rules.by_number[row["indicator"]].short
    return f"{row['name']}{city.stages[row['stage']]}“{indicator}”{plain(row['number'])}（标准{plain_number(row['line'])}）"


def _title(city: City, known: list[Row]) -> str:
    if not known:
        return "各县的校际差异系数都不能计算"
    ranked = sorted(known, key=lambda row: -row["value"] / row["line"])
    bad = [row for row in ranked if row["status"] == NOT_MET]
    total = city.numbers.count(
        "B-judged", len(known), "可计算的差异系数", "各县小学、初中各七项中能够计算的系数计数", "个"
    ).text
    if not bad:
        return f"各县{total}个校际差异系数均不高于标准，最接近标准的是{_said(city, ranked[0])}"
    above = city.numbers.count("B-bad", len(bad), "高于标准的差异系数", "高于标准的系数计数", "个").text
    return f"各县{total}个校际差异系数中{above}个高于标准，{'最高的' if len(bad) > 1 else ''}是{_said(city, bad[0])}"


def _draw(city: City, rows: list[Row]) -> Canvas:
    numbers = list(dict.fromkeys(row["indicator"] for row in rows))
    marks = looks(city.counties)
    keys = _keys(
        [(marks[report.county], report.name) for report in city.counties] + [(WHOLE, "全市各校合并（不作判定）")]
    )
    top = TOP + KEY * (len(keys) - 1)
    bottom = top + ROW * len(numbers)
    canvas = Canvas(bottom + 18)
    for i, entries in enumerate(keys):
        canvas.key(entries, 8 + KEY * i, dots=True)
    for i, number in enumerate(numbers):
        canvas.words(
            LABELS, top + ROW * (i + 0.5), f"{number} {city.evaluation.rules.by_number[number].short}", "right"
        )
    values = [row[key] for row in [*rows, *city.pooled] for key in ("value", "line") if notna(row[key])]
    width = (WIDTH - LABELS - GAP * len(city.stages)) / len(city.stages)
    for i, (stage, label) in enumerate(city.stages.items()):
        start = LABELS + GAP + i * (width + GAP)
        scale = Scale(0, 1.08 * max(values), start, start + width - VALUE)
        _panel(
            city,
            canvas,
            scale,
            label,
            {n: top + ROW * (at + 0.5) for at, n in enumerate(numbers)},
            stage,
            [row for row in rows if row["stage"] == stage],
        )
    return canvas


def _keys(entries: list[tuple[Look, str]]) -> list[list[tuple[Look, str]]]:
    """The key in as many rows as the sheet is wide for."""
    lines: list[list[tuple[Look, str]]] = [[]]
    for entry in entries:
        if sum(28 + ems(text) * SMALL for _, text in [*lines[-1], entry]) > WIDTH:
            lines.append([])
        lines[-1].append(entry)
    return lines


def _panel(
    city: City, canvas: Canvas, scale: Scale, label: str, places: dict[int, float], stage: str, rows: list[Row]
) -> None:
    """places : indicator -> y"""
    top, bottom = min(places.values()) - ROW / 2, max(places.values()) + ROW / 2
    canvas.words(scale.start, top - 22, label)
    canvas.words(scale.end + VALUE, top - 8, "最高", "right", MUTED, SMALL)
    canvas.ladder(scale, top, bottom, [(tick, f"{tick:g}") for tick in scale.ticks(4)])
    lines = [row["line"] for row in rows if notna(row["line"])]
    if lines:
        canvas.limit(float(scale(lines[0])), top, bottom, f"标准{plain_number(lines[0])}")
    marks = looks(city.counties)
    for number, y in places.items():
        own = [row for row in rows if row["indicator"] == number and notna(row["value"])]
        if not own:
            canvas.words(scale.start + 3, y, "不能计算", "left", MUTED, SMALL)
            continue
        low, high = min(own, key=lambda row: row["value"]), max(own, key=lambda row: row["value"])
        canvas.rules(scale(low["value"]), y, scale(high["value"]), y, GRID, 2.4)
        canvas.words(
            scale.end + VALUE, y, plain(high["number"]), "right", RED if high["status"] == NOT_MET else MUTED, SMALL
        )
    whole = [row for row in city.pooled if row["stage"] == stage and notna(row["value"])]
    canvas.dots(scale([row["value"] for row in whole]), [places[row["indicator"]] for row in whole], WHOLE, 7.5)
    for county, look in marks.items():
        own = [row for row in rows if row["county"] == county and notna(row["value"])]
        canvas.dots(scale([row["value"] for row in own]), [places[row["indicator"]] for row in own], look)


def _alt(city: City, title: str, known: list[Row]) -> str:
    panels = []
    for stage, label in city.stages.items():
        own = sorted((row for row in known if row["stage"] == stage), key=lambda row: -row["value"])
        said = [
            f"{row['name']}{city.evaluation.rules.by_number[row['indicator']].short}{plain(row['number'])}"
            for row in own
        ]
        panels.append(f"{label}由高到低为{listed(said, 5, '个')}" if said else f"没有{label}系数")
    return f"点图，小学、初中各一幅，每行一项指标，每点一个县，星形为全市各校合并计算的系数，竖线为标准。{title}。{'；'.join(panels)}。"
