"""Every school around the line of the seven. 各校（段）与标准的距离。"""

from __future__ import annotations

import pandas as pd

from ....printing.blocks import FigureBlock, TableBlock, TableColumn, Text
from ....printing.charts.canvas import SMALL, WIDTH, Canvas, Scale, statement
from ....printing.charts.style import LOOKS, MUTED, RED, WHITE, Look, ems
from ....scoring.parts import NO_DATA, NOT_MET, PENDING, TOLERATED
from ...report import Report
from .text import NOTHING, key_of, listed, seven, short

ANCHOR = "chart-around-line"
LABELS, GAP, COUNT = 106.0, 10.0, 40.0
ROW, TOP = 27.0, 44.0
#: Beyond this the dot stands at the edge, as a triangle.
MOST = 250.0
BEYOND = Look(WHITE, "#3a5068", "", ">")
#: Steps of the golden ratio spread neighbours apart, the same way every time.
GOLDEN = 0.6180339887498949


def around_line(report: Report) -> FigureBlock:
    """All segments on the seven, as percent of the line, one panel a stage. 七项各校（段）与标准的距离。"""
    rows = seven(report)
    title = _title(report, rows)
    if rows["percent"].isna().all():
        return FigureBlock(title, ANCHOR, statement(NOTHING, ANCHOR), f"{title}。", _table(report, rows))
    return FigureBlock(title, ANCHOR, _draw(report, rows).svg(ANCHOR), _alt(report, title, rows), _table(report, rows))


def _title(report: Report, rows: pd.DataFrame) -> str:
    if rows.empty:
        return "没有参评校（段），资源配置指标无从比较"
    count = report.numbers.count
    units = rows.groupby(["unit", "stage"], sort=False)["status"].agg(lambda own: (own == NOT_MET).any())
    total = count("G-around", len(units), "参评校（段）", "适用资源配置指标的校（段）计数", "个").text
    if rows["value"].isna().all():
        return f"{total}个参评校（段）的资源配置指标均缺数据"
    bad = rows[rows["status"] == NOT_MET]
    empty = int((rows["status"] == NO_DATA).sum())
    other = int(rows["status"].isin([TOLERATED, PENDING]).sum())
    tail = (
        f"；另有{count('G-around-other', other, '低于标准而例外达标或待证', '校（段）与指标逐项计数', '项次').text}项次低于标准，例外达标或待证"
        if other
        else ""
    )
    tail += (
        f"；另有{count('G-around-empty', empty, '资源配置指标缺数据', '校（段）与指标逐项计数', '项次').text}项次缺数据"
        if empty
        else ""
    )
    if bad.empty:
        some = "有数据的" if empty else ""
        return f"{total}个参评校（段）{some}资源配置指标{'没有未达标的' if other else '均达到标准'}{tail}"
    below = count(
        "G-around-below", int(units.sum()), "有资源配置指标未达标的校（段）", "至少一项未达标的校（段）计数", "个"
    ).text
    tally = bad.groupby("indicator").size()
    worst = tally[tally == tally.max()]
    names = "、".join(f"“{report.evaluation.rules.by_number[int(number)].short}”" for number in worst.index)
    most = count(
        "G-around-most", int(tally.max()), "未达标的校（段）最多的指标", "该指标未达标的校（段）计数", "个"
    ).text
    said = f"最集中的是{names}（{'各' if len(worst) > 1 else ''}{most}个）" if tally.max() > 1 else f"为{names}"
    return f"{total}个参评校（段）中{below}个有资源配置指标未达标，{said}{tail}"


def _draw(report: Report, rows: pd.DataFrame) -> Canvas:
    numbers = report.evaluation.rules.standard.school_rule.indicators
    bottom = TOP + ROW * len(numbers)
    canvas = Canvas(bottom + 18)
    beyond = [(BEYOND, f"高于标准的{MOST:g}%")] if (rows["percent"] > MOST).any() else []
    canvas.key([*key_of(rows["status"]), *beyond], 8, dots=True)
    floor = f"标准的{report.floor}%（校级综合达标的最低限）"
    before = WIDTH - ems(floor) * SMALL - 4
    canvas.rules(before - 16, 8, before, 8, RED, 1.0, dashed=True)
    canvas.words(WIDTH, 8, floor, "right", MUTED, SMALL)
    for i, number in enumerate(numbers):
        canvas.words(LABELS, TOP + ROW * (i + 0.5), short(report, number), "right")
    width = (WIDTH - LABELS - GAP * len(report.stages)) / len(report.stages)
    for i, (stage, label) in enumerate(report.stages.items()):
        start = LABELS + GAP + i * (width + GAP)
        scale = Scale(0, MOST, start, start + width - COUNT)
        _panel(report, canvas, scale, rows[rows["stage"] == stage], label, bottom)
    return canvas


