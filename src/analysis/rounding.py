"""A number as it is printed: 四舍五入. 修约。"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from pandas import notna

#: Printed where there is no number.
NONE = "—"


def round_half_up(number: float, places: int) -> Decimal:
    """The number as printed on official forms: 四舍五入。

    >>> str(round_half_up(2.675, 2)), str(round_half_up(0.5004, 3))
    ('2.68', '0.500')
    """
    return Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain_number(value: float) -> str:
    """A number with no trailing zeros. 去除多余的零。

    >>> plain_number(1800.0), plain_number(0.25)
    ('1800', '0.25')
    """
    return f"{round_half_up(value, 4).normalize():f}" if notna(value) else NONE
