"""What the verdict hangs on: gaps that decide it, coefficients near their line, tolerances. 结论的依据与变数。"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd
from pandas import notna

from ...insight.decisive_gaps import SETTLES, decisive
from ...insight.decomposition import Decomposition, decompose
from ...printing.blocks import Block, Heading, Inline, Mark, Paragraph, TableBlock, TableColumn, Text, join, runs
from ...printing.display import Shown
from ...scoring.parts import PENDING, TOLERATED
from ...scoring.verdicts import UNDETERMINED, WORDS
from ...standard.cards import Card
from ...tables.catalogue import BY_NAME
from ..report import Report, Row
from .charts.text import listed, segment_name

#: Rows of a table that is read, not searched.
MOST_GAPS, MOST_SCHOOLS = 20, 8


def sensitivity(report: Report) -> Shown:
    """Decisive gaps where the verdict is open, coefficients taken apart, tolerances used. 结论的依据与变数。"""
    return Shown([*_gaps(report), *_coefficients(report), *_tolerances(report)])


def _gaps(report: Report) -> list[Block]:
    if report.county_verdict("county")["verdict"] != UNDETERMINED:
        return []
    gaps = decisive(report.evaluation, report.intake.tables).to_dict("records")
    settling = [gap for gap in gaps if gap["rank"] == SETTLES]
    count = report.numbers.count
    total = count(
        "DG-all",
        len(gaps),
        "使结论不能判定的缺项数",
        "缺数据、待证的结果所缺的单元格和材料，同一行同一结果所需的合计一处",
        "处",
    )
    alone = count(
        "DG-settles",
        len(settling),
        "单独补齐就可能定下结论的缺项数",
        "补齐这一处后，最好与最坏结论可能相同的缺项计数",
        "处",
    )
    shown = tuple(_gap(report, gap) for gap in gaps[:MOST_GAPS])
    table = TableBlock(
        "关键缺项",
        "table-decisive",
        (
            TableColumn("缺什么", width="2fr"),
            TableColumn("学校", width="1.4fr"),
            TableColumn("涉及指标", width="1fr"),
            TableColumn("牵动的要求", width="2.4fr"),
            TableColumn("补齐且达到"),
            TableColumn("补齐但达不到"),
        ),
        shown,
        notes=(f"按对结论的影响由大到小排列，只列前{MOST_GAPS}处。",) if len(gaps) > MOST_GAPS else (),
    )
    said = (
        "结论暂不能判定，缺项共",
        total,
        "处，其中单独补齐就可能定下全县结论的",
        alone,
        "处。后两栏是只补这一处时的全县结论。",
    )
    return [Heading("关键缺项", "decisive"), Paragraph(said), table]


def _gap(report: Report, gap: Row) -> tuple[Text, ...]:
    table = BY_NAME[gap["table"]]
    columns = "、".join(column.heading for column in table.columns if column.name in gap["column"].split(","))
    detail = f"指标{gap['detail']}" if gap["table"] == "evidence" else gap["detail"]
    stages = report.evaluation.rules.standard.stages
    school = segment_name(gap["name"], stages[gap["stage"]]) if gap["stage"] else gap["name"] or "全县"
    return (
        f"{table.sheet}：{f'{detail}，' if detail else ''}{columns}",
        school,
        gap["indicators"].replace(",", "、") or "—",
        gap["rules"],
        Mark(gap["well"]),
        Mark(gap["badly"]),
    )


def _coefficients(report: Report) -> list[Block]:
    found = decompose(report.evaluation)
    near = found.coefficients[found.coefficients["near"]].to_dict("records")
    blocks: list[Block] = [Heading("差异系数分解", "decomposition")]
    if not near:
        return [*blocks, Paragraph("没有高于或接近标准的校际差异系数，不作分解。")]
    for row in near:
        own = found.schools[(found.schools["indicator"] == row["indicator"]) & (found.schools["stage"] == row["stage"])]
        blocks += [Paragraph(_least(report, row, found)), _schools(report, row, own)]
    return blocks


def _stock(card: Card) -> tuple[str, int]:
    """The unit of what a school has, and the places it is told with."""
    part = card.parts[0]
    name = "count" if "count" in part.inputs else "amount"
    table, column = next(iter(part.inputs[name].values()))[0].split(".")
    unit = "元" if "yuan_per_unit" in part.constants else BY_NAME[table].column(column).unit
    return unit, 0 if name == "count" else 2


def _least(report: Report, row: Row, found: Decomposition) -> Text:
    card = report.evaluation.rules.by_number[row["indicator"]]
    own = report.balance_of(row["indicator"], row["stage"])
    over = row["value"] > row["line"]
    name = f"{report.stages[row['stage']]}“{card.short}”差异系数"
    aim = "降到标准以内" if over else "升到标准"
    opening: tuple[Inline, ...] = (
        name,
        *runs(report.numbers.balance(own, "value")),
        f"，标准不高于{report.numbers.line(own)}，{'高于标准' if over else '接近标准'}。",
    )  # type: ignore[arg-type]
    single = found.least(row["indicator"], row["stage"])
    if single.empty:
        ending: tuple[Any, ...] = (f"没有哪一所学校单独变动能使它{aim}。",)
    else:
        ending = (f"其他学校不变，变动最小就能使它{aim}的是", *_who(report, row, card, single))
        rise = found.least(row["indicator"], row["stage"], rise_only=True)
        if over and (single["change"] < 0).all() and len(rise):
            ending = (*ending, "；只增不减的，最小的是", *_who(report, row, card, rise))
        ending = (*ending, "。")
    share = report.numbers.count(
        f"DC{card.number:02d}-{row['stage']}-shrink",
        100 * abs(row["shrink"]),
        f"{name}，各校与县均值差距的同比例变动",
        "100 × |1 － 标准 ÷ 差异系数|",
        "%",
        1,
    )
    together: tuple[Any, ...] = (
        "如各校同步变动，各校（段）与县均值的差距须同比例",
        "缩小" if over else "扩大",
        share,
        f"%才{aim}。",
    )
    return (*opening, *ending, *together)


def _who(report: Report, row: Row, card: Card, tied: pd.DataFrame) -> tuple[Any, ...]:
    """甲校、乙校（各增加1人）和丙校（减少1人）."""
    said: list[Text] = []
    for own in (tied[tied["change"] >= 0], tied[tied["change"] < 0]):
        if len(own):
            names = listed([str(name) for name in own["name"]], 3, "校")
            said.append(
                (f"{names}（{'各' if len(own) > 1 else ''}", *_change(report, row, card, own.iloc[0].to_dict()), "）")
            )
    return join(said, "，以及")


def _change(report: Report, row: Row, card: Card, school: Row) -> tuple[Any, ...]:
    """增加3人."""
    unit, places = _stock(card)
    said = f"{school['name']}，{card.label}，单独使差异系数到达标准的变动量"
    formula = "其他学校不变，解 S² ＝ 标准² × 县均值²；人数、间数取整，面积、金额取两位小数，一律向外进位；一贯制学校为全校合计"
    number = report.numbers.count(
        f"DC{card.number:02d}-{row['stage']}-{school['unit']}-change",
        abs(school["change"]),
        said,
        formula,
        unit,
        places,
    )
    return ("减少" if school["change"] < 0 else "增加", number, unit)


def _schools(report: Report, row: Row, own: pd.DataFrame) -> TableBlock:
    card, stage = report.evaluation.rules.by_number[row["indicator"]], row["stage"]
    results = {(r["unit"], r["stage"]): r for r in report.results(card.number)}
    ranked = own.sort_values(["share", "unit"], ascending=[False, True]).to_dict("records")
    key, count = f"DC{card.number:02d}-{stage}", report.numbers.count
    rows: list[tuple[Text, ...]] = []
    for school in ranked[:MOST_SCHOOLS]:
        what = f"{school['name']}{report.stages[stage]}，{card.label}"
        without: Text = "—"
        if notna(school["without"]):
            without = count(
                f"{key}-{school['unit']}-without",
                school["without"],
                f"{what}，去掉本校后的差异系数",
                "去掉本校，重算县均值和标准差",
                "",
                3,
            )
        rows.append(
            (
                school["name"],
                report.numbers.result(results[school["unit"], stage]),
                report.numbers.raw(
                    f"P-{school['unit']}-{stage}",
                    school["pupils"],
                    f"{school['name']}，在校生数",
                    "人",
                    ["segments.pupils"],
                    school["unit"],
                    stage,
                ),
                count(
                    f"{key}-{school['unit']}-share",
                    100 * school["share"],
                    f"{what}，占差异的比例",
                    "100 × Pᵢ(Xᵢ－县均值)² ÷ ΣPᵢ(Xᵢ－县均值)²",
                    "%",
                    1,
                ),
                without,
                _change(report, row, card, school) if notna(school["change"]) else "单独不能",
            )
        )
    rest = ranked[MOST_SCHOOLS:]
    if rest:
        share = count(
            f"{key}-rest-share",
            100 * sum(school["share"] for school in rest),
            f"{card.label}，其余学校占差异的比例",
            "其余各校比例之和",
            "%",
            1,
        )
        rows.append((f"其余{len(rest)}校（段）", "", "", share, "", ""))
    return TableBlock(
        f"{report.stages[stage]}“{card.short}”差异系数分解",
        f"table-decomposition-{card.number:02d}-{stage}",
        (
            TableColumn("学校", width="2fr"),
            TableColumn(f"本校数值（{card.unit}）", "right"),
            TableColumn("在校生数", "right"),
            TableColumn("占差异（%）", "right"),
            TableColumn("去掉本校后的系数", "right"),
            TableColumn("单独使系数到标准的变动", "right"),
        ),
        tuple(rows),
    )


def _tolerances(report: Report) -> list[Block]:
    """Results that a tolerance changed, classes of one school and stage together."""
    blocks: list[Block] = [Heading("例外认定", "tolerances")]
    used = [row for card in report.cards for row in report.results(card.number) if row["tolerance"]]
    if not used:
        return [*blocks, Paragraph("没有按例外情形认定的结果。")]

    def key(row: Row) -> tuple[str, ...]:
        return (*(str(row[name]) for name in ("indicator", "part", "unit", "stage", "tolerance", "status")),)

    groups = [list(rows) for _, rows in groupby(sorted(used, key=lambda row: (row["indicator"], *key(row))), key)]
    parts: list[Inline] = []
    for status in (TOLERATED, PENDING):
        own = [group for group in groups if group[0]["status"] == status]
        label = f"按例外情形的结果，{WORDS[status]}数"
        parts += [
            WORDS[status],
            report.numbers.count(f"DT-{status}", len(own), label, "按指标、学校、学段、例外情形合并计数", "项"),
            "项",
        ]
    table = TableBlock(
        "例外认定情况",
        "table-tolerances",
        (
            TableColumn("指标", width="1.2fr"),
            TableColumn("学校", width="1.4fr"),
            TableColumn("例外情形", width="2fr"),
            TableColumn("认定前数值", "right"),
            TableColumn("标准", "right"),
            TableColumn("材料", width="2fr"),
            TableColumn("结论", filter=True),
        ),
        tuple(_tolerance(report, group) for group in groups),
        tools=len(groups) > MOST_GAPS,
    )
    return [*blocks, Paragraph((*parts[:3], "、", *parts[3:], "。例外达标不等于达标，材料不全的为待证。")), table]


def _tolerance(report: Report, group: list[Row]) -> tuple[Text, ...]:
    worst = max(group, key=lambda row: (notna(row["value"]), row["value"]))
    card = report.evaluation.rules.by_number[worst["indicator"]]
    label = next(t.label for t in card.tolerances if t.id == worst["tolerance"])
    units = report.evaluation.units.school
    name = next(iter(units.loc[units["unit"] == worst["unit"], "name"]), "全县")
    value: Text = report.numbers.result(worst)
    if card.level == "class":
        id = f"DT{card.number:02d}-{worst['unit']}-{worst['stage']}-{worst['status']}"
        value = (
            report.numbers.count(id, len(group), f"{name}，{card.label}，按例外情形的班级数", "班级计数", "个"),
            "个班，最大",
            *runs(value),
        )
    return (
        f"{card.number}.{card.short}" + (f"（{worst['label']}）" if worst["label"] else ""),
        segment_name(name, report.stages[worst["stage"]]) if worst["stage"] else name,
        f"{worst['tolerance']} {label}",
        value,
        report.numbers.line(worst),
        _on_file(report, worst),
        Mark(worst["status"]),
    )


def _on_file(report: Report, row: Row) -> str:
    """The document that a tolerance rests on, or what is missing."""
    if row["missing"]:
        return str(row["missing"])
    table = report.intake.tables["evidence"]
    school = "" if row["level"] == "county" else row["unit"]
    own = table[
        (table["indicator"] == row["indicator"])
        & (table["tolerance"] == row["tolerance"])
        & (table["school"].fillna("") == school)
    ]
    return "；".join(f"{e['document']}（{e['day']}，{e['checker']}）" for e in own.to_dict("records"))
