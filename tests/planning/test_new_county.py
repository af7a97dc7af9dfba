"""A new county has a timetable within the hour: the template is offered, and no data are needed. 新建县采用模板。"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from analysis.planning.before_data import has_data, plan_alone
from analysis.planning.ledger import is_task
from analysis.project import Project
from analysis.running.scaffold import write_county

OFFERED = "# profiles: [x_county_2026]\n"


@pytest.fixture
def started(project: Project, tmp_path: Path) -> Project:
    for folder in ("params", "data/reference"):
        shutil.copytree(project.root / folder, tmp_path / folder)
    write_county(Project(tmp_path), "620725", "山丹县", "2025", "2025-09-01", "")
    return Project(tmp_path)


def test_the_template_is_offered_and_binds_nobody_until_it_is_taken(started: Project) -> None:
    params = started.counties / "620725.yml"
    assert OFFERED in params.read_text(encoding="utf-8")
    params.write_text(params.read_text(encoding="utf-8").replace(OFFERED, OFFERED[2:]), encoding="utf-8")
    alone = plan_alone(started, "620725", date(2026, 3, 5))
    # The template has 23 tasks, all of them still ahead in March 2026.
    assert len(alone.ledger.lines) == 23 and all(is_task(line.id) for line in alone.ledger.lines)
    assert [line.id for line in alone.ledger.lines if line.colour == "red"] == []


def test_a_workbook_in_which_no_school_stands_is_no_data(started: Project, project: Project) -> None:
    assert not has_data(started, "620725", "2025")
    assert has_data(project, "620702", "2025")
    assert not has_data(project, "620702", "1999")


def test_a_file_that_cannot_be_read_is_not_passed_over(started: Project) -> None:
    (workbook,) = started.raw("620725", "2025").glob("*.xlsx")
    workbook.write_bytes(b"no workbook at all")
    assert has_data(started, "620725", "2025")
