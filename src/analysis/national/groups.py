"""Score one group of counties; put groups together. 分组评估。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..scoring.columns import concat
from ..scoring.evaluate import evaluate_coded
from ..scoring.results import COLUMNS as RESULTS
from ..scoring.verdicts import COLUMNS as VERDICTS
from ..standard.load import RuleBook
from .columns_needed import needed_by_the_seven
from .files import COUNTY
from .sources import CountySource

#: Of a result, beside the columns of results.csv: would rounding flip it, the tolerance applied, what it lacks.
MORE = ["flips", "tolerance", "missing"]
#: Counties scored at a time, so that what they need while being scored fits a gigabyte.
GROUP, GROUP_OF_SEVEN = 200, 4000


@dataclass(frozen=True)
class GroupJob:
    """What is asked of every group. 评估任务。

    only_seven : the indicators of the school rule, the rule itself and the coefficients, and nothing else
    counties   : all that are asked for, in order
    """

    source: CountySource
    rules: RuleBook
    as_of: date
    only_seven: bool
    counties: tuple[str, ...]

    def groups(self, size: int | None = None) -> list[tuple[str, ...]]:
        """The counties, a handful at a time. 县区分组。"""
        size = size or (GROUP_OF_SEVEN if self.only_seven else GROUP)
        return [self.counties[at : at + size] for at in range(0, len(self.counties), size)]


@dataclass
class Scored:
    """Results and verdicts of one or more groups; words are categoricals, names text. 评估结果。

    results  : county, results.COLUMNS and MORE
    verdicts : county, verdicts.COLUMNS
    refused  : county, table, column, fault; counties whose data must be corrected first, and are in neither
    """

    results: pd.DataFrame
    verdicts: pd.DataFrame
    refused: pd.DataFrame


class Summary(NamedTuple):
    """What is told of a group whose frames stay where they are. 一组的概要。

    results, verdicts : rows
    refused, tally    : as in score_many.National
    """

    results: int
    verdicts: int
    refused: pd.DataFrame
    tally: dict[str, int]


def summary(scored: Scored) -> Summary:
    """Rows, faults, and counties by their verdict. 概要。"""
    own = scored.verdicts.loc[scored.verdicts["rule"] == "county", "verdict"].astype("str").value_counts()
    return Summary(
        len(scored.results),
        len(scored.verdicts),
        scored.refused,
        {str(word): int(number) for word, number in own.items()},
    )


def score_group(job: GroupJob, group: Sequence[str]) -> Scored:
    """Read and score some counties at once. 评估一组县。"""
    wanted = needed_by_the_seven(job.rules, job.as_of) if job.only_seven else None
    tables, numbering, refused = job.source.read(group, wanted)
    found = evaluate_coded(tables, job.rules, job.as_of, job.only_seven, numbering)
    counties = pd.CategoricalDtype(pd.Index(job.counties, dtype="str"))
    results = found.results[[COUNTY, *RESULTS, *MORE]].assign(indicator=found.results["indicator"].astype(np.int8))
    verdicts = found.verdicts[[COUNTY, *VERDICTS]]
    results, verdicts = (frame.assign(county=_of(frame[COUNTY].array, counties)) for frame in (results, verdicts))
    return Scored(results, verdicts, refused)


def concat_groups(pieces: list[Scored], refused: pd.DataFrame | None = None) -> Scored:
    """Groups one below the other; takes the pieces apart, to need no memory twice. 合并各组。"""
    refused = pd.concat([piece.refused for piece in pieces], ignore_index=True) if refused is None else refused
    if len(pieces) == 1:
        return replace(pieces[0], refused=refused)
    frames = {}
    for name in ("results", "verdicts"):
        own = [getattr(piece, name) for piece in pieces]
        for piece in pieces:
            setattr(piece, name, None)
        columns = list(own[0].columns)
        frames[name] = pd.DataFrame(
            {column: concat([frame.pop(column).array for frame in own]) for column in columns}, copy=False
        )
    return Scored(**frames, refused=refused)


def _of(county: pd.Categorical, dtype: pd.CategoricalDtype) -> pd.Categorical:
    """County codes by the list of counties asked for, not by that of all schools."""
    at = np.full(len(county.categories) + 1, -1, dtype=np.int32)
    places = county.categories.get_indexer(dtype.categories)
    at[places[places >= 0]] = np.flatnonzero(places >= 0)
    return pd.Categorical.from_codes(at[county.codes], dtype=dtype, validate=False)
