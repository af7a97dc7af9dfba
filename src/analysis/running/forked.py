"""A notebook in a fresh process forked from a warmed one. 预热派生运行。

Starting a kernel and importing pandas and matplotlib costs more than the report itself. The standard library's fork
server imports them once; every notebook then runs in a process of its own, forked from it, and ends with it: no
variable, figure, warning filter or random state of one county reaches the next. Where there is no fork (Windows),
papermill's own engine starts a plain kernel.
"""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from . import quick_start

NAME = "forked"
#: What a report needs, imported once in the server.
PRELOAD = ["analysis.running.quick_start", "analysis.running.cells", "analysis.reporting.sections", "analysis.intake.checks", "pandera.pandas"]
AVAILABLE = "forkserver" in multiprocessing.get_all_start_methods()


def warm_up() -> None:
    """Start the server; it imports while the caller goes on. 启动预热进程。"""
    if AVAILABLE:
        from multiprocessing import forkserver

        multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOAD)
        forkserver.ensure_running()


def register() -> None:
    """Make the engine known to papermill. 注册运行引擎。"""
    assert quick_start
    from nbformat.v4 import output_from_msg
    from papermill.engines import Engine, papermill_engines

    class ForkedEngine(Engine):  # type: ignore[misc]
        """papermill's engine interface over a forked process. 派生进程引擎。"""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, log_output: bool = False, **kwargs: Any) -> None:
            """Run the cells in order; stop at the first that fails. 逐格运行。"""
            cells = [(i, cell.source) for i, cell in enumerate(nb_man.nb.cells) if cell.cell_type == "code" and cell.source.strip()]
            for (index, _), (outputs, failed) in zip(cells, _run(cells), strict=False):
                cell = nb_man.nb.cells[index]
                nb_man.cell_start(cell, index)
                cell.outputs = [output_from_msg(message) for message in outputs]
                cell.execution_count = next((o["execution_count"] for o in cell.outputs if "execution_count" in o), index)
                if failed:
                    nb_man.cell_exception(cell, index)
                    break
                nb_man.cell_complete(cell, index)

    papermill_engines.register(NAME, ForkedEngine)


def _run(cells: list[tuple[int, str]]) -> Any:
    """Yield what each cell put out, as the process sends it."""
    from .cells import run_cells

    context = multiprocessing.get_context("forkserver")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=run_cells, args=(there, [source for _, source in cells], str(Path.cwd()), dict(os.environ)))
    process.start()
    there.close()
    try:
        yield from _received(here, len(cells))
    finally:
        here.close()
        process.join(timeout=1)
        if process.is_alive():
            process.kill()
            process.join()


def _received(connection: Connection, expected: int) -> Any:
    for _ in range(expected):
        try:
            yield connection.recv()
        except EOFError as error:
            raise RuntimeError("the notebook's process ended before its cells did") from error
