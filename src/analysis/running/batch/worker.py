"""What one process of a batch does: print one page, and say how it went. 批量运行中的一个进程。"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

import psutil

from ...errors import UserError, file_trouble
from ...project import Project
from ..print_check import print_check
from ..task import FORMS, PageTask, counties_of
from .outcome import DATA, MEMORY, NOTEBOOK, PROGRAM, WORDS
from .remote import Remote, mirrored

#: What the process says first, when it is at work; one that ends before was never started.
BEGUN = "begun"
KINDS = {"DataError": DATA, "MemoryError": MEMORY, "UserError": WORDS}


@dataclass(frozen=True)
class Job:
    """A task with all that its process must know. 工作指令。

    root      : of the project, where no bundle is sent along
    memory_mb : the process may not ask for more
    log       : where what it and its notebook print goes
    remote    : where data and pages lie, if not below `root`; `bundle` then holds what was decided
    """

    root: Path
    task: PageTask
    kernel: str
    memory_mb: int
    log: Path
    remote: Remote | None = None
    bundle: bytes = b""


def run_job(connection: Connection, order: Job) -> None:
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


def _done(order: Job) -> tuple[str, str]:
    from ..one_page import print_page
    from ..print_forms import print_forms

    task = order.task
    try:
        with _place(order) as project:
            print_forms(project, task) if task.notebook == FORMS else print_page(project, task, order.kernel)
            if order.remote:
                order.remote.publish(task.folder(project), task.school_year)
    except UserError as error:
        return _kind(error), _too_much(order) if _kind(error) == MEMORY else str(error)
    except MemoryError:
        return MEMORY, _too_much(order)
    except OSError as error:
        traceback.print_exc()
        return WORDS, file_trouble(error)
    except BaseException as error:  # one county's failure is its own, whatever it is
        traceback.print_exc()
        return PROGRAM, f"程序出错：{type(error).__name__}: {error}"
    return "", ""


@contextmanager
def _place(order: Job) -> Iterator[Project]:
    """The project; with data behind a URL, a copy with the task's own data. Data that must be corrected are listed."""
    task = order.task
    with mirrored(order.bundle) if order.remote else nullcontext(Project(order.root)) as project:
        if order.remote:
            order.remote.fetch_data(project, counties_of(project, task.division), task.school_year)
        try:
            yield project
        except UserError as error:
            if _kind(error) == DATA:
                _, _, listed = print_check(project, task.division, task.school_year)
                if order.remote:
                    order.remote.publish(listed, task.school_year)
            raise


def _kind(error: UserError) -> str:
    """Raised in a notebook, it comes as NotebookFailed with the name of what was raised."""
    return KINDS.get(getattr(error, "kind", type(error).__name__), NOTEBOOK)


def _too_much(order: Job) -> str:
    return f"所需内存超过上限 {order.memory_mb} MB"


def _end_with(connection: Connection) -> None:
    """End when the other end of the pipe is gone."""
    try:
        connection.recv()
    except (EOFError, OSError):
        os._exit(1)


def _redirect(log: Path) -> None:
    """What libraries and notebooks print belongs in the log, not among the lines of progress."""
    # Another machine of a cluster may not have the folder.
    with (log if log.parent.is_dir() else Path(os.devnull)).open("ab") as stream:
        for target in (1, 2):
            os.dup2(stream.fileno(), target)
    sys.stdout, sys.stderr = (
        os.fdopen(target, "w", encoding="utf-8", errors="replace", closefd=False) for target in (1, 2)
    )


def _limit_memory(megabytes: int) -> None:
    """A notebook that wants more gets a MemoryError; where the system cannot tell (Windows, macOS) the lead alone watches.

    Libraries reserve address space that they never use, so what the process has at its start does not count.
    """
    reserved = getattr(psutil.Process().memory_info(), "data", None)
    if reserved is not None:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = reserved + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
