"""The list of problems of one county's data, as a page and a table. 生成数据问题清单。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ..errors import UserError
from ..intake.intake import load
from ..intake.reading import Intake
from ..pages.data_check.findings_page import write_check_csv, write_check_page
from ..project import Project
from ..standard.county_params import read_county_params, rule_date
from ..standard.places import full_name, read_places

FOLDER = "check"


def print_check(project: Project, county: str, school_year: str) -> tuple[str, Intake, Path]:
    """Read and check one county, write data_check.html and data_check.csv. 校验一县数据。

    returns : full name of the county, what was read, reports/<year>/<county>.check
    """
    name = full_name(county, read_places(project.places))
    intake = load(
        project.raw(county, school_year), county, project.corrections, as_of=_rule_date(project, county, school_year)
    )
    folder = project.printed(county, school_year, FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    write_check_page(intake, folder / "data_check.html", name)
    write_check_csv(intake, folder / "data_check.csv")
    return name, intake, folder


def _rule_date(project: Project, county: str, school_year: str) -> date | None:
    """The date that the county decided for the year, None where it decided nothing yet."""
    try:
        return rule_date(read_county_params(project.counties, county), school_year)
    except UserError:
        return None
