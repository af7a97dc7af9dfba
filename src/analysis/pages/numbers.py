"""Every number on a page, by an id that leads to its proof. 数字登记。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from pandas import isna, notna

from ..printing.blocks import Number
from ..rounding import NONE, plain_number, round_half_up
from ..scoring.evaluate import Evaluation
from ..scoring.parts import NOT_APPLICABLE
from ..scoring.verdicts import WORDS
from ..standard.cards import Card, Part
from .ids import Lines, result_id, verdict_id
from .provenance import Provenance, heading


@dataclass(frozen=True)
class Proof:
    """What `numbers.csv` holds of one number. 一个数字的来历。

    text  : as printed; value: exact; formula: with the numbers filled in; cells: where they stand in the data
    of    : what a tally counts: lines of results.csv and verdicts.csv, ids of other numbers
    """

    id: str
    label: str
    text: str
    value: float | str
    unit: str
    formula: str
    numerator: float | str = ""
    denominator: float | str = ""
    line: float | str = ""
    document: str = ""
    clause: str = ""
    status: str = ""
    cells: str = ""
    of: str = ""


def proofs_by_id(numbers: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """What a page carries of its numbers: id -> its proof, blanks left out. 页面所带的数字来历。

    numbers : see Numbers.frame
    """
    rows = numbers.to_dict("records")
    return {row["id"]: {str(k): v for k, v in row.items() if v != "" and k != "id"} for row in rows}


class Numbers:
    """The register of one page; asking for a number writes it down. 登记簿。"""

    def __init__(self, evaluation: Evaluation, provenance: Provenance) -> None:
        self.evaluation, self.provenance = evaluation, provenance
        self.proofs: dict[str, Proof] = {}

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Results as mappings, in their order. 评分结果各行。"""
        return self.evaluation.results.to_dict("records")

    @cached_property
    def _counted(self) -> dict[tuple[object, object], list[dict[str, Any]]]:
        """(indicator, stage) -> the results that a mean is made of."""
        by: dict[tuple[object, object], list[dict[str, Any]]] = {}
        for row in self.rows:
            if row["status"] != NOT_APPLICABLE:
                by.setdefault((row["indicator"], row["stage"]), []).append(row)
        return by

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.rows, self.evaluation.verdicts.to_dict("records"), self.evaluation.rules.by_number)

    def _keep(self, proof: Proof) -> Number:
        known = self.proofs.setdefault(proof.id, proof)
        if (known.text, known.value) != (proof.text, proof.value):
            raise ValueError(f"one id, two numbers: {proof.id} is {known.text} and {proof.text}")
        return Number(proof.id, proof.text)

    def _known(self, id: str, value: float) -> Number | None:
        """A number that already stands on the page; its proof need not be made again."""
        known = self.proofs.get(id)
        return Number(id, known.text) if known is not None and known.value == value else None

    def result(self, row: Mapping[str, object]) -> Number | str:
        """The value of one row of results. 评分结果的数值。

        row : a row of Evaluation.results as a mapping; a row without a value gives a dash
        """
        value = float(row["value"])  # type: ignore[arg-type]
        if isna(value):
            return NONE
        card = self.evaluation.rules.by_number[int(row["indicator"])]  # type: ignore[call-overload]
        id = result_id(row, card)
        if known := self._known(id, value):
            return known
        part = card.part(str(row["part"]))
        name, stage = str(row["name"]), str(row["stage"])
        places = part.decimals
        top, bottom = row["numerator"], row["denominator"]
        return self._keep(
            Proof(
                id=id,
                label="，".join(
                    filter(None, [name, self.provenance.stage_labels.get(stage, ""), card.label, part.label])
                ),
                text=str(round_half_up(value, places)),
                value=value,
                unit=part.unit,
                formula=filled_formula(card, part, row),
                numerator=top if notna(top) else "",  # type: ignore[arg-type]
                denominator=bottom if notna(bottom) else "",  # type: ignore[arg-type]
                line=row["line"] if notna(row["line"]) else "",  # type: ignore[arg-type]
                document=str(row["document"]),
                clause=f"{card.clause.document} {card.clause.item}",
                status=WORDS[str(row["status"])],
                cells=self.provenance.of_result(row, card, part),
            )
        )

    def balance(self, row: Mapping[str, object], what: str) -> Number | str:
        """The mean or the coefficient of one indicator and stage. 县均值、校际差异系数。

        what : "mean" or "value" (the coefficient)
        """
        value = float(row[what])  # type: ignore[arg-type]
        if isna(value):
            return NONE
        standard = self.evaluation.rules.standard
        card = self.evaluation.rules.by_number[int(row["indicator"])]  # type: ignore[call-overload]
        stage = str(row["stage"])
        is_mean = what == "mean"
        id = f"{'M' if is_mean else 'K'}{card.number:02d}-{stage}"
        if known := self._known(id, value):
            return known
        rule = standard.balance_rule
        schools = self._counted.get((card.number, stage), [])
        stock, pupils = float(row["mean"]) * float(row["pupils"]), float(row["pupils"])  # type: ignore[arg-type]
        scale = 100 if card.parts[0].formula == "per_hundred_pupils" else 1
        formula = (
            f"{'100 × ' if scale == 100 else ''}Σ资源 ÷ Σ在校生 ＝ {plain_number(stock / scale)} ÷ {plain_number(pupils)} ＝ {plain_number(value)}"
            if is_mean
            else f"标准差 S ÷ 县均值 ＝ {plain_number(float(row['spread']))} ÷ {plain_number(float(row['mean']))} ＝ {plain_number(value)}；"  # type: ignore[arg-type]
            f"S ＝ √Σ（各校学生数÷总学生数）×（各校值－县均值）²，按在校生数加权，共{plain_number(float(row['schools']))}校"  # type: ignore[arg-type]
        )
        return self._keep(
            Proof(
                id=id,
                label=f"{self.provenance.stage_labels[stage]}，{card.label}，{'县均值' if is_mean else rule.label}",
                text=str(round_half_up(value, card.decimals if is_mean else rule.decimals)),
                value=value,
                unit=card.unit if is_mean else "",
                formula=formula,
                line="" if is_mean else row["line"],  # type: ignore[arg-type]
                document="" if is_mean else str(row["document"]),
                clause=f"{card.clause.document} {card.clause.item}"
                if is_mean
                else f"{rule.clause.document} {rule.clause.item}",
                status="" if is_mean else WORDS[str(row["status"])],
                cells=self.provenance.of_segments(schools, card, card.parts[0]),
                of=self._lines.address(self.results(schools), ()),
            )
        )

    def count(
        self,
        id: str,
        value: float,
        label: str,
        formula: str,
        unit: str = "",
        places: int = 0,
        *,
        of: Sequence[str] = (),
        cells: str = "",
    ) -> Number:
        """A tally or a share made of results; its formula says of which. 计数。

        of    : ids of the results, verdicts or numbers it is made of, see `results` and `verdicts`
        cells : where it is a tally of rows handed in
        """
        text, made_of = str(round_half_up(value, places)), self._lines.address(of, self.proofs)
        return self._keep(
            Proof(id=id, label=label, text=text, value=value, unit=unit, formula=formula, cells=cells, of=made_of)
        )

    def results(self, rows: Sequence[Mapping[str, object]]) -> list[str]:
        """The ids of rows of results. 评分结果的编号。"""
        cards = self.evaluation.rules.by_number
        return [result_id(row, cards[int(row["indicator"])]) for row in rows]  # type: ignore[call-overload]

    def verdicts(self, rows: Sequence[Mapping[str, object]], rule: str = "") -> list[str]:
        """The ids of rows of verdicts. 结论的编号。

        rows : members of the county's verdict (without a unit), or segments (without a rule: name it)
        """
        county = self.provenance.intake.county
        return [
            verdict_id(
                {"rule": rule, "unit": county} | {**row, "stage": row["stage"] if isinstance(row["stage"], str) else ""}
            )
            for row in rows
        ]

    def raw(
        self, id: str, value: float, label: str, unit: str, terms: list[str], school: str, stage: str = ""
    ) -> Number | str:
        """A figure as handed in. 填报值。"""
        if isna(value):
            return NONE
        text = plain_number(value)
        cells = self.provenance.cells(terms, school, stage)
        return self._keep(Proof(id=id, label=label, text=text, value=value, unit=unit, formula="填报值", cells=cells))

    def line(self, row: Mapping[str, object]) -> str:
        """The line as words. 标准值。"""
        value = float(row["line"])  # type: ignore[arg-type]
        return plain_number(value)

    def frame(self) -> pd.DataFrame:
        """All numbers, by id. 数字表。"""
        return pd.DataFrame(
            [asdict(self.proofs[key]) for key in sorted(self.proofs)], columns=list(Proof.__dataclass_fields__)
        )


