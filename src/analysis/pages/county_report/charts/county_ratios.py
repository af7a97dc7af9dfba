"""County figures against their lines. 县级量化指标与标准。"""

from __future__ import annotations

from pandas import notna

from ....printing.blocks import FigureBlock, Mark, Number, TableBlock, TableColumn, plain
from ....printing.charts.canvas import SMALL, WIDTH, Canvas, Scale
from ....printing.charts.style import LOOKS, MUTED, RED, shorten
from ....scoring.parts import NO_DATA, NOT_MET
from ....scoring.verdicts import WORDS
from ...report import Report, Row
from .text import key_of, listed, percent_of_line

LABELS, PLOT, SHARE, VALUE = 178.0, 318.0, 360.0, 434.0
ROW, TOP = 16.0, 40.0
#: Far above the line is far enough.
MOST = 200.0
WHAT = "县级量化指标"


def county_ratios(report: Report) -> FigureBlock:
    """Every county-level figure as percent of its line: which are below, and how far. 县级量化指标与标准的距离。"""
    rows = _rows(report)
    shares = {
        _id(row): percent_of_line(report, _id(row), row["value"], row["line"], _label(report, row))
        for row in rows
        if notna(row["value"]) and row["status"] in LOOKS
    }
    rows.sort(key=lambda row: (_id(row) not in shares, 100 * row["value"] / row["line"]))
    title = _title(report, rows, shares)
    return FigureBlock(
        title,
        "chart-county-ratios",
        _draw(report, rows, shares).svg("chart-county-ratios"),
        _alt(report, title, rows, shares),
        _table(report, rows, shares),
    )


def _rows(report: Report) -> list[Row]:
    """Measured parts for which more is better, of the cards judged for the county as a whole."""
    parts = {
        (card.number, part.id)
        for card in report.cards
        for part in card.parts
        if card.level == "county" and part.formula != "attested" and part.better == "higher"
    }
    numbers = sorted({number for number, _ in parts})
    rows = [row for number in numbers for row in report.judged(number) if (number, row["part"]) in parts]
    return [row for row in rows if row["line"] > 0]


def _id(row: Row) -> str:
    return f"G-ratio-{row['indicator']:02d}-{row['part']}"


def _label(report: Report, row: Row) -> str:
    short = report.evaluation.rules.by_number[row["indicator"]].short
    return "·".join(filter(None, [short, row["label"]]))


def _unit(report: Report, row: Row) -> str:
    card = report.evaluation.rules.by_number[row["indicator"]]
    part = card.part(row["part"])
    return part.unit


def _title(report: Report, rows: list[Row], shares: dict[str, Number]) -> str:
    count = report.numbers.count
    bad = [row for row in rows if row["status"] == NOT_MET]
    empty = [row for row in rows if row["status"] == NO_DATA]
    if not shares:
        return f"{WHAT}均缺数据，无法与标准比较" if rows else f"没有可与标准比较的{WHAT}"
    judged = count("G-ratios", len(shares), f"有数据的{WHAT}", "有数值的县级分项计数", "项").text
    if bad:
        below = count("G-ratios-below", len(bad), f"低于标准的{WHAT}", "未达标的县级分项计数", "项").text
        worst = f"“{_label(report, bad[0])}”（为标准的{shares[_id(bad[0])].text}%）"
        said = f"{judged}项{WHAT}中{below}项低于标准，{'差距最大的' if len(bad) > 1 else ''}是{worst}"
    else:
        said = f"{judged}项{WHAT}均达到标准"
    if empty:
        said += (
            f"；另有{count('G-ratios-empty', len(empty), f'缺数据的{WHAT}', '缺数据的县级分项计数', '项').text}项缺数据"
        )
    return said


def _draw(report: Report, rows: list[Row], shares: dict[str, Number]) -> Canvas:
    bottom = TOP + ROW * max(len(rows), 1)
    canvas = Canvas(bottom + 18)
    percents = [100 * row["value"] / row["line"] for row in rows if _id(row) in shares]
    low = max(0.0, min([80.0, *(p - 5 for p in percents)]) // 10 * 10)
    high = min(MOST, max([120.0, *(-(-p // 10) * 10 for p in percents)]))
    scale = Scale(low, high, LABELS + 8, PLOT)
    canvas.key(key_of(row["status"] for row in rows if _id(row) in shares), 8, dots=True)
    for x, text in ((SHARE, "为标准的"), (VALUE, "实际"), (WIDTH - 2, "标准")):
        canvas.words(x, TOP - 8, text, "right", MUTED, SMALL)
    canvas.ladder(scale, TOP, bottom, [(tick, f"{tick:.0f}%") for tick in scale.ticks(4)])
    canvas.limit(float(scale(100)), TOP, bottom, "标准")
    labels = [f"{row['indicator']} {_label(report, row)}" for row in rows]
    shown = shorten(labels, 20)
    for i, row in enumerate(rows):
        y = TOP + ROW * (i + 0.5)
        canvas.words(LABELS, y, shown[labels[i]], "right")
        key = _id(row)
        if key not in shares:
            canvas.words(scale.start, y, WORDS[row["status"]], "left", MUTED, SMALL)
            continue
        percent = 100 * row["value"] / row["line"]
        look, place = LOOKS[row["status"]], float(scale(percent))
        canvas.rules(float(scale(100)), y, place, y, look.fill, 1.6)
        canvas.dots(place, y, look, 6.5)
        colour = RED if row["status"] == NOT_MET else MUTED
        canvas.words(SHARE, y, f"{'≫ ' if percent > high else ''}{shares[key].text}%", "right", colour, SMALL)
        canvas.words(VALUE, y, plain(report.numbers.result(row)) + _unit(report, row), "right", size=SMALL)
        canvas.words(WIDTH - 2, y, report.numbers.line(row), "right", MUTED, SMALL)
    return canvas


def _alt(report: Report, title: str, rows: list[Row], shares: dict[str, Number]) -> str:
    bad = [f"{_label(report, row)}为标准的{shares[_id(row)].text}%" for row in rows if row["status"] == NOT_MET]
    other = [shares[_id(row)].text for row in rows if _id(row) in shares and row["status"] != NOT_MET]
    empty = [_label(report, row) for row in rows if _id(row) not in shares]
    said = [f"低于标准的有{listed(bad, 10, '项')}"] if bad else []
    said += [f"其余为标准的{other[0]}%至{other[-1]}%"] if other else []
    said += [f"缺数据的有{listed(empty, 10, '项')}"] if empty else []
    return f"点图，每行一项，由低到高排列；横轴为实际值占标准的百分比，竖线为标准。{title}。{'；'.join(said)}{'。' if said else ''}"


def _table(report: Report, rows: list[Row], shares: dict[str, Number]) -> TableBlock:
    return TableBlock(
        f"{WHAT}与标准",
        "chart-county-ratios-table",
        (
            TableColumn("序号", "right"),
            TableColumn("指标", width="2fr"),
            TableColumn("实际值", "right"),
            TableColumn("单位"),
            TableColumn("标准", "right"),
            TableColumn("为标准的（%）", "right"),
            TableColumn("结论"),
        ),
        tuple(
            (
                str(row["indicator"]),
                _label(report, row),
                report.numbers.result(row),
                _unit(report, row),
                report.numbers.line(row),
                shares.get(_id(row), "—"),
                Mark(row["status"]),
            )
            for row in rows
        ),
    )
