"""What data/corrections/<county>.yml says: known errors, each with reason and evidence. 更正清单。

A correction says what it expects to find: once the source is mended, it is told to have expired.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ..errors import UserError, nearest
from ..standard.yaml_files import read_yaml
from .findings import Finding, brief

Scalar = str | int | float | bool | date | None


class Where(BaseModel):
    """Which cell or row is meant. 更正位置。

    key : values that name one record; empty for 县级数据
    row : row in the sheet, where a doubled record makes the key name two
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    key: dict[str, Scalar] = Field(default_factory=dict)
    column: str | None = None
    row: int | None = None


class Correction(BaseModel):
    """One correction. 一条更正。"""

    model_config = ConfigDict(frozen=True, extra="forbid")

    where: Where
    action: Literal["set", "blank", "drop"]
    value: Scalar = None
    reason: str = Field(min_length=1)
    evidence: str = Field(min_length=1)
    expect: Scalar = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = self.model_fields_set
        if self.action != "drop" and (self.where.column is None or "expect" not in given):
            raise ValueError("set 和 blank 须写明 where.column 和 expect（更正前的内容）")
        if self.action == "drop" and (self.where.column is None) == ("expect" in given):
            raise ValueError("drop 若写 expect，须写明它所在的 where.column，反之亦然")
        if (self.action == "set") != ("value" in given):
            raise ValueError("set 须写明 value，其他 action 不写")
        return self


def read_corrections(path: Path, name: str) -> tuple[list[tuple[int, Correction]], list[Finding]]:
    """[(number in the list, correction)], and what is wrong with the file. 读取更正清单。

    name : what findings call the file
    """
    try:
        said = read_yaml(path)
    except (UserError, UnicodeDecodeError) as error:
        text = "更正文件无法读取，格式或编码有误。"
        return [], [Finding("blocking", name, "", "", str(error).replace(f"{path.parent}/", ""), "", text)]
    corrections, findings = [], []
    if said is not None and not isinstance(said, list):
        text = "更正文件应为一条一条的列表，每条以“- where:”开头。"
        return [], [Finding("blocking", name, "", "", brief(said), "列表", text)]
    for number, entry in enumerate(said or (), 1):
        try:
            corrections.append((number, Correction.model_validate(entry)))
        except ValidationError as error:
            for problem in error.errors():
                text, hint = _refusal(problem)
                findings.append(Finding("blocking", name, "", f"第{number}条", brief(problem["input"]), hint, text))
    return corrections, findings


def _refusal(problem: Any) -> tuple[str, str]:
    key = ".".join(str(part) for part in problem["loc"])
    known = Where.model_fields if problem["loc"][:1] == ("where",) else Correction.model_fields
    match problem["type"]:
        case "extra_forbidden":
            return f"不认识“{key}”{nearest(problem['loc'][-1], known) or '，请删去。'}", "、".join(known)
        case "missing":
            return f"缺少“{key}”。", "、".join(known)
        case "value_error":
            return f"{problem['ctx']['error']}。", ""
        case "literal_error":
            return f"“{key}”的内容不能用。", "set、blank、drop"
    return f"“{key}”的内容不能用。", ""
