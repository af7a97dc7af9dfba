"""The parts of a report, each in a warm process, by pytest-benchmark. 各步骤测量。"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.intake.intake import load
from analysis.pages.report import open_report
from analysis.project import Project
from analysis.running.engine import papermill_engines
from analysis.running.one_notebook import execute, export
from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook, read_rules

DAY = date(2025, 9, 1)


@pytest.mark.parametrize(("kind", "county"), [("excel", "620702"), ("csv", "430203")])
def test_reading_and_checking(benchmark: Any, project: Project, rules: RuleBook, kind: str, county: str) -> None:
    benchmark.pedantic(
        load, (project.raw(county, "2025"), county, project.corrections, rules), rounds=5, warmup_rounds=1
    )


def test_reading_the_rules(benchmark: Any, project: Project) -> None:
    benchmark.pedantic(read_rules, (project.standards,), rounds=5, warmup_rounds=1)


def test_scoring(benchmark: Any, project: Project, rules: RuleBook) -> None:
    tables = load(project.raw("620702", "2025"), "620702", project.corrections, rules).tables
    benchmark.pedantic(evaluate, (tables, rules, DAY), rounds=9, warmup_rounds=2)


@pytest.fixture(scope="module")
def executed(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("run")
    papermill_engines.register()
    parameters = {"county": "620702", "school_year": "2025", "as_of": DAY.isoformat(), "out": "."}
    return execute(
        project, project.notebooks / "county_report.ipynb", parameters, folder, "620702", papermill_engines.HERE
    ), folder


def test_running_the_cells(benchmark: Any, project: Project, executed: Any) -> None:
    parameters = {"county": "620702", "school_year": "2025", "as_of": DAY.isoformat(), "out": "."}
    benchmark.pedantic(
        execute,
        (project, project.notebooks / "county_report.ipynb", parameters, executed[1], "620702", papermill_engines.HERE),
        rounds=3,
    )


def test_both_pages(benchmark: Any, executed: tuple[Any, Path]) -> None:
    run, folder = executed
    benchmark.pedantic(export, (run, folder, "county_report"), rounds=3, warmup_rounds=1)


def test_the_report_object(benchmark: Any, project: Project) -> None:
    benchmark.pedantic(open_report, ("620702", "2025", "2025-09-01", project), rounds=3, warmup_rounds=1)
