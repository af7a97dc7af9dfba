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

from ..project import Project

#: Raised when a key changes its meaning.
FORMAT = 1


def file_hash(path: Path) -> str:
    """SHA-256 of a file. 文件哈希。"""
    return sha256(path.read_bytes()).hexdigest()


def tree_hashes(folder: Path, root: Path, *patterns: str) -> dict[str, str]:
    """SHA-256 of the files below `folder` that match, by path from `root`. 目录哈希。"""
    files = sorted({path for pattern in patterns for path in folder.rglob(pattern) if path.is_file()})
    return {path.relative_to(root).as_posix(): file_hash(path) for path in files}


def manifest(project: Project, printed: Path, page: Mapping[str, Any], parameters: Mapping[str, str], seconds: float) -> dict[str, Any]:
    """Everything needed to make the folder again, and to see whether it was changed since. 生成清单。"""
    county, year = page["county"], page["school_year"]
    corrections = project.corrections / f"{county}.yml"
    package = Path(__file__).resolve().parents[1]
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
        "data": tree_hashes(project.raw(county, year), project.root, "*"),
        "corrections": {corrections.relative_to(project.root).as_posix(): file_hash(corrections)} if corrections.is_file() else {},
        "rules": tree_hashes(project.standards, project.root, "*.yml"),
        "notebook": tree_hashes(project.notebooks, project.root, "county_report.ipynb"),
        "code": tree_hashes(package, package.parent, "*.py", "*.j2", "*.css", "*.js", "*.typ"),
        "python": platform.python_version(),
        "packages": dict(sorted({d.name.lower(): d.version for d in distributions()}.items())),
    }


def write_manifest(path: Path, content: Mapping[str, Any]) -> None:
    """Write it readably. 写出清单。"""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
