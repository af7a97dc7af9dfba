"""From parameters to the printed folder of one county. 单县运行。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from ..project import Project
from . import forked
from .manifest import manifest, write_manifest
from .one_notebook import print_notebook
from .parameters import check_parameters
from .publish import published

NOTEBOOK = "county_report.ipynb"


@dataclass(frozen=True)
class Printed:
    """What was printed. 已生成的报告。"""

    folder: Path
    page: dict[str, Any]
    seconds: float


def print_county(
    project: Project, county: str, school_year: str, as_of: str, step: Callable[[str], None] = lambda _: None, fresh_kernel: bool = False
) -> Printed:  # fmt: skip
    """Run the notebook, export both pages, publish the folder. 生成一县报告。

    step         : told what is being done, in Chinese
    fresh_kernel : start a plain kernel, as Jupyter would, instead of forking a warmed process
    Raises UserError (NotebookFailed where the notebook raised); nothing is published then.
    """
    begun = perf_counter()
    if not fresh_kernel:
        forked.warm_up()
    notebook = project.notebooks / NOTEBOOK
    parameters = {"county": county, "school_year": school_year, "as_of": as_of, "out": "."}
    check_parameters(notebook, parameters)
    folder = project.report(county, school_year)
    with published(folder) as staging:
        step("运行笔记本，生成网页和 PDF")
        page = print_notebook(project, notebook, parameters, staging, county, fresh_kernel)
        write_manifest(staging / "manifest.json", manifest(project, staging, page, parameters, perf_counter() - begun))
    return Printed(folder, page, perf_counter() - begun)


def print_methodology(project: Project, as_of: str, fresh_kernel: bool = False) -> Printed:
    """The methodology page, from cards, rulings and cases. 生成方法说明。"""
    begun = perf_counter()
    if not fresh_kernel:
        forked.warm_up()
    notebook = project.notebooks / "methodology.ipynb"
    check_parameters(notebook, {"as_of": as_of})
    folder = project.root / "reports" / "methodology"
    with published(folder) as staging:
        page = print_notebook(project, notebook, {"as_of": as_of}, staging, "methodology", fresh_kernel)
    return Printed(folder, page, perf_counter() - begun)
