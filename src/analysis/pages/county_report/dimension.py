"""One dimension, indicator by indicator. 分维度逐项情况。"""

from __future__ import annotations

from pandas import isna, notna

from ...printing.blocks import Block, Heading, Mark, Paragraph, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ...rounding import NONE
from ...scoring.parts import NO_DATA, NOT_MET, PENDING, TOLERATED
from ...scoring.verdicts import SEVERITY, WORDS
from ...standard.cards import Card, Dimension
from ...standard.rule_ids import indicator_rule
from ..report import Report, Row
from ..standing_rooms import room_kind, standing_rooms
from ..words import bound_words, distance, lines_of, rounding_note, tally, why
from .charts.around_line import around_line
from .charts.by_area import by_area
from .charts.class_sizes import class_sizes
from .charts.school_size import school_size

#: What is named one by one: everything but a plain 达标.
NAMED = (NOT_MET, NO_DATA, PENDING, TOLERATED)
CHARTS = {
    "resources": (around_line, by_area),
    "government": (school_size, class_sizes),
    "quality": (),
    "recognition": (),
}


def dimension(report: Report, name: Dimension) -> Shown:
    """Every indicator of a dimension: its line, how it stands, and who misses it. 一个维度的各项指标。"""
    own = [card for card in report.cards if card.dimension == name]
    blocks: list[Block] = [Paragraph(_opening(report, name, own))]
    blocks += [chart(report) for chart in CHARTS[name]]
    for card in own:
        blocks += _indicator(report, card)
    return Shown(blocks)


def _opening(report: Report, name: Dimension, own: list[Card]) -> Text:
    label = report.evaluation.rules.standard.dimensions[name]
    rows = [report.county_verdict(indicator_rule(card.number)) for card in own]
    verdicts = zip(report.numbers.verdicts(rows), (row["verdict"] for row in rows), strict=True)
    return (*tally(report, f"D-{name}", verdicts, "county", label), "。")


def _indicator(report: Report, card: Card) -> list[Block]:
    verdict = report.county_verdict(indicator_rule(card.number))["verdict"]
    lines = lines_of(card, report)
    rows = report.judged(card.number)
    blocks: list[Block] = [
        Heading(f"{card.number}. {card.label}", f"indicator-{card.number:02d}"),
        Paragraph(
            (
                "结论：",
                Mark(verdict),
                "。",
                f"标准：{lines}。" if lines else "",
                f"依据：{card.clause.document}{card.clause.item}。",
            )
        ),
    ]
    if card.level in ("county", "subject"):
        results = report.results(card.number)
        blocks.append(_parts(report, card) if len(results) > 1 else Paragraph(_single(report, card, results[0])))
    elif not rows:
        blocks.append(Paragraph("本县没有适用对象。"))
    else:
        what = f"指标{card.number}"
        ids = report.numbers.results(rows)
        for stage, label in report.stages.items():
            own = [(id, row["status"]) for id, row in zip(ids, rows, strict=True) if row["stage"] == stage]
            if own:
                said = tally(report, f"T{card.number:02d}-{stage}", own, card.level, f"{what}，{label}")
                blocks.append(Paragraph((f"{label}：", *said, "。")))
        for part in card.parts:
            own = [
                (id, row["status"])
                for id, row in zip(ids, rows, strict=True)
                if not row["stage"] and row["part"] == part.id
            ]
            if own:
                said = tally(
                    report,
                    "-".join(filter(None, [f"T{card.number:02d}", part.id])),
                    own,
                    card.level,
                    f"{what}{part.label}",
                )
                blocks.append(Paragraph((f"{part.label}：" if part.label else "", *said, "。")))
        blocks += _named(report, card, rows)
    note = rounding_note(report, card)
    if note:
        blocks.append(Paragraph(note))
    return blocks


def _parts(report: Report, card: Card) -> TableBlock:
    """A county-level indicator part by part. 县级指标分项表。"""
    rows: list[tuple[Text, ...]] = []
    for row in report.results(card.number):
        part = card.part(row["part"])
        unit = part.unit
        value: Text = (
            "由核查结论认定"
            if part.formula == "attested"
            else (report.numbers.result(row), f" {unit}" if notna(row["value"]) else "")
        )
        limit = "、".join(part.accepts) if part.formula == "attested" else bound_words(part, row["line"], unit)
        rows.append((row["label"] or card.short, value, limit, why(row) or NONE, Mark(row["status"])))
    return TableBlock(
        f"指标{card.number}分项情况",
        f"table-{card.number:02d}",
        (
            TableColumn("分项", width="1.4fr"),
            TableColumn("数值", "right", "1fr"),
            TableColumn("标准", width="1.2fr"),
            TableColumn("说明", width="1.2fr"),
            TableColumn("结论"),
        ),
        tuple(rows),
    )


def _single(report: Report, card: Card, row: Row) -> Text:
    """A county-level indicator that asks one thing needs no table."""
    if card.parts[0].formula == "attested":
        return "由核查结论认定。" if row["reason"] == "" else f"由核查结论认定：{why(row) or NONE}。"
    if isna(row["value"]):
        return f"没有数值：{why(row) or NONE}。"
    return ("数值为", report.numbers.result(row), f"{card.unit}。")


