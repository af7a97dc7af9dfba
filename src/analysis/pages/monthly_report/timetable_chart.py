"""Phases and deadlines of a plan on one sheet, to be hung on a wall. 挂图作战。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...planning.colours import ORDER, WORDS, Colour
from ...planning.entries import Entry
from ...planning.plan import CountyPlan
from ...planning.rhythms import RHYTHMS
from ...planning.timetable import RECURRING, timetable
from ...printing.blocks import FigureBlock, TableBlock, TableColumn, Text
from ...printing.charts.canvas import NORMAL, SMALL, Canvas, statement
from ...printing.charts.style import BLUE, GRID, INK, MUTED, RED, WHITE, Look, ems, shorten

ANCHOR = "chart-timetable"
#: The text width of an A3 page laid across, and how much of its height rows may take.
WIDTH, ROWS, HIGHEST = 1105.0, 596.0, 16.0
MOST = 54
#: Columns: tasks, offices, time, state.
OFFICES, TIME, STATE = 352.0, 500.0, 1000.0
HEAD, PHASE = 44.0, 13.0
#: The share of the axis for what lies after the target, where something does.
AFTER = 0.24
LOOKS: dict[Colour, Look] = {
    "red": Look(RED, WHITE, "/////", "X"),
    "yellow": Look("#f2c14e", "#7a5600", ".....", "D"),
    "green": Look("#9cc7ab", "#2e6b45", "", "o"),
    "": Look(WHITE, MUTED, "", "o"),
}
MEANINGS: dict[Colour, str] = {
    "red": "红：未启动或严重滞后",
    "yellow": "黄：正在推进或有风险",
    "green": "绿：已完成",
    "": "不标色：未到时间，尚无报送",
}


class _Axis:
    """Days to places: months up to the target, years behind it in what is left. 时间轴。"""

    def __init__(self, first: date, target: date, last: date) -> None:
        self.first, self.target, self.last = first.replace(day=1), target, max(last, target)
        self.bend = STATE - 12 if last <= target else STATE - 12 - AFTER * (STATE - TIME)

    def __call__(self, day: date) -> float:
        day = max(day, self.first)
        if day <= self.target:
            return TIME + (self.bend - TIME) * (day - self.first).days / max((self.target - self.first).days, 1)
        return self.bend + (STATE - 12 - self.bend) * (day - self.target).days / (self.last - self.target).days

    def ticks(self) -> list[tuple[date, str]]:
        """Firsts of months, as many as there is room for, then of years."""
        months = [(self.first.year * 12 + self.first.month - 1 + i) for i in range(400)]
        days = [day for m in months if (day := date(m // 12, m % 12 + 1, 1)) <= self.target]
        step = next(s for s in (1, 2, 3, 6, 12) if len(days) / s <= 16)
        shown = [
            (day, f"{day.month}月" if i and day.month > step else f"{day.year}.{day.month}")
            for i, day in enumerate(days)
            if i % step == 0
        ]
        return shown + [(date(year, 1, 1), f"{year}") for year in range(self.target.year + 2, self.last.year + 1)]


def timetable_chart(plan: CountyPlan, lines: Sequence[Entry], day: date, title: str, synthetic: bool) -> FigureBlock:
    """One bar a task from its start to its deadline, by colour, with the phases above and the target. 时间表图。

    lines : of the ledger, those of the plan are drawn; title : the finding, its numbers registered
    """
    tasks = [line for line in lines if line.task is not None]
    dated = [line for line in tasks if line.due is not None]
    drawn = _chosen(dated, day)
    if not drawn:
        return FigureBlock(
            title, ANCHOR, statement("方案没有写明时限的任务。", ANCHOR), f"{title}。", _table(lines, day), wide=True
        )
    return FigureBlock(
        title,
        ANCHOR,
        _draw(plan, drawn, len(dated), tasks, day, synthetic).svg(ANCHOR),
        _alt(title, drawn),
        _table(lines, day),
        wide=True,
    )


def _chosen(dated: list[Entry], day: date) -> list[Entry]:
    """All where they fit, else those that press; in the order of the plan."""
    if len(dated) <= MOST:
        return dated
    pressing = {entry.line.id for entry in timetable(dated, day)[:MOST]}
    return [line for line in dated if line.id in pressing]


def _draw(plan: CountyPlan, drawn: list[Entry], dated: int, tasks: list[Entry], day: date, synthetic: bool) -> Canvas:
    phases = [phase for phase in plan.phases if phase.start and phase.end]
    top = HEAD + PHASE * len(phases) + (6 if phases else 0)
    row = min(HIGHEST, (ROWS - PHASE * len(phases)) / len(drawn))
    bottom = top + row * len(drawn)
    canvas = Canvas(bottom + 52, WIDTH)
    # What began before the plan is cut off at the edge.
    target = _target(plan)
    days = [line.due for line in drawn if line.due]
    starts = [*(each.begins for each in plan.plans), *days, *(phase.start for phase in phases if phase.start)]
    ends = [*days, *(phase.end for phase in phases if phase.end), target]
    axis = _Axis(min(starts), target, max(ends))
    end = canvas.key([(LOOKS[colour], MEANINGS[colour]) for colour in ORDER], 8)
    if synthetic:
        canvas.words(WIDTH, 8, "测算结果由合成数据生成，仅供演示和检验", "right", RED, SMALL)
    canvas.words(end + 12, 8, f"截至{day.isoformat()}", colour=MUTED, size=SMALL)
    _grid(canvas, axis, plan, day, HEAD - 8, bottom)
    for i, phase in enumerate(phases):
        assert phase.start and phase.end
        y = HEAD + PHASE * (i + 0.5)
        canvas.bars(axis(phase.start), axis(phase.end), y - 4, y + 4, Look("#c9d3dc", BLUE, "", "o"))
        canvas.words(TIME - 6, y, f"{phase.label}（{phase.start}至{phase.end}）", "right", BLUE, SMALL)
    names = shorten((f"{line.at}　{line.title}" for line in drawn), (OFFICES - 10) / SMALL)
    for i, line in enumerate(drawn):
        _row(canvas, axis, line, names[f"{line.at}　{line.title}"], top + row * i, row, day)
    canvas.rules(0, bottom, WIDTH, bottom, BLUE, 0.8)
    _foot(canvas, tasks, len(drawn), dated, bottom)
    return canvas


def _target(plan: CountyPlan) -> date:
    """The goal's day; tasks are drawn only where a plan sets them."""
    assert plan.target is not None
    return plan.target.by


