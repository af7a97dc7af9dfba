"""A project of small counties, run as a batch. 批量运行测试用的项目。"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from many_counties import RUN, YEAR, make_project

from analysis.project import VARIABLE, Project

#: Says when a page was printed: the one file that may differ from run to run.
WHEN = "printed.json"
PATIENCE = 240


@dataclass(frozen=True)
class Batch:
    """A project of its own, and what its run said. 测试项目。"""

    root: Path

    @property
    def project(self) -> Project:
        return Project(self.root)

    @property
    def reports(self) -> Path:
        return self.root / "reports" / YEAR

    @property
    def environ(self) -> dict[str, str]:
        return {**os.environ, VARIABLE: str(self.root), "COLUMNS": "200", "NO_COLOR": "1"}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "analysis", "run", RUN, *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            cwd=self.root,
            env=self.environ,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )

    def settings(self, **changes: Any) -> None:
        """Change keys of the run file."""
        path = self.root / RUN
        path.write_text(
            yaml.safe_dump({**yaml.safe_load(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8"
        )

    def notebook(self, name: str, source: str) -> None:
        """A county report whose first cell after the parameters runs `source`."""
        book = json.loads((self.root / "notebooks" / "county_report.ipynb").read_text(encoding="utf-8"))
        at = next(i for i, cell in enumerate(book["cells"]) if "parameters" in cell["metadata"].get("tags", []))
        cell = {
            "cell_type": "code",
            "execution_count": None,
            "id": "tested",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        book["cells"].insert(at + 1, cell)
        (self.root / "notebooks" / f"{name}.ipynb").write_text(json.dumps(book), encoding="utf-8")

    def index(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((self.reports / "index.json").read_text(encoding="utf-8"))
        return said

    def last_run(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(max((self.reports / "runs").glob("*.json")).read_text(encoding="utf-8"))
        return said

    def pages(self) -> dict[str, str]:
        """Content of every printed file but WHEN, by path; nothing of runs, index and earlier pages."""
        files = (path for path in self.reports.glob("9*/*") if path.is_file() and path.name != WHEN)
        return {path.relative_to(self.reports).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def make(root: Path, counties: int) -> Batch:
    """A few small counties, 990001 and on. 建立测试项目。"""
    make_project(root, counties, schools=12)
    return Batch(root)


def change(path: Path, old: str, new: str) -> None:
    """Change the first place where a text stands; SOURCE.yml is told the new hash where it is a data file."""
    text = path.read_bytes().decode("utf-8-sig" if path.suffix == ".csv" else "utf-8")
    assert old in text, f"{path.name} does not hold {old}"
    path.write_bytes(text.replace(old, new, 1).encode("utf-8-sig" if path.suffix == ".csv" else "utf-8"))
    passport = path.with_name("SOURCE.yml")
    if path.suffix == ".csv" and passport.is_file():
        source = yaml.safe_load(passport.read_text(encoding="utf-8"))
        source["files"][path.name] = sha256(path.read_bytes()).hexdigest()
        passport.write_text(yaml.safe_dump(source, allow_unicode=True), encoding="utf-8")
