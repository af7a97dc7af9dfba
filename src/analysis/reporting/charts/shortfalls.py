"""Who is below the line, and by how much. 未达标校（段）的差距。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ...scoring.parts import NOT_MET
from ..blocks import Column, Figure, Number, Table, Text, plain
from ..report import Report
from .canvas import SMALL, WIDTH, Canvas, Scale
from .style import BAD, BLUE, MUTED, RED, Look, shorten
from .telling import listed, records, segment_name, seven, short

ROW, BAR, HEAD, TAIL, TOP, GAP = 12.5, 7.5, 34.0, 12.0, 20.0, 22.0
LABELS, VALUES, GAPS = 108.0, 76.0, 36.0
#: The height that a page leaves for a chart.
PAGE = 640.0
MOST_ROWS = int((PAGE - TOP - HEAD - TAIL) / ROW)
NEAR = Look("#e0a9a3", BLUE, "", "o")


@dataclass(frozen=True)
class _Short:
    """One segment below the line. 一个未达标的校（段）。"""

    name: str
    stage: str
    number: int
    gap: Number
    percent: float
    value: Text
    line: str
    deep: bool


@dataclass(frozen=True)
class _Panel:
    heading: str
    note: str
    rows: Sequence[_Short]

    @property
    def height(self) -> float:
        return HEAD + ROW * len(self.rows) + TAIL


def shortfalls(report: Report) -> list[Figure]:
    """Small multiples, one panel an indicator; more than one figure only where a page cannot hold them. 未达标差距。"""
    rows = seven(report)
    missed = _missed(report, rows[rows["status"] == NOT_MET])
    if not missed:
        return []
    sheets = _sheets(_panels(report, missed))
    title = _title(report, missed)
    figures = []
    for i, columns in enumerate(sheets, start=1):
        anchor = f"chart-shortfalls-{i}"
        own = [row for panels in columns for panel in panels for row in panel.rows]
        part = f"（图{i}，共{len(sheets)}幅）" if len(sheets) > 1 else ""
        svg = _draw(report, columns, max(row.percent for row in missed)).svg(anchor)
        figures.append(Figure(title + part, anchor, svg, _alt(report, title + part, own), _table(report, own, anchor)))
    return figures


def _missed(report: Report, bad: pd.DataFrame) -> list[_Short]:
    low = {(row["unit"], row["stage"], int(number)) for row in report.segments for number in row["below_floor"].split(",") if number}
    rows = []
    for row in records(bad.sort_values(["indicator", "percent", "unit"])):
        number, stage, percent = int(row["indicator"]), report.stages[row["stage"]], 100 - row["percent"]
        value, line = report.numbers.result(row), report.numbers.line(row)
        what = f"{row['name']}{stage}，{report.evaluation.rules.by_number[number].label}，低于标准的百分比"
        gap = report.numbers.count(
            f"G-short{number:02d}-{row['unit']}-{row['stage']}", percent, what, f"100 × （{line} － {plain(value)}）÷ {line}", "%", 1
        )
        deep = (row["unit"], row["stage"], number) in low
        rows.append(_Short(row["name"], stage, number, gap, percent, value, line, deep))
    return rows


def _panels(report: Report, missed: list[_Short]) -> list[_Panel]:
    panels = []
    for number in dict.fromkeys(row.number for row in missed):
        own = [row for row in missed if row.number == number]
        lines = {stage: row.line for stage in report.stages.values() for row in own if row.stage == stage}
        unit = report.evaluation.rules.by_number[number].unit
        note = f"标准：{'、'.join(f'{stage}{line}' for stage, line in lines.items())}{unit}"
        for start in range(0, len(own), MOST_ROWS):
            head = f"{short(report, number)}：{len(own)}个{'（续）' if start else ''}"
            panels.append(_Panel(head, note, own[start : start + MOST_ROWS]))
    return panels


def _sheets(panels: list[_Panel]) -> list[list[list[_Panel]]]:
    """Panels in reading order into columns, two to a figure, as even as the order allows."""
    room = PAGE - TOP
    if len(panels) == 1:
        return [[panels]]
    splits = [(max(_tall(panels[:i]), _tall(panels[i:])), i) for i in range(1, len(panels))]
    height, best = min(splits)
    if height <= room:
        return [[panels[:best], panels[best:]]]
    columns: list[list[_Panel]] = [[]]
    for panel in panels:
        if columns[-1] and _tall([*columns[-1], panel]) > room:
            columns.append([])
        columns[-1].append(panel)
    return [columns[i : i + 2] for i in range(0, len(columns), 2)]


def _tall(panels: Sequence[_Panel]) -> float:
    return sum(panel.height for panel in panels)


def _title(report: Report, missed: list[_Short]) -> str:
    count = report.numbers.count
    segments = len({(row.name, row.stage) for row in missed})
    rows = count("G-short", len(missed), "资源配置指标未达标", "校（段）与指标逐项计数", "项次").text
    schools = count("G-short-segments", segments, "有资源配置指标未达标的校（段）", "至少一项未达标的校（段）计数", "个").text
    worst = max(missed, key=lambda row: row.percent)
    name = report.evaluation.rules.by_number[worst.number].short
    return f"{schools}个校（段）共{rows}项次低于标准，差距最大的是{segment_name(worst.name, worst.stage)}的“{name}”（低于标准{worst.gap.text}%）"


def _draw(report: Report, columns: list[list[_Panel]], most: float) -> Canvas:
    canvas = Canvas(TOP + max(_tall(panels) for panels in columns))
    floor = 100 - float(report.floor)
    canvas.key([(NEAR, f"不低于标准的{report.floor}%"), (BAD, f"低于标准的{report.floor}%（直接不通过校级综合达标）")], 8)
    width = (WIDTH - GAP * (len(columns) - 1)) / len(columns)
    for i, panels in enumerate(columns):
        start, y = i * (width + GAP), TOP
        scale = Scale(0, max(most, 1.25 * floor), start + LABELS + 5, start + width - VALUES)
        for panel in panels:
            _panel(canvas, panel, scale, start, start + width, y, floor)
            y += panel.height
    return canvas


def _panel(canvas: Canvas, panel: _Panel, scale: Scale, left: float, right: float, y: float, floor: float) -> None:
    canvas.words(left, y + 12, panel.heading)
    canvas.words(left, y + 24, panel.note, colour=MUTED, size=SMALL)
    top, bottom = y + HEAD - 2, y + HEAD + ROW * len(panel.rows)
    canvas.rules(scale(floor), top, scale(floor), bottom, BLUE, 0.8, dashed=True)
    placed = [(row, y + HEAD + ROW * (i + 0.5)) for i, row in enumerate(panel.rows)]
    for deep, look in ((True, BAD), (False, NEAR)):
        own = [(row.percent, at) for row, at in placed if row.deep == deep]
        canvas.bars(scale.start, scale([p for p, _ in own]), [at - BAR / 2 for _, at in own], [at + BAR / 2 for _, at in own], look)
    canvas.rules(scale.start, top, scale.start, bottom, BLUE, 1.2)
    shown = shorten((segment_name(row.name, row.stage) for row in panel.rows), 13.5)
    for row, at in placed:
        canvas.words(left + LABELS, at, shown[segment_name(row.name, row.stage)], "right", size=SMALL)
        canvas.words(right - GAPS, at, plain(row.value), "right", MUTED, SMALL)
        canvas.words(right, at, f"−{row.gap.text}%", "right", RED if row.deep else MUTED, SMALL)


def _alt(report: Report, title: str, rows: list[_Short]) -> str:
    said = []
    for number in dict.fromkeys(row.number for row in rows):
        names = [f"{segment_name(row.name, row.stage)}低{row.gap.text}%" for row in rows if row.number == number]
        said.append(f"{report.evaluation.rules.by_number[number].short}：{listed(names, 5)}")
    return f"条形图，每项指标一幅，每行一个校（段），条长为低于标准的百分比，由大到小排列，虚线为低于标准{100 - float(report.floor):g}%。{title}。{'；'.join(said)}。"


def _table(report: Report, rows: list[_Short], anchor: str) -> Table:
    return Table(
        "未达标校（段）与标准的差距", f"{anchor}-table",
        (Column("指标", width="1.4fr"), Column("学校", width="1.6fr"), Column("学段"), Column("数值", "right"), Column("标准", "right"),
         Column("低于标准（%）", "right"), Column(f"低于标准{report.floor}%")),
        tuple((short(report, r.number), r.name, r.stage, r.value, r.line, r.gap, "是" if r.deep else "否") for r in rows),
    )  # fmt: skip
