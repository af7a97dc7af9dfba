"""What exactly changed behind a verdict: the cells, the clause. 变化的依据。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from ..insight.rule_differences import differences
from ..intake.reading import Intake
from ..pages.provenance import Provenance
from ..pages.raw_cells import RawData
from ..project import Project
from ..scoring.evaluate import Evaluation
from ..standard.rule_ids import indicator_number
from .diff_causes import CODE, DATA, KEY, RULES, Cause

#: Cells named at most; a county's sum rests on hundreds.
MOST = 3
SIDES = ("旧规则", "新规则")
BLANK = "空白"
Row = dict[str, Any]


@dataclass(frozen=True)
class Basis:
    """The data of one side, evaluated under the rules of each. 一侧的数据及两次评估。

    project : holds the data as they were; intakes : by county
    old, new: under the old rules, under the new
    """

    project: Project
    intakes: Mapping[str, Intake]
    old: Evaluation
    new: Evaluation

    @cached_property
    def _raw(self) -> dict[str, RawData]:
        return {county: RawData(self.project, county, intake.folder.name) for county, intake in self.intakes.items()}

    def cells(self, row: Row, evaluation: Evaluation) -> dict[str, str]:
        """What stands in the cells behind a result, by school and heading. 来源单元格的内容。"""
        results = evaluation.results
        number = indicator_number(row["rule"])
        own = results[
            (results["indicator"] == number)
            & (results["part"] == row["part"])
            & (results["unit"] == row["unit"])
            & (results["stage"] == row["stage"])
        ]
        own = own[(own["name"] == row["item"]) | (row["item"] == "")]
        if own.empty:
            return {}
        record = own.iloc[0].to_dict()
        card = evaluation.rules.by_number[number]
        part = card.part(row["part"])
        addresses = Provenance(self.intakes[record["county"]], evaluation).of_result(record, card, part)
        found = self._raw[record["county"]].cells(addresses)
        return {f"{cell.record} {cell.heading}".strip(): cell.corrected or cell.content or BLANK for cell in found}


@dataclass(frozen=True)
class Reasons:
    """Both sides, to be asked why a row changed. 变化的依据。"""

    old: Basis
    new: Basis

    def of(self, changed: pd.DataFrame, causes: list[Cause]) -> list[str]:
        """One sentence a row; blank where nothing more is known. 逐行说明。

        changed : see diff_causes.changes
        """
        rows: list[Row] = changed.reset_index().to_dict("records")  # type: ignore[assignment]
        pairs = list(zip(rows, causes, strict=True))
        figures = {
            tuple(row[key] for key in KEY): self._figures(row)
            for row, cause in pairs
            if DATA in cause.causes and row["what"] == "result"
        }
        said = []
        for row, cause in pairs:
            own = []
            if DATA in cause.causes:
                own.append(
                    figures.get(tuple(row[key] for key in KEY), "") if row["what"] == "result" else _below(row, figures)
                )
            if RULES in cause.causes:
                own.append(self._clauses.get(tuple(row[key] for key in KEY), ""))
            if CODE in cause.causes:
                own.append("同样的数据和规则，两个版本的程序得出不同结论")
            said.append("；".join(filter(None, own)))
        return said

    @cached_property
    def _clauses(self) -> dict[tuple[str, ...], str]:
        """What the rules alone change, under the old data or else under the new."""
        found: dict[tuple[str, ...], str] = {}
        for basis in (self.new, self.old):
            for row in differences(basis.old, basis.new, SIDES).to_dict("records"):
                by_name = row["what"] == "result" and row["level"] in ("class", "county")
                row["item"] = row["name"] if by_name else ""
                found[tuple(row[key] for key in KEY)] = row["cause"]
        return found

    def _figures(self, row: Row) -> str:
        """The cells behind one result that are not what they were: 前进小学 小学 县级以上骨干教师数 30→31."""
        then, now = self.old.cells(row, self.old.old), self.new.cells(row, self.new.new)
        moved = [
            f"{what} {then.get(what, '无此格')}→{now.get(what, '无此格')}"
            for what in dict.fromkeys([*then, *now])
            if then.get(what) != now.get(what)
        ]
        return "、".join(moved[:MOST]) + (f"等{len(moved)}处" if len(moved) > MOST else "")


def _below(row: Row, figures: Mapping[tuple[str, ...], str]) -> str:
    """What moved the results that a verdict rests on: all of a school's, the first of a county's."""
    own = [
        why
        for key, why in figures.items()
        if key[1] == row["rule"] and (row["level"] == "county" or key[4] == row["unit"]) and why
    ]
    return "；".join(own[:MOST]) + (f"；等{len(own)}条评分结果" if len(own) > MOST else "")
