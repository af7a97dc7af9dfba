"""From a result back to the cells it came from. 数据溯源。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from ..intake.origin import ranges
from ..intake.reading import Intake
from ..scoring.evaluate import Evaluation
from ..scoring.parts import tables_of
from ..scoring.populations import membership
from ..standard.cards import Card, Part
from ..tables.catalogue import BY_NAME

#: Tables whose rows belong to one school and one stage.
BY_STAGE = {"segments", "teachers"}
BY_SCHOOL = {"schools", "buildings", "budgets"}


def heading(term: str) -> str:
    """The Chinese heading of a card's input. 字段中文名。"""
    derived = {
        "school.pupils": "义务教育阶段在校生数",
        "school.classes": "义务教育阶段班级数",
        "school.boarders": "义务教育阶段寄宿生数",
        "school.in_education_group": "是否参与集团化办学",
        "rooms.音乐": "音乐专用教室面积",
        "rooms.美术": "美术专用教室面积",
    }
    if term in derived:
        return derived[term]
    table, column = term.split(".")
    return BY_NAME[table].column(column).heading


def named_files(intake: Intake) -> Intake:
    """The same data, their files named with the county: two counties may both hand in 学校.csv. 文件名前加区划代码。"""
    origins = {
        table: replace(origin, file=f"{intake.county}/{origin.file}") for table, origin in intake.origins.items()
    }
    return replace(intake, origins=origins)


class Provenance:
    """Looks up source cells for one county. 溯源索引。"""

    def __init__(self, intake: Intake, evaluation: Evaluation) -> None:
        self.intake, self.evaluation = intake, evaluation
        self.stage_labels = {str(key): label for key, label in evaluation.rules.standard.stages.items()}

    @cached_property
    def _rows(self) -> dict[str, dict[tuple[str, str], list[int]]]:
        """table -> (school, stage label or "") -> source rows; stage "" holds all rows of the school."""
        index: dict[str, dict[tuple[str, str], list[int]]] = {}
        for name, table in self.intake.tables.items():
            if "school" not in table:
                continue
            own = index.setdefault(name, {})
            stages = table["stage"] if "stage" in table else [""] * len(table)
            for school, stage, row in zip(table["school"], stages, table["source_row"], strict=True):
                own.setdefault((school or "", stage or ""), []).append(int(row))
                if stage:
                    own.setdefault((school or "", ""), []).append(int(row))
        return index

    def cells(self, terms: Iterable[str], school: str = "", stage: str = "") -> str:
        """Addresses of the cells behind inputs of one unit, compressed. 单元格位置。

        stage : id (primary, junior) or "" for all stages of the school
        """
        return self._addresses(self._places(terms, school, stage))

    def _places(self, terms: Iterable[str], school: str, stage: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for term in terms:
            table, column, rows = self._resolve(term.lstrip("-"), school, self.stage_labels.get(stage, ""))
            origin = self.intake.origins.get(table)
            if origin is not None and column in origin.columns:
                found.setdefault(table, []).extend(origin.at(column, row) for row in rows)
        return found

    def _addresses(self, places: Mapping[str, list[str]]) -> str:
        return "；".join(
            self.intake.origins[table].address(ranges(dict.fromkeys(cells))) for table, cells in places.items() if cells
        )

    def _resolve(self, term: str, school: str, stage: str) -> tuple[str, str, list[int]]:
        table, column = term.split(".")
        if table == "county":
            return table, column, [0]
        if table == "survey":
            return table, column, [int(row) for row in self.intake.tables["survey"]["source_row"]]
        if table == "monitoring":
            own = self.intake.tables["monitoring"]
            return table, column, [int(row) for row in own.loc[own["subject"] == school, "source_row"]]
        if table == "rooms":
            own = self.intake.tables["rooms"]
            return (
                table,
                "area",
                [int(r) for r in own.loc[(own["school"] == school) & (own["kind"] == column), "source_row"]],
            )
        if table == "school":
            table, column = {
                "pupils": ("segments", "pupils"),
                "boarders": ("segments", "boarders"),
                "classes": ("classes", "class"),
            }[column]
            compulsory = [label for key, label in self.stage_labels.items() if key != "senior"]
            return table, column, [row for label in compulsory for row in self._rows[table].get((school, label), [])]
        return table, column, self._rows[table].get((school, stage if table in BY_STAGE else ""), [])

    def of_result(self, row: Mapping[str, object], card: Card, part: Part) -> str:
        """Cells behind one row of results. 一条评分结果的来源单元格。"""
        unit, stage = str(row["unit"]), str(row["stage"])
        if part.formula == "attested":
            return self._evidence(card, part, unit if row["level"] != "county" else "")
        if row["level"] == "class":
            origin = self.intake.origins["classes"]
            at = self._class_rows.get((unit, str(row["name"])))
            return origin.address(origin.at("pupils", at)) if at else ""
        terms = [
            term for by in part.inputs.values() for key, group in by.items() if key in ("all", stage) for term in group
        ]
        if card.level == "subject":
            return self.cells([*terms, "monitoring.year"], str(row["name"]))
        if row["level"] == "county" and not tables_of(part) <= {"county", "survey"}:
            return self._summed(terms, card, part, stage)
        return self.of_segments([row], card, part)

    def of_segments(self, rows: Iterable[Mapping[str, object]], card: Card, part: Part) -> str:
        """Cells behind the results of several schools or segments together. 多校结果的来源单元格。"""
        found: dict[str, list[str]] = {}
        for row in rows:
            unit, stage = str(row["unit"]), str(row["stage"])
            terms = [
                term
                for by in part.inputs.values()
                for key, group in by.items()
                if key in ("all", stage)
                for term in group
            ]
            # What the whole school shares is split by the pupils of all its stages.
            for places in (
                self._places(terms, unit, stage),
                self._places(["segments.pupils"] if card.shared else [], unit, ""),
            ):
                for table, cells in places.items():
                    found.setdefault(table, []).extend(cells)
        return self._addresses(found)

    def _summed(self, terms: list[str], card: Card, part: Part, stage: str) -> str:
        units = self.evaluation.units.segment if tables_of(part) & BY_STAGE else self.evaluation.units.school
        population = self.evaluation.rules.standard.populations[part.population or card.population]
        inside = units[membership(units, population, self.evaluation.as_of).inside]
        inside = inside[inside["stage"] == stage] if stage else inside
        found: dict[str, list[str]] = {}
        for school, own in zip(inside["school"], inside["stage"], strict=True):
            for table, cells in self._places(terms, school, own).items():
                found.setdefault(table, []).extend(cells)
        return self._addresses(found)

    @cached_property
    def _class_rows(self) -> dict[tuple[str, str], int]:
        classes = self.evaluation.units.classes
        known = classes[classes["classes.source_row"].notna()]
        return {
            (u, n): int(r) for u, n, r in zip(known["unit"], known["name"], known["classes.source_row"], strict=True)
        }

    def _evidence(self, card: Card, part: Part, school: str) -> str:
        own = self.intake.tables["evidence"]
        label = own["part"].fillna("")
        rows = own[
            (own["indicator"] == card.number)
            & own["tolerance"].isna()
            & (own["school"].fillna("") == school)
            & ((label == part.label) | ((label == "") & (len(card.parts) == 1)))
        ]
        origin = self.intake.origins.get("evidence")
        if origin is None:
            return ""
        columns = ("answer", "document", "day", "checker")
        return "；".join(
            origin.address(ranges([origin.at(column, int(row)) for column in columns])) for row in rows["source_row"]
        )
