"""A value of a plan as the text of a cell, and back. 方案单元格的读写。"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from ..errors import nearest
from .date_words import FORMS, last_day
from .plan_columns import NONE_OF_THEM, YES
from .plan_yaml import stated
from .rhythms import RHYTHMS

DATES = ("start", "by", "end", "earliest", "latest", "begins")
FLAGS = ("balance", "more_schools", "result", "derived")
NAMES = ("offices", "schools", "duties")
#: Keys of a number that a task promises, as the cell writes them.
MEASURE = {
    "label": "目标",
    "unit": "单位",
    "at_least": "不少于",
    "at_most": "不超过",
    "column": "数据列",
    "indicator": "指标",
    "part": "分项",
    "increase": "增量",
    "reading": "理解",
}
WHOLE = ("day", "month", "months")


def cell_of(key: str, value: Any) -> str:
    """What stands in the cell. 单元格文字。

    >>> cell_of("offices", ("区教育局", "各部门、各单位")), cell_of("indicators", ()), cell_of("result", True)
    ('区教育局、「各部门、各单位」', '不涉及', '是')
    """
    if value is None:
        return ""
    if key in NAMES:
        return "、".join(f"「{name}」" if any(mark in name for mark in "、；;\n") else name for name in value)
    if key == "indicators":
        return "、".join(map(str, value)) or NONE_OF_THEM
    if key in FLAGS:
        return YES if value else ""
    if key == "rhythm":
        return RHYTHMS[value]
    if key == "measure":
        return "\n".join(_measure_words(each) for each in value)
    if isinstance(value, BaseModel):
        return "；".join(f"{name}={each}" for name, each in stated(value).items())
    return value.isoformat() if isinstance(value, date) else str(value)


def value_of(key: str, text: Any) -> Any:
    """The value a cell stands for; ValueError says what is allowed. 单元格的值。

    >>> value_of("offices", "区教育局、「各部门、各单位」"), value_of("indicators", "2、3"), value_of("by", "2025年8月底前").isoformat()
    (['区教育局', '各部门、各单位'], [2, 3], '2025-08-31')
    """
    if isinstance(text, datetime | date):
        day = text.date() if isinstance(text, datetime) else text
        return day if key in DATES else day.isoformat()
    words = str(int(text)) if isinstance(text, float) and text == int(text) else str(text).strip()
    for keys, read in _READ.items():
        if key in keys:
            return read(words)
    return words


def _day(words: str) -> date:
    found = last_day(words)
    if found is None:
        raise ValueError(f"读不出日期，可写成：{FORMS}")
    return found


def _names(words: str) -> list[str]:
    return [
        quoted or name.strip()
        for quoted, name in re.findall(r"「([^」]*)」|([^、；;\n「」]+)", words)
        if quoted or name.strip()
    ]


def _numbers(words: str) -> list[int]:
    if words == NONE_OF_THEM:
        return []
    found = [part for part in re.split(r"[、,，；;\s]+", words) if part]
    if wrong := [part for part in found if not part.isdigit()]:
        raise ValueError(f"“{'、'.join(wrong)}”不是指标序号，应填序号，如 2、3，或“{NONE_OF_THEM}”")
    return [int(part) for part in found]


def _flag(words: str) -> bool:
    if words not in (YES, "否"):
        raise ValueError("应填“是”，或留空")
    return words == YES


def _rhythm(words: str) -> str:
    known = {said: key for key, said in RHYTHMS.items() if said}
    if words not in known:
        raise ValueError(f"不是频次{nearest(words, known)}，可填：{'、'.join(known)}")
    return known[words]


def _whole(words: str) -> int:
    if not words.isdigit():
        raise ValueError("应填整数")
    return int(words)


def _measure_words(measure: BaseModel) -> str:
    """目标=新增骨干教师；不少于=100；单位=人."""
    stands = stated(measure).items()
    return "；".join(f"{MEASURE[name]}={_plain(each)}" for name, each in stands)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return YES
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _measures(words: str) -> list[dict[str, Any]]:
    """A number a line, each 键=值；键=值."""
    keys = {heading: key for key, heading in MEASURE.items()}
    known = "|".join(MEASURE.values())
    found = []
    for line in filter(None, (line.strip() for line in words.split("\n"))):
        parts = [part.partition("=") for part in re.split(rf"[；;](?=(?:{known})\s*=)", line)]
        if wrong := [name for name, sign, _ in parts if not sign or name.strip() not in keys]:
            raise ValueError(f"“{wrong[0]}”读不出来，应写成“目标=…；不少于=…；单位=…”，可用的键：{'、'.join(keys)}")
        found.append({keys[name.strip()]: _measure_value(keys[name.strip()], text.strip()) for name, _, text in parts})
    return found


def _measure_value(key: str, text: str) -> Any:
    if key == "increase":
        return _flag(text)
    if key == "indicator":
        return _whole(text)
    if key in ("at_least", "at_most"):
        try:
            return float(text)
        except ValueError:
            raise ValueError(f"“{text}”不是数") from None
    return text


_READ: dict[tuple[str, ...], Callable[[str], Any]] = {
    DATES: _day,
    NAMES: _names,
    ("indicators",): _numbers,
    FLAGS: _flag,
    ("rhythm",): _rhythm,
    WHOLE: _whole,
    ("measure",): _measures,
}
