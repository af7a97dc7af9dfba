"""The rules as one frozen object, checked against each other. 读取评估标准。"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from ..errors import UserError, nearest
from ..tables.catalogue import BY_NAME, ROOMS
from .cards import Card
from .local import Local, Overlay, read_overlays
from .plausible import Plausible
from .rules import Ruling, Source, Standard
from .yaml_files import parse, read_yaml

M = TypeVar("M", Ruling, Source)

#: Inputs that scoring derives from the tables.
DERIVED = {"school.pupils", "school.classes", "school.boarders", "school.in_education_group"} | {
    f"rooms.{kind}" for kind in ROOMS
}


@dataclass(frozen=True)
class RuleBook:
    """Standard, cards, rulings and sources. 评估标准全书。"""

    folder: Path
    standard: Standard
    cards: tuple[Card, ...]
    rulings: dict[str, Ruling]
    sources: dict[str, Source]
    local: Local
    plausible: Plausible

    @cached_property
    def by_number(self) -> dict[int, Card]:
        """Cards by their number. 按序号取卡。"""
        return {card.number: card for card in self.cards}

    @cached_property
    def every_card(self) -> dict[int, Card]:
        """National and local cards by number. 全部指标卡（含地方指标）。"""
        return self.by_number | {card.number: card for card in self.local.cards}


def read_rules(folder: Path) -> RuleBook:
    """All rules of `folder`; presence of a card file registers it. 读取标准目录。

    Raises UserError naming file and key where a file is faulty or refers to what is not there.
    """
    standard = parse(Standard, read_yaml(folder / "standard.yml"), folder / "standard.yml")
    rulings = _mapping(Ruling, folder / "rulings.yml")
    sources = _mapping(Source, folder / "sources.yml")
    cards = tuple(read_card(path) for path in sorted((folder / "indicators").glob("*.yml")))
    local = Local(
        tuple(read_overlays(folder / "local").values()),
        tuple(read_card(path) for path in sorted((folder / "local" / "indicators").glob("*.yml"))),
    )
    plausible = parse(Plausible, read_yaml(folder / "plausible.yml"), folder / "plausible.yml")
    book = RuleBook(
        folder, standard, tuple(sorted(cards, key=lambda card: card.number)), rulings, sources, local, plausible
    )
    faults = [fault for card in (*book.cards, *local.cards) for fault in dangling(card, book)]
    faults += [fault for overlay in local.overlays for fault in _adrift(overlay, book)]
    numbers = [card.number for card in (*book.cards, *local.cards)]
    faults += unknown_terms(plausible)
    faults += [f"指标序号 {number} 有两张卡" for number in sorted({n for n in numbers if numbers.count(n) > 1})]
    if faults:
        raise UserError("评估标准前后不一致：\n" + "\n".join(f"  {fault}" for fault in faults))
    return book


def read_card(path: Path) -> Card:
    """One card; its file name is its slug. 读取一张指标卡。"""
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise UserError(f"{path} 应当是一张指标卡（键: 值），现在读到的不是。")
    return parse(Card, {**data, "slug": path.stem}, path)


def _mapping(model: type[M], path: Path) -> dict[str, M]:
    return {str(name): parse(model, entry, path) for name, entry in (read_yaml(path) or {}).items()}


def _adrift(overlay: Overlay, book: RuleBook) -> list[str]:
    """What a local document speaks of and no card or source holds."""
    name = overlay.division or overlay.profile
    faults = (
        []
        if overlay.document in book.sources
        else [f"local/{name}.yml：没有这个文件 {overlay.document}{nearest(overlay.document, book.sources)}"]
    )
    for goal in overlay.goals:
        card = book.every_card.get(goal.indicator or 0)
        if goal.balance:
            continue
        if card is None:
            faults.append(f"local/{name}.yml：没有指标 {goal.indicator}")
        elif goal.part is not None and goal.part not in {part.id for part in card.parts}:
            faults.append(
                f"local/{name}.yml：指标 {goal.indicator} 没有分项 {goal.part}{nearest(goal.part, (p.id for p in card.parts))}"
            )
    return faults


def unknown_terms(plausible: Plausible) -> list[str]:
    """Columns that plausible.yml names and no table has. 合理性范围中的未知字段。"""
    known = {f"{table.name}.{column.name}" for table in BY_NAME.values() for column in table.columns}
    used = [name for terms in (*plausible.never_zero, *plausible.hardly_zero) for name in terms.split()]
    used += [term for ratio in plausible.ratios for term in (*ratio.part, *ratio.whole, *ratio.otherwise)]
    return [
        f"plausible.yml：没有这个数据字段 {term}{nearest(term, known)}"
        for term in dict.fromkeys(used)
        if term not in known
    ]


def dangling(card: Card, book: RuleBook) -> list[str]:
    """What a card refers to and nobody holds. 悬空引用。"""
    populations = {card.population, *(part.population for part in card.parts)}
    populations |= {tolerance.population for tolerance in card.tolerances}
    documents = {card.clause.document, *(tolerance.clause.document for tolerance in card.tolerances)}
    inputs = {
        term.lstrip("-")
        for inputs in (*(part.inputs for part in card.parts), *(tolerance.inputs for tolerance in card.tolerances))
        for by_stage in inputs.values()
        for terms in by_stage.values()
        for term in terms
    }
    columns = {f"{table.name}.{column.name}" for table in BY_NAME.values() for column in table.columns} | DERIVED
    faults = []
    for words, used, known in (
        ("适用范围", populations - {None}, book.standard.populations),
        ("裁量说明", set(card.rulings), book.rulings),
        ("文件", documents, book.sources),
        ("数据字段", inputs, columns),
    ):
        faults += [
            f"{card.slug}.yml：没有这个{words} {name}{nearest(str(name), known)}" for name in used if name not in known
        ]
    return faults
