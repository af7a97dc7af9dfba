"""Where a coefficient comes from, and what would bring it to its line. 差异系数分解。"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..errors import UserError
from ..scoring.balance import GROUP
from ..scoring.compare import NEAR, Floats
from ..scoring.evaluate import Evaluation
from ..scoring.parts import MET, NOT_APPLICABLE, NOT_MET
from ..standard.in_force import number_in_force

SCHOOLS = [*GROUP, "unit", "name", "value", "pupils", "share", "without", "amount", "change"]
COEFFICIENTS = [*GROUP, "value", "line", "status", "near", "shrink"]
#: Share of a quantity that floats cannot be trusted with.
LITTLE = float(NEAR)
#: Areas and money are printed to the hundredth.
HUNDRED = 100


@dataclass(frozen=True)
class Decomposition:
    """Coefficients taken apart. 差异系数分解结果。

    schools      : one row per coefficient × segment: `share` of the variance (0–1, NaN where there is none), `without`
                   the coefficient of the others, `amount` what the school has (teachers, ㎡, 元, rooms; a through
                   school's whole stock where stages share it) and `change` of it that alone brings the coefficient to
                   its line (NaN: cannot, or the coefficient is far below its line)
    coefficients : one row per coefficient: `near` its line or above; `shrink` is the share by which the distance of
                   every segment from the mean must shrink (negative: may grow) to bring the coefficient to its line
    """

    schools: pd.DataFrame
    coefficients: pd.DataFrame

    def least(self, indicator: int, stage: str, rise_only: bool = False) -> pd.DataFrame:
        """The segments, if any, whose stock must change least; several where they tie. 单校最小变动。"""
        own = self.schools[(self.schools["indicator"] == indicator) & (self.schools["stage"] == stage)]
        size = own["change"].where(own["change"] >= 0) if rise_only else own["change"].abs()
        return own[size == size.min()]


def decompose(evaluation: Evaluation) -> Decomposition:
    """Shares, coefficients without each school, and least changes, for every coefficient there is. 分解差异系数。

    A coefficient below its line has the change that would bring it up to the line: how little it takes to fail.
    The change is rounded away from zero to what is printed, so the line is reached or passed.
    """
    standard, as_of = evaluation.rules.standard, evaluation.as_of
    if standard.balance_rule.weights != "pupils":
        raise UserError("差异系数分解只适用于按学生数加权的算法，现在的读法不加权。")
    margin = number_in_force(standard.small_margin_percent, as_of, "接近标准的幅度")
    frame = evaluation.balance[evaluation.balance["status"].isin([MET, NOT_MET])]
    near = frame["value"] >= (100 - margin) / 100 * frame["line"]
    with np.errstate(divide="ignore"):
        frame = frame.assign(near=near, shrink=1 - frame["line"].to_numpy() / frame["value"].to_numpy())
    rows = _segments(evaluation, frame)
    rows["share"], rows["without"] = _shares(rows)
    rows["change"] = _changes(rows)
    return Decomposition(rows[SCHOOLS].reset_index(drop=True), frame[COEFFICIENTS].reset_index(drop=True))


def _segments(evaluation: Evaluation, coefficients: pd.DataFrame) -> pd.DataFrame:
    """Segments of each coefficient, with `per`: how far one unit of the school's stock moves its value."""
    cards = evaluation.rules.by_number
    results = evaluation.results[evaluation.results["status"] != NOT_APPLICABLE]
    known = coefficients[[*GROUP, "mean", "line", "near", "value"]].rename(columns={"value": "coefficient"})
    rows = results.merge(known, on=GROUP, suffixes=("", "_of"))
    weights = evaluation.units.segment[["county", "unit", "stage", "split.weight"]]
    rows = rows.merge(weights, on=["county", "unit", "stage"], how="left")
    shared = rows["indicator"].map({n: card.shared for n, card in cards.items()})
    weight = rows["split.weight"].where(shared, 1.0)
    whole = rows["indicator"].map({n: card.parts[0].formula == "per_hundred_pupils" for n, card in cards.items()})
    line = rows["line_of"]
    return rows.assign(
        pupils=rows["denominator"],
        amount=rows["top"] / weight,
        per=rows["scale"] * weight / rows["bottom"],
        whole=whole,
        line=line,
    )


def _shares(rows: pd.DataFrame) -> tuple[pd.Series, Floats]:
    """P(X−X̄)² of its sum, and the coefficient without the segment, the mean taken again."""
    keys = [rows[key] for key in GROUP]
    away = rows["value"] - rows["mean"]
    moment = rows["pupils"] * away**2
    total = moment.groupby(keys).transform("sum")
    rest = rows["pupils"].groupby(keys).transform("sum") - rows["pupils"]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = rows["mean"] - rows["pupils"] * away / rest
        left = total - moment - (rows["pupils"] * away) ** 2 / rest
        without = np.sqrt(np.maximum(left / rest, 0)) / mean
    return moment / total.where(total > 0), without.where((rest > 0) & (mean > 0)).to_numpy()


def _changes(rows: pd.DataFrame) -> Floats:
    """Least change of each school's stock that alone brings a coefficient near its line, or above it, to the line.

    With value X + u for one segment, S² ≤ L²·X̄² reads  P(A + 2pXu + pu²) ≤ (1 + L²)(B + pu)²,  A = ΣpX², B = ΣpX:
    a quadratic in u, solved exactly. A stock cannot fall below 0.
    """
    keys = [rows[key] for key in GROUP]
    p, x = rows["pupils"], rows["value"]
    people, first, second = ((p * x**power).groupby(keys).transform("sum") for power in (0, 1, 2))
    k = 1 + rows["line"] ** 2
    a, half, c = p * (people - k * p), p * (people * x - k * first), people * second - k * first**2
    with np.errstate(invalid="ignore", divide="ignore"):
        root = np.sqrt(half**2 - a * c)
        # The root that cancels is had from the other one.
        q = -(half + np.where(half >= 0, root, -root))
        found = np.stack([q / a, c / q]) / rows["per"].to_numpy()
    # Persons and rooms come whole, areas and money in hundredths, as they are printed: rounded to the nearest, the
    # change would fall short of the line by what was cut off.
    parts = np.where(rows["whole"], 1, HUNDRED)
    change = np.sign(found) * np.ceil(np.abs(found) * parts - LITTLE) / parts
    moved = change * rows["per"].to_numpy()
    # Rounding must not step over the far side of the good interval.
    after = (a.to_numpy() * moved + 2 * half.to_numpy()) * moved + c.to_numpy()
    reached = after * np.sign(c.to_numpy()) <= LITTLE * np.abs(second * people).to_numpy()
    possible = np.isfinite(change) & reached & (rows["amount"].to_numpy() + change >= 0) & rows["near"].to_numpy()
    size = np.where(possible, np.abs(change), np.inf)
    best = np.where(size[0] <= size[1], change[0], change[1])
    return np.where(np.isfinite(size).any(axis=0), best, np.nan)
