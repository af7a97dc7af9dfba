"""What can only be added in whole steps: persons, rooms, hundredths. 取整。"""

from __future__ import annotations

from fractions import Fraction

WHOLE, HUNDREDTH = Fraction(1), Fraction(1, 100)


def steps_up(distance: Fraction, step: Fraction, strict: bool) -> Fraction:
    """The least whole number of steps that covers the distance; passes it where the line itself does not count. 向上取整。"""
    steps = -((-distance) // step)
    return (steps + (strict and steps * step == distance)) * step
