"""Where many counties come from: a Parquet dataset, or folders as received. 数据来源。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import pandas as pd

from ..errors import UserError
from ..intake.intake import load
from ..scoring.columns import encode, stacked
from ..scoring.school_index import Numbering
from ..scoring.units import empty_tables
from ..standard.load import RuleBook
from ..tables.catalogue import TABLES
from .asked import concerns
from .dataset import NUMBERS, Dataset, Wanted, open_dataset
from .faults import COLUMNS as FAULTS
from .faults import faults
from .files import COUNTY, Where, place

#: How many blocking findings of one county are told.
TOLD = 3


class CountySource(Protocol):
    """Counties, and their tables on demand. 数据来源。"""

    @property
    def counties(self) -> list[str]:
        """Division codes, in order. 区划代码。"""

    def read(self, counties: Sequence[str], wanted: Wanted) -> tuple[dict[str, pd.DataFrame], Numbering, pd.DataFrame]:
        """Tables of the counties that can be scored, their schools numbered, and why others cannot. 读取若干县。"""


@dataclass(frozen=True)
class FromDataset:
    """Counties of a Parquet dataset. 取自数据集。"""

    dataset: Dataset

    @property
    def counties(self) -> list[str]:
        return self.dataset.counties

    def read(self, counties: Sequence[str], wanted: Wanted) -> tuple[dict[str, pd.DataFrame], Numbering, pd.DataFrame]:
        whole = len(counties) == len(self.counties)
        tables = self.dataset.read(None if whole else counties, wanted)
        numbering = Numbering(tables)
        refused = faults(tables, numbering)
        if len(refused):
            tables = {
                name: frame[~frame[COUNTY].isin(refused[COUNTY])].reset_index(drop=True)
                for name, frame in tables.items()
            }
            numbering = Numbering(tables)
        return tables, numbering, refused


@dataclass(frozen=True)
class FromFolders:
    """Counties as received, <code>/<year>/ with CSV files or a workbook. 取自原始数据目录。

    year : of the folders to be read; corrections : folder of <code>.yml, None for none
    """

    root: Path
    year: str
    corrections: Path | None
    rules: RuleBook

    @cached_property
    def counties(self) -> list[str]:
        """Division codes, in order. 区划代码。"""
        return sorted(folder.parent.name for folder in self.root.glob(f"*/{self.year}") if folder.is_dir())

    def read(self, counties: Sequence[str], wanted: Wanted) -> tuple[dict[str, pd.DataFrame], Numbering, pd.DataFrame]:
        usable, refused = [], []
        for county in counties:
            intake = load(self.root / county / self.year, county, self.corrections, self.rules)
            wrong = [f for f in intake.findings if f.severity == "blocking" and concerns(f, intake, wanted)]
            if not wrong:
                usable.append(intake.tables)
                continue
            refused += [
                (
                    county,
                    f.sheet,
                    f.cell,
                    "；".join(
                        filter(
                            None,
                            [
                                "!".join(filter(None, (f.file, f.sheet, f.cell))) + " " + f.message,
                                f.found and f"现有：{f.found}",
                            ],
                        )
                    ),
                )
                for f in wrong[:TOLD]
            ]
            refused += [(county, "", "", f"另有 {len(wrong) - TOLD} 处须更正")] * (len(wrong) > TOLD)
        empty = empty_tables()
        tables = {
            name: _coded(pd.concat([own[name] for own in usable], ignore_index=True) if usable else empty[name], name)
            for name in empty
        }
        tables = _with_one_list(tables)
        return tables, Numbering(tables), pd.DataFrame(refused, columns=FAULTS)


def open_source(
    where: Where, rules: RuleBook, year: str | None = None, corrections: Path | None = None
) -> CountySource:
    """What lies there: a dataset, or folders of counties. 识别数据来源。

    year : of folders; may be left out where they hold one only
    Raises UserError where it is neither.
    """
    below = place(where)
    if any(below.files(table.name) for table in TABLES):
        return FromDataset(open_dataset(where))
    root = Path(below.path)
    years = sorted({folder.name for folder in root.glob("[0-9]" * 6 + "/[0-9]*") if folder.is_dir()})
    if not years:
        raise UserError(
            f"“{where}”既不是多县数据集（每张数据表一个 .parquet 文件），也不是 <区划代码>/<年份>/ 的数据目录。"
        )
    if year is None and len(years) > 1:
        raise UserError(f"“{where}”中有多个年份（{'、'.join(years)}），请用 --year 写明。")
    if year is not None and year not in years:
        raise UserError(f"“{where}”中没有 {year} 年的数据，现有：{'、'.join(years)}。")
    return FromFolders(root, year or years[0], corrections, rules)


def _coded(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    own = next(t for t in TABLES if t.name == table)
    words = [c.name for c in own.columns if c.type not in NUMBERS and c.name in frame]
    names = {name: frame[name].astype("str") for name in words if (table, name) == ("schools", "name")}
    return frame.assign(**{name: encode(frame[name]) for name in (COUNTY, *words)} | names).drop(
        columns="source_row", errors="ignore"
    )


def _with_one_list(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """County and school codes of all tables with one list of words, as a dataset gives them."""
    every = [(name, column) for name, frame in tables.items() for column in (COUNTY, "school") if column in frame]
    both = stacked([tables[name][column].array for name, column in every])
    begin = 0
    for name, column in every:
        end = begin + len(tables[name])
        tables[name] = tables[name].assign(**{column: both[begin:end]})
        begin = end
    return tables
