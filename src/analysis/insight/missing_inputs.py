"""The cells and documents that each open result lacks. 缺项。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..scoring.evaluate import Evaluation
from ..scoring.evidence import PIECES
from ..scoring.parts import NO_DATA, PENDING, tables_of
from ..scoring.populations import membership
from ..scoring.units import Tables
from ..standard.cards import Card, Part
from ..tables.catalogue import BY_NAME

Row = dict[str, Any]
#: What decides whether a rule speaks of a school at all.
DECIDING = (
    "schools.kind",
    "schools.sponsor",
    "schools.area",
    "schools.boarding",
    "schools.centre_city",
    "school.pupils",
)
#: Inputs that are divided by; 0 in one of them leaves no figure.
BOTTOMS = ("pupils", "whole", "other_part")


class Cell(NamedTuple):
    """One cell, or one piece of a document, that nobody filled in. 空缺单元格。

    stage  : id, or "" where the table has none
    detail : what else names the row: class, subject, group, kind of room, indicator and part, veto
    """

    table: str
    column: str
    school: str = ""
    stage: str = ""
    detail: str = ""


class Lack(NamedTuple):
    """An open result, or an open question, and what it lacks. 待定事项及其缺项。

    result : its row in Evaluation.results; None for a question
    rule   : the question's rule, "" for a result
    """

    result: int | None
    rule: str
    cells: frozenset[Cell]


def missing_inputs(evaluation: Evaluation, tables: Tables, county: str) -> list[Lack]:
    """Every open result and question of a county, with the cells it lacks. 逐项列出缺项。

    tables : as evaluated; the units hold sums and lose which stage or group is blank
    """
    finder = _Finder(evaluation, tables, county)
    results = evaluation.results[(evaluation.results["county"] == county)]
    found = []
    for card in evaluation.rules.cards:
        for part in card.parts:
            own = results[(results["indicator"] == card.number) & (results["part"] == part.id)]
            open_ = own["status"].isin([NO_DATA, PENDING]).to_numpy()
            if open_.any():
                units = finder.units(card, part)[open_].to_dict("records")
                for (at, row), unit in zip(own[open_].iterrows(), units, strict=True):
                    found.append(Lack(int(at), "", frozenset(finder.of_result(card, part, row, unit))))
    return found + list(finder.questions())


class _Finder:
    def __init__(self, evaluation: Evaluation, tables: Tables, county: str) -> None:
        self.evaluation, self.county = evaluation, county
        self.standard = evaluation.rules.standard
        self.tables = {name: table[table["county"] == county] for name, table in tables.items()}
        units = evaluation.units
        self.segments, self.classes = (frame[frame["county"] == county] for frame in (units.segment, units.classes))

    def units(self, card: Card, part: Part) -> pd.DataFrame:
        """The units in the order of the results."""
        frame = self.evaluation.units.at(card.level)
        return frame[frame["county"] == self.county]

    def of_result(self, card: Card, part: Part, row: pd.Series, unit: Row) -> Iterator[Cell]:
        if row["status"] == PENDING and row["tolerance"]:
            yield from self._evidence(card, part, unit, row["tolerance"])
        elif part.formula == "attested":
            yield from self._evidence(card, part, unit, "")
        elif card.level == "county" and not tables_of(part) <= {"county", "survey"}:
            yield from self._summed(card, part, row["reason"])
        else:
            yield from self._measured(card, part, row["reason"], unit)

    def _evidence(self, card: Card, part: Part, unit: Row, tolerance: str) -> Iterator[Cell]:
        shelf = self.evaluation.units.evidence
        rows = shelf.of(card.number, part.label, bool(tolerance) or len(card.parts) == 1, tolerance)
        _, short = shelf.look_up(rows, np.array([unit["key"]]))
        pieces = [c for c, name in PIECES.items() if pd.isna(short[0]) or name in short[0].split("、")]
        for column in pieces or ["answer"]:
            yield Cell("evidence", column, unit["school"], "", f"{card.number} {tolerance or part.label}".strip())

    def _summed(self, card: Card, part: Part, reason: str) -> Iterator[Cell]:
        """Blank cells of every unit that the county's sum is made of."""
        units = self.evaluation.units
        frame = units.segment if tables_of(part) & {"segments", "teachers"} else units.school
        frame = frame[frame["county"] == self.county]
        member = membership(frame, self.standard.populations[part.population or card.population], self.evaluation.as_of)
        if "teachers" in tables_of(part):
            own = units.school[units.school["county"] == self.county]
            told = membership(own, self.standard.populations[part.population or card.population], self.evaluation.as_of)
            silent = own[(told.inside | told.unknown) & ~own["key"].isin(units.segment["key"]).to_numpy()]
            yield from (Cell("teachers", "full_time", school) for school in silent["school"])
        for unit in frame[member.unknown].to_dict("records"):
            yield from self._blank(DECIDING, unit)
        for unit in frame[member.inside | member.unknown].to_dict("records"):
            yield from self._blank(_terms(part, unit["stage"]), unit)
            if reason == "empty":
                yield from self._blank(_terms(part, unit["stage"], BOTTOMS), unit, lambda value: value == 0)

    def _measured(self, card: Card, part: Part, reason: str, unit: Row) -> Iterator[Cell]:
        terms = _terms(part, unit["stage"])
        yield from self._blank(terms, unit)
        if card.shared:
            yield from self._blank(["split.pupils"], unit)
        if card.level == "subject":
            # A result too old to count is asked for again, year and all.
            old = reason == "uncertain" and not pd.isna(unit["monitoring.year"])
            yield from self._blank(
                ["monitoring.year", *(terms if old else ())], unit, lambda value: old or pd.isna(value)
            )
        if reason == "population":
            yield from self._blank(DECIDING, unit)
        if reason == "empty":
            yield from self._blank(_terms(part, unit["stage"], BOTTOMS), unit, lambda value: value == 0)

    def _blank(self, terms: Any, unit: Row, bad: Callable[[Any], bool] = pd.isna) -> Iterator[Cell]:
        for term in terms:
            table, column = term.lstrip("-").split(".")
            if table in ("school", "split"):
                yield from self._of_school(column, unit["school"], senior=table == "split")
            elif table == "rooms":
                rooms = self.tables["rooms"]
                own = rooms[(rooms["school"] == unit["school"]) & (rooms["kind"] == column) & rooms["area"].isna()]
                yield from (Cell("rooms", "area", unit["school"], "", room) for room in own["room"])
            elif table == "survey":
                groups = (
                    self.tables["survey"].set_index("group")[column].reindex(BY_NAME["survey"].column("group").choices)
                )
                yield from (Cell("survey", column, "", "", group) for group in groups.index[groups.map(bad)])
            elif bad(unit[term.lstrip("-")]):
                staged = any(own.name == "stage" for own in BY_NAME[table].columns)
                yield Cell(
                    table,
                    column,
                    unit["school"],
                    unit["stage"] if staged else "",
                    unit.get("classes.label") or unit.get("subject") or "",
                )

    def _of_school(self, column: str, school: str, senior: bool) -> Iterator[Cell]:
        """Figures of the whole school lack what any of its stages lacks."""
        if column in ("classes", "largest_class"):
            own = self.classes[(self.classes["school"] == school) & self.classes["classes.pupils"].isna()]
            yield from (
                Cell("classes", "pupils", school, stage, label)
                for stage, label in zip(own["stage"], own["classes.label"], strict=True)
            )
            return
        own = self.segments[(self.segments["school"] == school) & self.segments[f"segments.{column}"].isna()]
        yield from (Cell("segments", column, school, stage) for stage in own["stage"])
        listed = self.tables["segments"]
        known = (
            listed[(listed["school"] == school) & (listed["stage"] == self.standard.stages["senior"])][column]
            .notna()
            .any()
        )
        kind = self.segments.loc[self.segments["school"] == school, "kind"]
        if senior and not known and len(kind) and "senior" in self.standard.kinds[kind.iloc[0]].stages:
            yield Cell("segments", column, school, "senior")

    def questions(self) -> Iterator[Lack]:
        """Vetoes, preconditions and the roll of schools that are open."""
        members = self.evaluation.members
        rules = set(members.loc[(members["county"] == self.county) & (members["verdict"] == NO_DATA), "rule"])
        for veto in self.standard.vetoes:
            if f"veto_{veto.id}" in rules:
                yield Lack(None, f"veto_{veto.id}", frozenset([Cell("vetoes", "happened", "", "", veto.label)]))
        for question in self.standard.preconditions:
            if f"precondition_{question.id}" in rules:
                table, column = str(question.input).split(".")
                yield Lack(None, f"precondition_{question.id}", frozenset([Cell(table, column)]))
        if "school_roll" in rules:
            yield Lack(None, "school_roll", frozenset(self._roll()))

    def _roll(self) -> Iterator[Cell]:
        listed = self.tables["schools"]["kind"].value_counts()
        for kind, rule in self.standard.kinds.items():
            declared = self.tables["county"][rule.declared].iloc[0]
            if np.isnan(declared):
                yield Cell("county", rule.declared)
            elif declared != listed.get(kind, 0):
                yield Cell("schools", "kind", "", "", kind)


def _terms(part: Part, stage: str, names: tuple[str, ...] = ()) -> list[str]:
    """Columns of a part for a stage; of the inputs named, where any are."""
    inputs = [part.inputs[name] for name in part.inputs if not names or name in names]
    return [term for by in inputs for key, terms in by.items() if key in ("all", stage) for term in terms]
