"""What each number means, printed from cards, rulings and cases, so that it cannot go stale. 方法说明。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ...printing.blocks import Block, Bullets, Heading, Paragraph, Strong, TableBlock, TableColumn, Text
from ...printing.display import Closed, Shown
from ...project import Project, find_project
from ...rounding import plain_number
from ...scoring.verdicts import UNDETERMINED, WORDS
from ...standard.cards import Card, Part
from ...standard.in_force import in_force, tolerances_in_force
from ...standard.load import RuleBook, read_rules
from ...standard.yaml_files import read_yaml
from ...tables.catalogue import BY_NAME
from ..report import parse_date
from ..words import SURE, bound_words, chinese_date, formula_words


@dataclass(frozen=True)
class Methodology:
    """The rules of one date, to be explained. 某日规则的说明。"""

    project: Project
    rules: RuleBook
    as_of: date


def open_methodology(as_of: str, project: Project | None = None) -> Methodology:
    """Read the rules of `as_of`, or raise UserError. 读取规则。"""
    project = project or find_project()
    return Methodology(project, read_rules(project.standards), parse_date(as_of, "规则日期 as_of"))


def title(page: Methodology) -> Shown:
    """Title and purpose. 标题。"""
    standard = page.rules.standard
    return Shown(
        [
            Heading(f"{standard.name}方法说明", "top", level=1),
            Paragraph(
                f"按{chinese_date(page.as_of)}有效的规则，说明每个数字的含义、算法和不能说明的事。全文由指标卡、裁量说明和测试案例生成。"
            ),
        ]
    )


def rules_above(page: Methodology) -> Shown:
    """How indicators become a verdict. 从指标到结论。"""
    standard = page.rules.standard
    rule, spread = standard.school_rule, standard.balance_rule
    must, floor = (in_force(d, page.as_of, rule.clause.document) for d in (rule.must_meet, rule.floor_percent))
    lines = "、".join(
        f"{standard.stages[s]}不高于{plain_number(b.value)}"  # type: ignore[index]
        for s, d in spread.line.items()
        if (b := in_force(d, page.as_of, spread.clause.document))
    )
    weights = "：".join(
        plain_number(b.value) for d in standard.split_weights.values() if (b := in_force(d, page.as_of, ""))
    )
    items: list[Text] = [
        (
            Strong("校级综合达标"),
            f"：每个校（段）的{len(rule.indicators)}项资源配置指标至少{plain_number(must.value) if must else '—'}项达标，"
            f"其余不低于标准的{plain_number(floor.value) if floor else '—'}%。",
        ),
        (
            Strong("校际差异系数"),
            f"：{lines}；每项系数单独判定，不取平均。县均值 ＝ Σ资源 ÷ Σ在校生；"
            "标准差 S ＝ √Σ（各校学生数÷总学生数）×（各校值－县均值）²；系数 ＝ S ÷ 县均值。",
        ),
        (
            Strong("共用资源拆分"),
            f"：一贯制学校、完全中学的校舍、场馆、设备和网络多媒体教室按小学、初中、高中学生 {weights} 折算拆分；教师按学段统计，不拆分。",
        ),
        (
            Strong("县级结论"),
            "：校级综合达标、每项差异系数、政府保障程度、教育质量、社会认可度各项指标、一票否决事项、前置条件和学校名单完整性全部达到，方为达标；"
            "任何一项未达标即为未达标；有缺数据或待证而不能确定的，为暂不能判定，并给出最好和最坏情形。",
        ),
        (
            Strong("精确比较，最后修约"),
            "：判定用未修约的精确值，“以上”“不低于”“不超过”均含本数，“低于”不含本数；修约后会得出不同结论的逐一提示。",
        ),
        (Strong("空白不是零"), "：没有填写的按缺数据处理；没有材料、日期或核查单位的，不认定达标。"),
    ]
    vetoes = [
        f"{q.label}（{q.clause.document}{'，只适用于代码' + '、'.join(q.divisions) + '开头的地区' if q.divisions else ''}）"
        for q in standard.vetoes
    ]
    return Shown(
        [
            Bullets(tuple(items)),
            Heading("一票否决事项", "vetoes"),
            Bullets(tuple(vetoes)),
            Heading("前置条件", "preconditions"),
            Bullets(tuple(q.label for q in standard.preconditions)),
        ]
    )


def glossary(page: Methodology) -> Shown:
    """The words used. 名词解释。"""
    words = (
        (WORDS["met"], "数值或材料达到标准。"),
        (WORDS["met_by_tolerance"], "没有达到标准，但符合文件规定的例外情形，且材料齐全；始终单列，不并入达标。"),
        (WORDS["pending_evidence"], "结论或测算可以成立，但材料、日期或核查单位不全。"),
        (WORDS["not_met"], "数值或材料没有达到标准，也不符合例外情形。"),
        (WORDS["no_data"], "判定所需的数据没有填写或不能使用。"),
        (WORDS["not_applicable"], "该对象不在这项指标的适用范围内。"),
        (WORDS[UNDETERMINED], "缺数据或待证的事项可能改变县级结论。"),
        ("校（段）", "学校的一个义务教育学段；一贯制学校的小学部、初中部各算一个校（段）。"),
        ("县均值", "全县资源总量与在校生总数之比，不是各校数值的简单平均。"),
        ("规则日期", "按哪一天有效的标准和例外情形评估；同一数据在不同规则日期下结论可能不同。"),
    )
    return Shown(
        [TableBlock("名词解释", "table-glossary", (TableColumn("名词"), TableColumn("含义", width="1fr")), words)]
    )


def indicators(page: Methodology) -> Shown:
    """Every card: what is asked, how it is computed, what it does not say. 逐项指标说明。"""
    blocks: list[Block] = []
    for card in page.rules.cards:
        blocks += _card(page, card)
    return Shown(blocks)


def local_indicators(page: Methodology) -> Shown:
    """The cards that only local documents ask for. 地方指标说明。"""
    blocks: list[Block] = [Paragraph("下列指标只由地方文件提出，标准由各文件规定，见各县报告“地方目标”部分。")]
    for card in page.rules.local.cards:
        blocks += _card(page, card)
    return Shown(blocks)


def _card(page: Methodology, card: Card) -> list[Block]:
    standard = page.rules.standard
    items: list[Text] = [
        ("为什么看：", card.purpose),
        ("依据：", f"{card.clause.document}{card.clause.item}"),
        ("适用范围：", standard.populations[card.population].label),
    ]
    for part in card.parts:
        name = f"{part.label}：" if part.label else ""
        items.append(("算法：", name, formula_words(part)))
        said = _line(page, card, part)
        if said:
            items.append(("标准：", name, said))
        for constant, dates in part.constants.items():
            binding = in_force(dates, page.as_of, card.clause.document)
            if binding:
                items.append(
                    (
                        f"{CONSTANTS.get(constant, constant)}：",
                        f"{name}{plain_number(binding.value)}（{binding.document}）",
                    )
                )
    if card.limits:
        items.append(("不能说明：", card.limits))
    items.append(("核查材料：", "、".join(card.evidence)))
    tolerances = tolerances_in_force(card, page.as_of)
    items += [
        ("例外情形：", f"{t.id} {t.label}（{t.clause.document}{t.clause.item}；须有{t.evidence}）") for t in tolerances
    ]
    if card.rulings:
        items.append(
            ("条文理解（见“裁量说明”）：", "".join(page.rules.rulings[name].question for name in card.rulings))
        )
    blocks: list[Block] = [Heading(f"{card.number}. {card.label}", f"card-{card.number}"), Bullets(tuple(items))]
    cases = _cases(page.project, card)
    if cases:
        names = "；".join(cases)
        blocks.append(Paragraph(f"案例（程序逐一验证）：{names}。", small=True))
    return blocks


CONSTANTS = {
    "classes_per_room": "每间对应班级数",
    "least_area": "最小面积（平方米）",
    "yuan_per_unit": "单位换算（元）",
}


def _line(page: Methodology, card: Card, part: Part) -> str:
    unit = part.unit
    if part.formula == "attested":
        return f"结论为“{'”或“'.join(part.accepts)}”，并有材料、日期和核查单位"
    said = []
    for selector, dates in part.line.items():
        history = "；".join(
            f"{chinese_date(day)}起{bound_words(part, entry.value, unit)}（{entry.document or card.clause.document}）"
            for day, entry in sorted(dates.items())
        )
        said.append(f"{page.rules.standard.stages.get(selector, '' if selector == 'all' else selector)}{history}")  # type: ignore[call-overload]
    return "；".join(said)


def _cases(project: Project, card: Card) -> list[str]:
    folder = project.root / "tests" / "cases"
    path = next((p for p in (folder / f"{card.slug}.yml", folder / "local" / f"{card.slug}.yml") if p.is_file()), None)
    cases: list[dict[str, Any]] = read_yaml(path) if path else []
    return [str(case["name"]) for case in cases]


def rulings(page: Methodology) -> Shown:
    """How doubtful clauses are read, why, and what else was possible. 裁量说明。"""
    rows: list[tuple[Text, ...]] = []
    for ruling in page.rules.rulings.values():
        others = "；".join(a if isinstance(a, str) else a.text for a in ruling.alternatives)
        rows.append((ruling.clause, ruling.question, ruling.reading, ruling.why, others, SURE[ruling.sure]))
    columns = ("条款", "问题", "本工作簿的理解", "理由", "其他理解", "把握程度")
    widths = ("1fr", "1.2fr", "1.6fr", "1.6fr", "1.4fr", "auto")
    return Shown(
        [
            TableBlock(
                "裁量说明",
                "table-rulings",
                tuple(TableColumn(c, width=w) for c, w in zip(columns, widths, strict=True)),
                tuple(rows),
                landscape=True,
            )
        ]
    )


def data(page: Methodology) -> Shown:
    """The tables a county hands in. 数据表。"""
    blocks: list[Block] = []
    for table in BY_NAME.values():
        rows = tuple(
            (c.heading, c.unit or "—", c.note or ("、".join(c.choices) if c.choices else "—")) for c in table.columns
        )
        columns = (TableColumn("字段", width="1fr"), TableColumn("单位"), TableColumn("说明", width="2fr"))
        blocks += [
            Heading(table.sheet, f"data-{table.name}"),
            Paragraph(table.note),
            TableBlock(f"“{table.sheet}”表", f"table-{table.name}", columns, rows),
        ]
    return Shown(blocks)


def sources(page: Methodology) -> Shown:
    """The documents. 文件来源。"""
    rows = tuple(
        (name, s.title, s.issuer, s.date.isoformat() if s.date else "未查到", s.note)
        for name, s in page.rules.sources.items()
    )
    columns = (
        TableColumn("文件", width="1fr"),
        TableColumn("名称", width="1.6fr"),
        TableColumn("制发机构", width="1fr"),
        TableColumn("日期"),
        TableColumn("说明", width="2fr"),
    )
    return Shown([TableBlock("文件来源", "table-sources", columns, rows)])


def finish_page(page: Methodology) -> Closed:
    """Tell the exporters what the page is. 页面信息。"""
    return Closed(
        {
            "title": f"{page.rules.standard.name}方法说明",
            "subtitle": f"规则日期{chinese_date(page.as_of)}",
            "synthetic": False,
            "verdict": f"{len(page.rules.cards)} 项指标",
            "numbers": {},
        }
    )
