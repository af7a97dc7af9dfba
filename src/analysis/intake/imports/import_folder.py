"""Read a folder of whatever a bureau has, and join it. 导入文件夹。"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ..findings import Finding, in_order
from ..headings import plain
from .datum import Datum
from .filled_workbook import doubled_schools
from .folder import Received, collect
from .mapping import read_mappings
from .merge import Merged, merge
from .one_file import Asked, FileRead, read_file
from .reconcile import Compared, reconcile
from .statistics_book import doubled

#: Below this many files a second process costs more than it saves.
MANY = 40
_AT_ONCE = 8
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Imported:
    """All that a folder gave. 导入结果。

    files : every file that could be opened or not, in the order of their names
    """

    county: str
    year: str
    files: tuple[FileRead, ...]
    paths: tuple[Received, ...]
    merged: Merged
    compared: tuple[Compared, ...]
    findings: tuple[Finding, ...]

    @property
    def typed(self) -> int:
        """Cells that somebody typed by hand into a workbook of ours. 手工填写的单元格数。"""
        kinds = ("school_workbook", "county_workbook")
        return sum(
            data[0].kind in kinds
            for rows in self.merged.cells.values()
            for row in rows.values()
            for data in row.values()
        )

    @property
    def filled(self) -> int:
        """Cells filled in the tables, all told. 各表有内容的单元格数。"""
        return int(sum(frame.notna().to_numpy().sum() for frame in self.merged.frames.values()))


def import_folder(params: Path, folder: Path, county: str, year: str, progress: Progress | None = None) -> Imported:
    """Read all files, first those that say which schools there are. 读取并合并。

    params   : params/imports
    progress : told what is being read, how many are done, of how many
    Raises UserError where there is no such folder, or the mapping is wrong.
    """
    mappings = read_mappings(params)
    received, findings = collect(folder)
    asked = Asked(county, year, mappings)
    tell = progress or (lambda what, done, of: None)
    first = list(_read(received, asked, tell))
    schools = _schools(datum for file in first for datum in file.data)
    waiting = [path for path, file in zip(received, first, strict=True) if file.waiting]
    later = {file.name: file for file in _read(waiting, replace(asked, schools=schools), tell)}
    files = tuple(later.get(file.name, file) for file in first)
    findings += [finding for file in files for finding in file.findings]
    findings += doubled({file.name: file.book for file in files if file.book})
    findings += doubled_schools({file.name: file.cover for file in files if file.cover})
    tell("合并与核对", 0, 1)
    merged = merge((datum for file in files for datum in file.data), mappings, year)
    compared = reconcile(merged)
    findings += list(merged.findings) + [line.finding() for line in compared if not line.agrees and not line.conflict]
    return Imported(county, year, files, tuple(received), merged, tuple(compared), in_order(findings))


def _read(received: list[Received], asked: Asked, tell: Progress) -> Iterator[FileRead]:
    read = partial(read_file, asked=asked)
    if len(received) < MANY:
        results: Iterable[FileRead] = map(read, received)
        yield from _told(results, len(received), tell)
        return
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from _told(pool.map(read, received, chunksize=_AT_ONCE), len(received), tell)


def _told(results: Iterable[FileRead], of: int, tell: Progress) -> Iterator[FileRead]:
    for done, result in enumerate(results, 1):
        tell(result.name, done, of)
        yield result


def _schools(data: Iterable[Datum]) -> dict[str, str]:
    """Name -> code, of the names that only one school bears."""
    codes: dict[str, set[str]] = {}
    for datum in data:
        if datum.table == "schools" and datum.column == "name":
            codes.setdefault(plain(datum.value), set()).add(str(datum.key[0]))
    return {name: next(iter(own)) for name, own in codes.items() if len(own) == 1}
