"""From parameters to the printed folder of one county. 单县运行。"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Any

from ..errors import UserError
from ..project import VARIABLE, Project
from . import forked
from . import quick_start  # noqa: F401 - before papermill
from .manifest import manifest, write_manifest
from .parameters import check_parameters
from .publish import published

NOTEBOOK = "county_report.ipynb"
#: Raised in the kernel by our own code; their text is meant for the user.
OURS = {"UserError", "DataError"}


@dataclass(frozen=True)
class Printed:
    """What was printed. 已生成的报告。"""

    folder: Path
    page: dict[str, Any]
    seconds: float


class NotebookFailed(UserError):
    """The notebook raised; `kind` is the exception's name. 笔记本运行失败。"""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


def print_county(
    project: Project, county: str, school_year: str, as_of: str, step: Callable[[str], None] = lambda _: None, fresh_kernel: bool = False
) -> Printed:  # fmt: skip
    """Run the notebook, export both pages, publish the folder. 生成一县报告。

    step         : told what is being done, in Chinese
    fresh_kernel : start a plain kernel, as Jupyter would, instead of forking a warmed process
    Raises UserError (NotebookFailed where the notebook raised); nothing is published then.
    """
    begun = perf_counter()
    forking = forked.AVAILABLE and not fresh_kernel
    if forking:
        forked.warm_up()
    notebook = project.notebooks / NOTEBOOK
    parameters = {"county": county, "school_year": school_year, "as_of": as_of, "out": "."}
    check_parameters(notebook, parameters)
    with published(project.report(county, school_year)) as staging:
        step("运行笔记本")
        warm = Thread(target=_warm_up, daemon=True)
        warm.start()
        run = _execute(project, notebook, staging, parameters, forking)
        warm.join()
        step("导出网页和 PDF")
        page = export(run, staging)
        write_manifest(staging / "manifest.json", manifest(project, staging, page, parameters, perf_counter() - begun))
    return Printed(project.report(county, school_year), page, perf_counter() - begun)


def _warm_up() -> None:
    """Load what the export needs while the kernel is busy."""
    from ..reporting import html_exporter, pdf_exporter

    pdf_exporter.warm_up()
    assert html_exporter


def _execute(project: Project, notebook: Path, staging: Path, parameters: dict[str, str], forking: bool) -> Any:
    from papermill import PapermillExecutionError, execute_notebook

    if forking:
        forked.register()
    os.environ[VARIABLE] = str(project.root)
    target = staging / notebook.name
    try:
        return execute_notebook(
            str(notebook), str(target), parameters=parameters, cwd=str(staging), progress_bar=False, log_output=False,
            engine_name=forked.NAME if forking else None,
        )  # fmt: skip
    except PapermillExecutionError as error:
        if error.ename in OURS:
            raise NotebookFailed(error.evalue, error.ename) from error
        kept = staging.parent / f"{parameters['county']}.failed.ipynb"
        shutil.copyfile(target, kept)
        raise NotebookFailed(
            f"{parameters['county']} 的笔记本在第 {error.exec_count} 格出错：{error.ename}: {error.evalue}。\n"
            f"出错的笔记本保存在 {kept}，可用 JupyterLab 打开查看。", error.ename,
        ) from error  # fmt: skip


def export(run: Any, staging: Path) -> dict[str, Any]:
    """Both pages of an executed notebook. 导出网页与 PDF。"""
    from ..reporting.html_exporter import PageHTMLExporter
    from ..reporting.notebook_page import page_of
    from ..reporting.pdf_exporter import PagePDFExporter

    stem = Path(NOTEBOOK).stem
    (staging / f"{stem}.pdf").write_bytes(PagePDFExporter().from_notebook_node(run)[0])
    (staging / f"{stem}.html").write_text(PageHTMLExporter().from_notebook_node(run)[0], encoding="utf-8")
    return page_of(run)
