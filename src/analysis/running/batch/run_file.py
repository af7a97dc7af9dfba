"""params/runs/<year>.yml: counties × notebooks of a batch. 批量运行文件。"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ...errors import UserError, nearest
from ...project import Project
from ...standard.cards import Model
from ...standard.county_params import read_county_params, rule_date
from ...standard.places import read_places
from ...standard.yaml_files import parse, read_yaml
from ..task import FORMS, PageTask, declared_parameters, task_for
from .outcome import WORDS, Outcome

#: YAML reads 2025 and 620702 as numbers and 2025-09-30 as a date; here they are words.
Text = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, (int, datetime.date)) else value)]


class RunFile(Model):
    """What a batch prints. 批量运行的内容。"""

    school_year: Text
    #: Division codes, or all that handed in data for the year.
    counties: Literal["all"] | tuple[Text, ...] = "all"
    #: Notebook -> parameters of its own.
    notebooks: dict[str, dict[str, Text]] = Field(min_length=1)
    #: The official forms (Excel, Word) too.
    forms: bool = False
    #: How many at once; as many as the machine has cores where nothing is said.
    jobs: int | None = Field(default=None, ge=1)
    minutes_per_county: float = Field(gt=0)
    memory_mb_per_county: int = Field(gt=0)


def read_run_file(path: Path) -> RunFile:
    """Raises UserError naming file and key. 读取批量运行文件。"""
    return parse(RunFile, read_yaml(path), path)


def tasks_of(
    project: Project, run: RunFile, counties: Sequence[str], notebooks: Sequence[str]
) -> tuple[list[PageTask], list[Outcome]]:
    """Counties × notebooks, in order of code. 任务清单。

    counties, notebooks : asked for on the command line; all of the file where empty
    returns             : the tasks, and those that cannot be printed at all, with the reason
    Raises UserError for a county or notebook that the file does not hold.
    """
    every = _handed_in(project, run.school_year) if run.counties == "all" else run.counties
    wanted = _asked(counties, every, "区划代码")
    stems = _asked(notebooks, [*run.notebooks, *([FORMS] if run.forms else [])], "笔记本")
    tasks, refused = [], []
    for stem in stems:
        of_city = stem != FORMS and "city" in declared_parameters(project.notebooks / f"{stem}.ipynb")
        for division in _cities(project, wanted) if of_city else wanted:
            try:
                date = _date(project, division, wanted, run.school_year)
                tasks.append(task_for(project, stem, division, run.school_year, date, run.notebooks.get(stem, {})))
            except UserError as error:
                refused.append(Outcome(PageTask(stem, division, run.school_year, {}), 0.0, WORDS, str(error)))
    return sorted(tasks, key=lambda task: (task.division, stems.index(task.notebook))), refused


def _handed_in(project: Project, year: str) -> tuple[str, ...]:
    found = sorted(path.parent.name for path in (project.root / "data" / "raw").glob(f"*/{year}") if path.is_dir())
    if not found:
        raise UserError(f"data/raw 下没有 {year} 年的数据目录。请先放入各县数据：data/raw/<区划代码>/{year}/")
    return tuple(found)


def _asked(asked: Sequence[str], known: Iterable[str], what: str) -> list[str]:
    known = list(known)
    unknown = [f"  {name}{nearest(name, known)}" for name in asked if name not in known]
    if unknown:
        raise UserError(f"运行文件中没有这些{what}：\n" + "\n".join(unknown) + f"\n现有：{'、'.join(known)}。")
    return list(dict.fromkeys(asked)) or known


def _cities(project: Project, counties: Iterable[str]) -> list[str]:
    places = read_places(project.places)
    return sorted({places[code].parent for code in counties if code in places and places[code].parent in places})


def _date(project: Project, division: str, counties: Iterable[str], year: str) -> str:
    """The rule date of a county; of a city, that of its counties: the page refuses where they differ."""
    places = read_places(project.places)
    own = (
        [division]
        if division in counties
        else [code for code in counties if code in places and places[code].parent == division]
    )
    return rule_date(read_county_params(project.counties, own[0]), year).isoformat()
