"""What is on file: answers, documents, and what they lack. 佐证材料。"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .columns import encode, vocabulary
from .school_index import Numbering, Numbers, first_row

#: What must be on file, and how its lack is told.
PIECES = {"answer": "结论", "document": "材料名称", "day": "材料日期", "checker": "核查单位"}
#: By a sum of 1, 2, 4, 8 for each piece, what is lacking.
_LACKING = [
    "、".join(name for at, name in enumerate(PIECES.values()) if pieces >> at & 1) for pieces in range(1 << len(PIECES))
]


class Evidence:
    """The evidence table, laid out for looking up by the `key` of a unit, see Units. 佐证材料索引。

    table : the evidence table of one or many counties, see tables/catalogue.py
    """

    def __init__(self, table: pd.DataFrame, numbering: Numbering) -> None:
        pieces = np.zeros(len(table), dtype=np.int8)
        for at, column in enumerate(PIECES):
            pieces |= table[column].isna().to_numpy(dtype=np.int8) << at
        self._answer, self._lacking = (
            encode(table["answer"]),
            pd.Categorical.from_codes(pieces, dtype=vocabulary(*_LACKING), validate=False),
        )
        self._key, self._size = numbering.of(table), len(numbering)
        # No part, and no tolerance, is written as nothing or not at all.
        (self._part, self._parts), (tolerance, self._tolerances) = (
            _named(encode(table[column])) for column in ("part", "tolerance")
        )
        groups = pd.DataFrame({"indicator": table["indicator"].to_numpy(), "tolerance": tolerance}).groupby(
            ["indicator", "tolerance"], sort=False
        )
        self._of = groups.indices

    def of(self, indicator: int, label: str, sole: bool, tolerance: str = "") -> Numbers:
        """Rows on one part of an indicator, or on one of its tolerances. 某分项的材料。

        sole : whether a row without a part speaks for this one
        """
        rows = self._of.get((float(indicator), self._tolerances.get(tolerance, len(self._tolerances))))
        if rows is None:
            return np.zeros(0, dtype=np.int64)
        part = self._part[rows]
        asked = part == self._parts.get(label, len(self._parts))
        return rows[asked | (part == -1) if sole else asked]

    def look_up(self, rows: Numbers, keys: Numbers) -> tuple[pd.Categorical, pd.Categorical]:
        """Answer and what is lacking for each unit; both blank where nothing is on file. 逐单元查找。

        Two rows that say different things of one unit are as good as none.
        """
        answer, numbers = self._answer.codes[rows], self._key[rows]
        # The last place stands for a school that nobody knows.
        at = np.append(first_row(numbers, self._size), -1)
        other = answer != np.append(answer, -1)[at[numbers]]
        at[numbers[other]] = -1
        found = np.append(rows, -1)[at[keys]]
        return self._answer.take(found, allow_fill=True), self._lacking.take(found, allow_fill=True)


def _named(column: pd.Categorical) -> tuple[NDArray[np.int64], dict[str, int]]:
    """Codes in which −1 is no word at all, and the code of every word."""
    code = {word: at for at, word in enumerate(column.categories) if word != ""} | {"": -1}
    return np.array([*(code[word] for word in column.categories), -1])[column.codes], code
