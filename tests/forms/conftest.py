"""Reports to fill in forms from: the samples, the samples changed, and counties made by hand. 申报材料的测试数据。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from case_tables import case_tables

from analysis.intake.intake import Intake, load
from analysis.intake.origin import Origin, letter
from analysis.intake.source import DataSource
from analysis.pages.numbers import Numbers
from analysis.pages.provenance import Provenance
from analysis.pages.report import Report
from analysis.project import Project
from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook

AS_OF = date(2025, 9, 1)
Tables = dict[str, pd.DataFrame]
Change = Callable[[Tables], None]
#: (county of the samples, what to change in its tables, whether it says that it is synthetic) -> report
Make = Callable[..., Report]


@pytest.fixture(scope="session")
def received(project: Project, rules: RuleBook) -> Callable[[str], Intake]:
    known: dict[str, Intake] = {}

    def read(county: str) -> Intake:
        if county not in known:
            known[county] = load(project.raw(county, "2025"), county, project.corrections, rules)
        return known[county]

    return read


@pytest.fixture(scope="session")
def make(project: Project, rules: RuleBook, received: Callable[[str], Intake]) -> Make:
    def report(county: str, change: Change | None = None, synthetic: bool = True) -> Report:
        intake = received(county)
        tables = {name: frame.copy() for name, frame in intake.tables.items()}
        if change is not None:
            change(tables)
        assert intake.source is not None
        source = intake.source.model_copy(update={"synthetic": synthetic})
        return _report(
            project, rules, replace(intake, tables=tables, source=source), "甘州区" if county == "620702" else "永昌县"
        )

    return report


@pytest.fixture(scope="session")
def by_hand(project: Project, rules: RuleBook) -> Callable[[dict[str, object]], Report]:
    """A report on a county of a few words (see case_tables), as if each table had been read from a sheet."""

    def report(case: dict[str, object]) -> Report:
        tables = {name: frame.assign(source_row=range(2, len(frame) + 2)) for name, frame in case_tables(case).items()}
        origins = {}
        for name, frame in tables.items():
            items = {column: row for row, column in enumerate(frame.columns, start=2)} if name == "county" else {}
            origins[name] = Origin(
                "数据.xlsx", name, "", {column: letter(i) for i, column in enumerate(frame.columns)}, items=items
            )
        code = str(tables["county"]["county"].iloc[0])
        source = DataSource(
            county=code,
            school_year="2025",
            title="手工数据",
            provided_by="某县教育局",
            received_on=date(2025, 10, 15),
            synthetic=True,
        )
        return _report(project, rules, Intake(code, Path("data"), source, tables, origins, (), {}), "某县")

    return report


def _report(project: Project, rules: RuleBook, intake: Intake, name: str) -> Report:
    evaluation = evaluate(intake.tables, rules, AS_OF)
    numbers = Numbers(evaluation, Provenance(intake, evaluation))
    return Report(project, intake.county, name, f"某省某市{name}", "2025", AS_OF, intake, evaluation, numbers)


@pytest.fixture(scope="session")
def ganzhou(make: Make) -> Report:
    return make("620702")


@pytest.fixture(scope="session")
def yongchang(make: Make) -> Report:
    """The sample with a school recognised by tolerance, one without data, and one whose document is not complete."""
    return make("620321")
