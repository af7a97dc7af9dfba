"""On which printed page an id stands. 查找编号所在的页面。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..errors import UserError
from ..planning.history import EVENTS, read_history
from ..project import Project
from ..running.manifest import NAME
from ..standard.places import parents, read_places
from .explain import Page, unknown

#: A number of a city's page, or a line of a ledger, begins with the code of its division.
CODED = re.compile(r"(\d{6})-")


def folder_of(project: Project, county: str, year: str, id: str) -> tuple[Path, tuple[Path, ...]]:
    """The folder of the page on which an id stands, and the others on which it says something else. 编号所在目录。

    county : where to look first: its report, then its other pages, then those of the divisions above it
    Raises UserError where nothing is printed there, the id is unknown (naming the nearest), or it is a line of the ledger.
    """
    coded = CODED.match(id)
    places = read_places(project.places)
    division = coded[1] if coded and coded[1] in places else county
    _refuse_ledger_line(project, division, id)
    pages = _pages(project, [division, *parents(division, places)], year)
    if not pages:
        # Says what to print.
        Page(project, project.report(county, year))
    having = [page for page in pages if id in page.numbers]
    if having:
        said = having[0].numbers[id]
        other = (
            page.folder for page in having[1:] if any(page.numbers[id][key] != said[key] for key in ("text", "formula"))
        )
        return having[0].folder, tuple(other)
    for page in pages:
        if id in page.result_rows or id in page.verdict_rows:
            return page.folder, ()
    raise unknown(id, (each for page in pages for each in page.ids))


def _pages(project: Project, divisions: Iterable[str], year: str) -> list[Page]:
    """The pages of some divisions that a number can be followed from, the county report first."""
    found = []
    for division in divisions:
        report = project.report(division, year)
        for folder in [report, *sorted(report.parent.glob(f"{division}.*"))]:
            if (folder / NAME).is_file() and (folder / "numbers.csv").is_file() and (folder / "results.csv").is_file():
                found.append(Page(project, folder))
    return found


def _refuse_ledger_line(project: Project, county: str, id: str) -> None:
    """A line of the ledger is no number: say where it stands instead."""
    path = project.root / "data" / "ledger" / f"{county}.csv"
    rows = [(at, row) for at, row in enumerate(read_history(path).rows, 2) if row.line == id]
    if rows:
        listed = "；".join(f"第{at}行 {row.date} {EVENTS[row.event]}" for at, row in rows)
        raise UserError(
            f"“{id}”是台账事项的编号，不是数字的编号：{rows[0][1].title}。它的变化见 data/ledger/{county}.csv：{listed}。"
        )
