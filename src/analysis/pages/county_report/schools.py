"""Every school's row: form 表Ⅱ-2. 各校资源配置情况。"""

from __future__ import annotations

from collections.abc import Collection

from pandas import isna, notna

from ...printing.blocks import Block, Mark, Number, Paragraph, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ...scoring.parts import MET, NOT_MET, TOLERATED
from ...standard.cards import Card
from ..report import Report, Row


def schools(report: Report) -> Shown:
    """One row a segment: pupils, classes, the seven values, the school verdict and a remark. 表Ⅱ-2。"""
    rule = report.evaluation.rules.standard.school_rule
    cards = [report.evaluation.rules.by_number[number] for number in rule.indicators]
    values = {(row["unit"], row["stage"], card.number): row for card in cards for row in report.results(card.number)}
    verdicts = {(row["unit"], row["stage"]): row for row in report.segments}
    units = report.evaluation.units.segment
    classes = report.evaluation.units.classes.groupby(["unit", "stage"])["classes.source_row"].agg(list).to_dict()
    rows: list[tuple[Text, ...]] = []
    for unit in units.to_dict("records"):
        key = (unit["unit"], unit["stage"])
        if key not in verdicts:
            continue
        pupils = report.numbers.raw(
            f"P-{unit['unit']}-{unit['stage']}",
            unit["segments.pupils"],
            f"{unit['name']}，在校生数",
            "人",
            ["segments.pupils"],
            unit["unit"],
            unit["stage"],
        )
        listed = [row for row in classes.get(key, ()) if notna(row)]
        number: Text = (
            "缺"
            if key in classes and not listed
            else report.numbers.count(
                f"C-{unit['unit']}-{unit['stage']}",
                len(listed),
                f"{unit['name']}，班级数",
                "班级表中本学段的班级计数",
                "个",
                cells=report.intake.cells("classes", listed, "class"),
            )
        )
        rows.append(
            (
                str(len(rows) + 1),
                unit["name"],
                report.stages[unit["stage"]],
                f"{unit['schools.sponsor']:.0f}",
                unit["schools.area"],
                pupils,
                number,
                *(_value(report, values[*key, card.number]) for card in cards),
                Mark(verdicts[key]["verdict"]),
                _remark(report, verdicts[key]),
            )
        )
    table = TableBlock(
        "各校（段）资源配置情况（表Ⅱ-2）",
        "table-schools",
        (
            TableColumn("序号", "right"),
            TableColumn("学校名称", width="1.5fr"),
            TableColumn("学段", filter=True),
            TableColumn("举办者", "right"),
            TableColumn("城乡", filter=True),
            TableColumn("在校生", "right"),
            TableColumn("班级", "right"),
            *(TableColumn(f"{card.number}.{card.short}", "right", "1fr") for card in cards),
            TableColumn("综合达标", filter=True),
            TableColumn("备注", width="1.6fr"),
        ),
        tuple(rows),
        landscape=True,
        tools=True,
        notes=(
            "单位：" + "；".join(f"{card.number}.{card.short}（{card.unit}）" for card in cards) + "。",
            "▼表示低于标准。备注列出低于标准的指标及其中达到标准85%的指标。".replace("85", report.floor),
            "举办者代码：1中央教育 2中央其他 3省教育 4省其他 5地级教育 6地级其他 7县教育 8县其他 9地方企业 10民办。",
        ),
    )
    blocks: list[Block] = [_summary(report, cards), table, Paragraph(_footer(report), small=True)]
    return Shown(blocks)


def _value(report: Report, row: Row) -> Text:
    shown = report.numbers.result(row)
    if row["status"] == NOT_MET:
        return ("▼", shown)
    return "缺" if isna(row["value"]) else shown


