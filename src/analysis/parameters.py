"""Parameters of a notebook, whichever way papermill or a person wrote them. 笔记本参数。"""

from __future__ import annotations

from datetime import date, datetime

from .errors import UserError

_MONTH = 7


def code_parameter(value: object, what: str = "区划代码") -> str:
    """A division or school code, as number or text; "" stays so. 代码参数。

    Raises UserError for what is no code.

    >>> code_parameter(620321), code_parameter("620321"), code_parameter(620321.0)
    ('620321', '620321', '620321')
    """
    text = _whole(value)
    if text is None or (text and not text.isalnum()):
        raise UserError(f"{what}应写成数字或文字，如 620321，现在是“{value}”。")
    return text


def year_parameter(value: object) -> str:
    """The year of the data. 数据年份参数。

    >>> year_parameter(2025), year_parameter("2025")
    ('2025', '2025')
    """
    text = _whole(value)
    if text is None or len(text) != len("2025") or not text.isdigit():
        raise UserError(f"数据年份 school_year 应写成 4 位年份，如 2025，现在是“{value}”。")
    return text


def date_parameter(value: object, what: str = "规则日期 as_of", blank: bool = False) -> str:
    """A day, as a date or as text; 20250901 too. 日期参数。

    blank : "" and None are allowed, and stay ""
    Raises UserError for what is no day.

    >>> date_parameter(date(2025, 9, 1)), date_parameter("2025-09-01"), date_parameter(20250901)
    ('2025-09-01', '2025-09-01', '2025-09-01')
    """
    if blank and (value is None or value == ""):
        return ""
    if isinstance(value, datetime):
        value = value.date()
    try:
        return date.fromisoformat(_whole(value) or str(value)).isoformat()
    except ValueError as error:
        raise UserError(f"{what} 应写成 2025-09-01 这样的日期，现在是“{value}”。") from error


def month_parameter(value: object) -> str:
    """A month, as 2025-09, 202509 or a day in it. 月份参数。

    >>> month_parameter("2025-09"), month_parameter(202509), month_parameter(date(2025, 9, 30))
    ('2025-09', '2025-09', '2025-09')
    """
    text = _whole(value) or str(value)
    text = f"{text[:4]}-{text[4:]}" if text.isdigit() and len(text) == len("202509") else text
    try:
        return date.fromisoformat(text if len(text) > _MONTH else f"{text}-01").isoformat()[:_MONTH]
    except ValueError as error:
        raise UserError(f"月份 month 应写成 2025-09 这样的年月，现在是“{value}”。") from error


def text_parameter(value: object, what: str) -> str:
    """Any text, such as the name of an office; "" stays so. 文字参数。"""
    if isinstance(value, str | int):
        return str(value).strip()
    raise UserError(f"{what}应写成文字，现在是“{value}”。")


def _whole(value: object) -> str | None:
    """Text without outer spaces; a whole number as its digits; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if isinstance(value, str | int) else None
