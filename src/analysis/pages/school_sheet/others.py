"""The indicators beside the seven that are judged school by school. 其他按学校判定的指标。"""

from __future__ import annotations

from collections.abc import Iterator

from pandas import notna

from ...planning.gap_size import EVIDENCE, FINDING, SHORT
from ...printing.blocks import Block, Mark, Paragraph, TableBlock, TableColumn, Text, join
from ...rounding import NONE
from ...scoring.parts import MET, TOLERATED
from ...scoring.verdicts import SEVERITY
from ...standard.cards import Card, Part
from ...standard.rule_ids import indicator_rule
from ..gap_numbers import places, size
from ..report import Row
from ..words import bound_words, tally, why
from .sheets import Sheets


def others(sheets: Sheets, school: str, at: int) -> list[Block]:
    """How many there are and how they stand; then those that are not met, with what is missing. 其他指标情况。"""
    report = sheets.report
    seven = {card.number for card in sheets.seven}
    rows = [row for row in sheets.results.get(school, ()) if row["indicator"] not in seven]
    numbers = sorted({row["indicator"] for row in rows})
    if not numbers:
        return []
    verdicts = [report.verdicts[indicator_rule(number), school, ""] for number in numbers]
    judged = zip(report.numbers.verdicts(verdicts), (row["verdict"] for row in verdicts), strict=True)
    said = tally(report, f"Y-{school}", judged, "subject", f"{sheets.units[school]['name']}，其他指标")
    listed = tuple(
        line
        for number in numbers
        for line in _lines(
            sheets, report.evaluation.rules.by_number[number], [r for r in rows if r["indicator"] == number]
        )
    )
    blocks: list[Block] = [
        Paragraph(("其他按学校判定的指标", *said, "。", *(() if listed else ("没有需要整改的事项。",))))
    ]
    if listed:
        columns = (
            TableColumn("指标", width="1.6fr"),
            TableColumn("本校情况", width="1fr"),
            TableColumn("标准", width="1fr"),
            TableColumn("差额", width="1.2fr"),
            TableColumn("结论"),
        )
        blocks.append(TableBlock("其他未达标或待定的指标", f"sheet-{at}-others", columns, listed))
    return blocks


def _lines(sheets: Sheets, card: Card, rows: list[Row]) -> Iterator[tuple[Text, ...]]:
    rows = [row for row in rows if row["status"] not in (MET, TOLERATED)]
    if card.level == "class":
        for stage in dict.fromkeys(row["stage"] for row in rows):
            yield _classes(sheets, card, [row for row in rows if row["stage"] == stage])
        return
    gaps = (
        {(gap["indicator"], gap["part"], gap["stage"]): gap for gap in sheets.missing.get(rows[0]["unit"], ())}
        if rows
        else {}
    )
    for row in rows:
        part = card.part(row["part"])
        gap = gaps.get((card.number, part.id, row["stage"]))
        unit = part.unit
        known = notna(row["value"])
        shown: Text = (sheets.report.numbers.result(row), unit) if known else NONE
        stage = f"（{sheets.report.stages[row['stage']]}）" if row["stage"] else ""
        yield (
            f"{card.number}.{card.short}{f'：{part.label}' if part.label else ''}{stage}",
            shown,
            _line(part, row, unit),
            _missing(sheets, row, gap),
            Mark(row["status"]),
        )


def _line(part: Part, row: Row, unit: str) -> str:
    if part.formula == "attested":
        return f"结论为“{'”或“'.join(part.accepts)}”"
    return bound_words(part, row["line"], unit) if notna(row["line"]) else NONE


def _missing(sheets: Sheets, row: Row, gap: Row | None) -> Text:
    if gap is None:
        return NONE
    if gap["state"] == FINDING:
        return "核查结论不符合要求"
    if gap["state"] == EVIDENCE:
        return why(row)
    if gap["state"] != SHORT:
        return f"未知：{why(row) or '缺数据'}"
    verb = "超出" if gap["resource"] == "seats" else "须增加"
    note = (f"；{gap['note']}",) if gap["note"] else ()
    return (verb, *join([size(sheets.report, gap, "amount")], ""), *note)


def _classes(sheets: Sheets, card: Card, rows: list[Row]) -> tuple[Text, ...]:
    """All classes of a stage that are too large, or not known, as one line."""
    report, school, stage = sheets.report, rows[0]["unit"], rows[0]["stage"]
    part, key = card.parts[0], f"{card.number:02d}-{rows[0]['unit']}-{rows[0]['stage']}"
    name = f"{sheets.units[school]['name']}{report.stages[stage]}"
    worst = min((row["status"] for row in rows), key=SEVERITY.index)
    large = [row for row in rows if notna(row["value"])]
    blank = len(rows) - len(large)
    shown: list[Text] = []
    if large:
        ids = report.numbers.results(large)
        shown.append(
            (
                report.numbers.count(
                    f"H{key}", len(large), f"{name}，超过标准的班级数", "学生数超过标准的班级计数", "个", of=ids
                ),
                "个班超过标准",
            )
        )
    if blank:
        label = f"{name}，未填学生数的班级数"
        shown.append(
            (
                report.numbers.count(
                    f"HB{key}",
                    blank,
                    label,
                    "未填学生数的班级计数",
                    "个",
                    of=report.numbers.results([r for r in rows if r not in large]),
                ),
                "个班缺数据",
            )
        )
    own = [
        gap
        for gap in sheets.missing.get(school, ())
        if (gap["indicator"], gap["stage"], gap["state"]) == (card.number, stage, SHORT)
    ]
    words: list[Text] = []
    for resource, verb, unit, formula in (
        ("seats", "超出", "人", "各班超过标准的学生数之和"),
        ("classes", "须增加", "个班", "各年级学生数 ÷ 班额标准，进一取整，减现有班数，求和"),
    ):
        gaps = [gap for gap in own if gap["resource"] == resource]
        total = sum(gap["amount"] for gap in gaps)
        if gaps and (total or resource == "classes"):
            of = report.numbers.results([report.evaluation.results.loc[gap["result"]].to_dict() for gap in gaps])
            number = report.numbers.count(
                f"D{key}-{resource}", total, f"{name}，{card.label}，{verb}", formula, unit[0], places(total), of=of
            )
            words.append((verb, number, unit) if total else "各年级均衡编班即可")
    line = bound_words(part, rows[0]["line"], card.unit) if notna(rows[0]["line"]) else NONE
    return (
        f"{card.number}.{card.short}（{report.stages[stage]}）",
        join(shown, "，"),
        line,
        join(words, "，") or "未知",
        Mark(worst),
    )