def _named(report: Report, card: Card, rows: list[Row]) -> list[Block]:
    """The units that are not plainly met, worst first; classes by school, with the list of classes folded away."""
    bad = [row for row in rows if row["status"] in NAMED]
    if not bad:
        return []
    better = {part.id: part.better for part in card.parts}
    bad.sort(
        key=lambda row: (
            SEVERITY.index(row["status"]),
            distance(row, better[row["part"]]) if notna(row["value"]) else 0,
            row["unit"],
        )
    )
    what = "、".join(dict.fromkeys(WORDS[row["status"]] for row in bad))
    table = _listed(report, card, bad, f"指标{card.number}{what}名单", fold=card.level == "class")
    return [_by_school(report, card, bad), table] if card.level == "class" else [table]


def _listed(report: Report, card: Card, bad: list[Row], title: str, fold: bool) -> TableBlock:
    measured = any(notna(row["value"]) for row in bad)
    staged = any(row["stage"] for row in bad)
    said = [row["missing"] or why(row) or NONE for row in bad]
    shown: list[tuple[TableColumn, list[Text]]] = [(TableColumn("学校", width="1.6fr"), [row["name"] for row in bad])]
    if staged:
        shown.append((TableColumn("学段", filter=True), [report.stages[row["stage"]] for row in bad]))
    if len(card.parts) > 1:
        shown.append((TableColumn("分项", filter=True), [row["label"] for row in bad]))
    if measured:
        shown += [
            *_standing(report, card, bad),
            (TableColumn("数值", "right"), [report.numbers.result(row) for row in bad]),
            (TableColumn("标准", "right"), [report.numbers.line(row) for row in bad]),
            (TableColumn("差额", "right"), [_gap(report, row, card) for row in bad]),
        ]
    if any(row["tolerance"] for row in bad):
        labels = {tolerance.id: tolerance.label for tolerance in card.tolerances}
        shown.append(
            (
                TableColumn("例外情形", width="1.6fr"),
                [f"{t} {labels[t]}" if (t := row["tolerance"]) else "—" for row in bad],
            )
        )
    if any(text != "—" for text in said):
        shown.append((TableColumn("说明", width="1.2fr"), list(said)))
    shown.append((TableColumn("结论", filter=True), [Mark(row["status"]) for row in bad]))
    rows = tuple(zip(*(cells for _, cells in shown), strict=True))
    anchor = f"table-{card.number:02d}{'-classes' if fold else ''}"
    return TableBlock(title, anchor, tuple(column for column, _ in shown), rows, tools=len(bad) > 12, fold=fold)


def _standing(report: Report, card: Card, bad: list[Row]) -> list[tuple[TableColumn, list[Text]]]:
    """Rooms that stand but are too small do not count, and are not nothing."""
    parts = [card.part(row["part"]) for row in bad]
    if any(part.formula != "rooms" for part in parts):
        return []
    counts: list[Text] = [
        standing_rooms(report, room_kind(part), row["unit"], row["name"]) for part, row in zip(parts, bad, strict=True)
    ]
    return [(TableColumn("现有间数（不论面积）", "right"), counts)]


def _by_school(report: Report, card: Card, bad: list[Row]) -> TableBlock:
    """How many classes of which school, and the largest of them. 各校超额班级。"""
    rows: list[tuple[Text, ...]] = []
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in bad:
        groups.setdefault((row["unit"], row["stage"], row["status"]), []).append(row)
    names = {unit["unit"]: unit["name"] for unit in report.evaluation.units.school.to_dict("records")}
    for (unit, stage, status), own in groups.items():
        key, said = (
            f"L{card.number:02d}-{unit}-{stage}-{status}",
            f"{names[unit]}，{report.stages[stage]}，班级规模{WORDS[status]}的班级数",
        )
        largest = max(own, key=lambda row: (notna(row["value"]), row["value"]))
        rows.append(
            (
                names[unit],
                report.stages[stage],
                report.numbers.count(key, len(own), said, "班级计数", "个", of=report.numbers.results(own)),
                report.numbers.result(largest),
                report.numbers.line(largest),
                Mark(status),
            )
        )
    return TableBlock(
        f"指标{card.number}各校超标班级",
        f"table-{card.number:02d}",
        (
            TableColumn("学校", width="2fr"),
            TableColumn("学段"),
            TableColumn("班级数", "right"),
            TableColumn("最大班额", "right"),
            TableColumn("标准", "right"),
            TableColumn("结论"),
        ),
        tuple(rows),
        notes=("逐班名单见网页版和 results.csv。",),
    )


def _gap(report: Report, row: Row, card: Card) -> Text:
    """How far the value is from its line, in the card's unit."""
    if isna(row["value"]):
        return "—"
    gap = row["value"] - row["line"]
    key = "-".join(
        filter(
            None,
            [
                f"G{card.number:02d}",
                row["part"],
                row["unit"],
                row["stage"],
                row["name"] if card.level == "class" else "",
            ],
        )
    )
    part = card.part(row["part"])
    places = part.decimals
    return report.numbers.count(
        key,
        gap,
        f"{row['name']}，{card.label}，与标准之差",
        "数值－标准",
        card.unit,
        places,
        of=report.numbers.results([row]),
    )
