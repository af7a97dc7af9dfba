"""The timetable chart: words that can be read, on one sheet, whatever the plan. 挂图。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from unicodedata import east_asian_width
from xml.etree import ElementTree

import pytest

from analysis.pages.monthly_report.timetable_chart import timetable_chart
from analysis.planning.colours import read_ledger_rules
from analysis.planning.entries import Entry, ledger_entries
from analysis.planning.history import replay
from analysis.planning.ledger import RunFindings, task_changes
from analysis.planning.open_ledger import read_county_plan
from analysis.planning.plan import CountyPlan
from analysis.printing.blocks import FigureBlock
from analysis.project import Project
from analysis.standard.load import RuleBook

RULES = read_ledger_rules(Path(__file__).parents[2] / "params" / "ledger.yml")

#: The text of an A3 page laid across, in points.
WIDE, HIGH = 1105, 700


def drawn(plan: CountyPlan, day: date) -> FigureBlock:
    lines: Sequence[Entry] = ledger_entries(
        plan, replay(task_changes(plan, {}, None, "r", "2025-01-01", RULES)), RunFindings(()), day, RULES
    )
    return timetable_chart(plan, lines, day, "某县时间表", True)


def box(element: ElementTree.Element) -> tuple[float, float, float, float, str]:
    """About where a text lies: letters of Chinese are square, others a little over half."""
    text = element.text or ""
    size = float(re.search(r"([\d.]+)px", element.get("style", ""))[1])  # type: ignore[index]
    width = size * sum(1 if east_asian_width(c) in "WFA" else 0.55 for c in text)
    x, y = float(element.get("x", 0)), float(element.get("y", 0))
    if moved := re.search(r"translate\(([\d.-]+)[ ,]([\d.-]+)\)", element.get("transform", "")):
        x, y = x + float(moved[1]), y + float(moved[2])
    style = element.get("style", "")
    left = x - width if "anchor: end" in style else x - width / 2 if "anchor: middle" in style else x
    return left, y - 0.8 * size, left + width, y + 0.1 * size, text


def boxes(figure: FigureBlock) -> list[tuple[float, float, float, float, str]]:
    return [box(element) for element in ElementTree.fromstring(figure.svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("day", ["2025-01-15", "2025-08-20", "2025-12-31", "2026-11-22", "2031-01-01"])
@pytest.mark.parametrize("county", ["620702", "430203", "620321"])
def test_words_stay_on_the_sheet_and_apart(county: str, day: str, project: Project, rules: RuleBook) -> None:
    figure = drawn(read_county_plan(project, county, rules), date.fromisoformat(day))
    width, height = map(float, re.findall(r'viewBox="0 0 (\S+) (\S+)"', figure.svg)[0])
    assert width == WIDE and height <= HIGH
    own = boxes(figure)
    assert len(own) > 100
    for left, top, right, bottom, text in own:
        assert left >= -1 and right <= width + 1 and top >= -1 and bottom <= height + 1, text
    for one, other in combinations(own, 2):
        apart = one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] + 1 or other[3] <= one[1] + 1
        assert apart, (one, other)


def test_a_plan_with_more_deadlines_than_rows_draws_those_that_press(project: Project, rules: RuleBook) -> None:
    plan = read_county_plan(project, "620702", rules)
    more = tuple(
        replace(plan.tasks[0], id=f"9-{i}", title=f"补充任务{i}", due=date(2025, 9, 1) + timedelta(days=i))
        for i in range(60)
    )
    figure = drawn(replace(plan, tasks=plan.tasks + more), date(2025, 9, 16))
    words = [text for *_, text in boxes(figure)]
    # The longest late is drawn, what is due in 2030 is not.
    assert any("张掖三中迁建" in text for text in words) and not any("前进小学一年级" in text for text in words)
    assert any(re.search(r"图中54项.*另有\d+项有时限的任务未画出", text) for text in words)
    assert max(bottom for *_, bottom, _ in boxes(figure)) <= HIGH


def test_a_plan_without_deadlines_is_told_in_words(project: Project, rules: RuleBook) -> None:
    plan = read_county_plan(project, "620702", rules)
    none = replace(plan, tasks=tuple(replace(task, rhythm="ongoing", basis="", due=None) for task in plan.tasks))
    figure = drawn(none, date(2025, 9, 16))
    assert "方案没有写明时限的任务" in figure.svg


def test_the_same_ledger_draws_the_same_bytes(project: Project, rules: RuleBook) -> None:
    plan = read_county_plan(project, "620702", rules)
    assert drawn(plan, date(2025, 9, 16)) == drawn(plan, date(2025, 9, 16)) != drawn(plan, date(2025, 9, 17))
