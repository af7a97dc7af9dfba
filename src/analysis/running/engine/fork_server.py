"""Processes forked from a warmed one. 预热派生运行。

Starting a kernel and importing pandas and matplotlib costs more than the report itself. The standard library's fork
server imports them once; every notebook then runs in a process of its own, forked from it, and ends with it: no
variable, figure, warning filter or random state of one county reaches the next. Where there is no fork (Windows),
a process starts anew.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

#: What a notebook needs, imported once in the server; `warmed` adds what printing needs.
NOTEBOOK = [
    "analysis.running.engine.import_guard",
    "analysis.running.engine.run_cells",
    "analysis.pages.county_report",
    "analysis.intake.checks",
    "pandera.pandas",
]
WHOLE = ["analysis.running.engine.preload"]
AVAILABLE = "forkserver" in multiprocessing.get_all_start_methods()


def context() -> BaseContext:
    """Where processes come from. 进程上下文。"""
    return multiprocessing.get_context("forkserver" if AVAILABLE else "spawn")


def warm_up(modules: list[str]) -> None:
    """Start the server; it imports while the caller goes on. 启动预热进程。"""
    if AVAILABLE:
        from multiprocessing import forkserver

        context().set_forkserver_preload(modules)
        forkserver.ensure_running()


def run(sources: list[str]) -> Iterator[Any]:
    """What each cell put out, as the process sends it. 在派生进程中运行。

    Raises RuntimeError where the process ended before its cells did.
    """
    here, there = context().Pipe(duplex=False)
    process = context().Process(target=_send_cells, args=(there, sources, str(Path.cwd()), dict(os.environ)))  # type: ignore[attr-defined]
    process.start()
    there.close()
    try:
        for _ in sources:
            yield here.recv()
    except EOFError as error:
        raise RuntimeError("the notebook's process ended before its cells did") from error
    finally:
        here.close()
        process.join(timeout=1)
        if process.is_alive():
            process.kill()
            process.join()


def _send_cells(connection: Connection, sources: list[str], folder: str, environ: dict[str, str]) -> None:
    from .run_cells import run_cells

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    for ran in run_cells(sources):
        connection.send(ran)
    connection.close()
