"""What keeps a county of a dataset from being scored: the same bounds as for a filled workbook. 数据集校验。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import isna

from ..scoring.columns import encode, grouped
from ..scoring.school_index import Numbering
from ..tables.catalogue import TABLES
from ..tables.schema import Column, Table
from .dataset import NUMBERS
from .files import COUNTY

COLUMNS = ["county", "table", "column", "fault"]
FLAGS = ("是", "否")


def faults(tables: Mapping[str, pd.DataFrame], numbering: Numbering) -> pd.DataFrame:
    """One row per county × column that holds what must not be there. 各县数据问题。

    tables  : as Dataset.read gives them; columns that were not read are not looked at
    returns : COLUMNS, the fault in Chinese with how often and where first
    """
    rows = [row for table in TABLES for row in _of_table(table, tables, numbering)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _of_table(
    table: Table, tables: Mapping[str, pd.DataFrame], numbering: Numbering
) -> Iterator[tuple[str, str, str, str]]:
    frame = tables[table.name]
    if frame.empty:
        return
    for column in table.columns:
        if column.name in frame:
            for bad, said in _of_column(column, frame[column.name]):
                yield from _told(table, column.name, frame, bad, said)
    number = numbering.of(frame)
    if table.unique and set(table.unique) <= set(frame):
        again = np.ones(len(frame), dtype=bool)
        again[
            grouped(
                frame.assign(_number=number), ["_number", *(name for name in table.unique if name != "school")]
            ).first
        ] = False
        yield from _told(table, "、".join(table.unique), frame, again, "重复")
    if "school" in frame and table.name != "schools":
        named = (encode(frame["school"]).codes >= 0) & (frame["school"] != "").to_numpy()
        listed = np.append(numbering.rows(tables["schools"]) >= 0, False)[number]
        yield from _told(table, "school", frame, named & ~listed, "学校表中没有")


def _of_column(column: Column, values: pd.Series) -> Iterator[tuple[NDArray[np.bool_], str]]:
    """Rows that must not be, and what is wrong with them."""
    if column.required or column.key:
        yield values.isna().to_numpy(), "不得空白"
    if column.type in NUMBERS:
        number = values.to_numpy(dtype=float)
        if column.low is not None:
            yield number < column.low, f"小于{column.low:g}"
        if column.high is not None:
            yield number > column.high, f"大于{column.high:g}"
        if column.type != "amount":
            yield np.isfinite(number) & (np.rint(number) != number), "不是整数"
        yield np.isinf(number), "不是有限的数"
    allowed = FLAGS if column.type == "flag" else column.choices
    if allowed and isinstance(values.dtype, pd.CategoricalDtype):
        wrong = ~np.isin(np.asarray(values.cat.categories, dtype=object), allowed)
        if wrong.any():
            yield np.append(wrong, False)[values.cat.codes], f"应为{'、'.join(allowed)}之一"


def _told(
    table: Table, column: str, frame: pd.DataFrame, bad: NDArray[np.bool_], said: str
) -> Iterator[tuple[str, str, str, str]]:
    if not bad.any():
        return
    headings = "、".join(table.column(name).heading for name in column.split("、"))
    own = frame.loc[bad, [name for name in (COUNTY, "school") if name in frame]]
    county = encode(own[COUNTY])
    for code in pd.unique(county.codes):
        rows = own[county.codes == code]
        first = rows["school"].iloc[0] if "school" in rows else None
        where = "" if first is None or isna(first) else f"，首处学校{first}"
        yield (
            str(county.categories[code]),
            table.name,
            column,
            f"{table.sheet}“{headings}”：{said}（{len(rows)}处{where}）",
        )
