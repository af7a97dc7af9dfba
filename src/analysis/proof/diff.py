"""Two printed reports, and what changed each verdict between them. 两次报告的对比。"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pandas as pd

from ..errors import UserError
from ..intake.intake import load
from ..intake.reading import Intake
from ..pages.printed_tables import table_in
from ..project import Project
from ..running.inputs import code, file_hash, installed
from ..running.kept_inputs import lay_out
from ..running.manifest import NAME, Manifest, read_manifest
from ..scoring.evaluate import evaluate
from ..scoring.results import COLUMNS as RESULT_COLUMNS
from ..scoring.verdicts import COLUMNS as VERDICT_COLUMNS
from ..standard.load import read_rules
from ..standard.places import read_places
from .diff_causes import Again, Cause, Suspects, causes_of_changes, changes, recomputed_causes, table
from .diff_reasons import Basis, Reasons

Row = dict[str, Any]
#: Rule files that hold words and local goals: no result or verdict follows from them.
WORDS_ONLY = ("/rulings.yml", "/sources.yml", "/local/")
#: Parts of the program that results follow from; the rest says how they are shown.
DECIDING = ("analysis/rounding.py", "analysis/tables/", "analysis/intake/", "analysis/scoring/", "analysis/standard/")


@dataclass(frozen=True)
class Side:
    """One printed folder. 一次报告。"""

    folder: Path
    said: Manifest
    printed: pd.DataFrame

    @property
    def division(self) -> str:
        return self.said.task.division

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.said.parameters["as_of"])

    @cached_property
    def counties(self) -> list[tuple[str, str]]:
        """Each (county, year) of the data, as their paths say: data/raw/<county>/<year>/…. 数据的县与年份。"""
        return sorted({(parts[2], parts[3]) for name in self.said.data if len(parts := name.split("/")) > 4})

    @cached_property
    def program(self) -> dict[str, str]:
        return {**_deciding(self.said.code), "python": self.said.python, **self.said.packages}


@dataclass(frozen=True)
class Diff:
    """All changed verdicts and results with their causes. 对比结果。

    changed : see diff_causes.changes, with cause (words) and why
    moved   : figures that differ while the status is the same
    exact   : whether the causes come from reckoning again; if not, `lost` says what that lacked
    names   : of the counties, by code
    """

    old: Side
    new: Side
    changed: pd.DataFrame
    moved: int
    exact: bool
    lost: str
    names: Mapping[str, str]


def diff(project: Project, old: Path, new: Path) -> Diff:
    """What changed between two printed reports of one division, and why. 对比两次报告。

    Causes are found by reckoning the data of each side again under the rules of each; data and rules are taken from
    what the reports keep beside them, or from the project where it still has them. Where they are lost, only what the
    two folders prove by themselves is said.
    Raises UserError where a folder holds no report, was edited, or the two are of different divisions.
    """
    sides = read_side(old), read_side(new)
    if sides[0].division != sides[1].division:
        raise UserError(
            f"两份报告不是同一个地区：{old} 为 {sides[0].division}，{new} 为 {sides[1].division}。请选择同一区划代码的两份报告。"
        )
    changed = changes(sides[0].printed, sides[1].printed)
    suspects = _suspects(*sides)
    told = causes_of_changes(changed, sides[0].printed, sides[1].printed, suspects)
    whys = [""] * len(changed)
    exact, lost = False, ""
    with TemporaryDirectory() as scratch:
        try:
            mixed = _reckon(project, sides, Path(scratch))
        except UserError as error:
            lost = str(error)
        else:
            exact = True
            reckoned = recomputed_causes(changed, mixed.again, suspects)
            told = [own or fallback for own, fallback in zip(reckoned, told, strict=True)]
            whys = Reasons(*mixed.bases).of(changed, told)
    then, now = sides[0].printed.reindex(sides[1].printed.index), sides[1].printed
    moved = int(
        (
            then["status"].eq(now["status"])
            & then["value"].ne(now["value"])
            & (then["value"].notna() | now["value"].notna())
        ).sum()
    )
    names = {code: place.name for code, place in read_places(project.places).items()}
    causes = {
        "cause": [str(own) for own in told],
        "why": [_said(own, why) for own, why in zip(told, whys, strict=True)],
    }
    return Diff(*sides, changed.assign(**causes), moved, exact, lost, names)


def _said(cause: Cause, why: str) -> str:
    also = "程序改动也使数值不同，程序是否也是原因无法区分" if cause.also else ""
    return "；".join(filter(None, (why, also)))


def read_side(folder: Path) -> Side:
    """The tables and the manifest of a printed folder, unedited. 读取一份报告。"""
    if not (folder / NAME).is_file():
        raise UserError(f"“{folder}”中没有 {NAME}，不是已生成的报告目录。")
    said, intact = read_manifest(folder / NAME)
    edited = [
        name
        for name in ("results.csv", "verdicts.csv")
        if (folder / name).is_file() and file_hash(folder / name) != said.outputs.get(name)
    ]
    edited += [] if intact else [NAME]
    if edited:
        raise UserError(
            f"“{folder}”的 {'、'.join(edited)} 在生成之后被改动，不能据以对比；请先运行 verify 核对，或重新生成报告。"
        )
    frames = [
        pd.DataFrame(table_in(folder, name, tuple(columns)), columns=columns)
        for name, columns in (("results.csv", RESULT_COLUMNS), ("verdicts.csv", VERDICT_COLUMNS))
    ]
    return Side(folder, said, table(*frames))


@dataclass(frozen=True)
class _Mixed:
    """Both sides reckoned again, each under the rules of each."""

    again: Again
    bases: tuple[Basis, Basis]


def _reckon(project: Project, sides: tuple[Side, Side], scratch: Path) -> _Mixed:
    """Raises UserError naming what is lost, or cannot be read by this program any more."""
    roots = scratch / "old", scratch / "new"
    lost = []
    for side, root, words in zip(sides, roots, ("旧", "新"), strict=True):
        missing = lay_out(project, side.folder, side.said.model_dump(), root)
        lost += (
            [f"{words}报告的 {missing[0]}" + (f" 等{len(missing)}个文件" if len(missing) > 1 else "")]
            if missing
            else []
        )
    if lost:
        raise UserError(f"{'、'.join(lost)}已不是当时的内容，报告目录中也没有保存")
    copies = [Project(root) for root in roots]
    books = [read_rules(copy.standards) for copy in copies]
    intakes = [
        {county: load(copy.raw(county, year), county, copy.corrections, book) for county, year in side.counties}
        for side, copy, book in zip(sides, copies, books, strict=True)
    ]
    tables = [_tables(own) for own in intakes]
    old, rules, data, new = (evaluate(tables[d], books[r], sides[r].as_of) for d in (0, 1) for r in (0, 1))
    frames = {
        name: table(e.results[RESULT_COLUMNS], e.verdicts[VERDICT_COLUMNS])
        for name, e in (("old", old), ("new", new), ("data", data), ("rules", rules))
    }
    again = Again(**frames, program=_whose(sides))
    return _Mixed(again, (Basis(copies[0], intakes[0], old, rules), Basis(copies[1], intakes[1], data, new)))


def _tables(intakes: Mapping[str, Intake]) -> dict[str, pd.DataFrame]:
    every = [intake.tables for intake in intakes.values()]
    return {
        name: pd.concat([own[name] for own in every], ignore_index=True) if len(every) > 1 else every[0][name]
        for name in every[0]
    }


def _whose(sides: tuple[Side, Side]) -> Literal["both", "old", "new", "other"]:
    """Whose program is the one that runs now: by the files that decide, the Python and the libraries."""
    now = {**_deciding(code()), "python": platform.python_version(), **installed()}
    is_old, is_new = (_one_program(side.program, now) for side in sides)
    return "both" if is_old and is_new else "old" if is_old else "new" if is_new else "other"


def _one_program(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Libraries that only one of them has on record are passed over: they are no part of the product."""
    return _deciding(one) == _deciding(other) and all(one[name] == other[name] for name in {*one} & {*other})


def _deciding(code: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in code.items() if name.startswith(DECIDING)}


def _suspects(old: Side, new: Side) -> Suspects:
    """What differs between the manifests, as far as a verdict can follow from it."""
    a, b = old.said, new.said
    names = {
        name
        for name in {*a.rules, *b.rules}
        if a.rules.get(name) != b.rules.get(name) and not any(part in name for part in WORDS_ONLY)
    }
    cards: set[int | None] = {_number(name) for name in names}
    if old.as_of != new.as_of:
        cards.add(None)
    data = (a.data, a.corrections) != (b.data, b.corrections)
    return Suspects(data, not _one_program(old.program, new.program), frozenset(cards))


def _number(name: str) -> int | None:
    head = Path(name).stem.partition("_")[0]
    return int(head) if "/indicators/" in name and head.isdigit() else None


def rows_of(found: Diff) -> list[Row]:
    """The changed rows as mappings, by KEY and the rest. 逐行。"""
    return found.changed.reset_index().to_dict("records")  # type: ignore[return-value]
