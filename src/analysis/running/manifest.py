"""manifest.json: what was printed, from what, by which versions. 清单。"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import UserError
from ..project import Project

#: Raised when a key changes its meaning.
FORMAT = 1
NAME = "manifest.json"
#: The groups of files that a page follows from, in words.
INPUTS = {
    "data": "原始数据", "corrections": "更正文件", "rules": "评估标准", "county": "县级参数", "reference": "区划名称表",
    "notebook": "笔记本", "code": "程序",
}  # fmt: skip
Hashes = dict[str, str]


class Manifest(BaseModel):
    """What manifest.json says. 清单内容。"""

    model_config = ConfigDict(frozen=True, strict=True)

    title: str
    verdict: str
    unmet_indicators: list[int]
    synthetic: bool
    parameters: dict[str, str]
    outputs: Hashes
    data: Hashes
    corrections: Hashes
    rules: Hashes
    county: Hashes
    reference: Hashes
    notebook: Hashes
    code: Hashes
    python: str
    packages: dict[str, str]
    #: Of all the rest, so that an edited manifest shows.
    checksum: str


def file_hash(path: Path) -> str:
    """SHA-256 of a file. 文件哈希。"""
    return sha256(path.read_bytes()).hexdigest()


def tree_hashes(folder: Path, root: Path, *patterns: str) -> Hashes:
    """SHA-256 of the files below `folder` that match, by path from `root`. 目录哈希。

    What editors and file managers leave beside the files (~$…, .DS_Store, .ipynb_checkpoints) is passed over.
    """
    files = sorted({path for pattern in patterns for path in folder.rglob(pattern) if path.is_file()})
    own = [path for path in files if not any(part[0] in "~." for part in path.relative_to(folder).parts)]
    return {path.relative_to(root).as_posix(): file_hash(path) for path in own}


def inputs(project: Project, county: str, year: str) -> dict[str, Hashes]:
    """All that a page follows from, by the groups of INPUTS. 各类输入文件的哈希。"""
    package = Path(__file__).resolve().parents[1]
    return {
        "data": tree_hashes(project.raw(county, year), project.root, "*"),
        "corrections": tree_hashes(project.corrections, project.root, f"{county}.yml"),
        "rules": tree_hashes(project.standards, project.root, "*.yml"),
        "county": tree_hashes(project.counties, project.root, f"{county}.yml"),
        "reference": tree_hashes(project.places.parent, project.root, project.places.name),
        "notebook": tree_hashes(project.notebooks, project.root, "county_report.ipynb"),
        "code": tree_hashes(package, package.parent, "*.py", "*.j2", "*.css", "*.js", "*.typ", "conf.json"),
    }


def packages() -> dict[str, str]:
    """What is installed, {name: version}. 已安装的软件包。"""
    return dict(sorted({d.name.lower(): d.version for d in distributions()}.items()))


def manifest(project: Project, printed: Path, page: Mapping[str, Any], parameters: Mapping[str, str], seconds: float) -> dict[str, Any]:
    """Everything needed to make the folder again, and to see whether it was changed since. 生成清单。"""
    return {
        "format": FORMAT,
        "title": page["title"],
        "verdict": page["verdict"],
        "unmet_indicators": page["unmet"],
        "synthetic": page["synthetic"],
        "parameters": dict(parameters),
        "printed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 2),
        "outputs": tree_hashes(printed, printed, "*"),
        **inputs(project, page["county"], page["school_year"]),
        "python": platform.python_version(),
        "packages": packages(),
    }


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
        said = Manifest.model_validate(content)
    except ValidationError as error:
        faults = "、".join(dict.fromkeys(str(fault["loc"][0]) if fault["loc"] else "内容" for fault in error.errors()))
        raise UserError(f"{path.name} 不是完好的清单，缺少或写错：{faults}。") from error
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(f"{path.name} 无法读取，不是完好的 JSON 文件。") from error
    missing = [name for name in ("county", "school_year", "as_of") if name not in said.parameters]
    if missing:
        raise UserError(f"{path.name} 不是完好的清单，parameters 缺少：{'、'.join(missing)}。")
    return said, checksum(content) == said.checksum
