"""ORIGINS.csv: from a cell of the county workbook to the cell of the form it was imported from. 原始出处。"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from ..files import ORIGINS
from ..findings import Finding
from .form_cells import spread

RECEIVED = "received"
HEADINGS = ("工作表", "单元格", "来源", "原文件", "原工作表", "原单元格")
#: A message names so many cells of the originals.
_NAMED = 3


@dataclass(frozen=True)
class Originals:
    """Which cells of the originals stand behind a cell of the workbook. 各单元格的原始出处。

    places : (sheet, cell) -> `received/一校.xlsx!教基3112!I6`, …
    hashes : {file: sha256} of ORIGINS.csv and the originals kept
    """

    places: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)

    def behind(self, sheet: str, cells: str) -> str:
        """The original cells of `H2:H4、H7`, the first few of many; "" where nothing was imported. 原始单元格。"""
        found = [place for cell in spread(cells) for place in self.places.get((sheet, cell), ())]
        shown = "、".join(dict.fromkeys(found[:_NAMED]))
        return shown if len(found) <= _NAMED else f"{shown}等{len(found)}处"

    def told(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Findings about imported cells, leading to the original ones. 问题的原始出处。"""
        for finding in findings:
            place = self.behind(finding.sheet, finding.cell) if finding.cell else ""
            if place and "原始出处" not in finding.message:
                finding = replace(finding, message=f"{finding.message}原始出处：{place}。")
            yield finding


def read_originals(folder: Path) -> Originals:
    """What ORIGINS.csv beside the data says; nothing where the data were not imported. 读取原始出处。"""
    path = folder / ORIGINS
    if not path.is_file():
        return Originals()
    content = path.read_bytes()
    places: dict[tuple[str, str], list[str]] = {}
    rows = csv.reader(content.decode("utf-8-sig").splitlines())
    next(rows, None)
    for row in rows:
        if len(row) == len(HEADINGS):
            sheet, cell, _, file, original, at = row
            places.setdefault((sheet, cell), []).append("!".join(filter(None, (file, original, at))))
    hashes = {ORIGINS: sha256(content).hexdigest()}
    for kept in sorted((folder / RECEIVED).rglob("*")):
        if kept.is_file() and kept.name[0] not in "~.":
            hashes[kept.relative_to(folder).as_posix()] = sha256(kept.read_bytes()).hexdigest()
    return Originals({place: tuple(found) for place, found in places.items()}, hashes)
