"""What a run did: reports/<year>/runs/<id>.json. 运行记录。"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from ...atomic import write_whole
from ...project import Project
from .. import publish
from ..manifest import NAME
from ..task import PageTask
from .outcome import Outcome

#: Raised when a key changes its meaning.
FORMAT = 1
FOLDER = "runs"
State = Literal["printed", "skipped", "failed"]


@dataclass(frozen=True)
class TaskRecord:
    """What became of one task. 一项任务的记录。

    why    : what had changed; nothing where it was skipped
    folder : the name of its folder below reports/<year>
    shown  : which version of the folder stood there when the run ended, see publish.earlier; "" where none did
    """

    division: str
    notebook: str
    state: State
    seconds: float
    why: tuple[str, ...]
    kind: str
    reason: str
    next_step: str
    folder: str
    shown: str


@dataclass
class RunRecord:
    """A run, as it goes on and when it has ended. 一次运行。"""

    id: str
    run_file: str
    begun_at: str
    lines: list[TaskRecord] = field(default_factory=list)
    ended_at: str = ""
    interrupted: bool = False
    version: str = version("junheng")
    python: str = platform.python_version()
    format: int = FORMAT

    @property
    def counts(self) -> dict[str, int]:
        """Lines by state. 各类任务数。"""
        return {state: sum(line.state == state for line in self.lines) for state in ("printed", "skipped", "failed")}

    def skipped(self, project: Project, task: PageTask) -> None:
        """Nothing changed. 没有变化。"""
        self._add(project, task, "skipped", 0.0, [], "", "", "")

    def ended(self, project: Project, outcome: Outcome, why: Iterable[str]) -> None:
        """A task ended, well or not. 任务结束。"""
        state: State = "failed" if outcome.failed else "printed"
        self._add(project, outcome.task, state, outcome.seconds, why, outcome.failed, outcome.reason, outcome.next_step)

    def _add(
        self,
        project: Project,
        task: PageTask,
        state: State,
        seconds: float,
        why: Iterable[str],
        kind: str,
        reason: str,
        next_step: str,
    ) -> None:
        folder = task.folder(project)
        self.lines.append(
            TaskRecord(
                task.division,
                task.notebook,
                state,
                round(seconds, 2),
                tuple(why),
                kind,
                reason,
                next_step,
                folder.name,
                version_of(folder),
            )
        )


def version_of(folder: Path) -> str:
    """Which version of a printed folder this is; "" where none is. 成果版本。"""
    manifest = folder / NAME
    return publish.version(manifest.read_bytes()) if manifest.is_file() else ""


def runs_folder(project: Project, school_year: str) -> Path:
    """reports/<year>/runs. 运行记录目录。"""
    return project.root / "reports" / school_year / FOLDER


def begin(project: Project, school_year: str, run_file: Path) -> RunRecord:
    """A new run, with an id of its own. 开始一次运行。"""
    folder = runs_folder(project, school_year)
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    number = 0
    while True:
        number += 1
        id = stamp if number == 1 else f"{stamp}-{number}"
        try:
            # The log is the run's claim to its id.
            (folder / f"{id}.log").touch(exist_ok=False)
        except FileExistsError:
            continue
        return RunRecord(id, run_file.name, now.isoformat(timespec="seconds"))


def write_record(project: Project, school_year: str, record: RunRecord) -> None:
    """Write the record of a run that ended. 写出运行记录。"""
    record.ended_at = datetime.now(UTC).isoformat(timespec="seconds")
    log = runs_folder(project, school_year) / f"{record.id}.log"
    if log.is_file() and not log.stat().st_size:
        log.unlink()
    content = json.dumps(asdict(record) | {"counts": record.counts}, ensure_ascii=False, indent=1) + "\n"
    write_whole(runs_folder(project, school_year) / f"{record.id}.json", content.encode())


def read_records(project: Project, school_year: str) -> list[dict[str, Any]]:
    """The runs of a year, the latest first; a file that is none of ours is passed over. 历次运行。"""
    found = []
    for path in sorted(runs_folder(project, school_year).glob("*.json"), reverse=True):
        try:
            said: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            continue
        if said.get("format") == FORMAT:
            found.append(dict(said))
    return found
