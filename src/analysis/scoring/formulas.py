"""The arithmetic of the indicators: pure functions on columns. 指标算法。

Each returns (top, bottom, scale): the value is ``scale * top / bottom``. Kept apart so that a line is compared
with whole numbers, not with a rounded quotient (9 / 1000 * 100 is 0.8999…, which would fail a 0.9 line).
A blank input is NaN and stays NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from .compare import Booleans, Floats

Quotient: TypeAlias = tuple[Floats, Floats, float]


def amount(inputs: Mapping[str, Floats]) -> Quotient:
    """A figure as it stands. 原值。

    amount : [unit], in the unit of the card
    """
    top = inputs["amount"]
    return top, np.ones_like(top), 1


def per_hundred_pupils(inputs: Mapping[str, Floats]) -> Quotient:
    """Persons or items per hundred pupils. 每百名学生拥有数。

    count, pupils : [unit], persons or items; persons

    >>> top, bottom, scale = per_hundred_pupils({"count": np.array([9.0]), "pupils": np.array([1000.0])})
    >>> float(scale * top[0] / bottom[0])
    0.9
    """
    return inputs["count"], inputs["pupils"], 100


def per_pupil(inputs: Mapping[str, Floats]) -> Quotient:
    """Square metres or yuan a pupil. 生均数。

    amount, pupils : [unit], ㎡ or 元 (or a unit of `yuan_per_unit` 元); persons
    """
    return inputs["amount"] * inputs.get("yuan_per_unit", np.ones(1)), inputs["pupils"], 1


def share(inputs: Mapping[str, Floats]) -> Quotient:
    """A part of a whole, in percent. 比例（%）。

    part, whole : [unit], same unit
    """
    return inputs["part"], inputs["whole"], 100


def comparison(inputs: Mapping[str, Floats]) -> Quotient:
    """One figure beside another, in percent; unlike a share it may exceed the whole of it. 两数相比（%）。

    part, whole : [unit], same unit
    """
    return inputs["part"], inputs["whole"], 100


def relative_share(inputs: Mapping[str, Floats]) -> Quotient:
    """One share over another: (part / whole) / (other_part / other_whole). 两个比例之比（倍）。

    part, whole, other_part, other_whole : [unit], persons

    Over a share of nothing there is no ratio (bottom 0): then top is the part, which is above nothing or is not.

    >>> top, bottom, scale = relative_share({k: np.array([v]) for k, v in
    ...     {"part": 66.0, "whole": 200.0, "other_part": 90.0, "other_whole": 300.0}.items()})
    >>> round(float(scale * top[0] / bottom[0]), 6)
    1.1
    """
    part, whole, other_part, other_whole = (inputs[name] for name in ("part", "whole", "other_part", "other_whole"))
    # Times 0 keeps a blank blank: other_whole is asked for all the same.
    top = np.where(other_part == 0, part + 0 * other_whole, part * other_whole)
    return top, whole * other_part, 1


def nothing_asked(formula: str, inputs: Mapping[str, Floats], bottom: Floats) -> Booleans:
    """Where there is nobody of whom the indicator speaks: the whole is stated as 0. 没有适用对象。

    inputs, bottom : of the formula, [unit]
    """
    return (inputs["whole"] if formula == "relative_share" else bottom) == 0


def coefficient(
    values: Floats, stock: Floats, weights: Floats, groups: npt.NDArray[np.intp], sample: int = 0
) -> pd.DataFrame:
    """Spread between schools, group by group: mean X̄, spread S and coefficient CV = S / X̄. 校际差异系数。

    values  : [segment]; the value X of the indicator
    stock   : [segment]; what the value is a share of by pupil, x = X · P, as it was before it was divided
    weights : [segment]; pupils P, or 1 where every school counts the same
    groups  : [segment]; number of the group, from 0 on
    sample  : what the divisor is less than the weights (ruling coefficient_form)
    returns : mean, spread, value by group; NaN where there is nothing to divide by
    source  : 教督〔2012〕3号: X̄ = Σx/ΣP, S = sqrt(Σ (P/P_N)(X - X̄)²)

    >>> p = np.array([45, 37, 89, 76, 55.0]); x = np.array([279, 137, 935, 160, 402.0])
    >>> coefficient(x / p, x, p, np.zeros(5, dtype=np.intp)).round(6).to_dict("records")
    [{'mean': 6.334437, 'spread': 3.263861, 'value': 0.515257}]
    """
    each = pd.DataFrame({"stock": stock, "weight": weights, "schools": 1})
    sums = each.groupby(groups).sum(min_count=1)
    mean = sums["stock"] / sums["weight"]
    # One school differs from nobody, in the sample form too.
    divisor = (sums["weight"] - sample).where(sums["schools"] > 1, sums["weight"])
    apart = pd.Series(weights * (values - mean.reindex(groups).to_numpy()) ** 2)
    spread = np.sqrt(apart.groupby(groups).sum() / divisor)
    return pd.DataFrame({"mean": mean, "spread": spread, "value": spread / mean})
