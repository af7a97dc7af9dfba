"""Words and figures that several charts share. 图中通用语句与数字。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ....printing.blocks import Number
from ....printing.charts.style import ALLOWED, BAD, GOOD, LOOKS, Look
from ....rounding import plain_number, round_half_up
from ....scoring.parts import NOT_APPLICABLE
from ...report import Report

MEANINGS = ((GOOD, "达到标准"), (BAD, "未达标"), (ALLOWED, "例外达标或待证"))


NOTHING = "没有可供绘图的数据。"


def key_of(statuses: Iterable[str]) -> list[tuple[Look, str]]:
    """The looks that occur, with what they mean. 图例内容。"""
    seen = [LOOKS[status] for status in statuses if status in LOOKS]
    return [(look, words) for look, words in MEANINGS if look in seen]


def listed(names: Sequence[str], most: int = 3, of: str = "个") -> str:
    """A few names, and how many there are where some are left out. 列名。

    >>> listed(["甲", "乙"]), listed(["甲", "乙", "丙", "丁"], 3, "所")
    ('甲、乙', '甲、乙、丙等4所')
    """
    return "、".join(names[:most]) + (f"等{len(names)}{of}" if len(names) > most else "")


def percent_of_line(report: Report, id: str, value: float, line: float, what: str) -> Number:
    """A value as percent of its line, with places enough that what misses the line is not printed as 100. 为标准的百分比。"""
    percent, places = 100 * value / line, 1
    while value != line and places < 4 and round_half_up(percent, places) == 100:
        places += 1
    formula = f"100 × {plain_number(value)} ÷ {plain_number(line)}"
    return report.numbers.count(id, percent, f"{what}，为标准的百分比", formula, "%", places)


def seven(report: Report) -> pd.DataFrame:
    """Rows of the seven, of the segments that count, with `percent` of the line where it is judged. 资源配置七项各校（段）结果。"""
    results = report.evaluation.results
    asked = results["indicator"].isin(report.evaluation.rules.standard.school_rule.indicators)
    rows = results[asked & (results["status"] != NOT_APPLICABLE)]
    return rows.assign(percent=(100 * rows["value"] / rows["line"]).where(rows["status"].isin(LOOKS)))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as mappings. 逐行。"""
    return frame.to_dict("records")  # type: ignore[return-value]


def short(report: Report, number: int) -> str:
    """An indicator as it reads on a chart. 指标简称。"""
    return f"{number} {report.evaluation.rules.by_number[number].short}"


def segment_name(name: str, stage: str) -> str:
    """A school's part of a stage, without saying 小学 twice. 校（段）名称。

    >>> segment_name("前进小学", "小学"), segment_name("思源学校", "初中")
    ('前进小学', '思源学校（初中）')
    """
    return name if name.endswith(stage) else f"{name}（{stage}）"
