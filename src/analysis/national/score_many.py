"""Results and verdicts of many counties in one call. 多县评估。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from ..errors import UserError, nearest
from ..scoring.verdicts import WORDS
from ..standard.load import RuleBook
from .files import Where
from .groups import GroupJob, Scored, Summary, concat_groups, score_group, summary
from .parquet_parts import prepared, read_parts, write_part, write_summary
from .sources import open_source


@dataclass(frozen=True)
class National:
    """Results and verdicts of many counties; words are categoricals, names text. 多县评估结果。

    counties : division codes asked for
    refused  : county, table, column, fault; counties whose data must be corrected first, and are in neither frame
    tally    : counties by their verdict; empty where only the seven were scored
    where    : folder or URL of the Parquet parts, None where the frames were kept
    """

    counties: tuple[str, ...]
    refused: pd.DataFrame
    tally: dict[str, int]
    where: Where | None = None
    kept: Scored | None = field(default=None, repr=False)

    @cached_property
    def _frames(self) -> Scored:
        return self.kept or read_parts(self.where or "")

    @property
    def results(self) -> pd.DataFrame:
        """county, results.COLUMNS, flips, tolerance, missing. 评分结果。"""
        return self._frames.results

    @property
    def verdicts(self) -> pd.DataFrame:
        """county, verdicts.COLUMNS. 结论。"""
        return self._frames.verdicts


def score_many(
    where: Where,
    rules: RuleBook,
    as_of: date,
    *,
    only_seven: bool = False,
    year: str | None = None,
    corrections: Path | None = None,
    counties: Sequence[str] | None = None,
    out: Where | None = None,
    scheduler: str | None = None,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> National:
    """Score all counties of a dataset, or of a folder of counties, vectorised over counties. 多县评估。

    where      : folder or URL (s3://…) of Parquet tables, or a folder <code>/<year>/ of files as received
    only_seven : the indicators of the school rule, the rule itself and the coefficients; no verdict on a county
    year, corrections : of folders as received
    counties   : only these; all by default
    out        : folder or URL for Parquet parts; frames are then read back only when they are asked for
    scheduler  : "local" or the address of a Dask cluster, whose workers write to `out`
    step       : told after every group how many are done, and of how many
    Raises UserError where the data as a whole are not what they should be; one county's faults are in `refused`.
    """
    source = open_source(where, rules, year, corrections)
    asked = tuple(source.counties if counties is None else dict.fromkeys(counties))
    unknown = sorted(set(asked) - set(source.counties))
    if unknown:
        raise UserError(f"“{where}”中没有 {'、'.join(unknown)}{nearest(unknown[0], source.counties)}")
    if scheduler is not None and out is None:
        raise UserError("在集群上评估须写明输出位置（--out），例如 s3://桶名/目录。")
    job = GroupJob(source, rules, as_of, only_seven, asked)
    folder = None if out is None else prepared(out, where)
    briefs: list[Summary] = []
    kept: list[Scored] = []
    if folder is not None and scheduler is not None:
        from .dask_cluster import score_on_cluster

        briefs = score_on_cluster(job, folder, scheduler, step)
    else:
        groups = job.groups()
        for number, group in enumerate(groups):
            scored = score_group(job, group)
            briefs.append(summary(scored))
            if folder is None:
                kept.append(scored)
            else:
                write_part(scored, folder, number)
            step(len(briefs), len(groups))
    refused = pd.concat([own.refused for own in briefs], ignore_index=True)
    tally = {word: number for word in WORDS if (number := sum(own.tally.get(word, 0) for own in briefs))}
    if folder is None:
        return National(asked, refused, tally, kept=concat_groups(kept))
    rows = {"results": sum(own.results for own in briefs), "verdicts": sum(own.verdicts for own in briefs)}
    write_summary(
        folder,
        {
            "as_of": as_of.isoformat(),
            "only_seven": only_seven,
            "counties": list(asked),
            "parts": len(briefs),
            "rows": rows,
            "verdicts": tally,
            "refused": refused.to_dict("records"),
        },
    )
    return National(asked, refused, tally, where=out)
