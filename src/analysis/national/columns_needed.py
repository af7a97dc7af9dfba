"""Which columns some cards read, so that no other is read from disk. 所需字段。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..standard.cards import Card
from ..standard.in_force import tolerances_in_force
from ..standard.load import RuleBook
from ..standard.rules import Population, Standard
from ..tables.catalogue import BY_NAME

#: What every school and segment is known by.
IDENTITY = {
    "schools": ["school", "name", "kind", "sponsor"],
    "segments": ["school", "stage", "pupils"],
    "teachers": ["school", "stage"],
    "buildings": ["school"],
    "county": [],
}
#: What the figures of a whole school are made of.
DERIVED = {"school.pupils": "segments.pupils", "school.boarders": "segments.boarders"}


def needed_by_the_seven(rules: RuleBook, as_of: date) -> dict[str, list[str]]:
    """Columns by table that the indicators of the school rule read on a date. 七项指标所需字段。

    returns : tables not named are not read; class lists only where a tolerance measures by the starting grade
    """
    seven = [card for card in rules.cards if card.number in rules.standard.school_rule.indicators]
    columns = {table: list(own) for table, own in IDENTITY.items()} | {
        "evidence": [column.name for column in BY_NAME["evidence"].columns]
    }
    terms = {term for card in seven for term in _terms(card, as_of)} | {
        column for card in seven for column in _deciding(card, rules.standard, as_of)
    }
    for term in sorted(DERIVED.get(term, term) for term in terms):
        table, column = term.split(".")
        if column not in columns.setdefault(table, ["school"]):
            columns[table].append(column)
    if any(tolerance.starting_grade for card in seven for tolerance in tolerances_in_force(card, as_of)):
        columns["classes"] = ["school", "stage", "grade", "pupils"]
        columns["segments"].append("grades")
    return columns


def _terms(card: Card, as_of: date) -> Iterable[str]:
    inputs = [part.inputs for part in card.parts] + [tolerance.inputs for tolerance in tolerances_in_force(card, as_of)]
    for by_stage in (own for each in inputs for own in each.values()):
        yield from (term.lstrip("-") for terms in by_stage.values() for term in terms)


def _deciding(card: Card, standard: Standard, as_of: date) -> Iterable[str]:
    """What decides whether a rule speaks of a school."""
    names = [
        card.population,
        *(part.population for part in card.parts),
        *(tolerance.population for tolerance in tolerances_in_force(card, as_of)),
    ]
    for population in (standard.populations[name] for name in names if name):
        yield from (f"schools.{column}" for column, asked in _asked(population).items() if asked)


def _asked(population: Population) -> dict[str, bool]:
    return {
        "area": bool(population.areas),
        "boarding": population.boarding is not None,
        "centre_city": population.centre_city is not None,
        "planned_year": population.planned_by is not None,
        "migrant_pupils": bool(population.migrant_percent_above),
    }
