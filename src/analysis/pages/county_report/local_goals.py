"""Local goals beside the national line, and where documents disagree. 地方目标。"""

from __future__ import annotations

from pandas import isna, notna

from ...printing.blocks import Block, Bullets, Heading, Mark, Number, Paragraph, Strong, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ...rounding import plain_number
from ...scoring.parts import MET, NOT_APPLICABLE, NOT_MET
from ..report import Report, Row
from ..words import chinese_date, listed


def local_goals(report: Report) -> Shown:
    """Each document that binds the county: its goals, the distance to them, and conflicts. 地方目标实现情况。"""
    if not report.overlays:
        return Shown([Paragraph("没有对本县有效的地方文件；结论只按国家标准作出。")])
    blocks: list[Block] = [Paragraph("地方目标与国家标准并列，不代替国家标准；是否通过国家评估认定只看前述结论。")]
    for at, overlay in enumerate(report.overlays):
        own = [row for row in report.goals if row["document"] == overlay.document and row["status"] != NOT_APPLICABLE]
        source = report.evaluation.rules.sources[overlay.document]
        said, met = goal_counts(report, at, overlay.document)
        bad = [row for row in own if row["status"] == NOT_MET]
        blocks += [
            Heading(overlay.document, f"local-{at}"),
            Paragraph(
                (
                    f"{source.title}，自{chinese_date(overlay.since)}起。对本县有效的目标",
                    said,
                    "项，已实现",
                    met,
                    f"项{_missed(report, bad)}。",
                )
            ),
            TableBlock(
                f"目标与现状（{overlay.document}）",
                f"table-local-{at}",
                (
                    TableColumn("指标", width="2fr"),
                    TableColumn("学段"),
                    TableColumn("现状", "right"),
                    TableColumn("国家标准", "right"),
                    TableColumn("地方目标", "right"),
                    TableColumn("与目标差距", "right"),
                    TableColumn("条款", width="1fr"),
                    TableColumn("期限"),
                    TableColumn("结论", filter=True),
                ),
                tuple(_row(report, at, i, row) for i, row in enumerate(own)),
                tools=len(own) > 20,
            ),
        ]
    blocks += _conflicts(report)
    return Shown(blocks)


def goal_counts(report: Report, at: int, document: str) -> tuple[Number, Number]:
    """How many goals a document sets the county, and how many are met. 目标数、已实现数。"""
    own = [row for row in report.goals if row["document"] == document and row["status"] != NOT_APPLICABLE]
    met = sum(row["status"] == MET for row in own)
    return (
        report.numbers.count(f"Z{at}-asked", len(own), f"{document}，目标数", "本文件对本县有效的目标逐项计数", "项"),
        report.numbers.count(f"Z{at}-met", met, f"{document}，已实现目标数", "结论为达标的目标计数", "项"),
    )


def _missed(report: Report, bad: list[Row]) -> str:
    if not bad:
        return ""
    return f"。未实现的目标：{listed(dict.fromkeys(report.stages.get(row['stage'], '') + row['label'] for row in bad))}"


def _row(report: Report, at: int, i: int, row: Row) -> tuple[Text, ...]:
    key = f"Z{at}-{i + 1:02d}"
    count = report.numbers.count
    by_school = notna(row["judged"])
    places = report.evaluation.rules.standard.balance_rule.decimals if row["part"] == "balance" else 2
    if by_school:
        now: Text = (
            "达标",
            count(f"{key}-met", row["met"], f"{row['label']}，达到目标数", "达到地方目标的适用对象计数"),
            "/",
            count(f"{key}-judged", row["judged"], f"{row['label']}，应评数", "适用对象计数"),
        )
    elif isna(row["value"]):
        now = "—"
    else:
        now = (
            count(f"{key}-value", row["value"], f"{row['label']}，现状", "按地方文件口径计算", row["unit"], places),
            row["unit"],
        )
    gap: Text = (
        "—"
        if isna(row["gap"])
        else count(
            f"{key}-gap",
            row["gap"],
            f"{row['label']}，与目标差距",
            "好于目标为正，差于目标为负；按校判定的取最差一校",
            row["unit"],
            places,
        )
    )
    national = plain_number(row["national"]) if notna(row["national"]) else "—"
    return (
        row["label"],
        report.stages.get(row["stage"], "—"),
        now,
        national,
        _goal(report, row),
        gap,
        row["item"],
        row["by"] or "—",
        Mark(row["status"]),
    )


def _goal(report: Report, row: Row) -> str:
    card = report.evaluation.rules.every_card[row["indicator"]]
    if any(part.id == row["part"] and part.formula == "rooms" for part in card.parts):
        overlay = next(o for o in report.overlays if o.document == row["document"])
        goal = next(g for g in overlay.goals if g.indicator == card.number and g.part == row["part"])
        return f"每间{plain_number(goal.constants['least_area'])}平方米"
    return plain_number(row["goal"])


def _conflicts(report: Report) -> list[Block]:
    """A lower document cannot allow less than a higher one: named, never settled silently. 文件之间的出入。"""
    items: list[Text] = [
        (
            Strong(f"{row['document']}{row['item']}"),
            f"：{row['label']}的目标{plain_number(row['goal'])}低于国家标准{plain_number(row['national'])}；国家结论仍按国家标准作出。",
        )
        for row in report.goals
        if row["looser"]
    ]
    for lower, higher in _pairs(report):
        items.append(
            (
                Strong(f"{lower['document']}{lower['item']}"),
                f"：{lower['label']}的目标{plain_number(lower['goal'])}"
                f"低于上级文件{higher['document']}的{plain_number(higher['goal'])}；两项分别列出，由制定单位确认。",
            )
        )
    for overlay in report.overlays:
        for remark in overlay.remarks:
            items.append((Strong(f"{overlay.document}{remark.item}"), f"：“{remark.says}”。{remark.conflict}"))
    if not items:
        return [Heading("文件之间的出入", "conflicts"), Paragraph("没有发现下级文件低于上级文件或国家标准的目标。")]
    return [Heading("文件之间的出入", "conflicts"), Bullets(tuple(items))]


def _pairs(report: Report) -> list[tuple[Row, Row]]:
    """Goals of a lower document that ask less than the same goal of a higher one."""
    order = {overlay.document: level for level, overlay in enumerate(report.overlays)}
    better = {(c.number, p.id): p.better for c in report.evaluation.rules.every_card.values() for p in c.parts}
    pairs = []
    for lower in report.goals:
        for higher in report.goals:
            same = all(lower[key] == higher[key] for key in ("indicator", "part", "stage", "label"))
            if same and order[lower["document"]] > order[higher["document"]]:
                sign = -1 if better.get((lower["indicator"], lower["part"]), "lower") == "higher" else 1
                if sign * (lower["goal"] - higher["goal"]) > 0:
                    pairs.append((lower, higher))
    return pairs
