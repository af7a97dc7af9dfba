"""The data as they would be handed in once gaps are filled. 补足差额后的数据。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..scoring.compare import PLACES
from ..scoring.evaluate import Evaluation
from ..scoring.units import LEVELS
from ..standard.in_force import number_in_force
from .levers import DEGREES, lever


def filled(evaluation: Evaluation, gaps: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """All tables with these gaps added to what is there. 补足后的数据表。

    gaps : rows of planning.gaps.gaps; those of state `short` are filled, others are left alone
    Rooms come with the least area that counts; pupils of a grade are spread evenly over its classes; pupils above the
    limit of a school leave the stage with most of them; what a through school's stages share is added once, the larger.
    """
    tables = {name: frame.copy() for name, frame in evaluation.units.tables.items()}
    stages = evaluation.rules.standard.stages
    short = gaps[gaps["state"] == "short"]
    # Where no class is missing, a grade is spread evenly all the same.
    for row in short[short["grade"].notna()].to_dict("records"):
        _open_classes(tables, row, stages)
    for row in _once(short[(short["amount"] > 0) & (short["level"] != "class")]):
        part = evaluation.rules.by_number[row["indicator"]].part(row["part"])
        term = lever(part)
        table, _, column = term.partition(".")
        amount = row["amount"] if part.better == "higher" else -row["amount"]
        if part.formula == "rooms":
            least = number_in_force(part.constants["least_area"], evaluation.as_of, part.label)
            _add_rooms(tables, row, column, least)
        elif table == "school":
            _add(tables, "segments", _largest(tables["segments"], row), column, amount)
        else:
            at = _place(tables[table], row, stages)
            _add(tables, table, at, column, amount)
            if term in DEGREES:
                _add(tables, table, at, "full_time", amount)
    return tables


def _once(gaps: pd.DataFrame) -> Iterator[Mapping[str, Any]]:
    """Stages that share a stock count once, with the larger gap."""
    own_stage = gaps["stage"].where(~gaps["shared"].astype(bool), "")
    order = gaps.sort_values("amount", ascending=False, kind="stable")
    stocks = order[["county", "indicator", "part", "unit", "name"]].assign(stage=own_stage)
    first = ~stocks.duplicated()
    yield from order[first].sort_index().to_dict("records")


def _place(table: pd.DataFrame, row: Mapping[str, Any], stages: Mapping[Any, str]) -> Any:
    """The row of a table that a gap speaks of; for a sum over many rows, its first that is filled in."""
    own = table["county"] == row["county"]
    if row["level"] != "county" and "school" in table:
        own &= table["school"] == row["unit"]
    if "stage" in table and row["stage"]:
        own &= table["stage"] == stages[row["stage"]]
    if "subject" in table:
        own &= table["subject"] == row["name"]
    return table.index[own][0]


def _add(tables: dict[str, pd.DataFrame], table: str, at: Any, column: str, amount: float) -> None:
    there = tables[table].loc[at, column]
    if column == "level":
        tables[table].loc[at, column] = list(LEVELS)[list(LEVELS).index(there) + int(amount)]
    else:
        # Sums of hundredths are read back as the decimals they stand for.
        tables[table].loc[at, column] = round(float(there) + amount, PLACES)


def _largest(segments: pd.DataFrame, row: Mapping[str, Any]) -> Any:
    own = segments[(segments["county"] == row["county"]) & (segments["school"] == row["unit"])]
    return own["pupils"].astype(float).idxmax()


def _add_rooms(tables: dict[str, pd.DataFrame], row: Mapping[str, Any], kind: str, area: float) -> None:
    new = {"county": row["county"], "school": row["unit"], "kind": kind, "area": area}
    rooms = [new | {"room": f"新增{number + 1}"} for number in range(int(row["amount"]))]
    tables["rooms"] = pd.concat([tables["rooms"], pd.DataFrame(rooms)], ignore_index=True)


def _open_classes(tables: dict[str, pd.DataFrame], row: Mapping[str, Any], stages: Mapping[Any, str]) -> None:
    classes = tables["classes"]
    own = (classes["county"] == row["county"]) & (classes["school"] == row["unit"])
    own &= (classes["stage"] == stages[row["stage"]]) & (classes["grade"] == row["grade"])
    here = classes[own]
    many = max(int(row["need"]), len(here))
    pupils = int(here["pupils"].sum())
    sizes = [pupils // many + (number < pupils % many) for number in range(many)]
    new = pd.concat([here, *[here.iloc[:1].assign(**{"class": f"新增{n + 1}"}) for n in range(many - len(here))]])
    tables["classes"] = pd.concat([classes[~own], new.assign(pupils=np.array(sizes, dtype=float))], ignore_index=True)