def _remark(report: Report, own: Row) -> str:
    missed = [n for n in own["missed"].split(",") if n]
    low = set(own["below_floor"].split(","))
    said = []
    if missed:
        said.append(f"低于标准：{'、'.join(missed)}")
        near = [n for n in missed if n not in low]
        said += [f"其中达到{report.floor}%：{'、'.join(near)}"] if near else []
    if own["open"]:
        said.append(f"缺数据或待证：{own['open'].replace(',', '、')}")
    return "；".join(said) or "—"


def _summary(report: Report, cards: list[Card]) -> TableBlock:
    """Form 表Ⅱ-1: how many meet each of the seven, and the school rule, by stage."""
    rows: list[tuple[Text, ...]] = []
    for stage, label in report.stages.items():
        for card in cards:
            own = [row for row in report.judged(card.number) if row["stage"] == stage]
            if own:
                judged = list(zip(report.numbers.results(own), (row["status"] for row in own), strict=True))
                rows.append(
                    (
                        label,
                        f"{card.number}.{card.short}",
                        *_share(report, f"N{card.number:02d}-{stage}", judged, f"{label}，{card.label}"),
                    )
                )
        own = [row for row in report.segments if row["stage"] == stage]
        if own:
            judged = list(
                zip(report.numbers.verdicts(own, "school_rule"), (row["verdict"] for row in own), strict=True)
            )
            rows.append((label, "校级综合达标", *_share(report, f"NS-{stage}", judged, f"{label}，校级综合达标")))
    return TableBlock(
        "各指标达标校（段）数及比例（表Ⅱ-1）",
        "table-summary",
        (
            TableColumn("学段", filter=True),
            TableColumn("指标", width="2fr"),
            TableColumn("应评", "right"),
            TableColumn("达标", "right"),
            TableColumn("其中例外达标", "right"),
            TableColumn("达标比例（%）", "right"),
        ),
        tuple(rows),
    )


def _share(report: Report, key: str, judged: list[tuple[str, str]], what: str) -> tuple[Text, ...]:
    """How many of those judged, (id, status) of each, are good, in numbers and in percent."""
    count = report.numbers.count
    good = [id for id, status in judged if status in (MET, TOLERATED)]
    tolerated = [id for id, status in judged if status == TOLERATED]
    return (
        count(
            f"{key}-judged", len(judged), f"{what}，应评校（段）数", "适用对象计数", "个", of=[id for id, _ in judged]
        ),
        count(f"{key}-good", len(good), f"{what}，达标校（段）数", "达标与例外达标计数", "个", of=good),
        count(f"{key}-tolerated", len(tolerated), f"{what}，例外达标校（段）数", "例外达标计数", "个", of=tolerated),
        count(
            f"{key}-share",
            100 * len(good) / len(judged),
            f"{what}，达标比例",
            f"100 × {len(good)} ÷ {len(judged)}",
            "%",
            1,
            of=(f"{key}-good", f"{key}-judged"),
        ),
    )


def _footer(report: Report) -> Text:
    """Schools, through-school segments and teaching points, as the form's footer asks."""
    keys = {row["unit"]: row for row in report.segments}
    points = [row for row in keys.values() if row["kind"] == "教学点"]
    through = [row for row in report.segments if sum(other["unit"] == row["unit"] for other in report.segments) > 1]

    def count(id: str, rows: Collection[Row], label: str, formula: str, unit: str) -> Number:
        return report.numbers.count(
            id, len(rows), label, formula, unit, of=report.numbers.verdicts([*rows], "school_rule")
        )

    return (
        "合计：参评学校",
        count("E-schools", keys.values(), "参评学校数", "参加校际均衡评估的学校计数", "所"),
        "所，校（段）",
        count("E-segments", report.segments, "参评校（段）数", "参加校际均衡评估的校（段）计数", "个"),
        "个，其中一贯制学校拆分的校（段）",
        count("E-through", through, "一贯制学校校（段）数", "同时举办小学和初中的学校的校（段）计数", "个"),
        "个，教学点",
        count("E-points", points, "参评教学点数", "参加校际均衡评估的教学点计数", "个"),
        "个。",
    )
