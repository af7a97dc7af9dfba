"""The printed tables, read back as text. 读回已生成的数据表。"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from ..errors import UserError

FORMULA_SIGNS = ("=", "+", "-", "@")


def read_table(content: bytes, name: str) -> tuple[list[str], list[dict[str, str]]]:
    """Headings and rows; every value as it stands. 表头与各行。

    Raises UserError where it is no CSV of ours.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{name} 不是完好的 CSV 文件（UTF-8），无法读取。") from error
    if not rows:
        raise UserError(f"{name} 是空文件。")
    headings = rows[0]
    ragged = [line for line, row in enumerate(rows[1:], 2) if len(row) != len(headings)]
    if ragged or len(set(headings)) < len(headings):
        place = f"第{ragged[0]}行的列数与表头不同" if ragged else "表头有重复的列"
        raise UserError(f"{name} 不是完好的表：{place}。")
    return headings, [dict(zip(headings, row, strict=True)) for row in rows[1:]]


def table_in(folder: Path, name: str, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a printed table, with the mark taken off that keeps Excel from computing. 读取一张表。

    Raises UserError where it is missing, damaged, or lacks a column of `needed`.
    """
    try:
        headings, rows = read_table((folder / name).read_bytes(), name)
    except OSError as error:
        raise UserError(f"“{folder}”中没有 {name}，报告不完整；请重新生成报告。") from error
    missing = [column for column in needed if column not in headings]
    if missing:
        raise UserError(f"{name} 缺少这些列：{'、'.join(missing)}；请重新生成报告。")
    return [_bare(row) for row in rows]


def _bare(row: Mapping[str, str]) -> dict[str, str]:
    return {key: text[1:] if text[:1] == "'" and text[1:2] in FORMULA_SIGNS else text for key, text in row.items()}
