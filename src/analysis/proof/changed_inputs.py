"""Which files a page follows from are no longer those of the day it was printed. 输入文件的变化。"""

from __future__ import annotations

import platform
from collections import Counter

from ..errors import UserError
from ..pages.printed_tables import read_table
from ..pages.raw_cells import RawCell, RawData
from ..project import Project
from ..running.inputs import GROUPS, Inputs, installed
from ..running.manifest import Manifest
from .differences import Difference

SHORT = 12
#: Cells named at most; beyond, the change is no slip of a cell.
MOST_CELLS = 8


def changed_inputs(project: Project, said: Manifest) -> list[Difference]:
    """Files changed, missing or added since, by group. 有变化的输入文件。"""
    found = []
    now = Inputs(project).of(said.task)
    for group, words in GROUPS.items():
        then, present = getattr(said, group), now[group]
        for name in dict.fromkeys([*then, *present]):
            what = _kind(name) or words
            if name not in present:
                found.append(
                    Difference(
                        "input", name, message=f"{what}已不存在（生成报告时的 SHA-256 为 {then[name][:SHORT]}…）"
                    )
                )
            elif name not in then:
                found.append(Difference("input", name, message=f"{what}为生成报告之后新增"))
            elif then[name] != present[name]:
                found.append(
                    Difference(
                        "input",
                        name,
                        "",
                        f"SHA-256 {present[name][:SHORT]}…",
                        f"SHA-256 {then[name][:SHORT]}…",
                        f"{what}与生成报告时不同",
                    )
                )
    return found


def _kind(name: str) -> str:
    """What a file of the rules or of the program is, more closely."""
    if name.endswith("/rulings.yml"):
        return "裁量说明"
    if name.endswith("/sources.yml"):
        return "文件来源表"
    if "/indicators/" in name:
        return "指标卡"
    if "/local/" in name:
        return "地方目标"
    return "版面模板" if "/templates/" in name else ""


def changed_versions(said: Manifest) -> list[Difference]:
    """Other versions of Python or of a package than the page was printed with; worth knowing only. 软件版本变化。"""
    now, then = {"python": platform.python_version(), **installed()}, {"python": said.python, **said.packages}
    other = [
        f"{name} {version}→{now.get(name, '未安装')}" for name, version in then.items() if now.get(name) != version
    ]
    return [Difference("warning", "软件版本", message=f"与生成报告时不同：{'、'.join(other)}")] if other else []


def suspected_cells(project: Project, said: Manifest, stored: bytes, fresh: bytes) -> list[Difference]:
    """The cells that every number that moved rests on and no number that stayed. 可能改动的单元格。

    stored, fresh : numbers.csv as printed and as recomputed
    The raw file as it was is not kept, so a cell is known by what follows from it.
    """
    try:
        then, now = ({row["id"]: row for row in read_table(content, "numbers.csv")[1]} for content in (stored, fresh))
        raw = RawData(project, said.task.division, said.task.school_year)
    except (UserError, KeyError):
        return []
    moved: Counter[RawCell] = Counter()
    still: set[RawCell] = set()
    for id in {**then, **now}:
        before, after = then.get(id), now.get(id)
        cells = raw.cells((after or before or {}).get("cells", ""))
        if before and after and before.get("value") == after.get("value"):
            still.update(cells)
        else:
            moved.update(cells)
    for cell in still:
        del moved[cell]
    most = max(moved.values(), default=0)
    likely = [cell for cell, times in moved.items() if times == most]
    if not 0 < len(likely) <= MOST_CELLS:
        return []
    return [
        Difference(
            "input",
            cell.file,
            _place(cell),
            cell.content or "（空白）",
            "",
            f"可能改动的单元格，{most} 个数字随之改变：{cell.record} {cell.heading}",
        )
        for cell in likely
    ]


def _place(cell: RawCell) -> str:
    return f"{cell.sheet}!{cell.cell}" if cell.sheet else cell.cell
