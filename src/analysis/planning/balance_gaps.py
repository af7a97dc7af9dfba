"""What would bring each coefficient above its line down to it. 校际差异系数差额。"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ..insight.decomposition import LITTLE, decompose
from ..scoring.balance import GROUP
from ..scoring.evaluate import Evaluation
from ..scoring.parts import NOT_MET
from ..standard.in_force import number_in_force
from ..tables.catalogue import BY_NAME
from .levers import lever

#: Areas and money are told to the hundredth.
HUNDRED = 100
COLUMNS = [*GROUP, "value", "line", "shrink", "unit", "name", "have", "change", "rise", "measured_in"]


def balance_gaps(evaluation: Evaluation) -> pd.DataFrame:
    """One row per coefficient above its line × school that alone could bring it there; one blank row where none can. 系数差额。

    returns : COLUMNS; `shrink` is the share by which every school's distance from the mean must shrink, `have` a
              school's stock, `change` the least change of it that suffices, rounded away from zero to what can be counted
              (negative: the school lies above the mean),
              `rise` the same where it is an increase, else NaN; the least change first
    Raises UserError where the coefficient is not weighted by pupils: it is not taken apart then.
    """
    parts = decompose(evaluation)
    missed = parts.coefficients[parts.coefficients["status"] == NOT_MET]
    schools = parts.schools.drop(columns="value").merge(missed, on=GROUP)
    schools = schools[schools["change"].notna()].assign(size=schools["change"].abs())
    frame = missed.merge(schools[[*GROUP, "unit", "name", "amount", "change", "size"]], on=GROUP, how="left")
    units = dict(_units(evaluation))
    # The coefficient knows 元; the stock is recorded in 万元.
    divisor = frame["indicator"].map({number: per for number, (_, per) in units.items()})
    frame = frame.assign(
        measured_in=frame["indicator"].map({number: unit for number, (unit, _) in units.items()}),
        have=frame["amount"] / divisor,
        change=_away(frame["change"] / divisor),
    )
    frame = frame.assign(rise=frame["change"].where(frame["change"] > 0, np.nan))
    return frame.sort_values([*GROUP, "size", "unit"], kind="stable", ignore_index=True)[COLUMNS]


def _away(change: pd.Series) -> pd.Series:
    """Rounded away from zero to the hundredth, as gaps are; persons and rooms are whole already."""
    hundredths = np.ceil(change.abs() * HUNDRED - LITTLE)
    return np.sign(change) * hundredths / HUNDRED


def _units(evaluation: Evaluation) -> Iterator[tuple[int, tuple[str, float]]]:
    """Indicator -> unit of its stock, and how many of what the formula counts make one."""
    for number in evaluation.rules.standard.balance_rule.indicators:
        part = evaluation.rules.by_number[number].parts[0]
        table, column = lever(part).split(".")
        dates = part.constants.get("yuan_per_unit")
        per = number_in_force(dates, evaluation.as_of, part.label) if dates else 1.0
        yield number, (BY_NAME[table].column(column).unit, per)
