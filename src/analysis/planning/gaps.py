"""What is missing in real units: persons, ㎡, 万元, rooms, places, classes, yuan. 差额。

Exact arithmetic, as the comparison with the line is; persons, rooms and classes are rounded up to whole ones, areas
and money to the hundredth, so that adding the gap always meets the line and one step less never does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..scoring.evaluate import Evaluation
from ..scoring.parts import MET, NOT_APPLICABLE, TOLERATED
from ..scoring.results import score
from ..scoring.units import Units, build_units
from ..standard.cards import Card, Part
from ..standard.in_force import number_in_force
from ..tables.catalogue import BY_NAME
from .class_gaps import class_gaps
from .filled import filled
from .gap_size import Row, growth, kind_of, rooms_listed, size
from .levers import measured_by, movers

#: Taken over from the result.
SAME = ("county", "indicator", "part", "level", "unit", "name", "stage", "status", "line", "document")
COLUMNS = [
    "result",
    "county",
    "indicator",
    "part",
    "level",
    "unit",
    "name",
    "stage",
    "area",
    "office",
    "status",
    "state",
    "resource",
    "measured_in",
    "line",
    "document",
    "base",
    "have",
    "need",
    "amount",
    "to_floor",
    "floor",
    "enlarge",
    "step",
    "shared",
    "grade",
    "note",
]


def gaps(evaluation: Evaluation, offices: Mapping[int, str] | None = None) -> pd.DataFrame:
    """One row for each result that is not met, pending or without data, the county's own included. 差额表。

    offices : indicator -> the office responsible for it, of the one county evaluated
    returns : COLUMNS, in the order of the results, classes by grade behind each class list.
      result      index of the row in Evaluation.results (for a grade: its largest class)
      area        城区, 镇区 or 乡村; blank for the county's own figures
      status      of the result; `pending_evidence` is missing only if the tolerance's evidence does not come in
      state       short: `amount` is known. unknown: data are missing, which is not zero. finding: an answer that is not
                  good. evidence: a good answer without its papers
      resource, measured_in : what is missing and in which unit (人, 平方米, 万元, 间, 个, 元, 级)
      base        what the line is multiplied by to give `need`, before rounding: a hundredth of the pupils, the pupils
                  of all stages by weight, the funds a share is taken of; 1 where the line is a number by itself
      have, need  the stock, of the whole school where stages share it, and what it must come to (with `better: lower`:
                  what it may not exceed), rounded as `amount` is
      amount      missing to the line; NaN unless `short`; 0 for classes that need only be filled evenly
      to_floor    missing to the floor of the school rule (`floor` percent of the line); NaN where there is no floor
      grade       of classes by grade, else NaN
      enlarge     of missing rooms, those that stand and are too small: to be enlarged before others are built
      step        the least that can be added: 1, or 0.01 of what is measured
      shared      the stages of a through school draw on one stock, so its gaps overlap: see `totals`
    Met, met by tolerance and not applicable have no row. A need that another gap moves (a share of the teachers who are
    still to rotate, rooms for classes still to be opened) is sized with that gap filled; `note` says so.
    """
    frame = _sized(evaluation, None)
    together = movers(evaluation.rules)
    while True:
        moving = [key in together for key in zip(frame["indicator"], frame["part"], strict=True)]
        filling = frame[np.array(moving, dtype=bool) & (frame["amount"] > 0)]
        if not len(filling):
            break
        moved = {key for pair in zip(filling["indicator"], filling["part"], strict=True) for key in together[pair]}
        again = _sized(evaluation, _after(evaluation, filling, {number for number, _ in moved}))
        if again["amount"].equals(frame["amount"]):
            break
        frame = again
    offices = offices or {}
    return frame.assign(office=[offices.get(number, "") for number in frame["indicator"]])


@dataclass(frozen=True)
class _Moved:
    """Some cards scored anew with the gaps filled that move their needs."""

    units: Units
    results: pd.DataFrame


def _after(evaluation: Evaluation, filling: pd.DataFrame, numbers: set[int]) -> _Moved:
    standard = evaluation.rules.standard
    units = build_units(filled(evaluation, filling), standard, evaluation.as_of)
    cards = [card for card in evaluation.rules.cards if card.number in numbers]
    return _Moved(units, score(units, cards, standard, evaluation.as_of))


def _sized(evaluation: Evaluation, moved: _Moved | None) -> pd.DataFrame:
    floor = number_in_force(evaluation.rules.standard.school_rule.floor_percent, evaluation.as_of, "校级综合达标底线")
    parts = [(card, part) for card in evaluation.rules.cards for part in card.parts]
    return pd.DataFrame(
        [row for card, part in parts for row in _of_part(evaluation, card, part, floor, moved)], columns=COLUMNS
    )


def _of_part(evaluation: Evaluation, card: Card, part: Part, floor: float, moved: _Moved | None) -> Iterator[Row]:
    results = evaluation.results
    own = results[(results["indicator"] == card.number) & (results["part"] == part.id)]
    open_ = ~own["status"].isin([MET, TOLERATED, NOT_APPLICABLE]).to_numpy()
    if not open_.any():
        return
    frame = evaluation.units.at(card.level)
    own = own.assign(
        area=frame["schools.area"].to_numpy() if "schools.area" in frame and card.level != "county" else "",
        weight=frame["split.weight"].to_numpy() if card.shared else 1.0,
        per=growth(part, frame, evaluation.as_of),
        stages=frame.groupby(["county", "unit"])["stage"].transform("size").to_numpy() if card.shared else 1,
        listed=rooms_listed(evaluation.units, part, frame) if part.formula == "rooms" else 0,
        asked=own["line"],
        together="",
    )
    if moved is not None:
        own = _measured_anew(own, card, part, evaluation.units, moved)
    kind = kind_of(card, part)
    with_floor = card.number in evaluation.rules.standard.school_rule.indicators
    for at, row in zip(own.index[open_], own[open_].to_dict("records"), strict=True):
        yield {
            **{key: row[key] for key in SAME},
            **kind,
            **size(card, part, row, floor if with_floor else None, str(kind["measured_in"])),
            "result": at,
            "area": row["area"] if isinstance(row["area"], str) else "",
            "shared": card.shared and row["stages"] > 1,
        }
    if card.level == "class":
        yield from class_gaps(evaluation, own[open_], own)


def _measured_anew(own: pd.DataFrame, card: Card, part: Part, units: Units, moved: _Moved) -> pd.DataFrame:
    """What is asked of each unit once the gaps beside it are filled, and a word on what they move."""
    results = moved.results
    after = results[(results["indicator"] == card.number) & (results["part"] == part.id)]
    if not len(after):
        return own
    own = own.assign(bottom=after["bottom"].to_numpy(), asked=after["line"].to_numpy())
    before, later = units.at(card.level), moved.units.at(card.level)
    said = np.full(len(own), "", dtype=object)
    for term in sorted(measured_by(part)):
        # What is summed over the county's schools stands in the results alone.
        pair = (before[term], later[term]) if term in before else (own["denominator"], after["denominator"])
        then, now = (values.to_numpy(dtype=float) for values in pair)
        words = (
            "全校班级数"
            if term == "school.classes"
            else BY_NAME[term.partition(".")[0]].column(term.partition(".")[2]).heading
        )
        for at in np.flatnonzero(then != now):
            if now[at] > then[at]:
                said[at] = f"与其他差额合并测算：按补足后的{words}{now[at]:g}计，现为{then[at]:g}"
    return own.assign(together=said)
