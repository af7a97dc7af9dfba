"""This year's data beside last year's: the same file, figures that did not move, figures that leapt. 与上一年比较。"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import UserError
from ..standard.plausible import LastYear
from ..tables.catalogue import TABLES
from ..tables.schema import Table
from .cells import NUMBERS
from .findings import Finding
from .reading import Intake, read_county
from .rows import Rows

NAMED = 5


def read_last_year(folder: Path, county: str) -> Intake | None:
    """What the county handed in the year before, where it did. 上一年的数据。

    folder : of this year, named by it
    """
    if not folder.name.isdigit():
        return None
    try:
        return read_county(folder.with_name(str(int(folder.name) - 1)), county)
    except UserError:
        return None


def last_year_findings(rows: Rows, before: Intake, asked: LastYear) -> list[Finding]:
    """What may have been carried over, and what changed more than it can. 与上一年相同或相差过大的数据。"""
    findings = _same_files(rows.intake, before)
    for table in TABLES:
        if not rows.has(table.name) or table.name not in before.origins:
            continue
        pairs = _pairs(table, rows.intake.tables[table.name], before.tables[table.name])
        for column in table.columns:
            if column.key or column.type not in NUMBERS or not rows.has(table.name, column.name) or pairs.empty:
                continue
            now, then = pairs[column.name], pairs[f"{column.name}_then"]
            known = now.notna() & then.notna()
            where = table.name, column.name
            if column.type != "year" and f"{table.name}.{column.name}" not in asked.steady and not table.items:
                findings += _unmoved(rows, where, pairs[known & ((now != 0) | (then != 0))], asked)
            findings += _leapt(rows, where, pairs[known], asked)
    return findings


def _same_files(now: Intake, before: Intake) -> list[Finding]:
    hashes = {digest: name for name, digest in before.hashes.items()}
    return [
        Finding(
            "warning",
            name,
            "",
            "",
            "",
            "",
            f"与上一年（{before.folder.name}年）的文件“{hashes[digest]}”完全相同（校验值{digest[:12]}…），可能误用了上一年的数据，请核实。",
        )
        for name, digest in now.hashes.items()
        if digest in hashes and "/" not in name
    ]


def _pairs(table: Table, now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Records of both years, by what names them."""
    keys = [name for name in table.unique if table.column(name).key]
    if table.items:
        return now.join(then.drop(columns=["county"]), rsuffix="_then")
    if not keys:
        return now.iloc[:0]
    own, other = (frame.dropna(subset=keys).drop_duplicates(keys) for frame in (now, then))
    return own.merge(other.drop(columns=["county"]), on=keys, suffixes=("", "_then"))


def _unmoved(rows: Rows, where: tuple[str, str], pairs: pd.DataFrame, asked: LastYear) -> list[Finding]:
    table, column = where
    same = pairs[pairs[column] == pairs[f"{column}_then"]]
    if len(pairs) < asked.rows or 100 * len(same) < asked.unchanged_percent * len(pairs):
        return []
    heading = _heading(table, column)
    text = f"“{heading}”两年都有数的{len(pairs)}行中，有{len(same)}行与上一年完全相同，请核实是否沿用了上一年的数据。"
    return [rows.say("warning", table, same["source_row"], column, text)]


def _leapt(rows: Rows, where: tuple[str, str], pairs: pd.DataFrame, asked: LastYear) -> list[Finding]:
    table, column = where
    now, then = pairs[column], pairs[f"{column}_then"]
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.maximum(now / then, then / now)
    far = pairs[(factor > asked.factor) & ((now - then).abs() >= asked.least)]
    if far.empty:
        return []
    each = "、".join(
        f"{_whose(rows, record)}由{record[f'{column}_then']:g}变为{record[column]:g}"
        for record in far.head(NAMED).to_dict("records")
    )
    more = "等" if len(far) > NAMED else ""
    text = f"“{_heading(table, column)}”有{len(far)}处与上一年相差{asked.factor:g}倍以上：{each}{more}，请核实。"
    return [rows.say("warning", table, far["source_row"], column, text)]


def _heading(table: str, column: str) -> str:
    return next(each for each in TABLES if each.name == table).column(column).heading


def _whose(rows: Rows, record: dict[str, object]) -> str:
    if "school" in record:
        return f"{rows.school(record['school'])}{record.get('stage') or record.get('class') or ''}"
    return str(record.get("group") or record.get("subject") or "")
