"""One indicator in sentences. 逐项指标情况。"""

from __future__ import annotations

from pandas import isna, notna

from ...printing.blocks import Mark, Text, join, runs
from ...printing.office.form import MISSING
from ...printing.office.letter import Letter
from ...scoring.parts import MET, NOT_APPLICABLE
from ...standard.cards import Card, Dimension
from ...standard.rule_ids import indicator_rule
from ..report import Report, Row
from ..words import bound_words, lines_of, tally
from .on_file import answers, documents, on_file
from .rounding import result_notes
from .standing import NAMED, groups, named, part_of, unit_of, why


def dimension(letter: Letter, report: Report, name: Dimension) -> None:
    """A chapter: each indicator of a dimension. 一个维度。"""
    cards = [card for card in report.cards if card.dimension == name]
    label = report.evaluation.rules.standard.dimensions[name]
    letter.chapter(label)
    verdicts = [report.county_verdict(indicator_rule(card.number)) for card in cards]
    told = tally(
        report,
        f"D-{name}",
        list(zip(report.numbers.verdicts(verdicts), (v["verdict"] for v in verdicts), strict=True)),
        "county",
        label,
    )
    letter.text((f"{label}共", *told, "。"))
    for card in cards:
        letter.section(card.short)
        indicator(letter, report, card)


def indicator(letter: Letter, report: Report, card: Card) -> None:
    """What is asked, how it stands, and who misses it. 一项指标。"""
    verdict = report.county_verdict(indicator_rule(card.number))["verdict"]
    lines = lines_of(card, report)
    letter.text(
        (f"指标{card.number}：{card.label}。", f"标准：{lines}。" if lines else "", "结论：", Mark(verdict), "。")
    )
    rows = report.results(card.number)
    if card.level == "county":
        letter.text((*join([_county(report, card, row) for row in rows], "；"), "。"))
    elif card.level == "subject":
        letter.text(
            (
                *join(
                    [
                        _subject(report, card, [row for row in rows if row["name"] == name])
                        for name in dict.fromkeys(row["name"] for row in rows)
                    ],
                    "；",
                ),
                "。",
            )
        )
    elif not report.judged(card.number):
        letter.text("本县没有适用对象。")
    for group in groups(report, card) if card.level in ("segment", "school", "class") else ():
        names: list[Text] = [(f"。{NAMED[status]}：", *runs(said)) for status, said in named(report, card, group)]
        letter.text((f"{group.label}：" if group.label else "", *runs(group.told), *join(names, ""), "。"))
    for note in result_notes(report, [card.number]):
        letter.text(note)


def _subject(report: Report, card: Card, rows: list[Row]) -> Text:
    """语文：学业水平4级，校际差异率0.077. One subject of the monitoring."""
    said: list[Text] = []
    for row in rows:
        value: Text = (
            (report.numbers.result(row), unit_of(card, row)) if notna(row["value"]) else f"{MISSING}（{why(row)}）"
        )
        said.append(
            (
                part_of(card, row).label,
                *runs(value),
                *(() if row["status"] == MET else ("（", Mark(row["status"]), "）")),
            )
        )
    return (f"{rows[0]['name']}：", *join(said, "，"))


def _county(report: Report, card: Card, row: Row) -> Text:
    """One part of an indicator judged for the whole county."""
    label, part = row["label"] or card.short, part_of(card, row)
    if row["status"] == NOT_APPLICABLE:
        return (f"{label}", Mark(row["status"]))
    if part.formula == "attested":
        rows = on_file(report, card, row)
        papers = documents(rows)
        said = "，".join(filter(None, (answers(rows) or MISSING, why(row))))
        return (f"{label}核查结论为{said}，", Mark(row["status"]), f"，材料为{papers}" if papers else "")
    if isna(row["value"]):
        return (f"{label}{MISSING}（{why(row)}）",)
    unit = unit_of(card, row)
    return (
        label,
        report.numbers.result(row),
        f"{unit}（标准{bound_words(part, row['line'], unit)}），",
        Mark(row["status"]),
    )
