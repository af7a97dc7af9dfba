"""Many pages, a process each, some at once; one failure stops no other. 批量运行。"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Event, current_thread, main_thread
from time import monotonic
from typing import Any

import psutil

from ...project import Project
from ..engine import fork_server
from ..publish import recover
from ..task import PageTask
from .outcome import DIED, MEMORY, TIME, Outcome
from .worker import BEGUN, Job, run_job

#: Seconds between two looks at the clock and at the memory of what runs.
TICK = 0.2
#: A process that ends without a word is started once more.
TRIES = 2


@dataclass(frozen=True)
class Started:
    """A task was begun. 任务开始。"""

    task: PageTask


@dataclass
class Running:
    """A process at work. 运行中的进程。

    begun : when it said that it is at work; before that, when it was asked for
    """

    order: Job
    process: BaseProcess
    connection: Connection
    begun: float = field(default_factory=monotonic)

    def look(self, seconds: float) -> tuple[str, str] | None:
        """How it ended, (kind of failure, reason); None while it goes on. 查看状态。"""
        try:
            while self.connection.poll():
                said = self.connection.recv()
                if said != BEGUN:
                    return said  # type: ignore[no-any-return]
                self.begun = monotonic()
        except (EOFError, OSError):
            self.process.join(timeout=1)
            return DIED, f"进程意外结束（退出码 {self.process.exitcode}）"
        if monotonic() - self.begun > seconds:
            return TIME, f"运行超过 {seconds / 60:g} 分钟的上限，已中止"
        if self._memory_mb() > self.order.memory_mb:
            return MEMORY, f"所需内存超过上限 {self.order.memory_mb} MB，已中止"
        return None

    def _memory_mb(self) -> float:
        with suppress(psutil.Error):
            own = psutil.Process(self.process.pid)
            return sum(p.memory_info().rss for p in (own, *own.children(recursive=True))) / 2**20
        return 0.0

    def stop(self) -> None:
        """End the process and all that it started. 终止进程。"""
        with suppress(psutil.Error):
            for child in psutil.Process(self.process.pid).children(recursive=True):
                with suppress(psutil.Error):
                    child.kill()
        self.process.kill()
        self.process.join()
        self.connection.close()


def run_batch(orders: Iterable[Job], jobs: int, minutes: float) -> Generator[Started | Outcome]:
    """Print the pages, `jobs` at once; tell of each when it begins and when it ends. 批量生成。

    minutes : after which a page is given up
    Closing the iterator (an interrupt) ends what runs; its folders stay as they were.
    """
    waiting = deque((order, 1) for order in orders)
    running: list[tuple[Running, int]] = []
    fork_server.warm_up(fork_server.WHOLE)
    interrupted = Event()
    before = _on_interrupt(lambda *_: interrupted.set())
    try:
        while waiting or running:
            # Between two steps: a process half started would end with a traceback.
            if interrupted.is_set():
                raise KeyboardInterrupt
            while waiting and len(running) < jobs:
                order, attempt = waiting.popleft()
                running.append((_start(order), attempt))
                yield Started(order.task)
            wait([one.connection for one, _ in running], timeout=TICK)
            for each in list(running):
                one, attempt = each
                ended = one.look(minutes * 60)
                if ended is None:
                    continue
                running.remove(each)
                one.stop()
                if ended[0] == DIED and attempt < TRIES:
                    waiting.appendleft((one.order, attempt + 1))
                    continue
                if ended[0]:
                    recover(one.order.task.folder(Project(one.order.root)))
                yield Outcome(one.order.task, monotonic() - one.begun, *ended)
    finally:
        _on_interrupt(before)
        for one, _ in running:
            one.stop()
            recover(one.order.task.folder(Project(one.order.root)))


def _on_interrupt(handler: Any) -> Any:
    """Take Ctrl-C; returns who took it before. On a worker of a cluster there is nobody to press it."""
    return signal.signal(signal.SIGINT, handler) if current_thread() is main_thread() else None


def _start(order: Job) -> Running:
    context = fork_server.context()
    here, there = context.Pipe()
    process = context.Process(target=run_job, args=(there, order), daemon=False)  # type: ignore[attr-defined]
    process.start()
    there.close()
    return Running(order, process, here)
