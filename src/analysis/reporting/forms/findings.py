"""What the government guarantees and how good the teaching is: forms 表Ⅳ and 表Ⅴ. 政府保障程度与教育质量。"""

from __future__ import annotations

from ...scoring.parts import NOT_APPLICABLE
from ...scoring.verdicts import SEVERITY, WORDS
from ...standard.cards import Card, Dimension
from ..blocks import plain
from ..report import Report, Row
from ..words import lines_of
from .form import MISSING, NOTHING, Cell, Form, Head, value
from .on_file import answers, documents, on_file
from .rounding import result_notes
from .standing import NAMED, groups, named, part_of, unit_of, why

#: Names given in a cell; the rest are counted.
MOST = 10
HEADS = (
    Head("序号", width=5), Head("指标", width=5), Head("评估指标", width=24, align="left"), Head("标准", width=22, align="left"),
    Head("分项", width=14), Head("数值或核查结论", width=44, align="left"), Head("分项结论", width=10), Head("是否达标", width=10),
)  # fmt: skip
#: Columns that say one thing of the whole indicator.
MERGED = (0, 1, 2, 3, 7)


def government(report: Report) -> Form:
    """Form 表Ⅳ, rows 1–15. 表Ⅳ。"""
    return _form(report, "government", "表Ⅳ", "政府保障程度")


def quality(report: Report) -> Form:
    """Form 表Ⅴ, rows 1–9. 表Ⅴ。"""
    return _form(report, "quality", "表Ⅴ", "教育质量")


def _form(report: Report, dimension: Dimension, number: str, name: str) -> Form:
    cards = [card for card in report.cards if card.dimension == dimension]
    rows: list[tuple[Cell, ...]] = []
    for i, card in enumerate(cards, start=1):
        verdict = WORDS[report.county_verdict(f"indicator_{card.number:02d}")["verdict"]]
        before = (str(i), str(card.number), card.label, lines_of(card, report) or NOTHING)
        rows += [(*before, *found, verdict) for found in _findings(report, card)]
    return Form(
        number, name, f"县域义务教育{name}情况", HEADS, tuple(rows), merged=MERGED,
        notes=(
            "比例保留一位小数，四舍五入；单元格存放修约后的数值，是否达标按未修约的精确值判定。",
            f"逐校认定的指标写明应判数和各类情况，点名不超过{MOST}所，其余见自评报告；括号内为该校数值。",
            *result_notes(report, (card.number for card in cards)),
        ),
    )  # fmt: skip


def _findings(report: Report, card: Card) -> list[tuple[Cell, Cell, Cell]]:
    """Part, value or short finding, and how it stands."""
    if card.level in ("county", "subject"):
        return [(row["label"] or NOTHING, _found(report, card, row), WORDS[row["status"]]) for row in report.results(card.number)]
    found: list[tuple[Cell, Cell, Cell]] = []
    for group in groups(report, card):
        names = "；".join(f"{NAMED[status]}：{plain(said)}" for status, said in named(report, card, group, MOST))
        said = plain(group.told) + (f"。{names}" if names else "")
        worst = min((row["status"] for row in group.rows), key=SEVERITY.index)
        found.append((group.label or NOTHING, said, WORDS[worst]))
    return found or [(NOTHING, "本县没有适用对象", WORDS[NOT_APPLICABLE])]


def _found(report: Report, card: Card, row: Row) -> Cell:
    if part_of(card, row).formula != "attested":
        return value(report.numbers.result(row), unit_of(card, row)) if row["value"] == row["value"] else f"{MISSING}：{why(row)}"
    rows = on_file(report, card, row)
    said = "，".join(filter(None, (answers(rows) or MISSING, why(row))))
    papers = documents(rows)
    return f"{said}。材料：{papers}" if papers else said
