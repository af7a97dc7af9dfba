"""Another reading of a doubtful clause, put in force. 换一种读法。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import UserError, nearest
from .cards import Card
from .load import RuleBook, _dangling
from .rules import Alternative, Change, Ruling, Standard
from .yaml_files import parse, read_yaml

STANDARD = "standard.yml"


def with_reading(book: RuleBook, ruling: str, alternative: str) -> RuleBook:
    """The rules as if `ruling` read as one of its alternatives. 按另一种读法的评估标准。

    ruling, alternative : ids in rulings.yml; only an alternative with `changes` can be put in force
    returns             : a book whose ruling has changed places with its alternative; readings put in force before stay
    The files are read again and patched before parsing, so that every check of `load` holds.
    Raises UserError with the nearest id for an unknown one, and where a change does not fit the file.
    """
    chosen = _in_force(book) | {ruling: _find(book, ruling, alternative)}
    read = {path: read_yaml(book.folder / path) for path in {change.file for a in chosen.values() for change in a.changes}}
    for name, option in chosen.items():
        for change in option.changes:
            read[change.file] = _patched(read[change.file], change.at.split("."), change, f"{name}/{option.id}")
    standard, cards = book.standard, dict(book.by_number)
    for path, data in read.items():
        if path == STANDARD:
            standard = parse(Standard, data, book.folder / path)
        else:
            card = parse(Card, {**data, "slug": Path(path).stem}, book.folder / path)
            cards[card.number] = card
    switched = replace(book, standard=standard, cards=tuple(cards.values()), rulings=_rulings(book, ruling, chosen[ruling]))
    faults = [fault for card in switched.cards for fault in _dangling(card, switched)]
    if faults:
        raise UserError(f"按裁量说明 {ruling} 的读法 {alternative}，评估标准前后不一致：\n" + "\n".join(f"  {f}" for f in faults))
    return switched


def readings(book: RuleBook) -> dict[str, tuple[str, ...]]:
    """Ruling -> alternatives that can be put in force. 可切换的读法。"""
    found = {name: tuple(a.id for a in ruling.alternatives if a.id) for name, ruling in book.rulings.items()}
    return {name: ids for name, ids in found.items() if ids}


def switched(left: RuleBook, right: RuleBook) -> list[str]:
    """Rulings that the two books read differently. 读法不同的裁量说明。"""
    return [name for name, ruling in left.rulings.items() if ruling.reading != right.rulings[name].reading]


def _find(book: RuleBook, ruling: str, alternative: str) -> Alternative:
    if ruling not in book.rulings:
        raise UserError(f"没有裁量说明 {ruling}{nearest(ruling, book.rulings)}。可切换的有：{'、'.join(readings(book))}。")
    known = {a.id: a for a in book.rulings[ruling].alternatives if a.id}
    if alternative not in known:
        can = f"可用的有：{'、'.join(f'{a.id}（{a.text}）' for a in known.values())}" if known else "它的其他读法都不能只改数据来实现"
        raise UserError(f"裁量说明 {ruling} 没有读法 {alternative}{nearest(alternative, known)}。{can}。")
    return known[alternative]


def _in_force(book: RuleBook) -> dict[str, Alternative]:
    """Alternatives already put in force: those whose text now stands as the reading."""
    written = parse_rulings(book.folder)
    return {
        name: option
        for name, ruling in written.items()
        for option in ruling.alternatives
        if option.changes and option.text == book.rulings[name].reading
    }


def parse_rulings(folder: Path) -> dict[str, Ruling]:
    """rulings.yml as written. 裁量说明原文。"""
    path = folder / "rulings.yml"
    return {name: parse(Ruling, entry, path) for name, entry in read_yaml(path).items()}


def _rulings(book: RuleBook, name: str, option: Alternative) -> dict[str, Ruling]:
    """The rulings, one of them read the other way, with the written reading among its alternatives."""
    own = book.rulings[name]
    others = tuple(a for a in own.alternatives if a is not option)
    swapped = {"reading": option.text, "why": "换一种读法测算，供比较。", "alternatives": (*others, Alternative(text=own.reading))}
    return {**book.rulings, name: own.model_copy(update=swapped)}


def _patched(node: Any, steps: list[str], change: Change, who: str) -> Any:
    """A copy of `node` with the change made; what YAML aliases share stays as it is elsewhere."""
    step, *rest = steps
    keys: dict[str, Any] = {}
    if isinstance(node, dict):
        keys = {str(key): key for key in node}
    elif isinstance(node, list):
        keys = {str(entry["id"]): i for i, entry in enumerate(node) if isinstance(entry, dict) and "id" in entry}
    if step not in keys and (rest or change.remove or not isinstance(node, dict)):
        raise UserError(f"裁量说明 {who} 要改 {change.file} 的 {change.at}，但那里没有 {step}{nearest(step, keys)}。")
    key = keys.get(step, step)
    copy = node.copy()
    if rest:
        copy[key] = _patched(node[key], rest, change, who)
    elif change.remove:
        del copy[key]
    else:
        copy[key] = change.value
    return copy


def told(book: RuleBook, names: Iterable[str]) -> str:
    """How rulings are read in this book, for a table of differences. 读法表述。"""
    return "；".join(f"裁量说明 {name}：{book.rulings[name].reading}" for name in names)
