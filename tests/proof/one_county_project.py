"""A project with one county, as a workbook, small enough to print in a test. 核对测试用的项目。"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl

from analysis.project import VARIABLE, Project

ROOT = Path(__file__).resolve().parents[2]
CODE, YEAR = "620302", "2025"
BOOK = "金川区义务教育学校数据.xlsx"


def run(root: Path, *words: str, source: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`python <words>` for the project at `root`; `source` is another copy of the program."""
    environ = {**os.environ, VARIABLE: str(root), "PYTHONUTF8": "1"}
    if source:
        environ["PYTHONPATH"] = str(source)
    return subprocess.run(
        [sys.executable, *words], cwd=root, env=environ, capture_output=True, encoding="utf-8", timeout=120
    )


def as_workbook(folder: Path) -> None:
    """One workbook in place of the CSV files, figures as figures."""
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    for path in sorted(folder.glob("*.csv")):
        sheet = book.create_sheet(path.stem)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.reader(stream):
                sheet.append([row[0], *(_figure(text) for text in row[1:])])
        path.unlink()
    book.save(folder / BOOK)
    source = folder / "SOURCE.yml"
    lines = source.read_text(encoding="utf-8").splitlines()
    source.write_text("\n".join(lines[: lines.index("files:")]) + "\n", encoding="utf-8")


def _figure(text: str) -> object:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text or None


def workplace(root: Path) -> Project:
    """The rules, the notebooks and the data of one county. 只有一个县的项目。"""
    for name in ("params", "notebooks", "data/reference", f"data/raw/{CODE}"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    as_workbook(root / "data" / "raw" / CODE / YEAR)
    return Project(root)
