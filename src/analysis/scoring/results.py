"""Every indicator applied to every unit it speaks of. 评分结果。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache, partial

import numpy as np
import pandas as pd

from ..standard.cards import Card
from ..standard.rules import Standard
from .compare import rounding_flips
from .parts import MET, NOT_MET, score_part
from .tolerances import apply_tolerances
from .units import Units, starting_grade_units

#: The columns of results.csv, in this order; others build on them.
COLUMNS = [
    "indicator", "part", "level", "unit", "name", "stage", "value", "numerator", "denominator", "line", "document", "status",
]  # fmt: skip


def score(units: Units, cards: Sequence[Card], standard: Standard, as_of: date) -> pd.DataFrame:
    """One row per indicator × part × unit × stage. 全部评分结果。

    returns : COLUMNS, and for use inside: county, kind, label, top, bottom, scale, reason, flips,
              tolerance (id of the one applied), missing (what it lacks)
              (flips: the printed value would give the other verdict)
    """
    frames = []
    starting = cache(partial(starting_grade_units, units, standard, as_of))
    for card in cards:
        for part in card.parts:
            frame = score_part(card, part, units, standard, as_of)
            frame = apply_tolerances(frame, card, part, units, starting, standard, as_of)
            if card.level == "subject":
                frame = frame.assign(name=units.subject["subject"].to_numpy(), label=units.subject["subject"].to_numpy() + part.label)
            else:
                frame = frame.assign(label=part.label)
            frame = frame.assign(
                indicator=card.number,
                part=part.id,
                level="county" if card.level == "subject" else card.level,
                flips=_flips(frame, card, part.decimals, part.better, part.strict),
            )
            frames.append(frame)
    results = pd.concat(frames, ignore_index=True)
    return results[["county", *COLUMNS, "kind", "label", "top", "bottom", "scale", "reason", "flips", "tolerance", "missing"]]


def _flips(frame: pd.DataFrame, card: Card, decimals: int | None, better: str, strict: bool) -> np.ndarray:
    """Only a value within a printed digit of its line can flip, so only those are looked at."""
    places = card.decimals if decimals is None else decimals
    decided = frame["status"].isin([MET, NOT_MET])
    near = decided & ((frame["value"] - frame["line"]).abs() <= float(Decimal(1).scaleb(-places)))
    flips = np.zeros(len(frame), dtype=bool)
    for i in np.flatnonzero(near):
        row = frame.iloc[i]
        flips[i] = rounding_flips(row["value"], row["line"], places, row["status"] == MET, better, strict)
    return flips
