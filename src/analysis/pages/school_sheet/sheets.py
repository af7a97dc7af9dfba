"""What the sheets of a county draw on, laid out by school. 一校一策的数据。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from ...errors import UserError, nearest
from ...insight.missing_inputs import Cell, missing_inputs
from ...parameters import code_parameter
from ...planning.gaps import gaps
from ...planning.rule_gaps import Way, ways_to_pass
from ...scoring.parts import NOT_APPLICABLE
from ...standard.cards import Card
from ..report import Report, Row, open_report, parse_date
from .entries import open_lines


@dataclass(frozen=True)
class Sheets:
    """The schools of one county and year that get a sheet. 一县各校的一校一策。

    schools : codes, in the order of the data
    gaps    : see planning.gaps
    lines   : open lines of the ledger on `day`, see lines.open_lines; None where no ledger is asked for, or there is none
    """

    report: Report
    schools: tuple[str, ...]
    gaps: pd.DataFrame
    lines: pd.DataFrame | None = None
    day: date | None = None

    @cached_property
    def seven(self) -> tuple[Card, ...]:
        """The indicators of the school rule. 资源配置七项。"""
        cards = self.report.evaluation.rules.by_number
        return tuple(cards[number] for number in self.report.evaluation.rules.standard.school_rule.indicators)

    @cached_property
    def units(self) -> dict[str, Row]:
        """School code -> its row of the school level. 学校。"""
        return _by(self.report.evaluation.units.school)

    @cached_property
    def segments(self) -> dict[str, list[Row]]:
        """School code -> its segments that are judged by the school rule. 参评校（段）。"""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.report.segments:
            found[row["unit"]].append(row)
        return found

    @cached_property
    def stages(self) -> dict[str, list[Row]]:
        """School code -> its compulsory stages, judged or not. 义务教育学段。"""
        return _listed(self.report.evaluation.units.segment)

    @cached_property
    def results(self) -> dict[str, list[Row]]:
        """School code -> its results, what does not apply left out. 各校评分结果。"""
        frame = self.report.evaluation.results
        return _listed(frame[(frame["level"] != "county") & (frame["status"] != NOT_APPLICABLE)])

    @cached_property
    def missing(self) -> dict[str, list[Row]]:
        """School code -> its gaps. 各校差额。"""
        return _listed(self.gaps[self.gaps["level"] != "county"])

    @cached_property
    def ways(self) -> dict[tuple[str, str], tuple[Way, ...]]:
        """(school code, stage) -> ways to pass the school rule. 达标途径。"""
        return ways_to_pass(self.report.evaluation, self.gaps)

    @cached_property
    def classes(self) -> dict[tuple[str, str], list[Row]]:
        """(school code, stage) -> its classes. 班级。"""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.report.evaluation.units.classes.to_dict("records"):
            found[row["unit"], row["stage"]].append(row)  # type: ignore[index]
        return found

    @cached_property
    def blanks(self) -> dict[str, list[Cell]]:
        """School code -> cells that a result of its own lacks. 各校缺项。"""
        found: dict[str, set[Cell]] = defaultdict(set)
        for lack in missing_inputs(self.report.evaluation, self.report.intake.tables, self.report.county):
            for cell in lack.cells:
                found[cell.school].add(cell)
        return {school: sorted(cells) for school, cells in found.items()}

    @cached_property
    def claims(self) -> dict[str, list[Row]]:
        """School code -> tolerances that papers were handed in for. 申报的例外情形。"""
        evidence = self.report.intake.tables["evidence"]
        return _listed(evidence[evidence["tolerance"].notna() & evidence["school"].notna()], "school")

    @cached_property
    def places(self) -> dict[tuple[int, str, str], tuple[int, int]]:
        """(indicator, school code, stage) -> place by value among those of the stage that have one, and how many have. 位次。"""
        frame = self.report.evaluation.results
        frame = frame[
            frame["indicator"].isin([card.number for card in self.seven])
            & (frame["status"] != NOT_APPLICABLE)
            & frame["value"].notna()
        ]
        groups = frame.groupby(["indicator", "stage"])["value"]
        place, of = groups.rank(method="min", ascending=False), groups.transform("size")
        keys = zip(frame["indicator"], frame["unit"], frame["stage"], strict=True)
        return {key: (int(p), int(n)) for key, p, n in zip(keys, place, of, strict=True)}

    @cached_property
    def balance(self) -> dict[tuple[int, str], Row]:
        """(indicator, stage) -> its mean and coefficient in the county. 县均值。"""
        return {(row["indicator"], row["stage"]): row for row in self.report.evaluation.balance.to_dict("records")}

    @cached_property
    def tasks(self) -> dict[str, list[Row]]:
        """School code -> open lines of the ledger. 台账任务。"""
        return {} if self.lines is None else _listed(self.lines, "school")


def open_sheets(county: str, school_year: str, as_of: str, school: str = "", day: str = "") -> Sheets:
    """Evaluate a county and pick the schools that anything is asked of. 打开一校一策。

    school : a school code, or "" for all
    day    : of the ledger whose open lines are told too, ISO; "" for none
    Raises UserError for data that cannot be used, for a code that no school has, and for a day that is none.
    """
    school = code_parameter(school, "学校代码 school ")
    report = open_report(county, school_year, as_of)
    results = report.evaluation.results
    judged = set(results.loc[(results["level"] != "county") & (results["status"] != NOT_APPLICABLE), "unit"])
    codes = [code for code in report.evaluation.units.school["unit"] if code in judged]
    if school and school not in codes:
        raise UserError(f"{report.name}没有代码为“{school}”的参评学校{nearest(school, codes)}。")
    last = parse_date(day, "台账日期 date") if day else None
    lines = open_lines(report, last) if last else None
    return Sheets(report, (school,) if school else tuple(codes), gaps(report.evaluation), lines, last)


def _by(frame: pd.DataFrame) -> dict[str, Row]:
    return {row["unit"]: row for row in frame.to_dict("records")}


def _listed(frame: pd.DataFrame, key: str = "unit") -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in frame.to_dict("records"):
        found[row[key]].append(row)  # type: ignore[index]
    return found
