"""What one cell says, read as the type of its column; nothing is guessed. 单元格取值。"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ..tables.schema import Column

#: (row number, cells)
Row = tuple[int, Sequence[object]]
FLAGS = ("是", "否")
NUMBERS = ("count", "amount", "year")
#: Excel keeps this many digits of a number; an identifier with more has lost its end.
DIGITS = 15

_NOTHING = {
    "无",
    "暂无",
    "没有",
    "空",
    "空白",
    "缺",
    "缺失",
    "不详",
    "未知",
    "未填",
    "/",
    "\\",
    "—",
    "——",
    "–",
    "-",
    "--",
    "---",
    "?",
    "...",
    "…",
    "……",
    "N/A",
    "NA",
    "NULL",
    "NONE",
    "NAN",
    "*",
}
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
DAYS = "日期，如2025-08-31、2025/8/31、2025.8.31、2025年8月31日或20250831"
#: Control characters and marks of direction: they show nothing, or turn round what stands beside them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u2028-\u202e\u2060-\u206f\ufff9-\ufffb]")
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\ufeff]")


class Refused(ValueError):
    """A cell that cannot be read as its column asks; the text says why. 无法读取的单元格。"""


def allowed(column: Column) -> str:
    """What may stand in a column. 允许内容。"""
    if column.type == "flag":
        return "“是”或“否”"
    if column.choices:
        return "、".join(column.choices) + "之一"
    if column.type == "day":
        return DAYS
    if column.type == "code":
        return "字母、数字组成的代码"
    if column.type == "text":
        return "文字"
    kind = {"count": "整数", "amount": "数字", "year": "4位年份"}[column.type]
    low, high = column.low, column.high
    if low is not None and high is not None:
        return f"{low:g}—{high:g}的{kind}"
    return f"不小于{low:g}的{kind}" if low is not None else kind


def is_blank(value: object) -> bool:
    """Nothing in it but spaces. 空白单元格。"""
    return value is None or (isinstance(value, str) and not trimmed(value))


def cell_at(row: Sequence[object], at: int) -> object:
    """The cell of a row, None beyond its end. 取一格。"""
    return row[at] if at < len(row) else None


def trimmed(text: str) -> str:
    """Without outer spaces of any width and invisible marks. 去除首尾空格。"""
    return _INVISIBLE.sub("", text).strip()


def parse(value: object, column: Column) -> tuple[str | float | None, str]:
    """The value of a cell, and how its writing was mended ("" where it was not). 读取单元格。

    returns : None where blank; float for count, amount, year; else str (a day as ISO text)
    raises  : Refused, in Chinese, saying what is wrong

    >>> from ..tables.catalogue import BY_NAME
    >>> parse("１,２３４", BY_NAME["segments"].column("pupils"))
    (1234.0, '全角或带千分位的数字')
    >>> parse("III", BY_NAME["monitoring"].column("level"))
    ('Ⅲ', '')
    """
    if isinstance(value, str):
        value = trimmed(value)
    if value is None or value == "":
        return None, ""
    _refuse_foreign(value, column)
    if column.type in NUMBERS:
        return _number(value, column)
    if column.type == "day":
        return _day(value), ""
    text = _digits(value) if isinstance(value, int | float) else str(value)
    if column.type == "code":
        return _code(text)
    choices = FLAGS if column.type == "flag" else column.choices
    return (_choice(text, choices) if choices else text), ""


def _refuse_foreign(value: object, column: Column) -> None:
    """Things that no column holds. 任何字段都不收的内容。"""
    if isinstance(value, str) and (mark := _CONTROL.search(value)):
        raise Refused(f"含有看不见的控制或方向字符（U+{ord(mark[0]):04X}），请删去后重新填写")
    if isinstance(value, bool):
        raise Refused("是逻辑值TRUE或FALSE，请直接填写内容")
    if isinstance(value, date | time | timedelta) and column.type != "day":
        raise Refused("被Excel存成了日期或时间，请把单元格改为文本或数值格式后重新填写")
    if isinstance(value, str) and re.fullmatch(r"#[A-Z0-9/_]+[!?]?", value) and not value[1:].isdigit():
        raise Refused("是公式错误，请改正公式并粘贴为数值")
    if isinstance(value, str) and unicodedata.normalize("NFKC", value).upper() in _NOTHING:
        raise Refused("不是数据；没有数据请留空，确为零请填0" if column.type in NUMBERS else "不是内容；没有请留空")


def _number(value: object, column: Column) -> tuple[float, str]:
    mended = ""
    if isinstance(value, str):
        plain = unicodedata.normalize("NFKC", value)
        if not _NUMBER.fullmatch(plain):
            raise Refused(_why_not_number(plain))
        mended = "全角或带千分位的数字" if plain != value or "," in plain else "以文本存储的数字"
        exact = Decimal(plain.replace(",", ""))
        if len(exact.normalize().as_tuple().digits) > DIGITS:
            raise Refused(f"超过{DIGITS}位有效数字，读取时会丢失精度")
        value = float(exact)
    if not isinstance(value, int | float):
        raise Refused("不是数字")
    number = float(value) + 0.0  # -0.0 is 0
    if not abs(number) < 10**DIGITS:
        raise Refused(f"超过{DIGITS}位，末尾数字已丢失")
    if column.type != "amount" and not number.is_integer():
        raise Refused("不是整数")
    return number, mended


def _why_not_number(text: str) -> str:
    if re.fullmatch(r"[+-]?[\d.]+%", text):
        return "是百分数，请填小数，如12%填0.12"
    if re.fullmatch(r"[+-]?[\d.]+E[+-]?\d+", text, re.IGNORECASE):
        return "是科学计数法，可能已丢失末尾数字，请填完整数字"
    if re.match(r"[约近逾超]|.*(左右|以上|多)", text):
        return "是约数，请填准确数字"
    if re.fullmatch(r"[\d.,]+[-~—至][\d.,]+.*", text):
        return "是一个范围，请填一个准确数字"
    return "不是数字；只填数字，不写单位和其他文字"


def _day(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = _digits(value) if isinstance(value, int | float) else unicodedata.normalize("NFKC", str(value))
    found = _DAY.fullmatch(re.sub(r"\s", "", text) if "年" in text else text)
    try:
        if found:
            year, month, day = (int(part) for part in found.groups() if part)
            return date(year, month, day).isoformat()
    except ValueError:
        raise Refused("这一天不存在") from None
    raise Refused("不是完整日期")


def _digits(value: int | float) -> str:
    if not abs(value) < 10**DIGITS:
        raise Refused(f"超过{DIGITS}位，被Excel存成数值后末尾数字已丢失；请把单元格改为文本格式后重新填写")
    return f"{value:.{DIGITS}g}"


def _code(text: str) -> tuple[str, str]:
    code = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).removeprefix("'")
    code = re.sub(r"^(\d+)\.0+$", r"\1", code)
    if re.fullmatch(r"\d[\d.]*E\+?\d+", code, re.IGNORECASE):
        raise Refused("是科学计数法，末尾数字已丢失；请把单元格改为文本格式后重新填写")
    if not re.fullmatch(r"[0-9A-Za-z_-]+", code):
        raise Refused("不是代码")
    return code, "" if code == text else "写法不规范的代码"


def _choice(text: str, choices: tuple[str, ...]) -> str:
    """The choice meant, or the text as it is: whether it may stand is for `checks` to say."""
    same = {_squeezed(choice): choice for choice in choices}
    return same.get(_squeezed(text), text)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
