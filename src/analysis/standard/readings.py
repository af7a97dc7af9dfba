"""Another reading of a doubtful clause, put in force. 换一种读法。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import UserError, nearest
from .cards import Card
from .load import RuleBook, dangling
from .rules import Alternative, Change, Ruling, Standard
from .yaml_files import parse, read_yaml

STANDARD, RULINGS = "standard.yml", "rulings.yml"


def with_reading(book: RuleBook, ruling: str, alternative: str) -> RuleBook:
    """The rules as if `ruling` read as one of its alternatives. 按另一种读法的评估标准。

    ruling, alternative : ids in rulings.yml; only an alternative with `changes` can be put in force
    returns             : a book whose ruling has changed places with its alternative; readings put in force before stay
    The files are read again and patched before parsing, so that every check of `load` holds.
    Raises UserError with the nearest id for an unknown one, and where a change does not fit the file.
    """
    written = {n: parse(Ruling, entry, book.folder / RULINGS) for n, entry in read_yaml(book.folder / RULINGS).items()}
    chosen = {
        n: option for n, own in written.items() for option in own.alternatives if option.text == book.rulings[n].reading
    }
    chosen[ruling] = _find(written, ruling, alternative)
    changes = [(f"{n}/{option.id}", change) for n, option in chosen.items() for change in option.changes]
    read = {file: read_yaml(book.folder / file) for file in sorted({change.file for _, change in changes})}
    for who, change in changes:
        read[change.file] = _patched(read[change.file], change.at.split("."), change, who)
    standard, cards = book.standard, dict(book.by_number)
    for file, data in read.items():
        if file == STANDARD:
            standard = parse(Standard, data, book.folder / file)
        else:
            card = parse(Card, {**data, "slug": Path(file).stem}, book.folder / file)
            cards[card.number] = card
    rulings = {n: _swapped(own, chosen[n]) if n in chosen else own for n, own in written.items()}
    switched = replace(book, standard=standard, cards=tuple(cards.values()), rulings=rulings)
    faults = [fault for card in switched.cards for fault in dangling(card, switched)]
    if faults:
        raise UserError(
            f"裁量说明 {ruling} 的读法 {alternative} 使评估标准前后不一致：\n" + "\n".join(f"  {f}" for f in faults)
        )
    return switched


def readings(rulings: dict[str, Ruling]) -> dict[str, tuple[str, ...]]:
    """Ruling -> alternatives that can be put in force. 可切换的读法。"""
    found = {name: tuple(option.id for option in own.alternatives if option.id) for name, own in rulings.items()}
    return {name: ids for name, ids in found.items() if ids}


def read_otherwise(left: RuleBook, right: RuleBook) -> list[str]:
    """Rulings that two books read differently. 读法不同的裁量说明。"""
    return [name for name, own in left.rulings.items() if own.reading != right.rulings[name].reading]


def _find(rulings: dict[str, Ruling], ruling: str, alternative: str) -> Alternative:
    if ruling not in rulings:
        raise UserError(
            f"没有裁量说明 {ruling}{nearest(ruling, rulings) or '。'}可切换读法的有：{'、'.join(readings(rulings))}。"
        )
    known = {option.id: option for option in rulings[ruling].alternatives if option.id}
    if not known:
        raise UserError(
            f"裁量说明 {ruling} 的其他读法不能只改数据来实现。可切换读法的有：{'、'.join(readings(rulings))}。"
        )
    if alternative not in known:
        can = "、".join(f"{option.id}（{option.text}）" for option in known.values())
        raise UserError(
            f"裁量说明 {ruling} 没有读法 {alternative}{nearest(alternative, known) or '。'}可用的有：{can}。"
        )
    return known[alternative]


def _swapped(written: Ruling, option: Alternative) -> Ruling:
    """The ruling read the other way, with the written reading among its alternatives."""
    others = tuple(a for a in written.alternatives if a != option)
    said = {
        "reading": option.text,
        "why": "换一种读法测算，供比较。",
        "alternatives": (*others, Alternative(text=written.reading)),
    }
    return written.model_copy(update=said)


def _patched(node: Any, steps: list[str], change: Change, who: str) -> Any:
    """A copy of `node` with the change made; what YAML aliases share stays as it is elsewhere."""
    step, *rest = steps
    keys: dict[str, Any] = {}
    if isinstance(node, dict):
        keys = {str(key): key for key in node}
    elif isinstance(node, list):
        keys = {str(entry["id"]): i for i, entry in enumerate(node) if isinstance(entry, dict) and "id" in entry}
    if step not in keys and (rest or change.remove or not isinstance(node, dict)):
        raise UserError(
            f"裁量说明 {who} 要改 {change.file} 的 {change.at}，但那里没有 {step}{nearest(step, keys) or '。'}"
        )
    key, copy = keys.get(step, step), node.copy()
    if rest:
        copy[key] = _patched(node[key], rest, change, who)
    elif change.remove:
        del copy[key]
    else:
        copy[key] = change.value
    return copy
