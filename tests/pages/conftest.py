"""Two printed counties, shared by all workers of a test run. 已生成的两县报告。"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tiny_county
from filelock import FileLock
from workplace import Printed, Workplace, copy_project

from analysis.project import Project
from analysis.running.one_page import print_page
from analysis.running.task import task_for

GANZHOU = "620702"


@pytest.fixture
def workplace(project: Project, tmp_path: Path) -> Workplace:
    """A copy that a test may spoil."""
    return copy_project(project.root, tmp_path / "project")


@pytest.fixture(scope="session")
def ganzhou(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The sample county, printed as the README says. Read it, do not change it."""
    return _once(project, tmp_path_factory, GANZHOU, _print_sample)


@pytest.fixture(scope="session")
def tiny(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """A new county from blank template to report, by the commands alone. Read it, do not change it."""
    return _once(project, tmp_path_factory, tiny_county.CODE, _print_new)


def _once(
    project: Project, factory: pytest.TempPathFactory, county: str, make: Callable[[Workplace], dict[str, Any]]
) -> Printed:
    """Print a county in the first worker that wants it; the others wait and read."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"printed-{county}"
    with FileLock(f"{shared}.lock"):
        record = shared / "said.json"
        if not record.exists():
            # Left by another worker that failed halfway.
            shutil.rmtree(shared, ignore_errors=True)
            said = make(copy_project(project.root, shared))
            record.write_text(json.dumps(said), encoding="utf-8")
    return Printed(Workplace(shared), county, json.loads(record.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def new_pages(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A project in which the pages beside the county report are printed. Read it, do not change it."""
    return _once(project, tmp_path_factory, "new-pages", _print_new_pages).workplace


#: Notebook, division, its own parameters: one of each kind, and the letter of one office.
NEW_PAGES = (
    ("school_sheet", "620321", {"school": "6203210004", "date": "2025-09-30"}),
    ("monthly_report", "620302", {"month": "2025-09"}),
    ("office_letter", "620302", {"date": "2025-09-30"}),
    ("office_letter", "620321", {"date": "2025-09-30", "office": "市教育局"}),
    ("city_overview", "620300", {}),
)


def _print_new_pages(workplace: Workplace) -> dict[str, Any]:
    project = workplace.project
    for notebook, division, more in NEW_PAGES:
        print_page(project, task_for(project, notebook, division, "2025", "2025-09-01", more))
    return {}


def _say(workplace: Workplace, *words: str) -> dict[str, Any]:
    done = workplace.run(*words)
    return {"code": done.returncode, "out": done.stdout, "err": done.stderr}


def _print_sample(workplace: Workplace) -> dict[str, Any]:
    before = workplace.hashes("data", "params", "notebooks")
    said = {
        "report": _say(workplace, "report", GANZHOU),
        "changed": workplace.hashes("data", "params", "notebooks") != before,
    }
    assert said["report"]["code"] == 0, said["report"]["err"]
    return said


def _print_new(workplace: Workplace) -> dict[str, Any]:
    code, name = tiny_county.CODE, tiny_county.NAME
    said = {"new": _say(workplace, "new-county", code, name), "blank": _say(workplace, "check", code)}
    book = workplace.project.raw(code, "2025") / f"{name}义务教育学校数据.xlsx"
    template = workplace.root / "空白表.xlsx"
    said["template"] = _say(workplace, "template", str(template))
    said["same"] = template.read_bytes() == book.read_bytes()
    shutil.move(template, book)
    tiny_county.fill(book)
    said["check"] = _say(workplace, "check", code)
    said["report"] = _say(workplace, "report", code)
    assert said["report"]["code"] == 0, said["report"]["err"]
    return said
