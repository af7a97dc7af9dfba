"""One notebook: run it, export both pages. 运行一个笔记本并导出。"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Any

from ..errors import UserError
from ..project import VARIABLE, Project
from .engine import papermill_engines

#: A plain kernel tells on stderr that it speaks over local TCP; that is no news to the user.
QUIET = ["--IPKernelApp.log_level=ERROR"]
#: Raised in the notebook by our own code; their text is meant for the user.
OURS = {"UserError", "DataError"}
FRESH = "fresh"


class NotebookFailed(UserError):
    """The notebook raised; `kind` is the exception's name. 笔记本运行失败。"""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


def print_notebook(
    project: Project, notebook: Path, parameters: Mapping[str, str], staging: Path, name: str, kernel: str
) -> dict[str, Any]:
    """Run a notebook in `staging`, write its pages beside it, return the page record. 运行并导出。

    name   : of the folder that `staging` will be
    kernel : engines.FORKED, engines.HERE or FRESH
    Raises NotebookFailed where the notebook raised.
    """
    # Before the thread: two threads that import Jupyter's client at once each see half of it.
    papermill_engines.register()
    warm = Thread(target=_warm_up, daemon=True)
    warm.start()
    run = execute(project, notebook, parameters, staging, name, kernel)
    warm.join()
    return export(run, staging, notebook.stem)


def _warm_up() -> None:
    """Load what the export needs while the notebook runs."""
    from ..printing import html_exporter, pdf_exporter

    pdf_exporter.warm_up()
    assert html_exporter


def execute(
    project: Project, notebook: Path, parameters: Mapping[str, str], staging: Path, name: str, kernel: str
) -> Any:
    """The executed notebook, written to `staging` too. 运行笔记本。

    Raises NotebookFailed where it raised; it is then kept beside `staging`.
    """
    from papermill import PapermillExecutionError, execute_notebook
    from papermill.engines import papermill_engines

    os.environ[VARIABLE] = str(project.root)
    target = staging / notebook.name
    fresh = kernel == FRESH
    # Given a path, papermill writes the whole notebook before and after each cell: a third of a report's time.
    kept_by_papermill = str(target) if fresh else None
    try:
        run = execute_notebook(
            str(notebook),
            kept_by_papermill,
            parameters=dict(parameters),
            cwd=str(staging),
            progress_bar=False,
            log_output=False,
            engine_name=None if fresh else kernel,
            extra_arguments=QUIET if fresh else [],
        )
    except PapermillExecutionError as error:
        if error.ename in OURS:
            raise NotebookFailed(error.evalue, error.ename) from error
        kept = failed_notebook(staging.with_name(name))
        if not fresh:
            import nbformat

            nbformat.write(papermill_engines.get_engine(kernel).executed, target)
        shutil.copyfile(target, kept)
        raise NotebookFailed(
            f"{name} 的笔记本在第 {error.exec_count} 格出错：{error.ename}: {error.evalue}。\n"
            f"出错的笔记本保存在 {kept}，可用 JupyterLab 打开查看。",
            error.ename,
        ) from error
    _drop_the_chance(run)
    # nbformat indents, and the numbers of a county then take longer to write than their PDF takes to set.
    target.write_text(json.dumps(run, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return run


def failed_notebook(folder: Path) -> Path:
    """Where a notebook that failed is kept, to be looked at. 出错笔记本的位置。"""
    return folder.with_name(f"{folder.name}.failed.ipynb")


def _drop_the_chance(run: Any) -> None:
    """Drop times, and the random id of the cell that papermill adds: the same inputs give the same file."""
    for part in (run, *run.cells):
        part.metadata.pop("papermill", None)
        part.metadata.pop("execution", None)
    for cell in run.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    run.metadata["language_info"] = {"name": "python"}


def export(run: Any, staging: Path, stem: str) -> dict[str, Any]:
    """Both pages of an executed notebook, and those of its single sheets where it has some. 导出网页与 PDF。"""
    from ..printing.html_exporter import PageHTMLExporter
    from ..printing.notebook_page import page_of
    from ..printing.pdf_exporter import PagePDFExporter

    (staging / f"{stem}.pdf").write_bytes(PagePDFExporter().from_notebook_node(run)[0])
    (staging / f"{stem}.html").write_text(PageHTMLExporter().from_notebook_node(run)[0], encoding="utf-8")
    page = page_of(run)
    if page.get("sheets"):
        from ..pages.school_sheet.split import write_single

        write_single(run, staging)
    return page
