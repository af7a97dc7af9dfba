"""What is added to where a line is missed, and what else that moves. 补足的数据项及其影响。"""

from __future__ import annotations

from ..standard.cards import Card, Part
from ..standard.load import RuleBook

#: The input that is added to, by formula; attested parts have none.
LEVERS = {
    "per_hundred_pupils": "count",
    "per_pupil": "amount",
    "share": "part",
    "comparison": "part",
    "relative_share": "part",
    "amount": "amount",
    "rooms": "rooms",
}
#: Indoor sports area is taken off the teaching area (indicator 4), so what lacks for indicator 5 is added outdoors.
TAKEN_ELSEWHERE = {"buildings.indoor_sports_area"}
#: Teachers by degree: whoever is hired with one is a full-time teacher more.
DEGREES = {"teachers.doctor", "teachers.master", "teachers.bachelor", "teachers.college"}


def lever(part: Part) -> str:
    """The column that filling a gap of this part adds to, as table.column. 补足的数据项。"""
    terms = next(iter(part.inputs[LEVERS[part.formula]].values()))
    return next(term for term in terms if term not in TAKEN_ELSEWHERE)


def moved_by(card: Card, part: Part) -> set[str]:
    """All columns that filling a gap of this part changes. 补足时变动的数据项。"""
    if part.formula not in LEVERS:
        return set()
    own = {lever(part)}
    if own & DEGREES:
        own |= {"teachers.full_time"}
    if card.level == "class":
        own |= {"school.classes"}
    return own


def measured_by(part: Part) -> set[str]:
    """The columns that the need of a part is measured by, beside its lever. 需求所依据的数据项。"""
    others = [by for name, by in part.inputs.items() if name != LEVERS.get(part.formula)]
    return {term.lstrip("-") for by in others for terms in by.values() for term in terms}


def movers(rules: RuleBook) -> dict[tuple[int, str], set[tuple[int, str]]]:
    """Parts whose filling moves what other parts are measured by: (indicator, part) -> those others. 联动的指标。"""
    parts = [(card, part) for card in rules.cards for part in card.parts]
    found = {}
    for card, part in parts:
        moved = moved_by(card, part)
        others = {(c.number, p.id) for c, p in parts if p is not part and moved & measured_by(p)}
        if others:
            found[card.number, part.id] = others
    return found