def filled_formula(card: Card, part: Part, row: Mapping[str, object]) -> str:
    """The formula in words, then with the numbers of a row. 代入数字的算式。"""
    stage = str(row["stage"])

    def words(name: str) -> str:
        by = part.inputs[name]
        terms = by.get("all") or by.get(stage) or next(iter(by.values()))
        text = "".join(("－" if t.startswith("-") else "＋") + heading(t.lstrip("-")) for t in terms).lstrip("＋")
        return f"（{text}）" if len(terms) > 1 else text

    top, bottom, value = (plain_number(float(row[key])) for key in ("numerator", "denominator", "value"))  # type: ignore[arg-type]
    match part.formula:
        case "amount":
            return f"{words('amount')} ＝ {value}"
        case "per_hundred_pupils":
            text = f"100 × {words('count')} ÷ {words('pupils')} ＝ 100 × {top} ÷ {bottom} ＝ {value}"
        case "per_pupil":
            unit = (
                f" × {plain_number(next(iter(part.constants['yuan_per_unit'].values())).value)}"
                if "yuan_per_unit" in part.constants
                else ""
            )
            text = f"{words('amount')}{unit} ÷ {words('pupils')} ＝ {top} ÷ {bottom} ＝ {value}"
        case "share" | "comparison":
            text = f"100 × {words('part')} ÷ {words('whole')} ＝ 100 × {top} ÷ {bottom} ＝ {value}"
        case "relative_share":
            text = (
                f"（{words('part')} ÷ {words('whole')}）÷（{words('other_part')} ÷ {words('other_whole')}）＝ {value}"
            )
        case "rooms":
            text = f"面积合格的{part.label}间数 ＝ {value}；班级数 {bottom}，应有 {plain_number(float(row['line']))} 间"  # type: ignore[arg-type]
        case _:
            text = "由核查结论认定"
    if card.shared and float(row["top"]) != float(row["numerator"]):  # type: ignore[arg-type]
        text += f"（全校共用资源按学段折算拆分，本学段分得 {top}）"
    return text
