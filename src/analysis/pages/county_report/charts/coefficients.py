"""The coefficients of the seven against their lines. 校际差异系数与标准。"""

from __future__ import annotations

from pandas import notna

from ....printing.blocks import FigureBlock, Mark, TableBlock, TableColumn, plain
from ....printing.charts.canvas import SMALL, WIDTH, Canvas, Scale
from ....printing.charts.style import LOOKS, MUTED, RED
from ....rounding import plain_number
from ....scoring.parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET
from ...report import Report, Row
from .text import key_of, listed, records, short

LABELS, GAP, VALUE = 106.0, 14.0, 34.0
ROW, BAR, TOP = 18.0, 10.0, 44.0
WHY = {"blank": "有学校缺数据，不能计算", "zero_mean": "县均值为0，无系数"}


def coefficients(report: Report) -> FigureBlock:
    """All coefficients, one panel a stage: which are above their line. 各项差异系数与标准。"""
    rows = [row | {"number": report.numbers.balance(row, "value")} for row in records(report.evaluation.balance)]
    title = _title(report, rows)
    return FigureBlock(
        title,
        "chart-coefficients",
        _draw(report, rows).svg("chart-coefficients"),
        _alt(report, title, rows),
        _table(report, rows),
    )


def _name(report: Report, row: Row) -> str:
    return f"{report.stages[row['stage']]}“{report.evaluation.rules.by_number[row['indicator']].short}”"


def _said(report: Report, row: Row) -> str:
    return f"{_name(report, row)}{plain(row['number'])}（标准{plain_number(row['line'])}）"


def _title(report: Report, rows: list[Row]) -> str:
    count = report.numbers.count
    judged = sorted(
        (row for row in rows if row["status"] in (MET, NOT_MET)), key=lambda row: -row["value"] / row["line"]
    )
    empty = [row for row in rows if row["status"] == NO_DATA]
    if not judged:
        return "缺数据，校际差异系数都不能计算" if empty else "没有参评学校，没有校际差异系数"
    total = count("B-judged", len(judged), "可计算的差异系数", "小学、初中各七项中能够计算的系数计数", "个").text
    bad = [row for row in judged if row["status"] == NOT_MET]
    if bad:
        above = count("B-bad", len(bad), "高于标准的差异系数", "高于标准的系数计数", "个").text
        said = f"{total}个校际差异系数中{above}个高于标准，{'最高的' if len(bad) > 1 else ''}是{_said(report, bad[0])}"
    elif judged[0]["value"] == 0:
        said = f"{total}个校际差异系数均为0，校际没有差异"
    else:
        said = f"{total}个校际差异系数均不高于标准，最接近标准的是{_said(report, judged[0])}"
    if empty:
        said += f"；另有{count('B-empty', len(empty), '不能计算的差异系数', '缺数据或县均值为0的系数计数', '个').text}个不能计算"
    absent = [
        label
        for stage, label in report.stages.items()
        if all(r["status"] == NOT_APPLICABLE for r in rows if r["stage"] == stage)
    ]
    return said + (f"；没有{'、'.join(absent)}参评学校" if absent else "")


def _draw(report: Report, rows: list[Row]) -> Canvas:
    numbers = list(dict.fromkeys(row["indicator"] for row in rows))
    bottom = TOP + ROW * len(numbers)
    canvas = Canvas(bottom + 18)
    canvas.key(key_of(row["status"] for row in rows), 8)
    for i, number in enumerate(numbers):
        canvas.words(LABELS, TOP + ROW * (i + 0.5), short(report, number), "right")
    width = (WIDTH - LABELS - GAP * len(report.stages)) / len(report.stages)
    known = [row[key] for row in rows for key in ("value", "line") if notna(row[key])]
    high = 1.08 * max(known, default=1.0)
    for i, (stage, label) in enumerate(report.stages.items()):
        start = LABELS + GAP + i * (width + GAP)
        own = {row["indicator"]: row for row in rows if row["stage"] == stage}
        _panel(
            report,
            canvas,
            Scale(0, high, start, start + width - VALUE),
            [own[number] for number in numbers],
            label,
            bottom,
        )
    return canvas


def _panel(report: Report, canvas: Canvas, scale: Scale, rows: list[Row], label: str, bottom: float) -> None:
    canvas.words(scale.start, TOP - 18, label)
    if all(row["status"] == NOT_APPLICABLE for row in rows):
        canvas.words(scale.start, (TOP + bottom) / 2, f"没有{label}参评学校，无系数", colour=MUTED)
        return
    canvas.ladder(scale, TOP, bottom, [(tick, f"{tick:g}") for tick in scale.ticks(4)])
    placed = [(row, TOP + ROW * (i + 0.5)) for i, row in enumerate(rows)]
    for status, look in LOOKS.items():
        own = [(row["value"], y) for row, y in placed if row["status"] == status]
        canvas.beams(scale.start, scale([v for v, _ in own]), [y for _, y in own], BAR, look)
    line = rows[0]["line"]
    canvas.limit(float(scale(line)), TOP, bottom, f"标准{plain_number(line)}")
    for row, y in placed:
        if notna(row["value"]):
            colour = RED if row["status"] == NOT_MET else MUTED
            canvas.words(scale.end + VALUE, y, plain(row["number"]), "right", colour, SMALL)
        else:
            canvas.words(scale.start + 3, y, WHY[row["reason"]], "left", MUTED, SMALL)


def _alt(report: Report, title: str, rows: list[Row]) -> str:
    panels = []
    for stage, label in report.stages.items():
        own = sorted(
            (row for row in rows if row["stage"] == stage and row["status"] in (MET, NOT_MET)),
            key=lambda row: -row["value"],
        )
        if own:
            said = [f"{report.evaluation.rules.by_number[row['indicator']].short}{plain(row['number'])}" for row in own]
            panels.append(f"{label}由高到低为{listed(said, 7, '项')}，标准{plain_number(own[0]['line'])}")
    return f"条形图，小学、初中各一幅，每行一项指标，条长为差异系数，竖线为标准。{title}。" + "".join(
        f"{panel}。" for panel in panels
    )


def _table(report: Report, rows: list[Row]) -> TableBlock:
    return TableBlock(
        "校际差异系数与标准",
        "chart-coefficients-table",
        (
            TableColumn("序号", "right"),
            TableColumn("指标", width="2fr"),
            TableColumn("学段"),
            TableColumn("差异系数", "right"),
            TableColumn("标准", "right"),
            TableColumn("结论"),
        ),
        tuple(
            (
                str(row["indicator"]),
                report.evaluation.rules.by_number[row["indicator"]].short,
                report.stages[row["stage"]],
                row["number"],
                plain_number(row["line"]),
                Mark(row["status"]),
            )
            for row in rows
        ),
    )