def _grid(canvas: Canvas, axis: _Axis, plan: CountyPlan, day: date, top: float, bottom: float) -> None:
    for tick, words in axis.ticks():
        canvas.rules(axis(tick), top, axis(tick), bottom, GRID)
        canvas.words(axis(tick) + 2, top - 4, words, colour=MUTED, size=SMALL)
    canvas.words(0, top - 4, "任务（方案条目）", size=NORMAL)
    canvas.words(OFFICES, top - 4, "责任单位", size=NORMAL)
    canvas.words(STATE, top - 4, "时限与三色", size=NORMAL)
    target = _target(plan)
    canvas.rules(axis(target), top, axis(target), bottom, BLUE, 1.6)
    canvas.words(axis(target), bottom + 9, f"总目标 {target}", "center", BLUE, SMALL)
    if axis.first <= day <= axis.last:
        canvas.rules(axis(day), top, axis(day), bottom, RED, 1.2, dashed=True)
        # Beside the target there is room for one label in a line.
        canvas.words(
            axis(day), bottom + (20 if abs(axis(day) - axis(target)) < 90 else 9), f"截至 {day}", "center", RED, SMALL
        )


def _row(canvas: Canvas, axis: _Axis, line: Entry, name: str, y: float, row: float, day: date) -> None:
    middle, look = y + row / 2, LOOKS[line.colour]
    canvas.rules(0, y, WIDTH, y, GRID, 0.4)
    canvas.words(0, middle, name, size=SMALL)
    room = (TIME - OFFICES - 10) / SMALL
    said = "、".join(line.offices)
    canvas.words(
        OFFICES,
        middle,
        said if ems(said) <= room else f"{line.offices[0]}等{len(line.offices)}个单位",
        colour=MUTED,
        size=SMALL,
    )
    thick = min(6.5, 0.6 * row)
    end = line.due or line.start
    canvas.bars(axis(line.start), max(axis(end), axis(line.start) + 1.5), middle - thick / 2, middle + thick / 2, look)
    canvas.dots(axis(end), middle, look, 6)
    late = line.late(day)
    words = f"{line.due}　{WORDS[line.colour]}" + (f" 逾期{late}天" if late > 0 else "")
    canvas.words(STATE, middle, words, colour=RED if line.colour == "red" else INK, size=SMALL)


def _foot(canvas: Canvas, tasks: list[Entry], drawn: int, dated: int, bottom: float) -> None:
    again = [
        f"{line.title}（{line.task.said or RHYTHMS[line.task.rhythm]}）"
        for line in tasks
        if line.task and line.task.rhythm in RECURRING
    ]
    words = "定期任务：" + "；".join(again) if again else ""
    while ems(words) * SMALL > WIDTH:
        again = again[:-1]
        words = "定期任务：" + "；".join(again) + "等"
    canvas.words(0, bottom + 33, words, colour=MUTED, size=SMALL)
    rest = len(tasks) - dated
    more = f"；另有{dated - drawn}项有时限的任务未画出" if dated > drawn else ""
    canvas.words(
        0,
        bottom + 45,
        f"图中{drawn}项；持续推进、适时和定期的任务{rest}项不画横条{more}，全部任务见所附时间表和台账。横条由启动日至时限，时限没有写明的按阶段或总目标。",
        colour=MUTED,
        size=SMALL,
    )


def _alt(title: str, drawn: Sequence[Entry]) -> str:
    counted = {colour: sum(line.colour == colour for line in drawn) for colour in ORDER}
    said = "、".join(f"{MEANINGS[colour]}{number}项" for colour, number in counted.items() if number)
    return f"时间表横条图，每行一项方案任务，横条由启动日至时限，颜色和端点形状表示三色，竖线为总目标日期和截至日期。{title}。{said}。"


def _table(lines: Sequence[Entry], day: date) -> TableBlock:
    rows: list[tuple[Text, ...]] = []
    for entry in timetable([line for line in lines if line.task is not None], day):
        line = entry.line
        assert line.task is not None
        when = line.due_words + (f"（{line.task.said}）" if line.task.said else "")
        rows.append((line.at, line.title, "、".join(line.offices), when, WORDS[line.colour], line.why))
    return TableBlock(
        "方案任务时间表（逾期在前）",
        f"{ANCHOR}-table",
        (
            TableColumn("条目"),
            TableColumn("任务", width="2fr"),
            TableColumn("责任单位", width="2fr"),
            TableColumn("时限（原文）", width="1.2fr"),
            TableColumn("三色", filter=True),
            TableColumn("原因", width="1.2fr"),
        ),
        tuple(rows),
    )
