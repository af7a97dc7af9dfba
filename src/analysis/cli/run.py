"""The verb that prints many pages: run. 批量运行命令。"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import UserError
from ..project import find_project
from .shared import err, errors_in_chinese, out, shown

if TYPE_CHECKING:
    from ..running.batch.outcome import Outcome
    from ..running.batch.run import RunPlan
    from ..running.batch.run_record import RunRecord
    from ..running.task import PageTask

app = typer.Typer()
#: Kinds of failure that the data are to blame for.
DATA_FAULTS = {"data", "words"}


@app.command()
def run(
    path: Annotated[
        Path,
        typer.Argument(metavar="运行文件", help="如 params/runs/2025.yml：哪些县、哪些笔记本。", show_default=False),
    ],
    county: Annotated[
        list[str],
        typer.Option("--county", "-c", metavar="区划代码", help="只运行这个县，可写多次。", show_default=False),
    ] = [],  # noqa: B006
    notebook: Annotated[
        list[str],
        typer.Option(
            "--notebook",
            "-n",
            metavar="笔记本",
            help="只运行这个笔记本（如 county_report），可写多次；forms 为申报表。",
            show_default=False,
        ),
    ] = [],  # noqa: B006
    force: Annotated[bool, typer.Option("--force", help="没有变化的也重新生成。")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            metavar="个数",
            min=1,
            help="同时运行几个；不写则按运行文件，再按处理器核数。",
            show_default=False,
        ),
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="逐县说明为什么运行或跳过。")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说明要做什么，不运行。")] = False,
    scheduler: Annotated[
        str,
        typer.Option(
            "--scheduler",
            metavar="地址",
            help="交给 Dask 集群运行，如 tcp://10.0.0.5:8786；local 在本机启动一个集群。",
            show_default=False,
        ),
    ] = "",
    data: Annotated[
        str,
        typer.Option(
            "--data",
            metavar="网址",
            help="原始数据所在（如 s3://桶/raw），不写则为 data/raw；须与 --reports 同时写。",
            show_default=False,
        ),
    ] = "",
    reports: Annotated[
        str,
        typer.Option(
            "--reports", metavar="网址", help="成果存放处（如 s3://桶/reports），不写则为 reports。", show_default=False
        ),
    ] = "",
    kernel: Annotated[
        str,
        typer.Option(
            "--kernel",
            metavar="方式",
            help="forked 每县由预热进程派生（快）；fresh 每县另起 Jupyter 内核（与手工运行相同）。",
        ),
    ] = "forked",
) -> None:
    """批量生成各县报告：没有变化的跳过，一县失败不影响其他县，中断后再运行从断处继续。结果汇总在 reports/<年份>/index.html。"""
    with errors_in_chinese():
        if kernel not in ("forked", "fresh"):
            raise UserError(f"--kernel 只能是 forked 或 fresh，现在是“{kernel}”。")
        if bool(data) != bool(reports):
            raise UserError("--data 和 --reports 须同时写，或都不写。")
        project = find_project()
        from ..running.batch.remote import Remote
        from ..running.batch.run import execute, kernel_named, open_workspace, plan
        from ..running.batch.run_file import read_run_file
        from ..running.folder_lock import held

        begun = perf_counter()
        settings = read_run_file(path)
        # Two runs at once would print the same pages twice, each over the other's.
        folder = project.printed("", settings.school_year)
        with (
            nullcontext()
            if dry_run or data
            else held(folder, f"run {path.name}", lambda text: err.print(text, markup=False)),
            open_workspace(project, settings, county, Remote(data, reports) if data else None) as where,
        ):
            todo = plan(where, path, settings, county, notebook, force)
            if why or dry_run:
                _tell_why(todo)
            if dry_run:
                return
            out.print(
                f"共 {len(todo.why)} 项任务：须生成 {len(todo.pending)} 项，没有变化 {len(todo.why) - len(todo.pending)} 项。"
            )
            record = _follow(execute(where, todo, kernel_named(kernel), jobs, scheduler), len(todo.pending))
        index = (
            f"{reports.rstrip('/')}/{settings.school_year}/index.html"
            if reports
            else shown(project.printed("index.html", settings.school_year), project)
        )
        _tell(record, index, perf_counter() - begun)


def _tell_why(todo: RunPlan) -> None:
    for task, why in todo.why.items():
        said = "；".join(why).replace("--force", "按要求重新生成") if why else "没有变化，跳过"
        out.print(f"  {task.id}：{said}", markup=False)


def _follow(events: Generator[Any], total: int) -> RunRecord:
    """Show progress until the record comes."""
    from ..running.batch.outcome import Outcome
    from ..running.batch.pool import Started

    # An interrupt anywhere in here still ends what runs and writes the record.
    with closing(events), _progress(total) as progress:
        for event in events:
            if isinstance(event, Started):
                progress.started(event.task)
            elif isinstance(event, Outcome):
                progress.ended(event)
            else:
                return event  # type: ignore[no-any-return]
    raise AssertionError("a run ends with its record")


def _tell(record: RunRecord, index: str, seconds: float) -> None:
    """Failures first, then what was done and where it lies."""
    failed = [line for line in record.lines if line.state == "failed"]
    if failed:
        out.print(f"[red]未完成 {len(failed)} 项：[/red]")
    for line in failed:
        out.print(f"  {line.division}（{line.notebook}）：{line.reason}\n    下一步：{line.next_step}", markup=False)
    counts = record.counts
    out.print(
        f"已生成 {counts['printed']} 项，没有变化 {counts['skipped']} 项，未完成 {counts['failed']} 项，用时 {seconds:.1f} 秒。"
    )
    out.print(f"汇总：{index}", markup=False)
    if failed:
        raise typer.Exit(1 if {line.kind for line in failed} <= DATA_FAULTS else 3)


@contextmanager
def _progress(total: int) -> Iterator[_Lines | _Bar]:
    """A bar on a terminal, plain lines elsewhere."""
    if not err.is_terminal or not total:
        yield _Lines(total)
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]}"),
        TextColumn("已用"),
        TimeElapsedColumn(),
        TextColumn("约余"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=err) as bar:
        yield _Bar(bar, bar.add_task("", total=total, failed=""))


class _Lines:
    """A line when a task begins to run and when it ends."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.begun = total, 0, perf_counter()

    def started(self, task: PageTask) -> None:
        err.print(f"开始 {task.id}", markup=False)

    def ended(self, outcome: Outcome) -> None:
        self.done += 1
        left = (perf_counter() - self.begun) / self.done * (self.total - self.done)
        how = f"未完成：{outcome.reason}" if outcome.failed else f"已生成，{outcome.seconds:.1f} 秒"
        err.print(f"[{self.done}/{self.total}] {outcome.task.id} {how}；约余 {left:.0f} 秒", markup=False)


class _Bar:
    """What runs now, how many are done and failed, time left."""

    def __init__(self, bar: Any, id: Any) -> None:
        self.bar, self.id, self.running, self.failed = bar, id, [], 0  # type: ignore[var-annotated]

    def started(self, task: PageTask) -> None:
        if task.id not in self.running:
            self.running.append(task.id)
        self._show(self.running)

    def ended(self, outcome: Outcome) -> None:
        self.running = [id for id in self.running if id != outcome.task.id]
        if outcome.failed:
            self.failed += 1
            self.bar.console.print(f"未完成 {outcome.task.id}：{outcome.reason}", markup=False)
        self.bar.advance(self.id)
        self._show(self.running)

    def _show(self, running: Iterable[str]) -> None:
        self.bar.update(self.id, description="、".join(running), failed=f"未完成 {self.failed}" if self.failed else "")
