"""Compare exactly, round last. 精确比较，最后修约。"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Booleans: TypeAlias = NDArray[np.bool_]

#: Inputs are decimals of at most this many places; sums of floats are read back at this precision.
PLACES = 6
#: Closer than this share of the line, floats cannot be trusted and fractions decide.
NEAR = Decimal("1e-9")


def exact(number: float) -> Fraction:
    """The decimal a float stands for. 浮点数对应的十进制数。

    >>> exact(0.1 + 0.2) == Fraction(3, 10)
    True
    """
    return Fraction(str(round(float(number), PLACES)))


def reaches(top: Floats, bottom: Floats, scale: float, line: Floats, better: str, strict: bool) -> Booleans:
    """Whether ``scale * top / bottom`` is on the good side of `line`, decided exactly. 是否达到标准（含本数）。

    top, bottom, line : arrays of one shape; bottom 1 where there is nothing to divide by
    better            : "higher" or "lower"
    strict            : True where the line itself does not count
    returns           : booleans; False where anything is NaN

    >>> reaches(np.array([9.0]), np.array([1000.0]), 100, np.array([0.9]), "higher", False)
    array([ True])
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        value = scale * top / bottom
        over = value - line
        near = (np.abs(over) <= float(NEAR) * np.maximum(np.abs(line), float(NEAR))) & ((bottom != 1) | (scale != 1))
    side = np.sign(np.nan_to_num(over)).astype(np.int8)
    for i in np.flatnonzero(near):
        # Cross-multiplied integers, so that 4380.15 / 973.3666… meets 4.5 only if it does.
        difference = Fraction(str(scale)) * exact(top[i]) - Fraction(str(round(line[i], PLACES))) * exact(bottom[i])
        side[i] = (difference > 0) - (difference < 0)
    good = side if better == "higher" else -side
    return ((good > 0) if strict else (good >= 0)) & np.isfinite(value) & np.isfinite(line)


def round_half_up(number: float, places: int) -> Decimal:
    """The number as printed on official forms: 四舍五入。

    >>> str(round_half_up(2.675, 2)), str(round_half_up(0.5004, 3))
    ('2.68', '0.500')
    """
    return Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def rounding_flips(value: float, line: float, places: int, met: bool, better: str, strict: bool) -> bool:
    """Whether the printed value, compared with the line, would say otherwise. 修约后结论是否会改变。

    >>> rounding_flips(0.5004, 0.50, 3, met=False, better="lower", strict=False)
    True
    """
    printed, limit = round_half_up(value, places), Decimal(repr(float(line)))
    side = (printed > limit) - (printed < limit)
    side = side if better == "higher" else -side
    return ((side > 0) if strict else (side >= 0)) != met
