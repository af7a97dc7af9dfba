"""Every indicator applied to every unit it speaks of. 评分结果。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, partial

import numpy as np
import pandas as pd

from ..standard.cards import Card, Part
from ..standard.rules import Standard
from .columns import concat, encode, repeat
from .compare import Booleans, flipped
from .parts import MET, NOT_MET, STATUS, STATUSES, Scored, score_part
from .starting_grade import starting_grade_units
from .tolerances import apply_tolerances
from .units import Units

#: The columns of results.csv, in this order; others build on them.
COLUMNS = [
    "indicator",
    "part",
    "level",
    "unit",
    "name",
    "stage",
    "value",
    "numerator",
    "denominator",
    "line",
    "document",
    "status",
]

#: What the code uses beside them.
INSIDE = ["kind", "label", "top", "bottom", "scale", "reason", "flips", "tolerance", "missing"]
#: The number of the school, for grouping; not kept.
NUMBER = "key"


def score(units: Units, cards: Sequence[Card], standard: Standard, as_of: date) -> pd.DataFrame:
    """One row per indicator × part × unit × stage. 全部评分结果。

    returns : COLUMNS, and for use inside: county, kind, label, top, bottom, scale, reason, flips,
              (flips: the printed value would give the other verdict)
              tolerance (id of the one applied), missing (what it lacks), key (number of the school, see units.Units)
              Words are categoricals, but for names, most of which are different.
    """
    columns: list[Scored] = []
    asked = [(card, part) for card in cards for part in card.parts]
    starting = cache(partial(starting_grade_units, units, standard, as_of))
    for card, part in asked:
        own = score_part(card, part, units, standard, as_of)
        if standard.compare == "rounded":
            other = np.where(own["status"] == MET, STATUSES.index(NOT_MET), STATUSES.index(MET))
            codes = np.where(_flips(own, card, part), other, own["status"].codes)
            own["status"] = pd.Categorical.from_codes(codes, dtype=STATUS)
        own = apply_tolerances(own, card, part, units, starting, standard, as_of)
        label = repeat([part.label], [len(own["status"])])
        if card.level == "subject":
            own["name"] = units.subject["subject"].astype("str").array
            label = encode(units.subject["subject"] + part.label)
        columns.append(own | {"label": label, "flips": _flips(own, card, part)})
    sizes = [len(own["status"]) for own in columns]
    whole = {
        "indicator": np.repeat([card.number for card, _ in asked], sizes),
        "part": repeat([part.id for _, part in asked], sizes),
        "level": repeat(["county" if card.level == "subject" else card.level for card, _ in asked], sizes),
    }
    columns_of = {
        name: [own[name] for own in columns] for name in ("county", *COLUMNS, *INSIDE, NUMBER) if name not in whole
    }
    below = {name: concat(pieces) for name, pieces in columns_of.items()}
    return pd.DataFrame(
        {name: whole[name] if name in whole else below[name] for name in ("county", *COLUMNS, *INSIDE, NUMBER)},
        copy=False,
    )


def _flips(own: Scored, card: Card, part: Part) -> Booleans:
    places = part.decimals
    decided = own["status"].isin([MET, NOT_MET])
    return flipped(own["value"], own["line"], places, own["status"] == MET, decided, part.better, part.strict)
