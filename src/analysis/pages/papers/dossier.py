"""一指标一档: what an inspector looks at, and which of it is on file, missing first. 佐证材料目录。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...intake.evidence_files import STATES, EvidenceFile
from ...printing.office.form import Form, HeadCell
from ...printing.office.letter import Letter
from ...standard.cards import Card
from ..forms.instructions import NOTICE
from ..report import Report
from ..words import chinese_date

HEADS = (
    HeadCell("对象", width=18, align="left"),
    HeadCell("未见材料的核查重点", width=14),
    HeadCell("核查重点", width=9),
    HeadCell("材料名称", width=30, align="left"),
    HeadCell("日期", width=11),
    HeadCell("核查单位", width=14, align="left"),
    HeadCell("文件状态", width=10),
    HeadCell("校验码", width=14),
)
COUNTY = "全县"
#: Letters of a hash that are printed; the whole stands in dossier.csv.
SHOWN = 12


@dataclass(frozen=True)
class DossierRow:
    """One object of one indicator, with one of its papers; none where it has no paper. 目录的一行。"""

    indicator: int
    unit: str
    missing: tuple[int, ...]
    entry: EvidenceFile | None


def points_of(card: Card) -> list[str]:
    """The checkpoints of a card, numbered through its groups. 核查重点。"""
    groups = card.checkpoints.groups if card.checkpoints else ()
    return [f"{group.about}：{point}" if group.about else point for group in groups for point in group.points]


def dossier_rows(report: Report, card: Card, entries: Sequence[EvidenceFile]) -> list[DossierRow]:
    """Objects of an indicator with their papers, those that lack most first. 一项指标的目录。"""
    points = range(1, len(points_of(card)) + 1)
    own = [entry for entry in entries if entry.indicator == card.number]
    rows = []
    for code, name in _units(report, card):
        papers: list[EvidenceFile | None] = [entry for entry in own if entry.school == code]
        proved = {point for entry in papers if entry is not None and entry.state != "missing" for point in entry.points}
        missing = tuple(point for point in points if point not in proved)
        rows += [DossierRow(card.number, name, missing, entry) for entry in papers or [None]]
    return sorted(rows, key=lambda row: -len(row.missing))


def _units(report: Report, card: Card) -> Iterator[tuple[str, str]]:
    if card.level in ("county", "subject"):
        yield "", COUNTY
        return
    seen = {str(row["unit"]): str(row["name"]) for row in report.judged(card.number)}
    schools = report.intake.tables["schools"]
    names = dict(zip(schools["school"].astype(str), schools["name"].astype(str), strict=True))
    for code in dict.fromkeys(code if code in names else code.split("-")[0] for code in seen):
        yield code, names.get(code, code)


def dossier(report: Report, entries: Sequence[EvidenceFile]) -> tuple[bytes, list[DossierRow]]:
    """The index as a Word document, and its rows. 一指标一档目录。"""
    letter = Letter(f"{report.name}一指标一档佐证材料目录", NOTICE if report.synthetic else "")
    letter.begin_across()
    letter.title((f"{report.name}一指标一档佐证材料目录",), f"（按{chinese_date(report.as_of)}有效的规则）")
    every: list[DossierRow] = []
    for card in report.cards:
        points = points_of(card)
        if not points or card.checkpoints is None:
            continue
        letter.point(f"指标{card.number}　{card.label}")
        clause = card.checkpoints.clause
        letter.text(
            f"核查重点（{clause.document}{clause.item}）："
            + "；".join(f"{at}.{point}" for at, point in enumerate(points, 1))
            + "。",
            "Note",
        )
        rows = dossier_rows(report, card, entries)
        every += rows
        if rows:
            letter.form(Form("", "", f"指标{card.number}材料目录", HEADS, tuple(_cells(row) for row in rows)))
    content = letter.content({"author": "", "subject": "佐证材料目录"}, report.source.received_on)
    return content, every


def _cells(row: DossierRow) -> tuple[str, ...]:
    lacking, entry = "、".join(map(str, row.missing)) or "齐全", row.entry
    if entry is None:
        return (row.unit, lacking, "—", "未登记材料", "—", "—", "—", "—")
    points = "、".join(map(str, entry.points)) or "—"
    return (
        row.unit,
        lacking,
        points,
        entry.document,
        entry.day.isoformat(),
        entry.checker,
        STATES[entry.state],
        entry.hash[:SHOWN] or "—",
    )
