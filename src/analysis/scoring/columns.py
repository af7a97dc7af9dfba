"""Columns of words as codes: chosen, grouped and put together without touching the text. 编码列。"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@cache
def vocabulary(*words: str) -> pd.CategoricalDtype:
    """The words a column may hold; made once. 取值表。"""
    return pd.CategoricalDtype(list(words))


def encode(values: pd.Series) -> pd.Categorical:
    """A column of words as codes; a blank is −1. 文字列编码。"""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.array
    codes, words = pd.factorize(values)
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(words), validate=False)


def select(
    conditions: Sequence[Any], words: Sequence[str], otherwise: str, dtype: pd.CategoricalDtype | None = None
) -> pd.Categorical:
    """The word of the first condition that holds, row by row. 按条件取词。

    >>> list(select([np.array([True, False])], ["yes"], "no"))
    ['yes', 'no']
    """
    dtype = dtype or vocabulary(*dict.fromkeys((*words, otherwise)))
    at = {word: code for code, word in enumerate(dtype.categories)}
    codes = np.full(len(conditions[0]), at[otherwise], dtype=np.int8)
    for condition, word in zip(reversed(conditions), reversed(words), strict=True):
        np.putmask(codes, np.asarray(condition), at[word])
    return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)


def repeat(words: Sequence[str], times: Sequence[int]) -> pd.Categorical:
    """Each word as many times as told. 重复取词。"""
    distinct = list(dict.fromkeys(words))
    codes = np.repeat(np.array([distinct.index(word) for word in words], dtype=np.int16), times)
    return pd.Categorical.from_codes(codes, dtype=vocabulary(*distinct), validate=False)


def numbered(numbers: NDArray[np.int64], what: str) -> pd.Categorical:
    """A word for each number, such as indicator_04. 编号取词。"""
    distinct = np.flatnonzero(np.bincount(numbers))
    code = np.zeros(int(distinct.max(initial=0)) + 1, dtype=np.int16)
    code[distinct] = np.arange(len(distinct))
    return pd.Categorical.from_codes(
        code[numbers], dtype=vocabulary(*(f"{what}_{number:02d}" for number in distinct)), validate=False
    )


def stacked(columns: Sequence[pd.Categorical]) -> pd.Categorical:
    """Columns one below the other, their words brought together. 纵向合并编码列。"""
    every = {id(column.categories): column.categories for column in columns}
    # The longest list stays as it is; what it lacks comes after it.
    words, *others = sorted(every.values(), key=len, reverse=True)
    at = [words.get_indexer(own) for own in others]
    lacking = [own[place < 0] for own, place in zip(others, at, strict=True)]
    more = lacking[0].append(lacking[1:]).unique() if lacking else words[:0]
    code: dict[int, NDArray[np.int32]] = {}
    for own, place, new in zip(others, at, lacking, strict=True):
        place[place < 0] = len(words) + more.get_indexer(new)
        # A blank is −1, which picks the last entry.
        code[id(own)] = np.append(place, -1).astype(np.int32)
    words = words.append(more) if len(more) else words
    codes = [code[id(c.categories)][c.codes] if id(c.categories) in code else c.codes for c in columns]
    dtype = columns[0].dtype if len(every) == 1 else pd.CategoricalDtype(words)
    return pd.Categorical.from_codes(np.concatenate(codes), dtype=dtype, validate=False)


def concat(columns: Sequence[Any]) -> Any:
    """Columns of one kind, whichever it is. 纵向合并。"""
    if isinstance(columns[0], pd.Categorical):
        return stacked(columns)
    if isinstance(columns[0], pd.api.extensions.ExtensionArray):
        return pd.concat([pd.Series(column) for column in columns], ignore_index=True).array
    return np.concatenate(columns)


def decode(frame: pd.DataFrame) -> pd.DataFrame:
    """The same frame with words in place of codes. 还原为文字。"""
    words = {
        name: frame[name].astype("str")
        for name, dtype in frame.dtypes.items()
        if isinstance(dtype, pd.CategoricalDtype)
    }
    return frame.assign(**words)


class Groups(NamedTuple):
    """Rows that agree in some columns, numbered in order of appearance. 分组。

    ids   : [row], the group's number
    first : [group], the row that comes first
    """

    ids: NDArray[np.int64]
    first: NDArray[np.int64]

    def tally(self, rows: NDArray[Any]) -> NDArray[np.float64]:
        """Sum of a flag or a number over each group. 分组计数。"""
        return np.bincount(self.ids, weights=rows, minlength=len(self.first)).astype(np.float64)


def grouped(frame: pd.DataFrame, keys: Sequence[str]) -> Groups:
    """The rows of `frame` by the values of `keys`; a blank is a value. 按列分组。"""
    ids, most = np.zeros(len(frame), dtype=np.int64), 1
    for key in keys:
        column = frame[key]
        if column.dtype.kind in "iu":
            low = int(column.min()) if len(column) else 0
            codes, size = column.to_numpy(dtype=np.int64) - low, int(column.max()) - low + 1 if len(column) else 1
        else:
            known = encode(column)
            codes, size = known.codes + np.int64(1), len(known.categories) + 1
        if most * size > np.iinfo(np.int32).max:
            ids, distinct = pd.factorize(ids)
            most = len(distinct)
        ids, most = ids * size + codes, most * size
    return _numbered(ids, most)


def _numbered(ids: NDArray[np.int64], most: int) -> Groups:
    """Groups by their first rows; by place where few values are possible, else by hashing."""
    if most > 6 * (len(ids) + 1):
        ids, _ = pd.factorize(ids)
        most = int(ids.max()) + 1 if len(ids) else 1
    place, rows = np.full(most, -1, dtype=np.int32), np.arange(len(ids), dtype=np.int32)
    # Backwards, so that the first row stays.
    place[ids[::-1]] = rows[::-1]
    first = np.flatnonzero(place[ids] == rows)
    place[ids[first]] = np.arange(len(first), dtype=np.int32)
    return Groups(place[ids].astype(np.int64), first)
