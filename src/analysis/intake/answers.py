"""Answers that must name what the rules ask: indicators, subjects, groups, vetoes. 填报事项。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import nearest
from ..tables.catalogue import BY_NAME, GROUPS, SUBJECTS
from .findings import Finding, brief
from .rows import Rows, records

if TYPE_CHECKING:
    from ..standard.cards import Card
    from ..standard.load import RuleBook


def answer_findings(rows: Rows, rules: RuleBook) -> list[Finding]:
    """Unknown and missing answers. 填报事项的问题。"""
    county = rows.intake.county
    asked = [
        veto.label for veto in rules.standard.vetoes if not veto.divisions or county.startswith(tuple(veto.divisions))
    ]
    return [
        *_unknown_vetoes(rows, asked),
        *_missing(rows, "monitoring", "subject", SUBJECTS),
        *_missing(rows, "survey", "group", GROUPS),
        *_missing(rows, "vetoes", "item", asked),
        *_evidence(rows, {card.number: card for card in rules.cards}),
    ]


def _unknown_vetoes(rows: Rows, asked: Sequence[str]) -> list[Finding]:
    return [
        rows.say(
            "blocking",
            "vetoes",
            record["source_row"],
            "item",
            f"不认识的一票否决事项“{record['item']}”{nearest(record['item'], asked) or '，请按模板填写。'}",
            found=record["item"],
            allowed="、".join(asked),
        )
        for record in records(rows.complete("vetoes", ("item",)))
        if record["item"] not in asked
    ]


def _missing(rows: Rows, name: str, column: str, asked: Sequence[str]) -> list[Finding]:
    if not rows.has(name, column):
        return []
    absent = [item for item in asked if item not in set(rows.intake.tables[name][column])]
    text = f"缺少{BY_NAME[name].column(column).heading}：{'、'.join(absent)}；按缺数据处理。"
    origin = rows.intake.origins[name]
    return [Finding("warning", origin.file, origin.sheet or "", "", "", "、".join(asked), text)] * bool(absent)


def _evidence(rows: Rows, cards: dict[int, Card]) -> list[Finding]:
    """An answer that names nothing of ours would be passed over, so it stops the run. 佐证材料的问题。"""
    findings = []
    for record in records(rows.complete("evidence", ("indicator",))):
        card = cards.get(int(record["indicator"]))
        if card is None:
            findings += _unknown(rows, record, "indicator", [str(number) for number in cards])
            continue
        labels = [part.label for part in card.parts if part.label]
        if record["part"] or (len(card.parts) > 1 and not record["tolerance"]):
            findings += _unknown(rows, record, "part", labels)
        if record["tolerance"]:
            findings += _unknown(rows, record, "tolerance", [tolerance.id for tolerance in card.tolerances])
        elif record["answer"]:
            attested = [part for part in card.parts if record["part"] in (None, part.label)]
            answers = [answer for part in attested for answer in part.answers]
            findings += _unknown(rows, record, "answer", answers) if answers else []
    return findings


def _unknown(rows: Rows, record: dict[str, Any], name: str, known: Sequence[str]) -> list[Finding]:
    """One finding where a record says something else than what is known."""
    said, row = brief(record[name]), int(record["source_row"])
    if said in known or not rows.has("evidence", name) or rows.is_unread("evidence", row, name):
        return []
    heading = BY_NAME["evidence"].column(name).heading
    text = f"指标{brief(record['indicator'])}的“{heading}”填的“{said}”不认识{nearest(said, known) or '。'}"
    allowed = "、".join(dict.fromkeys(known)) or "留空"
    return [rows.say("blocking", "evidence", row, name, text, found=said, allowed=allowed)]
