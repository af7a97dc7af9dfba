"""What is on file: answers, documents, and what they lack. 佐证材料。"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: What must be on file, and how its lack is told.
PIECES = {"answer": "结论", "document": "材料名称", "day": "材料日期", "checker": "核查单位"}


class Evidence:
    """The evidence table, laid out for looking up by the `key` of a unit: county/school. 佐证材料索引。

    table : the evidence table of one or many counties, see intake/tables.py
    """

    def __init__(self, table: pd.DataFrame) -> None:
        lacking = np.full(len(table), "", dtype=object)
        for column, name in PIECES.items():
            lacking = np.where(table[column].isna(), lacking + "、" + name, lacking)
        self._frame = pd.DataFrame(
            {
                "key": (table["county"] + "/" + table["school"].fillna("")).to_numpy(dtype=object),
                "indicator": table["indicator"].to_numpy(),
                "part": table["part"].fillna("").to_numpy(dtype=object),
                "tolerance": table["tolerance"].fillna("").to_numpy(dtype=object),
                # Left to itself pandas makes a text column of it, and of None a NaN, which equals nothing.
                "answer": pd.Series([a if isinstance(a, str) else None for a in table["answer"]], dtype=object),
                "lacking": [text.removeprefix("、") for text in lacking],
            }
        )
        self._nothing = self._frame.iloc[:0]
        self._of = dict(iter(self._frame.groupby(["indicator", "tolerance"], sort=False)))

    def of(self, indicator: int, label: str, sole: bool, tolerance: str = "") -> pd.DataFrame:
        """Rows on one part of an indicator, or on one of its tolerances. 某分项的材料。

        sole : whether a row without a part speaks for this one
        """
        rows = self._of.get((float(indicator), tolerance))
        if rows is None:
            return self._nothing
        return rows[(rows["part"] == label) | ((rows["part"] == "") & sole)]

    def look_up(self, rows: pd.DataFrame, units: pd.DataFrame) -> tuple[NDArray[Any], NDArray[Any]]:
        """Answer and what is lacking for each unit; both None where nothing is on file. 逐单元查找。

        Two rows that say different things of one unit are as good as none.
        """
        if rows.empty:
            nothing = np.full(len(units), None, dtype=object)
            return nothing, nothing
        said = rows.drop_duplicates(["key", "answer"])
        said = said[~said["key"].duplicated(keep=False)]
        keys = units["key"].to_numpy(dtype=object)
        answers = dict(zip(said["key"], said["answer"], strict=True))
        lacking = dict(zip(said["key"], said["lacking"], strict=True))
        return (
            np.array([answers.get(key) for key in keys], dtype=object),
            np.array([lacking.get(key) for key in keys], dtype=object),
        )
