"""One notebook for one division: what a run is made of. 运行任务。"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import UserError, nearest
from ..project import Project
from ..standard.places import below, read_places

COUNTY_REPORT = "county_report"
#: Stands where a notebook's name would: the official forms are written without one.
FORMS = "forms"
#: Who a page is about: a notebook declares one of the two.
DIVISIONS = ("county", "city")


@dataclass(frozen=True)
class PageTask:
    """A page to be printed. 一项任务。

    notebook   : stem of its file, or FORMS
    parameters : handed to the notebook, checked against what it declares
    """

    notebook: str
    division: str
    school_year: str
    parameters: Mapping[str, str] = field(hash=False)

    @property
    def id(self) -> str:
        """`620702/county_report`. 任务名。"""
        return f"{self.division}/{self.notebook}"

    def folder(self, project: Project) -> Path:
        """Where it is printed to. 输出目录。"""
        return project.printed(self.division, self.school_year, "" if self.notebook == COUNTY_REPORT else self.notebook)


def county_task(project: Project, county: str, school_year: str, as_of: str) -> PageTask:
    """The county report. 县域报告任务。"""
    return task_for(project, COUNTY_REPORT, county, school_year, as_of, {})


def task_for(
    project: Project, notebook: str, division: str, school_year: str, as_of: str, more: Mapping[str, str]
) -> PageTask:
    """A task whose parameters the notebook declares. 生成任务。

    more : parameters of the notebook's own
    Raises UserError naming the nearest declared parameter; papermill would run on the default.
    """
    path = project.notebooks / f"{notebook}.ipynb"
    if notebook == FORMS:
        return PageTask(FORMS, division, school_year, {"county": division, "school_year": school_year, "as_of": as_of})
    declared = declared_parameters(path)
    who = next((name for name in DIVISIONS if name in declared), DIVISIONS[0])
    parameters = {who: division, "school_year": school_year, "as_of": as_of, "out": ".", **more}
    unknown = [f"  {name}{nearest(name, declared)}" for name in parameters if name not in declared]
    if unknown:
        raise UserError(
            f"笔记本 {path.name} 没有这些参数：\n" + "\n".join(unknown) + f"\n可用的参数：{'、'.join(declared)}。"
        )
    return PageTask(notebook, division, school_year, parameters)


def declared_parameters(notebook: Path) -> list[str]:
    """The names assigned in the cell tagged `parameters`. 笔记本声明的参数。

    Raises UserError where there is no such notebook, or it is none.
    """
    if not notebook.is_file():
        raise UserError(
            f"找不到笔记本 {notebook}{nearest(notebook.stem, (p.stem for p in notebook.parent.glob('*.ipynb')))}。"
        )
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
        body = ast.parse("".join(line for cell in tagged for line in cell["source"])).body
    except (ValueError, KeyError, TypeError, SyntaxError) as error:
        raise UserError(f"{notebook.name} 不是完好的笔记本，或参数格写错：{error}。") from error
    return [
        target.id
        for line in body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name)
    ]


def counties_of(project: Project, division: str) -> list[str]:
    """The counties a page of a division may be about: itself, and those below it. 可能涉及的县。"""
    return [division, *below(division, read_places(project.places))]
