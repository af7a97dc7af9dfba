"""manifest.json: what was printed, from what, by which versions. 清单。"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import UserError
from .inputs import Hashes, tree_hashes
from .task import DIVISIONS, PageTask

#: Raised when a key changes its meaning.
FORMAT = 2
NAME = "manifest.json"
#: When a folder was printed and how long it took: the one file in it that another run writes differently.
PRINTED = "printed.json"
ALWAYS = {NAME, PRINTED}


class Manifest(BaseModel):
    """What manifest.json says. 清单内容。"""

    model_config = ConfigDict(frozen=True, strict=True)

    format: int
    #: Stem of the notebook that was run, or FORMS.
    what: str
    title: str
    verdict: str
    because: str = ""
    unmet_indicators: list[int]
    #: Number of the indicator -> status over the whole county; none on pages of another kind.
    indicators: dict[str, str] = Field(default_factory=dict)
    synthetic: bool
    parameters: dict[str, str]
    outputs: Hashes
    data: Hashes
    corrections: Hashes
    rules: Hashes
    county: Hashes
    reference: Hashes
    plan: Hashes
    ledger: Hashes
    notebook: Hashes
    code: Hashes
    python: str
    packages: dict[str, str]
    #: Of all the rest, so that an edited manifest shows.
    checksum: str

    @property
    def task(self) -> PageTask:
        """The task that printed the folder. 对应的任务。"""
        division = next(self.parameters[name] for name in DIVISIONS if name in self.parameters)
        return PageTask(self.what, division, self.parameters["school_year"], self.parameters)


def manifest(
    inputs: Mapping[str, Hashes], packages: Mapping[str, str], task: PageTask, printed: Path, page: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything needed to make the folder again, and to see whether it was changed since. 生成清单。

    inputs  : see Inputs.of, taken before the run
    printed : the folder, but for the manifest
    page    : what the page says of itself
    The same files, rules and program give the same manifest, whenever it is written.
    """
    return {
        "format": FORMAT,
        "what": task.notebook,
        "title": page["title"],
        "verdict": page["verdict"],
        "because": page.get("because", ""),
        "unmet_indicators": page.get("unmet", []),
        "indicators": page.get("indicators", {}),
        "synthetic": page["synthetic"],
        "parameters": dict(task.parameters),
        "outputs": outputs(printed),
        **inputs,
        "python": platform.python_version(),
        "packages": dict(packages),
    }


def outputs(folder: Path) -> Hashes:
    """The files of a printed folder that are the same whenever it is printed. 已生成文件的哈希。"""
    hashes = tree_hashes(folder, folder, "*")
    return {name: digest for name, digest in hashes.items() if name not in ALWAYS}


def write_printed(folder: Path, seconds: float) -> None:
    """When the folder was printed. 写出生成时间。"""
    said = {"printed_at": datetime.now(UTC).isoformat(timespec="seconds"), "seconds": round(seconds, 2)}
    (folder / PRINTED).write_text(json.dumps(said) + "\n", encoding="utf-8")


def write_manifest(path: Path, content: Mapping[str, Any]) -> None:
    """Write it readably, with its checksum. 写出清单。"""
    whole = {**content, "checksum": checksum(content)}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def checksum(content: Mapping[str, Any]) -> str:
    """SHA-256 of what a manifest says beside its checksum. 清单校验值。"""
    said = {key: value for key, value in content.items() if key != "checksum"}
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read_manifest(path: Path) -> tuple[Manifest, bool]:
    """The manifest, and whether it is as it was written. 读取清单。

    Raises UserError where it is no manifest.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, dict) and content.get("format") != FORMAT:
            raise UserError(f"{path.name} 由另一版本的程序写成（格式 {content.get('format')}，现为 {FORMAT}）。")
        said = Manifest.model_validate(content)
        _ = said.task
    except (StopIteration, KeyError) as error:
        raise UserError(f"{path.name} 不是完好的清单，parameters 不完整。") from error
    except ValidationError as error:
        faults = "、".join(dict.fromkeys(str(fault["loc"][0]) if fault["loc"] else "内容" for fault in error.errors()))
        raise UserError(f"{path.name} 不是完好的清单，缺少或写错：{faults}。") from error
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(f"{path.name} 无法读取，不是完好的 JSON 文件。") from error
    return said, checksum(content) == said.checksum
