"""A report printed again in a process of its own, which shares nothing with the caller. 重新计算。"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import UserError
from ..project import VARIABLE, Project, find_project
from ..running.engine import papermill_engines
from ..running.one_notebook import NotebookFailed, print_notebook

#: The child's exit code for what a user can mend; its words are then on stderr.
TOLD = 4
PAGE, PRINTED = "page.json", "printed"


def recompute(
    project: Project, notebook: str, parameters: Mapping[str, str], versions: Mapping[str, str], into: Path
) -> tuple[Path, dict[str, Any]]:
    """Run a notebook from the raw files: tables, notebook, HTML, PDF. 在新进程中重算。

    notebook : stem of its file
    versions : what the page is to say of the libraries; theirs who printed it
    into     : an empty folder
    returns  : the folder in it that holds what was printed, and what the page says of itself
    Raises UserError where it cannot be printed.
    """
    said = json.dumps({"notebook": notebook, "parameters": dict(parameters), "versions": dict(versions)})
    environ = {**os.environ, VARIABLE: str(project.root), "PYTHONUTF8": "1"}
    run = subprocess.run(
        [sys.executable, "-m", __name__],
        input=said,
        cwd=into,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if run.returncode == TOLD:
        raise UserError(run.stderr.strip())
    if run.returncode:
        last = run.stderr.strip().splitlines() or ["没有给出原因"]
        raise UserError(f"重算程序出错：{last[-1]}")
    page: dict[str, Any] = json.loads((into / PAGE).read_text(encoding="utf-8"))
    return into / PRINTED, page


def _print_here(notebook: str, parameters: dict[str, str], versions: dict[str, str]) -> None:
    from ..pages.county_report.colophon import VERSIONS

    VERSIONS.update((name, versions[name]) for name in VERSIONS if name in versions)
    project = find_project()
    # What a failed run leaves goes with the scratch folder.
    staging = Path(PRINTED)
    staging.mkdir()
    try:
        page = print_notebook(
            project,
            project.notebooks / f"{notebook}.ipynb",
            {**parameters, "out": "."},
            staging.resolve(),
            notebook,
            papermill_engines.HERE,
        )
    except NotebookFailed as error:
        raise UserError(f"{error}可运行 check 查看每一处。" if error.kind == "DataError" else str(error)) from error
    Path(PAGE).write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    try:
        _print_here(**json.load(sys.stdin))
    except UserError as error:
        sys.stderr.write(str(error))
        sys.exit(TOLD)
