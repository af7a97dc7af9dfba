"""Every school by one number, so that tables are joined by place and not by text. 学校编号。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .columns import encode, stacked

Numbers: TypeAlias = NDArray[np.int64]
#: Tables that may name a school which the list of schools lacks.
_NAMING = ("schools", "segments", "teachers")


class Numbering:
    """Numbers of all (county, school) pairs; a blank school stands for the county itself. 编号表。

    county, school : their codes, by number; the schools listed come first
    place          : by number, its place in the order of county and school code
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        named = [tables[name] for name in _NAMING]
        county = stacked([*(encode(table["county"]) for table in named), encode(tables["county"]["county"])])
        school = stacked([encode(table["school"]) for table in named])
        self._counties, self._schools = county.categories, school.categories
        self._of: dict[int, tuple[pd.DataFrame, Numbers]] = {}
        blanks = np.zeros(len(tables["county"]), dtype=np.int64)
        keys = self._keys(county.codes, np.concatenate([school.codes.astype(np.int64) + 1, blanks]))
        listed = len(tables["schools"])
        self._learn(pd.unique(keys[:listed]))
        others = keys[listed:][self._numbers(keys[listed:]) < 0]
        if len(others):
            self._learn(np.concatenate([self._known, pd.unique(others)]))
        at_county, at_school = np.divmod(self._known, len(self._schools) + 1)
        self.county = pd.Categorical.from_codes(at_county, dtype=county.dtype, validate=False)
        self.school = pd.Categorical.from_codes(at_school - 1, dtype=school.dtype, validate=False)
        order = np.lexsort((_order(self._schools, at_school - 1), _order(self._counties, at_county)))
        self.place = np.empty_like(order)
        self.place[order] = np.arange(len(order))

    def __len__(self) -> int:
        return len(self._known)

    def of(self, table: pd.DataFrame) -> Numbers:
        """The number of each row's school, of its county where it names no school; −1 where nobody knows it. 逐行编号。"""
        if id(table) not in self._of:
            self._of[id(table)] = table, self._find(table)
        return self._of[id(table)][1]

    def rows(self, table: pd.DataFrame) -> Numbers:
        """By number, the row of `table` that speaks of it; −1 where none does. 编号对应的行。"""
        return first_row(self.of(table), len(self))

    def _find(self, table: pd.DataFrame) -> Numbers:
        county = _codes(encode(table["county"]), self._counties)
        if "school" not in table:
            return self._numbers(self._keys(county, np.zeros(len(table), dtype=np.int64)))
        school = encode(table["school"])
        # A school that is not known must not pass for a blank one.
        blank = np.append(school.categories == "", True)
        known = np.where(blank, 0, np.append(_found(school.categories, self._schools), 0) + 1)
        strange = (known == 0) & ~blank
        numbers = self._numbers(self._keys(county, known[school.codes]))
        return (
            np.where(strange[school.codes] | (county < 0), -1, numbers)
            if strange.any() or (county < 0).any()
            else numbers
        )

    def _learn(self, known: Numbers) -> None:
        self._known = known
        self._hashed: pd.Index | None = None
        self._of_school = first_row(known % (len(self._schools) + 1), len(self._schools) + 1)

    def _numbers(self, keys: Numbers) -> Numbers:
        """Most school codes belong to one county: its number is tried first, all others are looked up."""
        found = self._of_school[keys % (len(self._schools) + 1)]
        other = np.flatnonzero((found < 0) | (self._known[found] != keys)) if len(self._known) else np.arange(len(keys))
        if len(other):
            self._hashed = pd.Index(self._known) if self._hashed is None else self._hashed
            found[other] = self._hashed.get_indexer(keys[other])
        return found

    def _keys(self, county: NDArray[np.integer], school: NDArray[np.integer]) -> Numbers:
        return county.astype(np.int64) * (len(self._schools) + 1) + school


def first_row(numbers: Numbers, size: int) -> Numbers:
    """The first row that bears each number below `size`; −1 where none does. 按编号定位行。"""
    rows = np.full(size + 1, -1, dtype=np.int64)
    # −1 writes to the place that is cut off; backwards, so that the first row stays.
    rows[numbers[::-1]] = np.arange(len(numbers), dtype=np.int64)[::-1]
    return rows[:-1]


def take(table: pd.DataFrame, rows: Numbers) -> pd.DataFrame:
    """The rows of a table in that order, a row of blanks for −1. 按行号取数。"""
    frame = table.reset_index(drop=True).reindex(rows)
    frame.index = pd.RangeIndex(len(rows))
    return frame


def _codes(column: pd.Categorical, words: pd.Index) -> NDArray[np.integer]:
    return column.codes if column.categories is words else np.append(_found(column.categories, words), -1)[column.codes]


def _found(own: pd.Index, words: pd.Index) -> Numbers:
    return np.arange(len(words)) if own is words else words.get_indexer(own)


def _order(words: pd.Index, codes: Numbers) -> Numbers:
    """Codes that sort as the words do."""
    if words.is_monotonic_increasing:
        return codes
    rank = np.empty(len(words) + 1, dtype=np.int64)
    rank[words.argsort()] = np.arange(len(words))
    rank[-1] = -1
    return rank[codes]
