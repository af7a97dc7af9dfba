"""Write invented counties the way real ones arrive: CSV or a workbook, with SOURCE.yml. 写出样例数据。"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
import yaml

from ..intake.template import Part, write_workbook
from ..standard.load import RuleBook
from ..tables.catalogue import ITEM_HEADINGS, TABLES
from ..tables.schema import Column, Table

Tables = Mapping[str, pd.DataFrame]
NOTE = "合成数据：{why}，由程序按固定种子生成。不是任何真实学校、真实县区的数据，不得引用为实际情况。"


def write_csv_folder(folder: Path, tables: Tables, name: str, school_year: int, why: str) -> None:
    """One CSV per table, and SOURCE.yml beside them. 写出 CSV 数据文件夹。

    name : of the county;  why : what the data are invented for, a clause of the note
    """
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        frame = _items(table, tables[table.name]) if table.items else _rows(table, tables[table.name])
        text = frame.to_csv(index=False, lineterminator="\n")
        _replace(folder / f"{table.sheet}.csv", text.encode("utf-8-sig"))
    write_source(folder, [f"{table.sheet}.csv" for table in TABLES], tables, name, school_year, why)


def write_workbook_folder(
    folder: Path, file: str, tables: Tables, rules: RuleBook, name: str, school_year: int, why: str
) -> None:
    """One filled workbook, and SOURCE.yml beside it. 写出填报工作簿文件夹。"""
    folder.mkdir(parents=True, exist_ok=True)
    vetoes = [veto.label for veto in rules.standard.vetoes if not veto.divisions]
    title = f"{name}义务教育学校数据（{school_year}年，合成数据）"
    write_workbook(folder / file, tables, title=title, vetoes=vetoes, parts=_parts(rules))
    write_source(folder, [file], tables, name, school_year, why)


def write_source(folder: Path, files: Iterable[str], tables: Tables, name: str, school_year: int, why: str) -> None:
    """The passport of the files: who, when, what, and their hashes. 写出 SOURCE.yml。"""
    source = {
        "county": str(tables["county"]["county"].iloc[0]),
        "school_year": str(school_year),
        "title": f"{name}{school_year}年义务教育学校数据（合成数据）",
        "provided_by": "样例数据生成程序 analysis.samples",
        "received_on": f"{school_year}-10-15",
        "synthetic": True,
        "note": NOTE.format(why=why),
        "files": {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in files},
    }
    text = yaml.safe_dump(source, allow_unicode=True, sort_keys=False, width=1000)
    _replace(folder / "SOURCE.yml", text.encode())


def _replace(path: Path, content: bytes) -> None:
    """A file is complete or absent."""
    partial = path.with_name(f".{path.name}.tmp")
    partial.write_bytes(content)
    os.replace(partial, path)


def _rows(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({column.heading: _column(column, frame[column.name]) for column in table.columns})


def _items(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Each item of the county a row: 项目, 填报值, 单位, 说明."""
    rows = [(c.heading, _column(c, frame[c.name]).iloc[0], c.unit, c.note) for c in table.columns]
    return pd.DataFrame(rows, columns=list(ITEM_HEADINGS), dtype=object)


def _column(column: Column, values: pd.Series) -> pd.Series:
    """Whole numbers without a decimal point, amounts with the digits they have."""
    if column.type in ("count", "year"):
        return values.astype(float).astype("Int64").astype(object)
    if column.type == "amount":
        return values.map(lambda number: None if pd.isna(number) else format(number, ".15g"))
    return values


def _parts(rules: RuleBook) -> list[Part]:
    """What may be answered, for the sheet 指标与分项."""
    return [
        (
            card.number,
            card.label,
            part.label if len(card.parts) > 1 else "",
            "、".join(part.answers),
            "、".join(t.id for t in card.tolerances if not t.parts or part.id in t.parts),
        )
        for card in rules.cards
        for part in card.parts
        if part.formula == "attested" or card.tolerances
    ]