def _panel(report: Report, canvas: Canvas, scale: Scale, rows: pd.DataFrame, label: str, bottom: float) -> None:
    canvas.words(scale.start, TOP - 18, label)
    if rows.empty:
        canvas.words(scale.start, (TOP + bottom) / 2, f"没有{label}参评学校", colour=MUTED)
        return
    numbers = report.evaluation.rules.standard.school_rule.indicators
    canvas.rules(
        scale.start,
        [TOP + ROW * i for i in range(len(numbers) + 1)],
        scale.end + COUNT,
        [TOP + ROW * i for i in range(len(numbers) + 1)],
    )
    canvas.ladder(scale, TOP, bottom, [(tick, f"{tick:.0f}%") for tick in (0, 50, 100, 150, 200, MOST)])
    canvas.rules(scale(float(report.floor)), TOP, scale(float(report.floor)), bottom, RED, 1.0, dashed=True)
    canvas.limit(float(scale(100)), TOP, bottom, "标准")
    canvas.words(scale.end + COUNT, TOP - 9, "未达标", "right", MUTED, SMALL)
    known = rows[rows["percent"].notna()].sort_values(["indicator", "percent", "unit"])
    place = {number: i for i, number in enumerate(numbers)}
    spread = (known.groupby("indicator").cumcount().to_numpy() * GOLDEN + 0.5) % 1 - 0.5
    y = TOP + ROW * (known["indicator"].map(place).to_numpy(dtype=float) + 0.5 + 0.68 * spread)
    x, far = scale(known["percent"]), (known["percent"] > MOST).to_numpy()
    canvas.dots(x[far], y[far], BEYOND, 4.5)
    for status, look in reversed(LOOKS.items()):
        own = (known["status"] == status).to_numpy() & ~far
        canvas.dots(x[own], y[own], look, 4.2)
    for number, own in rows.groupby("indicator"):
        bad, blank = (int((own["status"] == status).sum()) for status in (NOT_MET, NO_DATA))
        said = [(f"{bad}个", RED)] if bad else [] if blank else [("0", MUTED)]
        said += [(f"缺{blank}个", MUTED)] if blank else []
        for i, (text, colour) in enumerate(said):
            middle = TOP + ROW * (place[number] + 0.5) + 10 * (i - (len(said) - 1) / 2)
            canvas.words(scale.end + COUNT, middle, text, "right", colour, SMALL)


def _alt(report: Report, title: str, rows: pd.DataFrame) -> str:
    panels = []
    for stage, label in report.stages.items():
        bad = (
            rows[(rows["stage"] == stage) & (rows["status"] == NOT_MET)]
            .groupby("indicator")
            .size()
            .sort_values(ascending=False)
        )
        said = [f"{report.evaluation.rules.by_number[int(number)].short}{size}个" for number, size in bad.items()]  # type: ignore[call-overload]
        panels.append(f"{label}未达标的校（段）：{listed(said, 7, '项') or '无'}")
    return f"散点图，小学、初中各一幅，每行一项指标，每点一个校（段），横轴为数值占标准的百分比，竖线为标准。{title}。{'；'.join(panels)}。"


def _table(report: Report, rows: pd.DataFrame) -> TableBlock:
    """Counts and the lowest, by indicator and stage; every value stands in 表Ⅱ-2."""
    count = report.numbers.count
    low = {
        (row["unit"], row["stage"], int(number))
        for row in report.segments
        for number in row["below_floor"].split(",")
        if number
    }
    body: list[tuple[Text, ...]] = []
    for (number, stage), own in rows.groupby(["indicator", "stage"], sort=True):
        bad = own[own["status"] == NOT_MET]
        deep = sum((unit, stage, number) in low for unit in bad["unit"])
        what, key = (
            f"{report.stages[stage]}，{report.evaluation.rules.by_number[number].label}",
            f"G-around{number:02d}-{stage}",
        )
        known = own[own["value"].notna()].sort_values(["value", "unit"])
        least: Text = "—"
        if len(known):
            row = known.iloc[0].to_dict()
            least = (report.numbers.result(row), f"（{row['name']}）")
        body.append(
            (
                short(report, number),
                report.stages[stage],
                count(f"{key}-all", len(own), f"{what}，参评校（段）数", "适用对象计数", "个"),
                count(f"{key}-below", len(bad), f"{what}，未达标校（段）数", "未达标计数", "个"),
                count(
                    f"{key}-deep",
                    deep,
                    f"{what}，低于标准{report.floor}%的校（段）数",
                    f"未达标且低于标准{report.floor}%的计数",
                    "个",
                ),
                least,
            )
        )
    return TableBlock(
        "七项各校（段）与标准的距离",
        "chart-around-line-table",
        (
            TableColumn("指标", width="1.4fr"),
            TableColumn("学段"),
            TableColumn("参评", "right"),
            TableColumn("未达标", "right"),
            TableColumn(f"其中低于标准{report.floor}%", "right"),
            TableColumn("最低值", width="1.6fr"),
        ),
        tuple(body),
        notes=("各校（段）逐项数值见表Ⅱ-2。",),
    )
