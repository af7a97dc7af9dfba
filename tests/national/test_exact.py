"""Whole columns are compared as exactly as single numbers. 整列精确比较。"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.scoring.compare import exact, flipped, reaches, rounding_flips

#: Decimals as people write them, with up to six places.
DECIMALS = st.integers(0, 10**9).flatmap(lambda n: st.sampled_from([n / 10**p for p in (0, 1, 2, 3, 6)]))
LINES = st.sampled_from([0.5, 0.45, 0.9, 2.4, 4.2, 5.3, 5.8, 7.5, 10.2, 85.0, 2000.0, 3.57, 0.765])


@given(
    st.lists(st.tuples(DECIMALS, st.integers(1, 5000), LINES, st.booleans()), min_size=1),
    st.sampled_from([1, 100]),
    st.booleans(),
)
def test_a_line_is_reached_as_fractions_say(
    rows: list[tuple[float, int, float, bool]], scale: int, strict: bool
) -> None:
    bottom = np.array([float(b) for _, b, _, _ in rows])
    line = np.array([own for _, _, own, _ in rows])
    # Half of them are put on their line, or a millionth beside it, where floats cannot tell.
    top = np.array([round(float(exact(own) * b / scale), 6) if on else t for t, b, own, on in rows])
    found = reaches(top, bottom, scale, line, "higher", strict)
    for at, value in enumerate(found):
        left, right = scale * exact(top[at]), exact(line[at]) * Fraction(int(bottom[at]))
        assert value == (left > right if strict else left >= right)


@pytest.mark.parametrize(
    ("top", "bottom", "line", "reached"),
    [(9.0, 1000.0, 0.9, True), (8.999999, 1000.0, 0.9, False), (4380.15, 973.366667, 4.5, False)],
)
def test_what_floats_cannot_tell_is_told(top: float, bottom: float, line: float, reached: bool) -> None:
    scale = 100 if line == 0.9 else 1
    assert reaches(np.array([top]), np.array([bottom]), scale, np.array([line]), "higher", False)[0] == reached


def test_a_share_of_a_whole_of_one_is_decided_exactly_too() -> None:
    # 100 × 0.29 is 28.999999999999996 in floats.
    assert reaches(np.array([0.29]), np.array([1.0]), 100, np.array([29.0]), "higher", False)[0]


def test_a_millionth_above_a_line_that_does_not_count_itself_is_enough() -> None:
    top, bottom, line = np.array([2380.000001, 2380.0]), np.array([1000.0, 1000.0]), np.array([2.38, 2.38])
    assert reaches(top, bottom, 1, line, "higher", True).tolist() == [True, False]
    assert reaches(top, bottom, 1, line, "lower", False).tolist() == [False, True]


@pytest.mark.parametrize(
    ("value", "line", "better", "strict", "met"),
    [
        (0.9996, 1.0, "higher", False, False),  # printed 1.000 reaches the line, the value does not
        (1.0004, 1.0, "higher", True, True),  # printed 1.000 is not above it, the value is
        (0.5004, 0.5, "lower", False, False),
        (0.4996, 0.5, "lower", True, True),
    ],
)
def test_a_value_that_is_printed_as_its_line_flips(
    value: float, line: float, better: str, strict: bool, met: bool
) -> None:
    assert rounding_flips(value, line, 3, met, better, strict)
    assert not rounding_flips(value, line, 4, met, better, strict)


VALUES = st.one_of(
    st.tuples(LINES, st.integers(-30, 30)).map(lambda pair: max(0.0, pair[0] + pair[1] / 2000)),
    st.floats(0, 10**10, allow_nan=False),
)


@given(
    st.lists(st.tuples(VALUES, LINES, st.booleans()), min_size=1),
    st.integers(0, 4),
    st.sampled_from(["higher", "lower"]),
    st.booleans(),
)
def test_rounding_a_column_flips_what_rounding_each_flips(
    rows: list[tuple[float, float, bool]], places: int, better: str, strict: bool
) -> None:
    value, line, met = (np.array(column) for column in zip(*rows, strict=True))
    # A verdict that the value itself bears out; what lies farther from its line than a printed digit cannot flip.
    side = np.sign(value - line) if better == "higher" else np.sign(line - value)
    met = side > 0 if strict else side >= 0
    found = flipped(value, line, places, met, np.ones(len(met), dtype=bool), better, strict)
    assert found.tolist() == [
        rounding_flips(v, own, places, bool(m), better, strict) for v, own, m in zip(value, line, met, strict=True)
    ]
