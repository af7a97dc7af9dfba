"""Indicator by county, with the best and the worst. 指标与县对照。"""

from __future__ import annotations

from collections.abc import Sequence

from pandas import notna

from ...printing.blocks import Block, Bullets, Inline, Mark, Strong, TableBlock, TableColumn, Text, join
from ...printing.display import Shown
from ...rounding import NONE
from ...scoring.parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, TOLERATED
from ...scoring.verdicts import SEVERITY
from ...standard.cards import Card
from ...standard.rule_ids import indicator_rule
from ..report import Report, Row
from ..words import distance
from .city import City

LOCAL = ("segment", "school", "class")
COUNTED = {"segment": "校（段）", "school": "校", "class": "班"}
#: Beyond so many counties the table lies across the page.
UPRIGHT = 4
#: Figures shown in a cell, of an indicator that has many, and counties named as best or worst.
MOST = 2
#: Nearer than this, two distances (in percent) are the same.
PLACES = 6


def matrix(city: City) -> Shown:
    """Every indicator in every county: status, figure, who is best and who is worst. 各县各项指标对照。"""
    across = len(city.counties) > UPRIGHT
    most = 1 if across else MOST
    rows: list[tuple[Text, ...]] = []
    for card in city.cards:
        cells = [_cell(report, card, most) for report in city.counties]
        rows.append((str(card.number), card.short, *cells, *_names(*ranked(city, card))))
    columns = (
        TableColumn("序号", "right"),
        TableColumn("指标", width="1fr"),
        *(TableColumn(report.name, width="1.2fr") for report in city.counties),
        TableColumn("最好", filter=True),
        TableColumn("最差", filter=True),
    )
    notes = (
        "按校（段）、学校、班级判定的指标列出达标（含例外达标）数/应评数；按县判定的列出与标准的距离最不利的一两项数值。每种状态有文字和形状，黑白打印同样可辨。",
        "最好、最差：先比结论，再比达标的比例；按县判定的比与标准距离最远的一项。缺数据和不适用的县不参与比较；没有高下的写“相同”，可比的县不足两个的写“—”。",
    )
    table = TableBlock(
        "各县各项指标对照", "table-city-matrix", columns, tuple(rows), notes, landscape=across, tools=True
    )
    return Shown([*_sentences(city), table])


def ranked(city: City, card: Card) -> tuple[list[Report], list[Report]]:
    """The counties that stand best and worst in an indicator; nobody where fewer than two can be compared. 最好与最差。"""
    keys = {report.county: key for report in city.counties if (key := _key(report, card)) is not None}
    if len(keys) < 2:
        return [], []
    top, bottom = max(keys.values()), min(keys.values())
    return [r for r in city.counties if keys.get(r.county) == top], [
        r for r in city.counties if keys.get(r.county) == bottom
    ]


def _key(report: Report, card: Card) -> tuple[int, float] | None:
    """What is compared: the verdict first, then the share that meets it, or the distance of the worst figure."""
    own = report.county_verdict(indicator_rule(card.number))
    if own["verdict"] in (NO_DATA, NOT_APPLICABLE):
        return None
    severity = SEVERITY.index(own["verdict"])
    if card.level in LOCAL:
        return severity, own["value"] / own["line"]
    return severity, round(min((away for away, _ in _measured(report, card)), default=0.0), PLACES)


def _measured(report: Report, card: Card) -> list[tuple[float, Row]]:
    """The figures of an indicator judged for the county, with their distance from the line in percent, the worst first."""
    better = {part.id: part.better for part in card.parts}
    rows = [row for row in report.judged(card.number) if notna(row["value"]) and notna(row["line"])]
    return sorted(((distance(row, better[row["part"]]), row) for row in rows), key=lambda pair: pair[0])


def _cell(report: Report, card: Card, most: int) -> Text:
    own = report.county_verdict(indicator_rule(card.number))
    mark = Mark(own["verdict"])
    if own["verdict"] == NOT_APPLICABLE:
        return (mark,)
    if card.level in LOCAL:
        rows = _units(report, card)
        good = [row for row in rows if _status(row) in (MET, TOLERATED)]
        key, what, unit = f"T{card.number:02d}", f"{card.short}，", COUNTED[card.level]
        count = report.numbers.count
        return (
            mark,
            " ",
            count(
                f"{key}-met",
                len(good),
                f"{what}达标数",
                "结论为达标或例外达标的计数",
                unit,
                of=_ids(report, card, good),
            ),
            "/",
            count(f"{key}-judged", len(rows), f"{what}应评数", "适用对象计数", unit, of=_ids(report, card, rows)),
        )
    figures = [_figure(report, card, row) for _, row in _measured(report, card)[:most]]
    return (mark, " ", *join(figures)) if figures else (mark,)


def _units(report: Report, card: Card) -> list[Row]:
    """What is counted: results where an indicator has one part, schools where it has several."""
    rows = report.judged(card.number)
    if len(card.parts) == 1:
        return rows
    schools = dict.fromkeys(row["unit"] for row in rows)
    return [report.verdicts[indicator_rule(card.number), unit, ""] for unit in schools]


def _status(row: Row) -> str:
    return str(row["status"] if "status" in row else row["verdict"])


def _ids(report: Report, card: Card, rows: Sequence[Row]) -> list[str]:
    return report.numbers.results(rows) if len(card.parts) == 1 else report.numbers.verdicts(rows)


def _figure(report: Report, card: Card, row: Row) -> Text:
    part = card.part(row["part"])
    unit = part.unit
    label = row["label"] if len(card.parts) > 1 or card.level == "subject" else ""
    return (label, report.numbers.result(row), unit)


def _names(best: Sequence[Report], worst: Sequence[Report]) -> tuple[str, str]:
    if best == worst:
        return ("相同", "相同") if best else (NONE, NONE)
    return _few(best), _few(worst)


def _few(reports: Sequence[Report]) -> str:
    return "、".join(report.name for report in reports) if len(reports) <= MOST else "多县并列"


def _sentences(city: City) -> list[Block]:
    """What all have missed, and what only some have."""
    missed = {report.county: {card.number for card in report.unmet} for report in city.counties}
    every = set.intersection(*missed.values())
    items: list[Text] = []
    if every and len(city.counties) > 1:
        items.append(
            (Strong("各县都未完全达标"), "的指标", *_listed(city, "I-every", sorted(every), "各县都未完全达标的指标数"))
        )
    for report in city.counties:
        own = sorted(missed[report.county] - every if len(city.counties) > 1 else missed[report.county])
        if own:
            said = _listed(city, f"I-only-{report.county}", own, f"{report.name}未完全达标而非各县共有的指标数")
            items.append(
                (Strong(report.name), "另有" if every and len(city.counties) > 1 else "未完全达标的指标", *said)
            )
    return [Bullets(tuple(items))] if items else []


def _listed(city: City, id: str, numbers: Sequence[int], what: str) -> tuple[Inline, ...]:
    cards = city.evaluation.rules.by_number
    rows = [report.county_verdict(indicator_rule(n)) for report in city.counties for n in numbers]
    of = city.numbers.verdicts(
        [row for row in rows if row["verdict"] == NOT_MET and (not id.startswith("I-only") or row["unit"] == id[7:])]
    )
    number = city.numbers.count(id, len(numbers), what, "按县级指标结论计数", "项", of=of)
    return (number, f"项：{'、'.join(f'{n}.{cards[n].short}' for n in numbers)}。")
