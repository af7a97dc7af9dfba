"""Compare exactly, round last. 精确比较，最后修约。"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..rounding import round_half_up

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
    side = np.sign(np.nan_to_num(over))
    if near.any():
        side[near] = _each_once(partial(_side, scale), top=top[near], bottom=bottom[near], line=line[near])
    good = side if better == "higher" else -side
    return ((good > 0) if strict else (good >= 0)) & np.isfinite(value) & np.isfinite(line)


def _side(scale: float, top: float, bottom: float, line: float) -> int:
    """Sign of ``scale * top - line * bottom`` in fractions, so that 4380.15 / 973.3666… meets 4.5 only if it does."""
    difference = exact(scale) * exact(top) - exact(line) * exact(bottom)
    return (difference > 0) - (difference < 0)


def _each_once(decide: Callable[..., int], **columns: Any) -> NDArray[np.int8]:
    """What is decided row by row, worked out once for equal rows: thousands of schools lie on the same few lines."""
    rows = pd.DataFrame(columns)
    number = rows.groupby(list(rows), sort=False).ngroup().to_numpy()
    return np.array([decide(*row) for row in rows.drop_duplicates().itertuples(index=False)], dtype=np.int8)[number]


def rounding_flips(value: float, line: float, places: int, met: bool, better: str, strict: bool) -> bool:
    """Whether the printed value, compared with the line, would say otherwise. 修约后结论是否会改变。

    >>> rounding_flips(0.5004, 0.50, 3, met=False, better="lower", strict=False)
    True
    """
    printed, limit = round_half_up(value, places), Decimal(repr(float(line)))
    side = (printed > limit) - (printed < limit)
    side = side if better == "higher" else -side
    return ((side > 0) if strict else (side >= 0)) != met


def flipped(
    value: Floats, line: Floats, places: int, met: Booleans, decided: Booleans, better: str, strict: bool
) -> Booleans:
    """`rounding_flips` of many values at once, False where nothing is decided. 逐项判定修约是否改变结论。

    >>> flipped(np.array([0.5004]), np.array([0.5]), 3, np.array([False]), np.array([True]), "lower", False)
    array([ True])
    """
    flips = np.zeros(len(value), dtype=bool)
    # Only a value within a printed digit of its line can flip, so only those are looked at.
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero(decided & (np.abs(value - line) <= float(Decimal(1).scaleb(-places))))
    if len(rows):
        flips[rows] = _each_once(
            lambda value, line, met: rounding_flips(value, line, places, met, better, strict),
            value=value[rows],
            line=line[rows],
            met=met[rows],
        )
    return flips
