"""The ledger of a county that has handed in no data yet: its plan alone. 尚无数据时的台账。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..errors import UserError
from ..intake.reading import read_county
from ..project import Project
from ..standard.load import read_rules
from ..standard.places import read_places
from ..standard.rules import Source
from .ledger import RunFindings, is_task
from .open_ledger import Ledger, Run, open_ledger


@dataclass(frozen=True)
class PlanAlone:
    """What can be said without data. 只有方案时的内容。"""

    name: str
    sources: Mapping[str, Source]
    ledger: Ledger


def has_data(project: Project, county: str, school_year: str) -> bool:
    """Whether anything was handed in for a year; a workbook in which no school stands is still to be filled in. 有无数据。"""
    folder = project.raw(county, school_year)
    if not folder.is_dir() or all(path.name == "SOURCE.yml" for path in folder.iterdir() if path.is_file()):
        return False
    intake = read_county(folder, county)
    # What cannot be read at all is told as such, not passed over.
    broken = any(finding.severity == "blocking" and not finding.sheet for finding in intake.findings)
    return broken or len(intake.tables["schools"]) > 0


def plan_alone(project: Project, county: str, day: date) -> PlanAlone:
    """Open the tasks of a county's plans on a day; nothing is evaluated. 只打开方案任务。

    Raises UserError where there is no plan, and where the ledger already holds results: those need their data.
    """
    rules = read_rules(project.standards)
    opened = open_ledger(project, county, day, Run("方案", RunFindings(()), "方案"), rules)
    if any(not is_task(row.line) for row in opened.history.rows):
        raise UserError(f"{county} 的台账已有评估事项，而没有本年数据，不能更新。请先放入数据。")
    place = read_places(project.places).get(county)
    return PlanAlone(place.name if place else county, rules.sources, opened)
