"""Pupils of each school against the limit of its kind. 学校规模。"""

from __future__ import annotations

import numpy as np
from pandas import notna

from ....printing.blocks import FigureBlock, Mark, TableBlock, TableColumn, plain
from ....printing.charts.canvas import SMALL, WIDTH, Canvas, Scale, statement
from ....printing.charts.style import BLUE, LOOKS, MUTED, RED, shorten
from ....rounding import plain_number
from ....scoring.parts import MET, NO_DATA, NOT_MET
from ....scoring.verdicts import WORDS
from ...report import Report, Row
from .text import NOTHING, key_of, listed, percent_of_line

ANCHOR = "chart-school-size"
INDICATOR = 11
#: Named one by one; more only where more are over the limit, as many as a page holds.
MOST_SCHOOLS, MOST_OVER = 30, 48
LABELS, PLOT, PUPILS, LIMIT = 122.0, 350.0, 388.0, 430.0
ROW, BAR, TOP = 13.0, 8.0, 38.0


def school_size(report: Report) -> FigureBlock:
    """Schools ranked by pupils as percent of their limit: who is over, and how far. 各校在校生与规模上限。"""
    rows = [row for row in report.judged(INDICATOR) if notna(row["value"]) and row["status"] in LOOKS]
    rows.sort(key=lambda row: (-row["value"] / row["line"], row["unit"]))
    over = [row for row in rows if row["status"] != MET]
    shown = rows[: min(max(MOST_SCHOOLS, len(over)), MOST_OVER)]
    title = _title(report, rows)
    if not rows:
        return FigureBlock(title, ANCHOR, statement(NOTHING, ANCHOR), f"{title}。", _table(report, rows))
    return FigureBlock(
        title,
        ANCHOR,
        _draw(report, shown, rows[len(shown) :]).svg(ANCHOR),
        _alt(report, title, rows),
        _table(report, rows),
    )


def _title(report: Report, rows: list[Row]) -> str:
    count = report.numbers.count
    empty = sum(row["status"] == NO_DATA for row in report.judged(INDICATOR))
    if not rows:
        return "各校均缺在校生数，学校规模无法判断" if empty else "没有适用学校规模标准的学校"
    bad = [row for row in rows if row["status"] == NOT_MET]
    other = [row for row in rows if row["status"] not in (MET, NOT_MET)]
    total = count("G-size", len(rows), "有在校生数的学校", "适用学校规模标准且有数据的学校计数", "所").text
    if bad:
        over = count("G-size-over", len(bad), "超过规模上限的学校", "未达标的学校计数", "所").text
        said = f"{total}所学校中{over}所超过规模上限，{'超出最多的' if len(bad) > 1 else ''}是{_said(report, max(bad, key=lambda row: row['value'] - row['line']))}"
    elif other:
        said = f"{total}所学校中没有未达标的，规模最接近或超过上限的是{_said(report, rows[0])}"
    else:
        said = f"{total}所学校均未超过规模上限，最接近上限的是{_said(report, rows[0])}"
    if other:
        said += f"；另有{count('G-size-other', len(other), '超过上限而例外达标或待证的学校', '例外达标、待证的学校计数', '所').text}所超过上限，例外达标或待证"
    if empty:
        said += f"；另有{count('G-size-empty', empty, '缺在校生数的学校', '缺数据的学校计数', '所').text}所缺数据"
    return said


def _said(report: Report, row: Row) -> str:
    return f"{row['name']}（{plain(report.numbers.result(row))}人，上限{plain_number(row['line'])}人）"


def _share(report: Report, row: Row) -> str:
    return percent_of_line(report, f"G-size-{row['unit']}", row["value"], row["line"], f"{row['name']}，在校生数").text


def _draw(report: Report, shown: list[Row], rest: list[Row]) -> Canvas:
    bottom = TOP + ROW * len(shown)
    canvas = Canvas(bottom + (32 if rest else 18))
    end = canvas.key(key_of(row["status"] for row in shown), 8)
    canvas.rules(end, 3, end, 13, BLUE, 2.0)
    canvas.words(end + 6, 8, "该类学校的规模上限", colour=MUTED, size=SMALL)
    scale = Scale(0, 1.05 * max(row[key] for row in shown for key in ("value", "line")), LABELS + 6, PLOT)
    for x, text in ((PUPILS, "在校生"), (LIMIT, "上限"), (WIDTH - 2, "为上限的")):
        canvas.words(x, TOP - 9, text, "right", MUTED, SMALL)
    canvas.ladder(scale, TOP, bottom, [(tick, f"{tick:.0f}") for tick in scale.ticks(5)])
    y = TOP + ROW * (np.arange(len(shown)) + 0.5)
    values = np.array([row["value"] for row in shown])
    for status, look in LOOKS.items():
        own = np.array([row["status"] == status for row in shown], dtype=bool)
        canvas.beams(scale.start, scale(values[own]), y[own], BAR, look)
    limits = scale([row["line"] for row in shown])
    canvas.rules(limits, y - ROW / 2, limits, y + ROW / 2, BLUE, 2.0)
    names = shorten((row["name"] for row in shown), 14)
    for row, at in zip(shown, y, strict=True):
        bad = row["status"] == NOT_MET
        canvas.words(LABELS, at, names[row["name"]], "right", size=SMALL)
        canvas.words(PUPILS, at, plain(report.numbers.result(row)), "right", size=SMALL)
        canvas.words(LIMIT, at, plain_number(row["line"]), "right", MUTED, SMALL)
        canvas.words(WIDTH - 2, at, f"{_share(report, row)}%", "right", RED if bad else MUTED, SMALL)
    if rest:
        canvas.words(LABELS, bottom + 24, f"其余{len(rest)}所", "right", MUTED, SMALL)
        few, many = min(row["value"] for row in rest), max(row["value"] for row in rest)
        text = f"在校生{plain_number(few)}—{plain_number(many)}人，都不超过上限的{_share(report, rest[0])}%"
        canvas.words(LABELS + 6, bottom + 24, text, colour=MUTED, size=SMALL)
    return canvas


def _alt(report: Report, title: str, rows: list[Row]) -> str:
    said = [
        f"{row['name']}{plain(report.numbers.result(row))}人（{WORDS[row['status']]}，为上限的{_share(report, row)}%）"
        for row in rows[:10]
    ]
    return f"条形图，每行一校，条长为在校生数，竖线为该类学校的规模上限，按在校生数占上限的比例由高到低排列。{title}。居前的是{listed(said, 10)}。"


def _table(report: Report, rows: list[Row]) -> TableBlock:
    return TableBlock(
        "各校在校生数与规模上限",
        "chart-school-size-table",
        (
            TableColumn("学校", width="2fr"),
            TableColumn("办学类型"),
            TableColumn("在校生（人）", "right"),
            TableColumn("上限（人）", "right"),
            TableColumn("为上限的（%）", "right"),
            TableColumn("结论", filter=True),
        ),
        tuple(
            (
                row["name"],
                row["kind"],
                report.numbers.result(row),
                plain_number(row["line"]),
                percent_of_line(report, f"G-size-{row['unit']}", row["value"], row["line"], f"{row['name']}，在校生数"),
                Mark(row["status"]),
            )
            for row in rows
        ),
    )
