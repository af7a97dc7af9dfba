"""From a task to a printed folder. 生成一份报告。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from ..project import Project
from .engine import fork_server, papermill_engines
from .inputs import Inputs
from .kept_inputs import keep_inputs
from .manifest import NAME, manifest, write_manifest, write_printed
from .one_notebook import FRESH, failed_notebook, print_notebook
from .publish import published
from .task import PageTask


@dataclass(frozen=True)
class Printed:
    """What was printed. 已生成的报告。"""

    folder: Path
    page: dict[str, Any]
    seconds: float


def print_page(
    project: Project,
    task: PageTask,
    kernel: str = papermill_engines.FORKED,
    step: Callable[[str], None] = lambda _: None,
) -> Printed:
    """Run the notebook, export both pages, publish the folder. 生成一份报告。

    kernel : engines.FORKED, engines.HERE, or FRESH for a plain kernel, as Jupyter would start
    step   : told what is being done, in Chinese
    Raises UserError (NotebookFailed where the notebook raised); nothing is published then.
    """
    begun = perf_counter()
    if kernel == papermill_engines.FORKED:
        kernel = FRESH if not fork_server.AVAILABLE else kernel
        fork_server.warm_up(fork_server.NOTEBOOK)
    folder = task.folder(project)
    with published(folder) as staging:
        step("运行笔记本，生成网页和 PDF")
        # Before the run: what changes meanwhile must not pass for what was read.
        inputs = Inputs(project)
        before = inputs.of(task)
        page = print_notebook(
            project, project.notebooks / f"{task.notebook}.ipynb", task.parameters, staging, folder.name, kernel
        )
        keep_inputs(project, before, staging)
        write_manifest(staging / NAME, manifest(before, inputs.packages, task, staging, page))
        write_printed(staging, perf_counter() - begun)
    failed_notebook(folder).unlink(missing_ok=True)
    return Printed(folder, page, perf_counter() - begun)


def print_methodology(project: Project, as_of: str) -> Printed:
    """The methodology page, from cards, rulings and cases. 生成方法说明。"""
    begun = perf_counter()
    fork_server.warm_up(fork_server.NOTEBOOK)
    notebook = project.notebooks / "methodology.ipynb"
    folder = project.root / "reports" / "methodology"
    with published(folder) as staging:
        page = print_notebook(
            project,
            notebook,
            {"as_of": as_of},
            staging,
            "methodology",
            papermill_engines.FORKED if fork_server.AVAILABLE else FRESH,
        )
    return Printed(folder, page, perf_counter() - begun)
