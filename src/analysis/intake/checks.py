"""Every value within its bounds, choices and keys, as the tables ask. 逐列校验。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..tables.catalogue import BY_NAME, TABLES
from ..tables.schema import Column, Table
from .agreement import agreement_findings
from .alike import merged
from .answers import answer_findings
from .cells import FLAGS, NUMBERS, allowed
from .document_dates import date_findings
from .findings import Finding, brief, in_order
from .glyphs import glyph_findings
from .last_year import last_year_findings
from .odd_code import odd_codes
from .plausible import plausible_findings
from .population import population_findings
from .reading import Intake
from .rows import Rows

if TYPE_CHECKING:
    from ..standard.load import RuleBook


def check(
    intake: Intake, rules: RuleBook, as_of: date | None = None, before: Intake | None = None
) -> tuple[Finding, ...]:
    """All findings: those of reading, then of every check, in order. 全部校验。

    as_of  : the date whose rules hold, where it is known; before : what was handed in the year before, if anything
    """
    rows = Rows(intake)
    findings = list(intake.findings)
    tables = dict(intake.tables)
    for table in TABLES:
        if table.name in intake.origins:
            cases = _failures(table, intake.tables[table.name])
            findings += _bad_cells(rows, table, cases) + _doubled(rows, table, cases) + _blanks(rows, table)
            tables[table.name] = _without(intake.tables[table.name], table, cases)
    rows = Rows(replace(intake, tables=tables, findings=tuple(findings)))
    rows, odd = odd_codes(rows)
    findings += odd + glyph_findings(rows)
    findings += population_findings(rows, rules.standard) + agreement_findings(rows, rules.standard)
    findings += answer_findings(rows, rules) + plausible_findings(rows, rules)
    findings += date_findings(rows, rules.plausible, as_of)
    findings += last_year_findings(rows, before, rules.plausible.last_year) if before else []
    return in_order(merged(findings))


@lru_cache
def schema(name: str) -> Any:
    """The pandera schema of a table, made from its columns; nothing is coerced. 数据表的校验规则。"""
    import pandera.pandas as pa  # a third of a second that only checking pays

    table = BY_NAME[name]
    columns = {"county": pa.Column(nullable=False), "source_row": pa.Column("int64")}
    for column in table.columns:
        checks = [] if column.low is None else [pa.Check.ge(column.low)]
        checks += [] if column.high is None else [pa.Check.le(column.high)]
        choices = FLAGS if column.type == "flag" else column.choices
        checks += [pa.Check.isin(choices)] if choices else []
        dtype = "float64" if column.type in NUMBERS else None
        columns[column.name] = pa.Column(dtype, checks, nullable=not (column.key or column.required))
    return pa.DataFrameSchema(columns, strict=True, unique=list(table.unique) or None)


def _failures(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    from pandera.errors import SchemaErrors

    try:
        schema(table.name).validate(frame, lazy=True)
    except SchemaErrors as error:
        return error.failure_cases  # all of them: only the printed form is cut short
    return pd.DataFrame(columns=["column", "check", "failure_case", "index"])


def _without(frame: pd.DataFrame, table: Table, cases: pd.DataFrame) -> pd.DataFrame:
    """The table with bad cells blank, so that no later check speaks of them again."""
    single = cases[cases["check"] != "multiple_fields_uniqueness"]
    if single.empty:
        return frame
    frame = frame.copy()
    for name, index in zip(single["column"], single["index"], strict=True):
        frame.at[index, name] = float("nan") if table.column(name).type in NUMBERS else None
    return frame


def _bad_cells(rows: Rows, table: Table, cases: pd.DataFrame) -> list[Finding]:
    """Values out of bounds, not among the choices, or blank where they may not be."""
    findings = []
    numbers = rows.intake.tables[table.name]["source_row"]
    single = cases[cases["check"] != "multiple_fields_uniqueness"]
    for name, index in dict.fromkeys(zip(single["column"], single["index"], strict=True)):
        column, row = table.column(name), int(numbers[index])
        if not rows.has(table.name, name) or rows.is_unread(table.name, row, name):
            continue
        value: Any = rows.intake.tables[table.name].at[index, name]
        if pd.isna(value):
            text = f"“{column.heading}”不能为空。"
            text += "合并单元格只有左上角有内容，请取消合并、逐行填写。" if column.key else ""
        else:
            text = f"“{column.heading}”填的“{brief(value)}”{_wrong(column)}，应为{allowed(column)}。"
        findings.append(rows.say("blocking", table.name, row, name, text, found=value, allowed=allowed(column)))
    return findings


def _wrong(column: Column) -> str:
    return "不在可选范围内" if column.choices or column.type == "flag" else "超出允许范围"


def _doubled(rows: Rows, table: Table, cases: pd.DataFrame) -> list[Finding]:
    """Records that say who they are in the same words: one finding names all of them."""
    unique = list(table.unique)
    if not rows.has(table.name, *(name for name in unique if table.column(name).key)):
        return []
    hit = cases.loc[cases["check"] == "multiple_fields_uniqueness", "index"].unique()
    frame = rows.intake.tables[table.name].loc[hit]
    named = [name for name in unique if rows.has(table.name, name)]
    frame = frame.dropna(subset=[name for name in named if table.column(name).key])
    findings = []
    for _, same in frame.groupby(unique, dropna=False, sort=False):
        read = [
            int(row)
            for row in same["source_row"]
            if not any(rows.is_unread(table.name, int(row), name) for name in named)
        ]
        if len(read) > 1:
            what = "、".join(brief(same[name].iloc[0]) for name in named if not pd.isna(same[name].iloc[0]))
            headings = "、".join(table.column(name).heading for name in named)
            text = f"“{what}”重复出现在第{'、'.join(map(str, read))}行；同一{headings}只能有一行。"
            findings.append(rows.say("blocking", table.name, read, named[0], text, found=what))
    return findings


def _blanks(rows: Rows, table: Table) -> list[Finding]:
    """Blank quantities, column by column: 缺数据, not zero and not a failure."""
    findings = []
    frame = rows.intake.tables[table.name]
    for column in table.columns:
        if column.key or column.required or column.optional or not rows.has(table.name, column.name):
            continue
        blank = frame.loc[frame[column.name].isna(), "source_row"]
        cells = [int(row) for row in blank if not rows.is_unread(table.name, int(row), column.name)]
        if cells:
            count = "" if table.items else f"有{len(cells)}处"
            zero = "；确为零的请填0" if column.type in ("count", "amount") else ""
            text = f"“{column.heading}”{count}空白，按缺数据处理{zero}。"
            findings.append(rows.say("warning", table.name, cells, column.name, text, found=None))
    return findings
