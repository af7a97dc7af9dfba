"""A whole run: what must be printed, printing it, the record and the index. 批量运行流程。"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..project import Project
from . import engines
from .batch import Started, run_batch
from .inputs import Inputs
from .outcome import Outcome
from .run_file import RunFile, tasks_of
from .run_record import RunRecord, begin, runs_folder, write_record
from .site import write_site
from .task import Task
from .unchanged import reasons
from .work import Order


@dataclass(frozen=True)
class Plan:
    """What a run will do. 运行计划。

    why     : task -> what changed; nothing: it stands as it is
    refused : divisions that cannot be printed at all
    """

    run: RunFile
    path: Path
    why: dict[Task, tuple[str, ...]]
    refused: tuple[Outcome, ...]

    @property
    def pending(self) -> list[Task]:
        """Tasks to be printed. 待生成的任务。"""
        return [task for task, why in self.why.items() if why]


def plan(project: Project, path: Path, run: RunFile, counties: Sequence[str], notebooks: Sequence[str], force: bool) -> Plan:
    """Decide what must be printed. 制定运行计划。

    counties, notebooks : of the run file, all where empty
    force               : print all again
    Raises UserError for a county or notebook the file does not hold, or rules that cannot be read.
    """
    tasks, refused = tasks_of(project, run, counties, notebooks)
    inputs = Inputs(project)
    forced = ("--force",) if force else ()
    return Plan(run, path, {task: (*reasons(project, inputs, task), *forced) for task in tasks}, tuple(refused))


def carry_out(project: Project, plan: Plan, jobs: int | None, kernel: str) -> Generator[Started | Outcome | RunRecord]:
    """Print what is pending, tell of each task, and at last hand out the record. 执行运行计划。

    jobs   : how many at once; by the run file, else by the machine's cores
    kernel : engines.HERE, or FRESH for a plain kernel each
    However it ends, the record and the index say what was done.
    """
    year = plan.run.school_year
    record = begin(project, year, plan.path)
    log = runs_folder(project, year) / f"{record.id}.log"
    orders = [Order(project.root, task, kernel, plan.run.memory_mb_per_county, log) for task in plan.pending]
    for task, why in plan.why.items():
        if not why:
            record.skipped(project, task)
    for outcome in plan.refused:
        record.ended(project, outcome, ())
    batch = run_batch(orders, jobs or plan.run.jobs or os.cpu_count() or 1, plan.run.minutes_per_county)
    record.interrupted = True
    try:
        for event in batch if orders else ():
            if isinstance(event, Outcome):
                record.ended(project, event, plan.why[event.task])
            yield event
        record.interrupted = False
    finally:
        batch.close()
        write_record(project, year, record)
        write_site(project, year, moved=bool(orders))
    yield record


def kernel_named(kernel: str) -> str:
    """The engine of a batch by the word of the command line. 运行方式。"""
    return engines.HERE if kernel == engines.FORKED else kernel
