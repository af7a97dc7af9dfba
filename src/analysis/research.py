"""The door for researchers: a county, its evaluation, and what if a figure were another. 研究接口。

What is offered stands in `analysis.__init__`; docs/research.md shows it at work, and is run by the tests.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from .errors import UserError, nearest
from .pages.report import open_report
from .project import find_project
from .scoring.evaluate import Evaluation
from .scoring.evaluate import evaluate as evaluate_tables
from .standard.load import RuleBook
from .standard.load import read_rules as read_folder
from .tables.catalogue import BY_NAME


def open_county(county: str, school_year: str, as_of: str) -> Evaluation:
    """One county as received, corrected, checked and evaluated. 打开一个县区的评估。

    county, school_year, as_of : division code, year the school year began in, ISO date of the rules
    returns : results, balance, segments, verdicts as DataFrames (docs/outputs.md has their columns and units)
    Raises UserError where the data cannot be used or a name is unknown; its text says what to do, in Chinese.
    """
    return open_report(county, school_year, as_of).evaluation


def read_rules() -> RuleBook:
    """The cards, lines and readings of this project. 读取评估标准。"""
    return read_folder(find_project().standards)


def scenario(county: Evaluation, table: str, school: str = "", stage: str = "", **added: float) -> Evaluation:
    """The same county with some figures raised or lowered, evaluated anew; what is on file stays as it is. 情景测算。

    table  : a table of docs/data-dictionary.md by its English name, such as teachers
    school : school code, blank for the county's own figures; stage: 小学 or 初中 where the table has one
    added  : column -> what is added to it (persons, ㎡, 万元, rooms)
    Raises UserError for a name that is not there, a row that is not there, and a figure that is not known.
    """
    tables = {name: frame.copy() for name, frame in county.units.tables.items()}
    if table not in tables:
        raise UserError(f"没有数据表“{table}”{nearest(table, list(tables))}")
    frame = tables[table]
    numbers = [column.name for column in BY_NAME[table].columns if column.type in ("count", "amount")]
    for column in added:
        if column not in numbers:
            raise UserError(f"“{BY_NAME[table].sheet}”表没有数值字段“{column}”{nearest(column, numbers)}")
    at = _rows(frame, table, school, stage)
    for column, more in added.items():
        if frame.loc[at, column].isna().any():
            raise UserError(f"“{BY_NAME[table].sheet}”表{school}的“{column}”没有填报，不能在其上增减。")
        frame.loc[at, column] = frame.loc[at, column].astype(float) + more
    return evaluate_tables(tables, county.rules, county.as_of)


def _rows(frame: pd.DataFrame, table: str, school: str, stage: str) -> Any:
    own = pd.Series(True, index=frame.index)
    for column, value in (("school", school), ("stage", stage)):
        if value and column in frame:
            known = sorted(frame.loc[own, column].dropna().astype(str).unique())
            if value not in known:
                raise UserError(f"“{BY_NAME[table].sheet}”表没有“{value}”{nearest(value, known)}")
            own &= frame[column] == value
    if own.sum() != 1:
        raise UserError(f"“{BY_NAME[table].sheet}”表有{int(own.sum())}行符合，请写明学校代码和学段。")
    return frame.index[own]
