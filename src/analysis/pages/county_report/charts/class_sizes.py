"""How large the classes are. 班级规模。"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ....printing.blocks import FigureBlock, TableBlock, TableColumn, Text, plain
from ....printing.charts.canvas import SMALL, WIDTH, Canvas, Scale, statement
from ....printing.charts.style import BLUE, LOOKS, MUTED, RED
from ....rounding import plain_number
from ....scoring.parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET
from ...report import Report
from .text import NOTHING, key_of, records

ANCHOR = "chart-class-sizes"
INDICATOR = 12
GAP, AXIS, TOP, PLOT = 26.0, 24.0, 58.0, 120.0
STEP, MOST_STEPS = 5, 10
#: Bars of one pupil are too narrow for a hatch.
PLAIN = {status: replace(look, hatch="") for status, look in LOOKS.items()}


def class_sizes(report: Report) -> FigureBlock:
    """Classes by size, one panel a stage, with the limit. 班额分布。"""
    results = report.evaluation.results
    rows = results[(results["indicator"] == INDICATOR) & (results["status"] != NOT_APPLICABLE)]
    known = rows[rows["value"].notna() & rows["status"].isin(LOOKS)]
    title = _title(report, rows, known)
    if known.empty:
        return FigureBlock(title, ANCHOR, statement(NOTHING, ANCHOR), f"{title}。", _table(report, known))
    return FigureBlock(
        title,
        ANCHOR,
        _draw(report, known).svg(ANCHOR),
        _alt(report, title, known),
        _table(report, known),
        print_table=True,
    )


def _over(own: pd.DataFrame) -> pd.DataFrame:
    """Classes above the limit, recognised or not."""
    return own[own["status"] != MET]


def _title(report: Report, rows: pd.DataFrame, known: pd.DataFrame) -> str:
    count = report.numbers.count
    empty = int((rows["status"] == NO_DATA).sum())
    if known.empty:
        return "班级均缺学生数，班额无法判断" if empty else "没有适用班额标准的班级"
    total = count("G-class", len(known), "有学生数的班级", "适用班额标准且有数据的班级计数", "个").text
    said = []
    for stage, label in report.stages.items():
        own = known[known["stage"] == stage]
        bad = own[own["status"] == NOT_MET]
        if len(bad):
            number = count(
                f"G-class-{stage}-over", len(bad), f"{label}超过班额上限的班级", "未达标的班级计数", "个"
            ).text
            said.append(f"{label}{number}个")
    largest = records(known[known["value"] == known["value"].max()])
    words = f"最大班额{plain(report.numbers.result(largest[0]))}人（{largest[0]['name'] if len(largest) == 1 else f'{len(largest)}个班'}）"
    text = (
        f"{total}个班中{'、'.join(said)}超过班额上限，{words}"
        if said
        else f"{total}个班{'中没有未达标的' if len(_over(known)) else '均未超过班额上限'}，{words}"
    )
    other = int((~known["status"].isin([MET, NOT_MET])).sum())
    if other:
        text += f"；另有{count('G-class-other', other, '超过上限而例外达标或待证的班级', '例外达标、待证的班级计数', '个').text}个班超过上限，例外达标或待证"
    if empty:
        text += f"；另有{count('G-class-empty', empty, '缺学生数的班级', '缺数据的班级（未填班级的校段计一项）计数', '项').text}项缺数据"
    absent = [
        label
        for stage, label in report.stages.items()
        if not (known["stage"] == stage).any() and not (rows["stage"] == stage).any()
    ]
    return text + (f"；没有{'、'.join(absent)}班级" if absent else "")


def _draw(report: Report, known: pd.DataFrame) -> Canvas:
    bottom = TOP + PLOT
    canvas = Canvas(bottom + 32)
    canvas.key([(replace(look, hatch=""), words) for look, words in key_of(known["status"])], 8)
    width = (WIDTH - GAP * (len(report.stages) - 1)) / len(report.stages)
    for i, (stage, label) in enumerate(report.stages.items()):
        _panel(report, canvas, known[known["stage"] == stage], label, i * (width + GAP), width)
    return canvas


def _panel(report: Report, canvas: Canvas, own: pd.DataFrame, label: str, left: float, width: float) -> None:
    bottom = TOP + PLOT
    if own.empty:
        canvas.words(left, TOP - 32, label)
        canvas.words(left + AXIS, TOP + PLOT / 2, f"没有{label}班级的数据", colour=MUTED)
        return
    line, sizes = float(own["line"].iloc[0]), own["value"].to_numpy()
    over = own[own["status"] == NOT_MET]
    canvas.words(
        left,
        TOP - 32,
        f"{label}：{len(own)}个班，{f'{len(over)}个未达标，' if len(over) else ''}最大{sizes.max():.0f}人",
        colour=RED if len(over) else BLUE,
    )
    low, high = min(sizes.min(), line) - 2.5, max(sizes.max(), line) + 4
    scale = Scale(low, high, left + AXIS, left + width)
    tallest = np.unique(sizes, return_counts=True)[1].max()
    counts = Scale(0, 1.05 * tallest, bottom, TOP)
    ticks = [tick for tick in counts.ticks(4) if tick == int(tick)]
    heights = counts(ticks)
    canvas.rules(scale.start, heights, scale.end, heights)
    for tick, at in zip(ticks, heights, strict=True):
        canvas.words(scale.start - 4, float(at), f"{tick:.0f}", "right", MUTED, SMALL)
    canvas.words(left, TOP - 12, "班数", colour=MUTED, size=SMALL)
    base = np.zeros(int(sizes.max()) + 1)
    # Stacked, since one size may be met in one school's class and recognised in another's.
    for status, look in PLAIN.items():
        tally = np.bincount(own.loc[own["status"] == status, "value"].astype(int), minlength=len(base))
        at = np.flatnonzero(tally)
        canvas.bars(scale(at - 0.42), scale(at + 0.42), counts(base[at] + tally[at]), counts(base[at]), look)
        base = base + tally
    canvas.rules(scale.start, bottom, scale.end, bottom, BLUE)
    for tick in scale.ticks(8):
        canvas.words(float(scale(tick)), bottom + 8, f"{tick:.0f}", "center", MUTED, SMALL)
    canvas.limit(float(scale(line + 0.5)), TOP, bottom, f"上限{plain_number(line)}人")
    canvas.words((scale.start + scale.end) / 2, bottom + 21, "班级学生数（人）", "center", MUTED, SMALL)


def _alt(report: Report, title: str, known: pd.DataFrame) -> str:
    panels = []
    for stage, label in report.stages.items():
        sizes = known.loc[known["stage"] == stage, "value"]
        if len(sizes):
            panels.append(
                f"{label}{len(sizes)}个班，班额{sizes.min():.0f}至{sizes.max():.0f}人，中位数{sizes.median():g}人"
            )
    return f"直方图，小学、初中各一幅，横轴为班级学生数，纵轴为班数，竖线为班额上限。{title}。" + "".join(
        f"{panel}。" for panel in panels
    )


def _table(report: Report, known: pd.DataFrame) -> TableBlock:
    """Classes by steps of five, those that end at the limit among them."""
    count = report.numbers.count
    top = np.ceil(known["value"] / STEP).clip(lower=1)
    last = int(top.max()) if len(top) else 0
    first = max(int(top.min()), last - MOST_STEPS + 1) if len(top) else 1
    body: list[tuple[Text, ...]] = []
    for step in range(first, last + 1):
        own = known[(top <= step) if step == first else (top == step)]
        words = f"{step * STEP}人及以下" if step == first else f"{(step - 1) * STEP + 1}—{step * STEP}人"
        cells: list[Text] = [words]
        for stage, label in report.stages.items():
            what = f"{label}，班额{words}的班数"
            cells.append(
                count(
                    f"G-class-{stage}-{step * STEP}",
                    int((own["stage"] == stage).sum()),
                    what,
                    "适用班级按学生数分段计数",
                    "个",
                )
            )
        body.append(tuple(cells))
    return TableBlock(
        "班额分布",
        "chart-class-sizes-table",
        (TableColumn("班级学生数"), *(TableColumn(f"{label}（班）", "right") for label in report.stages.values())),
        tuple(body),
    )
