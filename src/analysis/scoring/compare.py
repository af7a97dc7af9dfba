"""Compare exactly, round last. 精确比较，最后修约。"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..rounding import round_half_up

Floats: TypeAlias = NDArray[np.float64]
Booleans: TypeAlias = NDArray[np.bool_]
Integers: TypeAlias = NDArray[np.int64]

#: Inputs are decimals of at most this many places; sums of floats are read back at this precision.
PLACES = 6
MILLION = int(Decimal(1).scaleb(PLACES))
#: Closer than this share of the line, floats cannot be trusted and fractions decide.
NEAR = Decimal("1e-9")
#: Up to here a decimal of six places has at most 15 digits, so that a float stands for it and for no other.
LARGE = float(1 / NEAR)


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
    if near.any():
        side[near] = _side(np.asarray(top)[near], np.asarray(bottom)[near], np.asarray(line)[near], scale)
    good = side if better == "higher" else -side
    return ((good > 0) if strict else (good >= 0)) & np.isfinite(value) & np.isfinite(line)


def _side(top: Floats, bottom: Floats, line: Floats, scale: float) -> NDArray[np.int8]:
    """Sign of ``scale * top - line * bottom`` in whole numbers, so that 4380.15 / 973.3666… meets 4.5 only if it does.

    What lies this near its line nearly always lies on it: then both quotients cancel down to the same two whole numbers.
    """
    (tops, sure), (bottoms, sure_bottom), (lines, sure_line) = (_millionths(column) for column in (top, bottom, line))
    times = int(scale)
    left, right = _cancelled(tops, bottoms), _cancelled(lines, np.full_like(lines, times * MILLION))
    same = (left[0] == right[0]) & (left[1] == right[1]) & sure & sure_bottom & sure_line & (times == scale)
    side = np.zeros(len(top), dtype=np.int8)
    for i in np.flatnonzero(~same):
        difference = Fraction(str(scale)) * exact(top[i]) - Fraction(str(round(line[i], PLACES))) * exact(bottom[i])
        side[i] = (difference > 0) - (difference < 0)
    return side


def _millionths(column: Floats) -> tuple[Integers, Booleans]:
    """Whole millionths of each number, and where they are sure to be those of `exact`."""
    shifted = column * MILLION
    whole = np.rint(shifted)
    sure = (np.abs(column) < LARGE) & (np.abs(shifted - whole) < 1 / 2**2)
    return np.where(sure, whole, 0).astype(np.int64), sure


def _cancelled(top: Integers, bottom: Integers) -> tuple[Integers, Integers]:
    shared = np.maximum(np.gcd(top, bottom), 1)
    return top // shared, bottom // shared


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

    >>> flipped(np.array([0.5004, 0.51]), np.array([0.5, 0.5]), 3, np.array([False, False]), np.array([True, True]), "lower", False)
    array([ True, False])
    """
    flips = np.zeros(len(value), dtype=bool)
    # Only a value within a printed digit of its line can flip, so only those are looked at.
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero(decided & (np.abs(value - line) <= float(Decimal(1).scaleb(-places))))
    if not len(rows):
        return flips
    own, met = value[rows], met[rows]
    lines, at = np.unique(line[rows], return_inverse=True)
    limits = [Decimal(repr(float(number))).scaleb(places) for number in lines]
    limit = np.array([float(number) for number in limits])[at]
    shifted = own * float(Decimal(1).scaleb(places))
    printed = np.floor(shifted + 1 / 2)
    side = np.sign(printed - limit)
    side = side if better == "higher" else -side
    good = (side > 0) if strict else (side >= 0)
    flips[rows] = good != met
    # What lies close to a half, or prints with more digits than a float has, is printed one by one.
    doubtful = (np.abs(shifted - np.floor(shifted) - 1 / 2) <= float(NEAR) * (1 + shifted)) | ~(
        (shifted >= 0) & (shifted < LARGE) & (limit < LARGE)
    )
    doubtful |= np.array([number != number.to_integral_value() and float(number).is_integer() for number in limits])[at]
    for i in np.flatnonzero(doubtful):
        flips[rows[i]] = rounding_flips(own[i], line[rows[i]], places, bool(met[i]), better, strict)
    return flips
