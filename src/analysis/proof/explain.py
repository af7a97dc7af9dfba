"""One number followed back: its formula, clause, document, and the cells it came from. 数字溯源。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import UserError
from ..pages.ids import FIRST, RESULTS, VERDICTS, longer, result_id, verdict_id
from ..pages.numbers import Numbers, Proof, filled_formula
from ..pages.printed_tables import table_in
from ..pages.provenance import Provenance, named_files
from ..pages.raw_cells import RawCell, RawData
from ..pages.report import open_report
from ..project import Project
from ..rounding import NONE, plain_number
from ..running.manifest import NAME, Manifest, read_manifest
from ..running.task import PageTask
from ..scoring.verdicts import COLUMNS as VERDICT_COLUMNS
from ..scoring.verdicts import WORDS
from ..standard.cards import Card
from ..standard.load import RuleBook, read_rules
from ..standard.rule_ids import indicator_number, indicator_rule, is_indicator

RESULT_COLUMNS = ("indicator", "part", "level", "unit", "name", "stage", "value", "line", "document", "status")


@dataclass(frozen=True)
class Behind:
    """A result, verdict or number that a tally counts. 计数依据。"""

    id: str
    label: str
    text: str
    status: str


@dataclass(frozen=True)
class Explanation:
    """All that is known of one number. 一个数字的来历。

    folder  : the printed page it stands on
    title   : of the document that set the line, or of the clause's own
    cells   : as the raw files are now; behind: what a tally counts
    changed : files whose hash is no longer that of the day of printing
    """

    proof: Proof
    folder: Path
    title: str = ""
    cells: tuple[RawCell, ...] = ()
    behind: tuple[Behind, ...] = ()
    changed: tuple[str, ...] = ()


def explain(project: Project, folder: Path, id: str) -> Explanation:
    """Follow a number, a result or a verdict of a printed page back to its cells. 说明一个数字的来历。

    folder : reports/<year>/<code>, or one beside it (explain_where finds the folder of an id)
    id     : as on the page and in numbers.csv, or of any line of results.csv (R12-…) and verdicts.csv (school_rule-…)
    Raises UserError where nothing is printed there, or the id is unknown (naming the nearest).
    """
    page = Page(project, folder)
    proof = page.proof(id)
    raw = RawData(project, page.task.division, page.task.school_year) if proof.cells else None
    cells = tuple(raw.cells(proof.cells)) if raw else ()
    then = {**page.manifest.data, **page.manifest.ledger}
    changed = dict.fromkeys(
        cell.file for cell in cells if raw and cell.sha256 != then.get(raw.paths.get(cell.file, cell.file))
    )
    cited = proof.document or proof.clause.split(" ")[0]
    title = page.rules.sources[cited].title if cited in page.rules.sources else ""
    shown = folder.relative_to(project.root) if folder.is_relative_to(project.root) else folder
    return Explanation(proof, shown, title, cells, tuple(page.behind(proof)), tuple(changed))


def unknown(id: str, known: Iterable[str]) -> UserError:
    """That there is no such id, naming the nearest. 编号不存在的提示。"""
    all_ = list(known)
    near = get_close_matches(id, all_, n=5, cutoff=0.6) or [name for name in all_ if name.startswith(id[:2])][:5]
    hint = f"最接近的编号：{'、'.join(near)}。" if near else "编号见网页上点击数字所示，或 numbers.csv 第一列。"
    return UserError(f"没有编号“{id}”。{hint}")


@dataclass(frozen=True)
class Page:
    """A printed folder, read as far as it is asked for. 已生成的页面目录。

    Raises UserError where nothing is printed there.
    """

    project: Project
    folder: Path
    manifest: Manifest = field(init=False)

    def __post_init__(self) -> None:
        if not (self.folder / NAME).is_file():
            county, year = self.folder.name, self.folder.parent.name
            known = len(county) == 6 and county.isdigit() and year.isdigit()
            command = f"report {county} --year {year}" if known else "report <区划代码> --year <年份>"
            raise UserError(f"“{self.folder}”中没有已生成的报告。请先运行：python -m analysis {command}")
        object.__setattr__(self, "manifest", read_manifest(self.folder / NAME)[0])

    @property
    def task(self) -> PageTask:
        """What printed it. 对应的任务。"""
        return self.manifest.task

    @cached_property
    def rules(self) -> RuleBook:
        return read_rules(self.project.standards)

    @cached_property
    def numbers(self) -> dict[str, dict[str, str]]:
        """Every printed number by id. 数字表。"""
        return {row["id"]: row for row in table_in(self.folder, "numbers.csv", tuple(Proof.__dataclass_fields__))}

    @cached_property
    def results(self) -> list[dict[str, str]]:
        return table_in(self.folder, RESULTS, RESULT_COLUMNS)

    @cached_property
    def verdicts(self) -> list[dict[str, str]]:
        return table_in(self.folder, VERDICTS, tuple(VERDICT_COLUMNS))

    @cached_property
    def result_rows(self) -> dict[str, dict[str, str]]:
        return {result_id(row, self.card(row)): row for row in self.results}

    @cached_property
    def verdict_rows(self) -> dict[str, dict[str, str]]:
        return {verdict_id(row): row for row in self.verdicts}

    def card(self, row: Mapping[str, str]) -> Card:
        number = row["indicator"]
        if not number.isdigit() or int(number) not in self.rules.by_number:
            raise UserError(f"{RESULTS} 中有不认识的指标序号“{number}”，与现有指标卡不符；请重新生成报告。")
        return self.rules.by_number[int(number)]

    def proof(self, id: str) -> Proof:
        if id in self.numbers:
            return Proof(**{name: self.numbers[id][name] for name in Proof.__dataclass_fields__})  # type: ignore[arg-type]
        if id in self.result_rows:
            # On a city's page a county's numbers bear its code.
            named = f"{self.result_rows[id].get('county', '')}-{id}"
            return self.proof(named) if named in self.numbers else self._unprinted(id)
        if id in self.verdict_rows:
            row = self.verdict_rows[id]
            status = WORDS.get(row["verdict"], row["verdict"])
            return Proof(
                id, row["name"] or "全县结论", status, row["value"], "", row["because"], line=row["line"], status=status
            )
        raise unknown(id, self.ids)

    @property
    def ids(self) -> list[str]:
        """All that can be asked for. 全部编号。"""
        return list(dict.fromkeys([*self.numbers, *self.result_rows, *self.verdict_rows]))

    def _unprinted(self, id: str) -> Proof:
        """A result that stands in results.csv alone: evaluated again for its formula and cells."""
        county = self.result_rows[id].get("county") or self.task.division
        report = open_report(county, self.task.school_year, self.manifest.parameters["as_of"], self.project)
        intake = report.intake if county == self.task.division else named_files(report.intake)
        numbers = Numbers(report.evaluation, Provenance(intake, report.evaluation))
        own: dict[str, Any] = next(
            (
                row
                for row in report.evaluation.results.to_dict("records")
                if result_id(row, report.evaluation.rules.by_number[row["indicator"]]) == id
            ),
            {},  # type: ignore[misc]
        )
        if not own:
            raise UserError(f"按现有数据重算，已没有 {id} 这一结果；数据在生成报告之后有改动，可运行 verify 核对。")
        card = self.card(self.result_rows[id])
        part = card.part(own["part"])
        number = numbers.result(own)
        if not isinstance(number, str):
            return numbers.proofs[number.id]
        cells, status = numbers.provenance.of_result(own, card, part), WORDS[own["status"]]
        formula = filled_formula(card, part, own) if part.formula == "attested" else "没有数值：填报有缺项或不适用"
        clause = f"{card.clause.document} {card.clause.item}"
        return Proof(
            id,
            f"{own['name']}，{card.label}",
            NONE,
            "",
            "",
            formula,
            document=own["document"],
            clause=clause,
            status=status,
            cells=cells,
        )

    def behind(self, proof: Proof) -> list[Behind]:
        if not proof.of:
            return self._under(proof.id) if proof.id in self.verdict_rows else []
        found = []
        for piece in proof.of.split("；"):
            table, _, lines = piece.partition("!")
            rows = {RESULTS: self.results, VERDICTS: self.verdicts}.get(table)
            if rows is None:
                found.append(self._number(piece))
            elif max(longer(lines)) - FIRST >= len(rows):
                raise UserError(f"{table} 的行数少于 numbers.csv 所记，报告有改动；可运行 verify 核对。")
            else:
                found += [
                    (self._result if table == RESULTS else self._verdict)(rows[line - FIRST]) for line in longer(lines)
                ]
        return found

    def _under(self, id: str) -> list[Behind]:
        """What a verdict rests on."""
        own = self.verdict_rows[id]
        rule, unit, stage = own["rule"], own["unit"], own["stage"]
        seven = self.rules.standard.school_rule.indicators
        everywhere = own["level"] == "county"
        county = own.get("county", "")
        results = [row for row in self.results if row.get("county", "") == county]
        verdicts = [row for row in self.verdicts if row.get("county", "") == county]
        if is_indicator(rule):
            number = str(indicator_number(rule))
            return [
                self._result(row)
                for row in results
                if row["indicator"] == number and (everywhere or row["unit"] == unit)
            ]
        if rule == "school_rule" and everywhere:
            return [self._verdict(row) for row in verdicts if row["rule"] == rule and row["level"] == "segment"]
        if rule == "school_rule":
            return [
                self._result(row)
                for row in results
                if (row["unit"], row["stage"]) == (unit, stage) and int(row["indicator"]) in seven
            ]
        if rule.startswith("balance_"):
            number_id = f"{county}{'-' if county else ''}K{rule.removeprefix('balance_')}-{stage}"
            return [self._number(number_id)] if number_id in self.numbers else []
        if rule.startswith("county"):
            beside = {indicator_rule(number) for number in seven}
            return [
                self._verdict(r)
                for r in verdicts
                if r["level"] == "county" and r["rule"] not in beside and not r["rule"].startswith("county")
            ]
        return []

    def _number(self, id: str) -> Behind:
        row = self.numbers.get(id)
        if row is None:
            raise UserError(f"numbers.csv 中没有编号“{id}”，报告有改动；可运行 verify 核对。")
        return Behind(id, row["label"], row["text"] + row["unit"], row["status"])

    def _result(self, row: Mapping[str, str]) -> Behind:
        card = self.card(row)
        part = next((part.label for part in card.parts if part.id == row["part"]), "")
        stage = self.rules.standard.stages.get(row["stage"], "")  # type: ignore[call-overload]
        label = "，".join(filter(None, (row["name"], stage, card.short, part)))
        value = plain_number(float(row["value"])) if row["value"] else NONE
        return Behind(result_id(row, card), label, value, WORDS.get(row["status"], row["status"]))

    def _verdict(self, row: Mapping[str, str]) -> Behind:
        status = WORDS.get(row["verdict"], row["verdict"])
        return Behind(verdict_id(row), row["name"] or row["rule"], row["because"], status)
