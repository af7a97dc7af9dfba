"""Write what was imported beside its originals, whole or not at all. 写出导入结果。"""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

import pandas as pd
import yaml

from ...atomic import write_whole
from ...errors import UserError
from ...tables.catalogue import TABLES
from ...tables.schema import Table
from ..files import ORIGINS, SOURCE_FILE
from ..origin import letter
from ..reading import read_county
from ..template import Part, write_workbook
from .datum import KINDS, Datum
from .import_folder import Imported
from .originals import HEADINGS, RECEIVED

KEPT_OUT = "未保存的原件.csv"


def write_import(
    imported: Imported,
    target: Path,
    name: str,
    provided_by: str,
    synthetic: bool,
    vetoes: Iterable[str] = (),
    parts: Iterable[Part] = (),
    replace: bool = False,
) -> tuple[bool, int]:
    """The county workbook, its ORIGINS.csv, the originals and SOURCE.yml in `target`. 写入数据文件夹。

    returns : whether anything was written (not where the same values stand there already), cells that differ from before
    Originals that hold persons are not copied; their hashes are listed. What stood in `target` is moved beside it.
    Raises UserError where other data stand there and `replace` is not said.
    """
    differing = -1
    if target.is_dir() and any(path.name[0] != "." for path in target.iterdir()):
        differing = _differing(imported, target)
        if differing == 0:
            return False, 0
        if not replace:
            raise UserError(
                f"{target} 已有数据，与本次导入的结果有{differing}个单元格不同，没有改动。确认要用导入结果时，"
                "请加 --replace（原有数据移到 data/replaced，不会删除），或用 --into 写到别的文件夹先看一看。"
            )
    staging = target.with_name(f".{target.name}.importing")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        book = f"{name}义务教育学校数据.xlsx"
        # A table of which nothing is known starts as in the empty template.
        tables = {table: frame for table, frame in imported.merged.frames.items() if len(frame)}
        write_workbook(staging / book, tables, f"{name}{imported.year}年义务教育学校数据", vetoes=vetoes, parts=parts)
        write_whole(staging / ORIGINS, _origins(imported).encode("utf-8-sig"))
        own = {each: sha256((staging / each).read_bytes()).hexdigest() for each in (book, ORIGINS)}
        hashes = own | _copy(imported, staging)
        source = {
            "county": imported.county,
            "school_year": imported.year,
            "title": f"{name}{imported.year}年义务教育学校数据" + ("（合成数据）" if synthetic else ""),
            "provided_by": provided_by,
            "received_on": date.today(),
            "synthetic": synthetic,
            "note": f"由现有文件导入，各单元格的原始出处见{ORIGINS}，原件见{RECEIVED}文件夹。",
            "files": hashes,
        }
        text = yaml.safe_dump(source, allow_unicode=True, sort_keys=False, width=1000)
        write_whole(staging / SOURCE_FILE, text.encode())
        if target.exists():
            shutil.move(target, _aside(target))
        os.replace(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return True, max(differing, 0)


def _aside(target: Path) -> Path:
    """data/replaced/<county>/<year>-1 for data/raw/<county>/<year>, else beside the folder."""
    inside = len(target.parents) > 1 and target.parents[1].name == "raw"
    folder = target.parents[2] / "replaced" / target.parent.name if inside else target.parent
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while (folder / f"{target.name}-{number}").exists():
        number += 1
    return folder / f"{target.name}-{number}"


def _differing(imported: Imported, target: Path) -> int:
    """How many cells of the tables are other than those that stand there."""
    now = read_county(target, imported.county).tables
    count = 0
    for table in TABLES:
        count += differing_cells(table, imported.merged.frames[table.name], now[table.name])
    return count


def differing_cells(table: Table, one: pd.DataFrame, other: pd.DataFrame) -> int:
    """Cells of two frames of a table that differ, rows matched by the table's key. 不同的单元格数。"""
    frames = [{_key(table, row): row for row in frame.to_dict("records")} for frame in (one, other)]
    blank: Mapping[str, object] = {}
    return sum(
        _plain(frames[0].get(key, blank).get(column.name)) != _plain(frames[1].get(key, blank).get(column.name))
        for key in dict.fromkeys([*frames[0], *frames[1]])
        for column in table.columns
    )


def _key(table: Table, row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(_plain(row[name]) for name in table.unique)


def _plain(value: object) -> object:
    return None if value is None or pd.isna(value) else value  # type: ignore[call-overload]


def _origins(imported: Imported) -> str:
    """ORIGINS.csv: which cell of the workbook came from which cells of the originals."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADINGS)
    kept = {file.name for file in imported.files if not file.persons}
    for table in TABLES:
        rows = imported.merged.rows(table.name)
        names = [column.name for column in table.columns]
        for number, (_, columns) in enumerate(rows, 2):
            for at, name in enumerate(names):
                place = f"B{at + 2}" if table.items else f"{letter(at)}{number}"
                for datum in columns.get(name, ()):
                    writer.writerow([table.sheet, place, KINDS[datum.kind], *_where(datum, kept)])
    return stream.getvalue()


def _where(datum: Datum, kept: set[str]) -> tuple[str, str, str]:
    file = f"{RECEIVED}/{datum.file}" if datum.file in kept else datum.file
    return file, datum.sheet, datum.cell


def _copy(imported: Imported, staging: Path) -> dict[str, str]:
    """Copies of the originals that gave something, unedited; and a list of those not kept."""
    hashes = {}
    left: list[tuple[str, str]] = []
    for path, file in zip(imported.paths, imported.files, strict=True):
        if not file.data:
            continue
        if file.persons:
            left.append((file.name, file.sha256))
            continue
        copy = staging / RECEIVED / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.content())
        hashes[f"{RECEIVED}/{file.name}"] = file.sha256
    if left:
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["文件", "SHA-256", "说明"])
        writer.writerows([name, digest, "含个人信息，只读取人数或份数，没有保存原件"] for name, digest in left)
        (staging / RECEIVED).mkdir(exist_ok=True)
        write_whole(staging / RECEIVED / KEPT_OUT, stream.getvalue().encode("utf-8-sig"))
    return hashes
