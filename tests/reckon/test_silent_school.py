"""A school that hands in nothing gains nothing, for itself or for its county. 学校不报数据，结论不会变好。"""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook
from reckon.__main__ import counties
from reckon.agree import frames
from reckon.test_laws_of_counties import good, without_twins

AS_OF = date(2025, 9, 1)


def silent(frame: pd.DataFrame, number: int) -> pd.DataFrame:
    """A table without the rows of every county's school of that number."""
    if "school" not in frame:
        return frame
    return frame[~frame["school"].fillna("").str.endswith(f"{number:02d}")].reset_index(drop=True)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_listed_school_without_a_single_figure_makes_nothing_good(number: int, rules: RuleBook) -> None:
    tables = frames(counties(3, 0, 150, AS_OF.year))
    tables |= {"evidence": without_twins(tables["evidence"]).reset_index(drop=True)}
    without = {name: frame if name == "schools" else silent(frame, number) for name, frame in tables.items()}
    gained = good(evaluate(without, rules, AS_OF)) - good(evaluate(tables, rules, AS_OF))
    assert not gained, sorted(map(str, gained))[:5]
