"""What one process of a batch does: print one page, and say how it went. 批量运行中的一个进程。"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from ..errors import UserError
from ..project import Project
from .outcome import DATA, MEMORY, NOTEBOOK, WORDS
from .task import FORMS, Task

#: What the process says first, when it is at work; one that ends before was never started.
BEGUN = "begun"
KINDS = {"DataError": DATA, "MemoryError": MEMORY, "UserError": WORDS}


@dataclass(frozen=True)
class Order:
    """A task with all that its process must know. 工作指令。

    memory_mb : the process may not ask for more
    log       : where what it and its notebook print goes
    """

    root: Path
    task: Task
    kernel: str
    memory_mb: int
    log: Path


def work(connection: Connection, order: Order) -> None:
    """Send BEGUN, then (kind of failure or "", reason). 执行并报告结果。"""
    # The lead may be killed: nobody then waits for the page, and nobody would stop a notebook that hangs.
    Thread(target=_end_with, args=(connection,), daemon=True).start()
    _redirect(order.log)
    _limit_memory(order.memory_mb)
    # Ctrl-C reaches the lead, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection.send(BEGUN)
    done = _done(order)
    sys.stdout.flush()
    sys.stderr.flush()
    connection.send(done)


def _done(order: Order) -> tuple[str, str]:
    from .one_notebook import NotebookFailed
    from .one_page import print_page
    from .print_forms import print_forms

    project, task = Project(order.root), order.task
    try:
        print_forms(project, task) if task.notebook == FORMS else print_page(project, task, order.kernel)
    except NotebookFailed as error:
        return _told(order, error.kind, str(error))
    except UserError as error:
        return _told(order, type(error).__name__, str(error))
    except MemoryError as error:
        return _told(order, "MemoryError", str(error))
    except BaseException as error:  # one county's failure is its own, whatever it is
        traceback.print_exc()
        return NOTEBOOK, f"{type(error).__name__}: {error}"
    return "", ""


def _told(order: Order, kind: str, reason: str) -> tuple[str, str]:
    """The kind of failure; for data that must be corrected the list of all faults is printed."""
    from .print_check import print_check

    if kind == "DataError":
        print_check(Project(order.root), order.task.division, order.task.school_year)
    if kind == "MemoryError":
        reason = f"所需内存超过上限 {order.memory_mb} MB"
    return KINDS.get(kind, NOTEBOOK), reason


def _end_with(connection: Connection) -> None:
    """End when the other end of the pipe is gone."""
    try:
        connection.recv()
    except (EOFError, OSError):
        os._exit(1)


def _redirect(log: Path) -> None:
    """What libraries and notebooks print belongs in the log, not among the lines of progress."""
    with log.open("ab") as stream:
        for target in (1, 2):
            os.dup2(stream.fileno(), target)
    sys.stdout, sys.stderr = (os.fdopen(target, "w", encoding="utf-8", errors="replace", closefd=False) for target in (1, 2))


def _limit_memory(megabytes: int) -> None:
    """A notebook that wants more gets a MemoryError; on Windows the lead alone watches."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
