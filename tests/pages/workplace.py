"""A copy of the project to run the command in, so that nothing is printed into the working tree. 项目副本。"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from analysis.cli import app
from analysis.project import VARIABLE, Project

#: A run that takes longer hangs.
PATIENCE = 120


@dataclass(frozen=True)
class Workplace:
    """A project of its own. 项目副本。"""

    root: Path

    @property
    def project(self) -> Project:
        return Project(self.root)

    @property
    def environ(self) -> dict[str, str]:
        return {**os.environ, VARIABLE: str(self.root), "COLUMNS": "120", "NO_COLOR": "1"}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`python -m analysis …` in this project."""
        return subprocess.run(
            [sys.executable, "-m", "analysis", *words],
            cwd=self.root,
            env=self.environ,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The same in this process: quicker, for what starts no notebook."""
        done = CliRunner(env=self.environ).invoke(app, words, prog_name="python -m analysis")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)

    def report(self, county: str) -> Path:
        return self.project.report(county, "2025")

    def hashes(self, *folders: str) -> dict[str, str]:
        """Content of every file below some folders, by path."""
        files = (path for folder in folders for path in (self.root / folder).rglob("*") if path.is_file())
        return {str(path.relative_to(self.root)): sha256(path.read_bytes()).hexdigest() for path in files}


def copy_project(source: Path, root: Path) -> Workplace:
    """params, data and notebooks as they stand; no report."""
    for folder in ("params", "data", "notebooks"):
        shutil.copytree(source / folder, root / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (root / "tests" / "cases").mkdir(parents=True)
    return Workplace(root)


@dataclass(frozen=True)
class Printed:
    """A report folder and what the commands that led to it said. 已生成的报告。"""

    workplace: Workplace
    county: str
    said: dict[str, Any]

    @property
    def folder(self) -> Path:
        return self.workplace.report(self.county)

    @property
    def page(self) -> Path:
        return self.folder / "county_report.html"

    @property
    def paper(self) -> Path:
        return self.folder / "county_report.pdf"
