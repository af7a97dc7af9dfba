"""Record that a data file was received anew: who, when, hashes, cell by cell. 数据收件登记。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import yaml

from ..atomic import write_whole
from ..errors import UserError
from ..intake.files import SOURCE_FILE
from ..intake.findings import brief
from ..intake.reading import Intake, read_county
from ..intake.source import DataSource, read_source
from ..project import Project
from ..tables.catalogue import TABLES
from .kept_inputs import lay_out
from .manifest import NAME, read_manifest


@dataclass(frozen=True)
class FileChange:
    """One file's hash, before and now; "" where it was or is not there. 文件校验值的变化。"""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Receipt:
    """What was recorded. 收件登记。

    cells : one line a changed cell; empty where nothing changed or the old file is not at hand (see summary)
    """

    path: Path
    files: tuple[FileChange, ...]
    cells: tuple[str, ...]
    summary: str


def record(
    project: Project,
    county: str,
    school_year: str,
    provided_by: str,
    received: date,
    note: str,
    old: Path | None = None,
) -> Receipt:
    """Compare with what was received before, update SOURCE.yml in one step. 登记一次收件。

    old : folder of the files as they were; else those kept beside the last report are taken where their hashes fit
    Raises UserError where there is nothing new, or SOURCE.yml cannot be relied on; nothing is written then.
    """
    folder = project.raw(county, school_year)
    now = read_county(folder, county)
    source, faults = read_source(folder, county)
    if source is None or faults:
        said = "；".join(f"{finding.cell}：{finding.message}" for finding in faults)
        raise UserError(f"{SOURCE_FILE} 须先改正，没有登记。{said}")
    if not provided_by.strip():
        raise UserError("请用 --from 写明提供文件的单位。")
    if received > date.today():
        raise UserError(f"收到日期 {received.isoformat()} 在今天之后，没有登记。")
    changes = tuple(_changes(source, now))
    if not changes:
        raise UserError("所有文件与 SOURCE.yml 登记的校验值一致，没有新的文件可以登记。")
    before = _before(project, county, school_year, source, old)
    cells = tuple(_cells(before, now)) if before else ()
    if before is None:
        summary = "改动之前的文件不在手边，没有逐格比较；可用 --old 指明它所在的文件夹。"
    else:
        summary = f"逐格比较，共{len(cells)}处不同。"
    entry: dict[str, object] = {
        "received_on": received,
        "provided_by": provided_by.strip(),
        "note": note.strip(),
        "files": {change.name: {"old": change.old, "new": change.new} for change in changes},
        "compared": before is not None,
        "cells": list(cells),
    }
    path = folder / SOURCE_FILE
    write_whole(path, _updated(path.read_text(encoding="utf-8"), now, received, entry).encode("utf-8"))
    return Receipt(path, changes, cells, summary)


def _changes(source: DataSource, now: Intake) -> Iterator[FileChange]:
    for name in sorted({*source.files, *now.hashes}):
        old, new = source.files.get(name, "").lower(), now.hashes.get(name, "")
        if old != new:
            yield FileChange(name, old, new)


def _before(project: Project, county: str, school_year: str, source: DataSource, old: Path | None) -> Intake | None:
    """The data as SOURCE.yml registered them, from `old` or from what lies beside the last report."""
    if old is not None:
        if not old.is_dir():
            raise UserError(f"找不到文件夹“{old}”。")
        return _registered(read_county(old, county), source, old)
    printed = project.report(county, school_year)
    if not (printed / NAME).is_file():
        return None
    with TemporaryDirectory() as name:
        root = Path(name)
        try:
            kept, _ = read_manifest(printed / NAME)
            lay_out(Project(root / "nothing"), printed, {"data": kept.data, "corrections": {}, "rules": {}}, root)
        except UserError:
            return None  # a report of another version of the program keeps nothing that can be laid out
        folder = Project(root).raw(county, school_year)
        return _registered(read_county(folder, county), source, None) if folder.is_dir() else None


def _registered(intake: Intake, source: DataSource, old: Path | None) -> Intake | None:
    """The intake if it is what was registered; where nothing was registered, as it is."""
    fits = all(intake.hashes.get(name) == digest.lower() for name, digest in source.files.items())
    if fits or not source.files:
        return intake
    if old is not None:
        raise UserError(f"“{old}”里的文件与 SOURCE.yml 登记的校验值不同，不是改动之前的文件。")
    return None


def _cells(before: Intake, now: Intake) -> Iterator[str]:
    """Cell by cell, by what names a record: `学段学生!C12 “在校生数” 由45改为46`."""
    for table in TABLES:
        if table.name not in now.origins or table.name not in before.origins:
            if (table.name in now.origins) != (table.name in before.origins):
                yield f"{table.sheet}：{'新增' if table.name in now.origins else '不再有'}此表"
            continue
        keys = list(table.unique)
        old, new = (_by_key(intake.tables[table.name], keys) for intake in (before, now))
        for key in old.keys() - new.keys():
            yield f"{table.sheet}：删去一行（{_key(key)}）"
        for key, row in new.items():
            if key not in old:
                yield f"{now.cell(table.name, int(row['source_row']), table.columns[0].name)} 新增一行（{_key(key)}）"
                continue
            for column in table.columns:
                was, is_now = old[key][column.name], row[column.name]
                if was != is_now and not (pd.isna(was) and pd.isna(is_now)):
                    place = now.cell(table.name, int(row["source_row"]), column.name) or table.sheet
                    yield f"{place} “{column.heading}”由{brief(was)}改为{brief(is_now)}"


def _by_key(frame: pd.DataFrame, keys: list[str]) -> dict[tuple[str, ...], dict[str, Any]]:
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for record_ in frame.to_dict("records"):
        key = tuple(brief(record_[name]) if not pd.isna(record_[name]) else "" for name in keys)
        while key in rows:
            key = (*key, "又一行")
        rows[key] = record_  # type: ignore[assignment]
    return rows


def _key(key: tuple[str, ...]) -> str:
    return "、".join(filter(None, key))


def _updated(text: str, now: Intake, received: date, entry: dict[str, object]) -> str:
    """SOURCE.yml with the new hashes, the new date and one entry more; its comments stay."""
    said = yaml.safe_load(text)
    receipts = [*(said.get("receipts") or []), entry]
    kept = re.sub(
        r"(?m)^(?:files|receipts|received_on)\s*:.*\n(?:(?:[ \t]+|-[ \t]).*\n|\s*\n)*", "", text.rstrip("\n") + "\n"
    )
    hashes = dict(sorted(now.hashes.items()))
    tail = {"received_on": received, "files": hashes, "receipts": receipts}
    return kept + yaml.safe_dump(tail, allow_unicode=True, sort_keys=False, width=1000)
