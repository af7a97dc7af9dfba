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
from .one_county import NOTEBOOK
from .one_notebook import export

#: The child's exit code for what a user can mend; its words are then on stderr.
TOLD = 4
PAGE = "page.json"


def print_again(project: Project, parameters: Mapping[str, str], versions: Mapping[str, str], into: Path) -> dict[str, Any]:
    """Run the notebook from the raw files into `into`: tables, notebook, HTML, PDF. 在新进程中重算。

    versions : what the page is to say of the libraries; theirs who printed it
    returns  : what the page says of itself, as the exporters read it
    Raises UserError where it cannot be printed.
    """
    said = json.dumps({"parameters": dict(parameters), "versions": dict(versions)})
    environ = {**os.environ, VARIABLE: str(project.root), "PYTHONUTF8": "1"}
    run = subprocess.run(
        [sys.executable, "-m", __name__], input=said, cwd=into, env=environ, capture_output=True, encoding="utf-8", errors="replace"
    )
    if run.returncode == TOLD:
        raise UserError(run.stderr.strip())
    if run.returncode:
        last = run.stderr.strip().splitlines() or ["没有给出原因"]
        raise UserError(f"重算程序出错：{last[-1]}")
    page: dict[str, Any] = json.loads((into / PAGE).read_text(encoding="utf-8"))
    return page


class _Sent(list[Any]):
    """Takes what `run_cells` would send to another process."""

    send = list.append

    def close(self) -> None:
        """Nothing to close."""


def _print_here(parameters: dict[str, str], versions: dict[str, str]) -> None:
    import nbformat
    from nbformat.v4 import output_from_msg
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from ..reporting.sections.colophon import VERSIONS
    from .cells import run_cells

    VERSIONS.update((name, versions[name]) for name in VERSIONS if name in versions)
    notebook = load_notebook_node(str(find_project().notebooks / NOTEBOOK))
    run = parameterize_notebook(notebook, {**parameters, "out": "."})
    cells = [cell for cell in run.cells if cell.cell_type == "code"]
    sent = _Sent()
    run_cells(sent, [cell.source for cell in cells], str(Path.cwd()), dict(os.environ))  # type: ignore[arg-type]
    for cell, (messages, failed) in zip(cells, sent, strict=False):
        cell.outputs = [output_from_msg(message) for message in messages]
        if failed:
            error = next(output for output in cell.outputs if output["output_type"] == "error")
            hint = "可运行 check 查看每一处。" if error["ename"] == "DataError" else ""
            raise UserError(error["evalue"] + hint)
    page = export(run, Path(), Path(NOTEBOOK).stem)
    nbformat.write(run, NOTEBOOK)
    Path(PAGE).write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    try:
        _print_here(**json.load(sys.stdin))
    except UserError as error:
        sys.stderr.write(str(error))
        sys.exit(TOLD)
