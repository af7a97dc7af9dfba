"""The official forms of one county, as files that offices exchange. 生成自评申报表和自评报告。"""

from __future__ import annotations

from pathlib import Path

from ..project import Project
from .publish import published


def print_forms(project: Project, county: str, school_year: str, as_of: str) -> Path:
    """Write the workbook of forms, the self-report and the numbers on them. 生成申报材料。

    returns : reports/<year>/<county>.forms, complete or as it was
    Raises UserError (DataError where the data must be corrected first).
    """
    from ..reporting.forms.self_report import write_self_report
    from ..reporting.forms.workbook import write_forms
    from ..reporting.report import open_report
    from ..reporting.sections.colophon import write_tables

    report = open_report(county, school_year, as_of, project)
    folder = project.report(county, school_year)
    folder = folder.with_name(f"{folder.name}.forms")
    with published(folder) as staging:
        write_forms(report, staging / f"{report.name}自评申报表.xlsx")
        write_self_report(report, staging / f"{report.name}自评报告.docx")
        write_tables({"numbers.csv": report.numbers.frame()}, staging)
    return folder
