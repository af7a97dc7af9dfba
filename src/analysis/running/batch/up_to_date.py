"""Why a page must be printed again, or need not. 是否需要重新生成。"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from pathlib import Path

from ...errors import UserError
from ...project import Project
from ..inputs import GROUPS, Inputs
from ..manifest import ALWAYS, NAME, outputs, read_manifest
from ..publish import recover
from ..task import PageTask

#: Names told of a group of files; of more, their number.
MOST = 3


def stale_reasons(
    project: Project, inputs: Inputs, task: PageTask, lying: Mapping[str, set[str]] | None = None
) -> list[str]:
    """What changed since the page was printed; nothing means that it stands as it is. 重新生成的原因。

    The key of a page: parameters, raw data, corrections, cards and goals that can bind it, county parameters,
    notebook, program with its templates, versions of Python and packages; and its own files, unharmed.
    lying : where pages lie behind a URL, the names of the files in each folder; their content is not looked at
    """
    folder = task.folder(project)
    recover(folder)
    if not (folder / NAME).is_file():
        return ["尚未生成"]
    try:
        said, intact = read_manifest(folder / NAME)
    except UserError as error:
        return [str(error)]
    found = [] if intact else ["清单被改动"]
    if said.parameters != dict(task.parameters):
        other = {k for k in {*said.parameters, *task.parameters} if said.parameters.get(k) != task.parameters.get(k)}
        found += [f"参数 {k}：{said.parameters.get(k, '无')}→{task.parameters.get(k, '无')}" for k in sorted(other)]
    now = inputs.of(task)
    found += [
        f"{words}：{_files(getattr(said, group), now[group])}"
        for group, words in GROUPS.items()
        if getattr(said, group) != now[group]
    ]
    then_versions, now_versions = (
        {"python": said.python, **said.packages},
        {"python": platform.python_version(), **inputs.packages},
    )
    if then_versions != now_versions:
        found.append(f"软件版本：{_files(then_versions, now_versions)}")
    present = (
        outputs(folder)
        if lying is None
        else {name: said.outputs.get(name, "") for name in lying.get(folder.name, set()) - ALWAYS}
    )
    if said.outputs != present:
        found.append(f"已生成的文件：{_files(said.outputs, present)}")
    return found


def _files(then: dict[str, str], now: dict[str, str]) -> str:
    """Which of two sets of files differ, and how."""
    kinds = {"有改动": then.keys() & now.keys(), "新增": now.keys() - then.keys(), "已不存在": then.keys() - now.keys()}
    said = []
    for kind, names in kinds.items():
        other = sorted(name for name in names if then.get(name) != now.get(name))
        if other:
            said.append(
                ("、".join(Path(name).name for name in other) if len(other) <= MOST else f"{len(other)} 个") + kind
            )
    return "，".join(said)
