"""Which findings on a county's files concern the tables and columns that are read. 与所需数据有关的问题。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..intake.findings import Finding
from ..intake.reading import Intake
from ..tables.catalogue import TABLES
from ..tables.schema import Table

_LETTERS = re.compile(r"([A-Z]+)\d+")


def concerns(finding: Finding, intake: Intake, wanted: Mapping[str, Sequence[str]] | None) -> bool:
    """Whether what is read is touched; all is where everything is wanted. 是否涉及所需数据。

    wanted : table -> columns; None for all
    A finding on a file as a whole, or on SOURCE.yml, always concerns.
    """
    if wanted is None:
        return True
    table = _table(finding)
    if table is None:
        return True
    if table.name not in wanted:
        return False
    columns = [column for column in table.columns if column.name in wanted[table.name]]
    if table.items and not columns:
        return False
    origin = intake.origins.get(table.name)
    said = set(_LETTERS.findall(finding.cell))
    known = set(origin.columns.values()) if origin else set()
    if said & known and not table.items:
        return bool(
            origin and said & {origin.columns[column.name] for column in columns if column.name in origin.columns}
        )
    others = [column.heading for column in table.columns if column not in columns]
    # A column that is missing, or an item, is known by its heading alone.
    named = re.findall(r"“([^”]+)”", finding.message)
    return not (named and named[0] in others)


def _table(finding: Finding) -> Table | None:
    title = finding.sheet or Path(finding.file).stem
    return next((table for table in TABLES if table.sheet == title), None)
