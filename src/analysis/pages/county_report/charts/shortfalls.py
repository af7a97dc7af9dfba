"""Who is below the line, and by how much. 未达标校（段）的差距。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ....printing.blocks import FigureBlock, Number, TableBlock, TableColumn, Text, plain
from ....printing.charts.canvas import SMALL, WIDTH, Canvas, Scale
from ....printing.charts.style import BAD, BLUE, MUTED, RED, Look, ems, shorten
from ....scoring.parts import NOT_MET
from ...report import Report
from .text import listed, records, segment_name, seven, short

ROW, BAR, HEAD, TAIL, TOP, GAP = 12.5, 7.5, 34.0, 12.0, 20.0, 16.0
LABELS, VALUES, GAPS = 114.0, 72.0, 36.0
#: The height that a page leaves for a chart; fewer rows are named where it does not suffice.
PAGE = 640.0
NEAR = Look("#e0a9a3", BLUE, "", "o")


@dataclass(frozen=True)
class _Short:
    """One segment below the line. 一个未达标的校（段）。"""

    name: str
    #: Written after the name only where the school has both stages.
    suffix: str
    stage: str
    number: int
    gap: Number
    percent: float
    value: Text
    line: str
    deep: bool


@dataclass(frozen=True)
class _Panel:
    """One indicator: its heading, its line, the rows named and what is said of the others. 一项指标。"""

    heading: str
    note: str
    rows: Sequence[_Short]
    rest: str

    @property
    def height(self) -> float:
        return HEAD + ROW * (len(self.rows) + bool(self.rest)) + TAIL


def shortfalls(report: Report) -> list[FigureBlock]:
    """Small multiples, one panel an indicator, the furthest from the line first; nothing where none is below. 未达标差距。"""
    rows = seven(report)
    missed = _missed(report, rows[rows["status"] == NOT_MET])
    if not missed:
        return []
    title = _title(report, missed)
    canvas = _draw(report, _columns(report, missed), max(row.percent for row in missed))
    return [
        FigureBlock(
            title,
            "chart-shortfalls",
            canvas.svg("chart-shortfalls"),
            _alt(report, title, missed),
            _table(report, missed),
        )
    ]


def _missed(report: Report, bad: pd.DataFrame) -> list[_Short]:
    low = {
        (row["unit"], row["stage"], int(number))
        for row in report.segments
        for number in row["below_floor"].split(",")
        if number
    }
    stages = Counter(row["unit"] for row in report.segments)
    rows = []
    for row in records(bad.sort_values(["indicator", "percent", "unit"])):
        number, stage, percent = int(row["indicator"]), report.stages[row["stage"]], 100 - row["percent"]
        value, line = report.numbers.result(row), report.numbers.line(row)
        what = f"{row['name']}{stage}，{report.evaluation.rules.by_number[number].label}，低于标准的百分比"
        gap = report.numbers.count(
            f"G-short{number:02d}-{row['unit']}-{row['stage']}",
            percent,
            what,
            f"100 × （{line} － {plain(value)}）÷ {line}",
            "%",
            1,
        )
        deep = (row["unit"], row["stage"], number) in low
        suffix = f"·{stage}" if stages[row["unit"]] > 1 else ""
        rows.append(_Short(row["name"], suffix, stage, number, gap, percent, value, line, deep))
    return rows


def _columns(report: Report, missed: list[_Short]) -> list[list[_Panel]]:
    """Panels in reading order into two columns, as even as the order allows, with as many rows as a page holds."""
    most = max(Counter(row.number for row in missed).values())
    while True:
        panels = _panels(report, missed, most)
        if len(panels) == 1:
            columns = [panels]
        else:
            best = min(range(1, len(panels)), key=lambda i: max(_tall(panels[:i]), _tall(panels[i:])))
            columns = [panels[:best], panels[best:]]
        if max(_tall(column) for column in columns) <= PAGE or most == 1:
            return columns
        most -= 1


def _panels(report: Report, missed: list[_Short], most: int) -> list[_Panel]:
    panels = []
    for number in dict.fromkeys(row.number for row in missed):
        own = [row for row in missed if row.number == number]
        lines = {stage: row.line for stage in report.stages.values() for row in own if row.stage == stage}
        unit = report.evaluation.rules.by_number[number].unit
        note = f"标准：{'、'.join(f'{stage}{line}' for stage, line in lines.items())}{unit}"
        rest = f"另有{len(own) - most}个，差距不超过{own[most].gap.text}%" if len(own) > most else ""
        panels.append(_Panel(f"{short(report, number)}：{len(own)}个", note, own[:most], rest))
    return panels


def _tall(panels: Sequence[_Panel]) -> float:
    return sum(panel.height for panel in panels)


def _title(report: Report, missed: list[_Short]) -> str:
    count = report.numbers.count
    segments = len({(row.name, row.stage) for row in missed})
    rows = count("G-short", len(missed), "资源配置指标未达标", "校（段）与指标逐项计数", "项次").text
    schools = count(
        "G-short-segments", segments, "有资源配置指标未达标的校（段）", "至少一项未达标的校（段）计数", "个"
    ).text
    most = max(row.percent for row in missed)
    worst = [row for row in missed if row.percent == most]
    said = (
        f"{segment_name(worst[0].name, worst[0].stage)}的“{report.evaluation.rules.by_number[worst[0].number].short}”"
    )
    more = f"等{len(worst)}项次" if len(worst) > 1 else ""
    lead = "差距最大的" if len(missed) > 1 else ""
    return f"{schools}个校（段）共{rows}项次低于标准，{lead}是{said}{more}（低于标准{worst[0].gap.text}%）"


def _draw(report: Report, columns: list[list[_Panel]], most: float) -> Canvas:
    canvas = Canvas(TOP + max(_tall(panels) for panels in columns))
    floor = 100 - float(report.floor)
    canvas.key(
        [(NEAR, f"不低于标准的{report.floor}%"), (BAD, f"低于标准的{report.floor}%（直接不通过校级综合达标）")], 8
    )
    width = (WIDTH - GAP * (len(columns) - 1)) / len(columns)
    for i, panels in enumerate(columns):
        start, y = i * (width + GAP), TOP
        scale = Scale(0, max(most, 1.25 * floor), start + LABELS + 5, start + width - VALUES)
        for panel in panels:
            if panel.rest:
                canvas.words(start, y + HEAD + ROW * (len(panel.rows) + 0.5), panel.rest, colour=MUTED, size=SMALL)
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
        canvas.beams(scale.start, scale([percent for percent, _ in own]), [at for _, at in own], BAR, look)
    canvas.rules(scale.start, top, scale.start, bottom, BLUE, 1.2)
    most = LABELS / SMALL - max(ems(row.suffix) for row in panel.rows)
    shown = shorten((row.name for row in panel.rows), most)
    for row, at in placed:
        canvas.words(left + LABELS, at, shown[row.name] + row.suffix, "right", size=SMALL)
        canvas.words(right - GAPS, at, plain(row.value), "right", MUTED, SMALL)
        canvas.words(right, at, f"−{row.gap.text}%", "right", RED if row.deep else MUTED, SMALL)


def _alt(report: Report, title: str, rows: list[_Short]) -> str:
    said = []
    for number in dict.fromkeys(row.number for row in rows):
        names = [f"{segment_name(row.name, row.stage)}低{row.gap.text}%" for row in rows if row.number == number]
        said.append(f"{report.evaluation.rules.by_number[number].short}：{listed(names, 5)}")
    return f"条形图，每项指标一幅，每行一个校（段），条长为低于标准的百分比，由大到小排列，虚线为低于标准{100 - float(report.floor):g}%。{title}。{'；'.join(said)}。"


def _table(report: Report, rows: list[_Short]) -> TableBlock:
    return TableBlock(
        "未达标校（段）与标准的差距",
        "chart-shortfalls-table",
        (
            TableColumn("指标", width="1.4fr"),
            TableColumn("学校", width="1.6fr"),
            TableColumn("学段"),
            TableColumn("数值", "right"),
            TableColumn("标准", "right"),
            TableColumn("低于标准（%）", "right"),
            TableColumn(f"低于标准{report.floor}%"),
        ),
        tuple(
            (short(report, r.number), r.name, r.stage, r.value, r.line, r.gap, "是" if r.deep else "否") for r in rows
        ),
    )
