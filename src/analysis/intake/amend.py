"""Make the corrections in what was read; raw files stay as received. 应用更正。"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import nearest
from ..tables.catalogue import BY_NAME
from ..tables.schema import Column, Table
from .cells import NUMBERS, Refused, allowed, parse
from .corrections import Correction, Scalar, read_corrections
from .findings import Finding, brief
from .reading import Applied, Intake


def correct(intake: Intake, folder: Path | None) -> Intake:
    """Apply `folder`/<county>.yml to what was read; no file, no change. 应用更正。

    One that does not fit what was found is a blocking finding; one made is a warning, and in `corrections`.
    """
    path = folder / f"{intake.county}.yml" if folder else None
    if path is None or not path.exists():
        return intake
    name = f"{path.parent.name}/{path.name}"
    corrections, findings = read_corrections(path, name)
    hashes = {**intake.hashes, name: hashlib.sha256(path.read_bytes()).hexdigest()}
    intake = replace(intake, hashes=hashes)
    for number, correction in corrections:
        try:
            intake = _apply(intake, correction)
        except Refused as why:
            text = str(why) if str(why).endswith("？") else f"{why}。"
            findings.append(Finding("blocking", name, "", f"第{number}条", "", "", text))
    return replace(intake, findings=(*intake.findings, *findings))


def _apply(intake: Intake, correction: Correction) -> Intake:
    """The intake with one correction made; Refused where it does not fit what was found."""
    where = correction.where
    table = _known(where.table, intake)
    frame, origin = intake.tables[table.name], intake.origins[table.name]
    at = _record(table, frame, correction)
    row = int(frame["source_row"].iloc[at])
    column = _column(table, where.column) if where.column else None
    shown = column or table.columns[0]
    for name in {shown.name} - set(origin.columns):
        raise Refused(f"提交的“{table.sheet}”没有“{table.column(name).heading}”，无从更正")
    before = _expected(intake, correction, column, row, frame[column.name].iloc[at]) if column else ""
    if correction.action == "drop":
        changed = frame.drop(index=frame.index[at]).reset_index(drop=True)
        freed, change = set(origin.columns), "删去此行"
    else:
        assert column is not None  # `Correction` sees to it
        value = _value(correction.value, column)
        freed, change = {column.name}, f"“{column.heading}”由“{before}”改为“{brief(value)}”"
        changed = frame.copy()
        values = [*frame[column.name]]
        values[at] = value
        dtype = "float64" if column.type in NUMBERS else object
        changed[column.name] = pd.Series(values, index=frame.index, dtype=dtype)
    cell = origin.at(shown.name, row)
    applied = Applied(table.name, origin.address(cell), change, correction.reason, correction.evidence)
    text = f"已更正：{change}。理由：{correction.reason}；依据：{correction.evidence}。"
    spots = {(origin.file, origin.sheet or "", origin.at(name, row)) for name in freed}
    kept = [f for f in intake.findings if f.severity != "blocking" or (f.file, f.sheet, f.cell) not in spots]
    return replace(
        intake,
        tables={**intake.tables, table.name: changed},
        findings=(*kept, Finding("warning", origin.file, origin.sheet or "", cell, before, "", text)),
        corrections=(*intake.corrections, applied),
    )


def _known(name: str, intake: Intake) -> Table:
    if name not in BY_NAME:
        raise Refused(f"没有数据表“{name}”{nearest(name, BY_NAME)}")
    if name not in intake.origins:
        raise Refused(f"没有提交“{BY_NAME[name].sheet}”，无从更正")
    return BY_NAME[name]


def _column(table: Table, name: str) -> Column:
    names = [column.name for column in table.columns]
    if name not in names:
        raise Refused(f"数据表“{table.name}”没有字段“{name}”{nearest(name, names)}")
    return table.column(name)


def _record(table: Table, frame: pd.DataFrame, correction: Correction) -> int:
    """Position of the one record meant."""
    hit = np.ones(len(frame), dtype=bool)
    for name, said in correction.where.key.items():
        value = _value(said, _column(table, name))
        hit &= (frame[name].isna() if value is None else frame[name] == value).to_numpy(dtype=bool)
    if correction.where.row is not None:
        hit &= (frame["source_row"] == correction.where.row).to_numpy()
    if hit.sum() > 1:
        raise Refused(f"“{table.sheet}”中有{hit.sum()}行符合，请补足key，或用row写明行号")
    if not hit.any():
        raise Refused(f"更正已过期：“{table.sheet}”中找不到这一行；请核对后删去或改写这条更正")
    return int(hit.argmax())


def _expected(intake: Intake, correction: Correction, column: Column, row: int, value: object) -> str:
    """What stood there before; Refused where it is not what the correction expects."""
    origin = intake.origins[correction.where.table]
    spot = (origin.file, origin.sheet or "", origin.at(column.name, row))
    unread = [f.found for f in intake.findings if f.severity == "blocking" and (f.file, f.sheet, f.cell) == spot]
    found = unread[0] if unread else brief(value)
    try:
        expected = {brief(correction.expect), brief(parse(correction.expect, column)[0])}
    except Refused:
        expected = {brief(correction.expect)}
    if found not in expected:
        text = f"更正已过期：预期“{column.heading}”为“{brief(correction.expect)}”，现为“{found}”"
        raise Refused(f"{text}（{origin.address(spot[2])}）；请核对后删去或改写这条更正")
    return found


def _value(said: Scalar, column: Column) -> str | float | None:
    """A value of the corrections file, read as a cell of the column would be."""
    try:
        return parse(said, column)[0]
    except Refused as why:
        raise Refused(f"“{column.heading}”的值“{brief(said)}”{why}；应为{allowed(column)}") from None
