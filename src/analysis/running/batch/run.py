"""A whole run: what must be printed, printing it, the record and the index. 批量运行流程。"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...project import Project
from ...standard.load import read_rules
from ..engine import papermill_engines
from ..inputs import Inputs
from ..task import PageTask
from .index import write_site
from .outcome import Outcome
from .pool import Started, run_batch
from .remote import Remote, bundle, mirrored
from .run_file import RunFile, tasks_of
from .run_record import RunRecord, begin, runs_folder, write_record
from .up_to_date import stale_reasons
from .worker import Job


@dataclass(frozen=True)
class RunPlan:
    """What a run will do. 运行计划。

    why     : task -> what changed; nothing: it stands as it is
    refused : divisions that cannot be printed at all
    """

    run: RunFile
    path: Path
    why: dict[PageTask, tuple[str, ...]]
    refused: tuple[Outcome, ...]

    @property
    def pending(self) -> list[PageTask]:
        """Tasks to be printed. 待生成的任务。"""
        return [task for task, why in self.why.items() if why]


@dataclass(frozen=True)
class Workspace:
    """Where a run works: in the project, or in a mirror of what lies behind URLs. 运行场所。

    lying : with URLs, the files that lie in each printed folder; their content is not fetched
    sent  : with URLs, the bundle that every order carries along
    """

    project: Project
    remote: Remote | None = None
    lying: Mapping[str, set[str]] | None = None
    sent: bytes = b""


@contextmanager
def open_workspace(
    project: Project, run: RunFile, counties: Sequence[str], remote: Remote | None
) -> Iterator[Workspace]:
    """The project as it stands, or a mirror with the raw data and manifests that lie behind URLs. 打开数据与成果。"""
    if remote is None:
        yield Workspace(project)
        return
    sent = bundle(project)
    with mirrored(sent) as mirror:
        every = remote.counties(run.school_year) if run.counties == "all" else run.counties
        remote.fetch_data(mirror, [code for code in every if not counties or code in counties], run.school_year)
        yield Workspace(mirror, remote, remote.fetch_records(mirror, run.school_year), sent)


def plan(
    where: Workspace, path: Path, run: RunFile, counties: Sequence[str], notebooks: Sequence[str], force: bool
) -> RunPlan:
    """Decide what must be printed. 制定运行计划。

    counties, notebooks : of the run file, all where empty
    force               : print all again
    Raises UserError for a county or notebook the file does not hold, or rules that cannot be read.
    """
    tasks, refused = tasks_of(where.project, run, counties, notebooks)
    inputs = Inputs(where.project)
    forced = ("--force",) if force else ()
    why = {task: (*stale_reasons(where.project, inputs, task, where.lying), *forced) for task in tasks}
    if any(why.values()):
        # Faulty rules are told once, not by every county.
        read_rules(where.project.standards)
    return RunPlan(run, path, why, tuple(refused))


def execute(
    where: Workspace, plan: RunPlan, kernel: str, jobs: int | None = None, scheduler: str = ""
) -> Generator[Started | Outcome | RunRecord]:
    """Print what is pending, tell of each task, and at last hand out the record. 执行运行计划。

    kernel    : engines.HERE, or FRESH for a plain kernel each
    jobs      : how many at once; by the run file, else by the machine's cores
    scheduler : of a Dask cluster that does the work; "" for this machine
    However it ends, the record and the index say what was done.
    """
    project, year = where.project, plan.run.school_year
    record = begin(project, year, plan.path)
    log = runs_folder(project, year) / f"{record.id}.log"
    orders = [
        Job(project.root, task, kernel, plan.run.memory_mb_per_county, log, where.remote, where.sent)
        for task in plan.pending
    ]
    for task, why in plan.why.items():
        if not why:
            record.skipped(project, task)
    for outcome in plan.refused:
        record.ended(project, outcome, ())
    record.interrupted = True
    batch = _batch(orders, scheduler, jobs or plan.run.jobs or os.cpu_count() or 1, plan.run.minutes_per_county)
    try:
        for event in batch:
            if isinstance(event, Outcome):
                if where.remote:
                    where.remote.fetch_manifest(event.task.folder(project), year)
                record.ended(project, event, plan.why[event.task])
            yield event
        record.interrupted = False
    finally:
        batch.close()
        write_record(project, year, record)
        write_site(project, year, moved=bool(orders))
        if where.remote:
            where.remote.publish_index(project, year)
    yield record


def _batch(orders: list[Job], scheduler: str, jobs: int, minutes: float) -> Generator[Started | Outcome]:
    if orders and scheduler:
        from .dask_cluster import run_on_cluster

        yield from run_on_cluster(orders, scheduler, jobs, minutes)
    elif orders:
        yield from run_batch(orders, jobs, minutes)


def kernel_named(kernel: str) -> str:
    """The engine of a batch by the word of the command line. 运行方式。"""
    return papermill_engines.HERE if kernel == papermill_engines.FORKED else kernel
