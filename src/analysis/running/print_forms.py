"""The official forms of one county, as files that offices exchange. 生成自评申报表和自评报告。"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from ..project import Project
from .inputs import Inputs
from .manifest import NAME, manifest, write_manifest, write_printed
from .publish import published
from .task import PageTask


def print_forms(project: Project, task: PageTask) -> Path:
    """Write the workbook of forms, the self-report and the numbers on them. 生成申报材料。

    task    : of kind FORMS
    returns : reports/<year>/<county>.forms, complete or as it was
    Raises UserError (DataError where the data must be corrected first).
    """
    from ..pages.county_report.colophon import write_tables
    from ..pages.forms.self_report import write_self_report
    from ..pages.forms.workbook import write_forms
    from ..pages.report import open_report
    from ..scoring.verdicts import WORDS

    begun = perf_counter()
    folder = task.folder(project)
    inputs = Inputs(project)
    before = inputs.of(task)
    report = open_report(task.division, task.school_year, task.parameters["as_of"], project)
    with published(folder) as staging:
        write_forms(report, staging / f"{report.name}自评申报表.xlsx")
        write_self_report(report, staging / f"{report.name}自评报告.docx")
        write_tables({"numbers.csv": report.numbers.frame()}, staging)
        page = {
            "title": f"{report.name}自评申报表和自评报告",
            "verdict": WORDS[report.county_verdict("county")["verdict"]],
            "synthetic": report.synthetic,
        }
        write_manifest(staging / NAME, manifest(before, inputs.packages, task, staging, page))
        write_printed(staging, perf_counter() - begun)
    return folder
