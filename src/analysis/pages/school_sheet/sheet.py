"""The sheet of one school. 一所学校的一校一策。"""

from __future__ import annotations

from ...insight.missing_inputs import Cell
from ...planning.colours import WORDS as COLOURS
from ...printing.blocks import Block, Bullets, Callout, Heading, Paragraph, Strong, TableBlock, TableColumn, Text, join
from ...scoring.evidence import PIECES
from ...scoring.parts import MET, NOT_MET, TOLERATED
from ...scoring.verdicts import WORDS
from ...tables.catalogue import BY_NAME
from ..gap_numbers import ways_words
from ..report import Row
from ..words import chinese_date
from .chart import chart
from .facts import about, facts
from .others import others
from .seven import seven
from .sheets import Sheets


def sheet(sheets: Sheets, school: str, at: int) -> list[Block]:
    """Everything of one school, in the order a reader asks. 一校一策全文。

    at : running number of the sheet, for anchors
    """
    numbers = {card.number for card in sheets.seven}
    rows = [row for row in sheets.results.get(school, ()) if row["indicator"] in numbers]
    blocks: list[Block] = [Paragraph(about(sheets, school), small=True), _verdict(sheets, school)]
    if rows:
        blocks += seven(sheets, school, rows, at)
        figure = chart(sheets, school, rows, at)
        blocks += [figure] if figure else []
    blocks += others(sheets, school, at)
    blocks += _tolerances(sheets, school, at)
    blocks += _blanks(sheets, school, at)
    blocks.append(facts(sheets, school, at))
    return blocks + _tasks(sheets, school, at)


def _verdict(sheets: Sheets, school: str) -> Callout:
    """The school rule, stage by stage."""
    report, segments = sheets.report, sheets.segments.get(school, [])
    rule = report.evaluation.rules.standard.school_rule
    if not segments:
        label = report.evaluation.rules.standard.populations[sheets.seven[0].population].label
        return Callout("info", f"不参加{rule.label}判定", (f"判定范围：{label}。",))
    verdicts = [row["verdict"] for row in segments]
    tone = "bad" if NOT_MET in verdicts else "good" if set(verdicts) <= {MET, TOLERATED} else "open"
    title = join(
        [(f"{report.stages[row['stage']]}{rule.label}：", Strong(WORDS[row["verdict"]])) for row in segments], "；"
    )
    return Callout(tone, title, tuple(_standing(sheets, row) for row in segments))  # type: ignore[arg-type]  # one of the tones


def _standing(sheets: Sheets, row: Row) -> Text:
    report, cards = sheets.report, sheets.report.evaluation.rules.by_number
    met = [
        result
        for result in sheets.results[row["unit"]]
        if result["stage"] == row["stage"] and f"{result['indicator']}" in row["met"].split(",")
    ]
    key = f"{row['unit']}-{row['stage']}"
    label = f"{row['name']}{report.stages[row['stage']]}，达标的资源配置指标数"
    number = report.numbers.count(
        f"Z-{key}", row["value"], label, "达标与例外达标的资源配置指标计数", "项", of=report.numbers.results(met)
    )

    def names(column: str) -> str:
        return "、".join(f"{n}.{cards[int(n)].short}" for n in row[column].split(",") if n)

    said = [
        f"{words}：{names(column)}"
        for column, words in (
            ("missed", "低于标准"),
            ("below_floor", f"其中低于底线{report.floor}%"),
            ("open", "缺数据或待证"),
        )
        if row[column]
    ]
    ways = sheets.ways.get((row["unit"], row["stage"]), ())
    rule = report.evaluation.rules.standard.school_rule.label
    return (
        f"{report.stages[row['stage']]}：{len(sheets.seven)}项中达标",
        number,
        "项。",
        "；".join(said) + "。" if said else "",
        *((f"达到{rule}还须（任选其一）：", *ways_words(report, ways), "。") if ways else ()),
    )


def _tolerances(sheets: Sheets, school: str, at: int) -> list[Block]:
    """Tolerances that figures and papers allow, those that lack papers, and papers that no missed line needs."""
    cards = sheets.report.evaluation.rules.by_number
    items: list[Text] = []
    used = set()
    seen: dict[tuple[int, str, str], Row] = {}
    for row in sheets.results.get(school, ()):
        if row["tolerance"]:
            used.add((row["indicator"], row["tolerance"]))
            seen.setdefault((row["indicator"], row["tolerance"], row["stage"]), row)
    for (number, name, stage), row in seen.items():
        tolerance = next(t for t in cards[number].tolerances if t.id == name)
        where = f"（{sheets.report.stages[stage]}）" if stage else ""
        missing = f"；尚缺{row['missing']}" if row["missing"] else ""
        items.append(
            (
                f"{number}.{cards[number].short}{where}：{name} {tolerance.label}，",
                Strong(WORDS[row["status"]]),
                f"{missing}。",
            )
        )
    for claim in sheets.claims.get(school, ()):
        key = (int(claim["indicator"]), claim["tolerance"])
        if key not in used and key[0] in cards:
            used.add(key)
            items.append(f"{key[0]}.{cards[key[0]].short}：已申报{key[1]}，未采用（指标已达标，或不符合适用条件）。")
    return [Heading("例外情形", f"sheet-{at}-tolerances"), Bullets(tuple(items))] if items else []


def _blanks(sheets: Sheets, school: str, at: int) -> list[Block]:
    cells = sheets.blanks.get(school, [])
    words = dict.fromkeys(_cell(sheets, cell) for cell in cells)
    if not words:
        return []
    return [
        Heading("缺少的数据和材料", f"sheet-{at}-blanks"),
        Paragraph("；".join(words) + "。空白按缺数据处理，不按零计算。"),
    ]


def _cell(sheets: Sheets, cell: Cell) -> str:
    table = BY_NAME[cell.table]
    stage = sheets.report.stages.get(cell.stage, "高中" if cell.stage else "")
    if cell.table == "evidence":
        return f"指标{cell.detail}的{PIECES.get(cell.column, cell.column)}"
    column = next((c.heading for c in table.columns if c.name == cell.column), cell.column)
    where = "，".join(filter(None, (stage, cell.detail)))
    return f"“{table.sheet}”表{column}{f'（{where}）' if where else ''}"


def _tasks(sheets: Sheets, school: str, at: int) -> list[Block]:
    """Open lines of the ledger that speak of this school; nothing where there are none, or no ledger is asked for."""
    rows = sheets.tasks.get(school, [])
    if not rows or sheets.day is None:
        return []
    listed: list[tuple[Text, ...]] = []
    for row in rows:
        offices, measures = row["offices"], row["measures"]
        office = offices[0] + (f"等{len(offices)}个单位" if offices[1:] else "")
        # The first of each: all of them, and the reason of the colour, stand in the ledger.
        measure = "".join(measures[:1]) + (f"等{len(measures)}项" if measures[1:] else "") or "—"
        listed.append((row["what"], measure, office, row["due"], COLOURS[row["colour"]]))
    columns = (
        TableColumn("事项", width="1.3fr"),
        TableColumn("措施", width="3.4fr"),
        TableColumn("责任单位", width="1.3fr"),
        TableColumn("时限"),
        TableColumn("三色"),
    )
    return [
        TableBlock(f"台账未销号事项（截至{chinese_date(sheets.day)}）", f"sheet-{at}-tasks", columns, tuple(listed))
    ]
