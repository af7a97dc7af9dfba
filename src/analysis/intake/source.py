"""SOURCE.yml: who handed the data in, when, and whether they are synthetic. 数据来源说明。"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, ValidationError

from ..errors import UserError, nearest
from ..standard.yaml_files import read_yaml
from .files import SOURCE_FILE
from .findings import Finding, brief

#: YAML reads 620702 and 2025 as numbers; they are names.
Name = Annotated[str, BeforeValidator(lambda value: str(value) if type(value) is int else value), Field(min_length=1)]

YEAR = re.compile(r"\d{4}")


class ReceivedAgain(BaseModel):
    """One file received again. 再次收件。

    files : {name: {old: sha256, new: sha256}}; compared : whether the old file was at hand; cells : what differs
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    received_on: date
    provided_by: Name
    note: str = ""
    files: dict[str, dict[str, str]]
    compared: bool
    cells: tuple[str, ...] = ()


class DataSource(BaseModel):
    """What SOURCE.yml says. 数据来源。"""

    model_config = ConfigDict(frozen=True, extra="forbid")

    county: Name
    school_year: Name
    title: Name
    provided_by: Name
    received_on: date
    synthetic: StrictBool
    note: str = ""
    #: {file name: sha256 when it was received}
    files: Annotated[dict[str, str], BeforeValidator(lambda value: value or {})] = Field(default_factory=dict)
    #: what `record-receipt` wrote: who handed in what, when, with which hashes, and the cells that differ
    receipts: Annotated[tuple[ReceivedAgain, ...], BeforeValidator(lambda value: value or ())] = ()


_ALLOWED = {
    "county": "县区代码，如620702",
    "school_year": "数据年份，如2025",
    "title": "数据名称",
    "provided_by": "提供数据的单位",
    "received_on": "收到日期，如2026-10-15",
    "synthetic": "true（合成数据）或false（真实数据）",
    "note": "说明文字",
    "files": "文件名: sha256",
    "receipts": "收件记录，由 record-receipt 命令写入",
}


def read_source(folder: Path, county: str) -> tuple[DataSource | None, list[Finding]]:
    """Read and check SOURCE.yml; None where it cannot be relied on. 读取数据来源说明。"""
    wanted = "；".join(f"{key}: {text}" for key, text in _ALLOWED.items())
    if not (folder / SOURCE_FILE).exists():
        return None, [_blocking("", "", wanted, f"缺少数据来源说明；请在数据旁边写一份{SOURCE_FILE}。")]
    try:
        said = read_yaml(folder / SOURCE_FILE)
    except (UserError, UnicodeDecodeError, OSError) as error:
        text = "无法读取，格式或编码有误；请按“名称: 内容”逐行填写，每个名称只写一次，存为UTF-8。"
        return None, [_blocking("", str(error).replace(f"{folder}/", ""), wanted, text)]
    if not isinstance(said, dict):
        return None, [_blocking("", said, wanted, "内容应为“名称: 内容”，逐行填写。")]
    try:
        source = DataSource.model_validate(said)
    except ValidationError as error:
        return None, [_refusal(said, problem) for problem in error.errors()]
    if source.county != county:
        text = "县区代码与所评县区不一致，可能放错了文件夹。"
        return source, [_blocking("county", source.county, county, text)]
    if YEAR.fullmatch(folder.name) and source.school_year != folder.name:
        text = f"数据年份与所在文件夹“{folder.name}”不一致，可能沿用了另一年的{SOURCE_FILE}。"
        return source, [_blocking("school_year", source.school_year, folder.name, text)]
    return source, []


def changed(source: DataSource | None, hashes: Mapping[str, str]) -> list[Finding]:
    """Files that are not what SOURCE.yml says they were. 与登记不符的文件。"""
    findings = []
    for name, sha256 in (source.files if source else {}).items():
        if name not in hashes:
            text = f"登记的文件“{name}”没有找到或未被读取。"
            findings.append(Finding("warning", SOURCE_FILE, "", "", "", "", text))
        elif hashes[name] != sha256.lower():
            text = (
                "文件内容与登记的校验值不同，收到之后可能被改动；请核对，确属重新提交的，用 record-receipt 命令登记。"
            )
            findings.append(Finding("warning", name, "", "", hashes[name], sha256, text))
    return findings


def _refusal(said: dict[str, object], problem: object) -> Finding:
    place, kind, found = problem["loc"], problem["type"], problem["input"]  # type: ignore[index]
    key = str(place[0])
    if kind == "extra_forbidden":
        text = f"不认识“{key}”{nearest(key, _ALLOWED) or '，请删去。'}"
        return _blocking(key, key, "、".join(_ALLOWED), text)
    if kind == "missing":
        return _blocking(key, "", _ALLOWED[key], f"缺少“{key}”。")
    return _blocking(key, found, _ALLOWED[key], f"“{key}”的内容不能用。")


def _blocking(key: str, found: object, allowed: str, message: str) -> Finding:
    return Finding("blocking", SOURCE_FILE, "", key, brief(found) if found != "" else "", allowed, message)
