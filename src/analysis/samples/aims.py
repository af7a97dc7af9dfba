"""What an invented county aims at, read from the cards so that no line is written twice. 合成数据所参照的标准。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..standard.in_force import by_selector, number_in_force, weights_in_force
from ..standard.load import RuleBook
from ..standard.rules import Question

#: The seven indicators of the school rule: the first three by segment, the others shared by the whole school.
OF_SEGMENT, OF_SCHOOL = (1, 2, 3), (4, 5, 6, 7)
STAGE_IDS = {"小学": "primary", "初中": "junior", "高中": "senior"}


@dataclass(frozen=True)
class Attested:
    """One thing that is answered with a document, for the county or for each school. 一项定性结论。"""

    indicator: int
    part: str | None
    by_school: bool
    accepts: tuple[str, ...]
    refused: str
    document: str


@dataclass(frozen=True)
class Aims:
    """Lines of one date, by the Chinese words of the tables. 某日的标准值。

    lines   : indicator → stage → line (1–7)
    weights : stage → weight of one pupil when a school's resources are split
    classes : stage → most pupils in a class;  sizes: kind of school → most pupils of a school
    rooms   : kind of room → least area;  classes_per_room: classes for which one room is asked
    """

    lines: Mapping[int, Mapping[str, float]]
    weights: Mapping[str, float]
    classes: Mapping[str, float]
    sizes: Mapping[str, float]
    rooms: Mapping[str, float]
    classes_per_room: float
    attested: tuple[Attested, ...]
    vetoes: tuple[Question, ...]

    def shared_unit(self, indicator: int, stages: list[str]) -> float:
        """Resource asked per weighted pupil so that every one of `stages` reaches its line. 共用资源的折算标准。"""
        return max(self.lines[indicator][stage] / self.weights[stage] for stage in stages)


def read_aims(rules: RuleBook, as_of: date) -> Aims:
    """The lines in force on a date. Raises UserError where one is not in force. 读取某日的标准值。"""

    def line(indicator: int, selector: str) -> float:
        card = rules.by_number[indicator]
        return number_in_force(by_selector(card.parts[0].line, selector, None), as_of, card.label)

    def stages(indicator: int) -> dict[str, float]:
        return {word: line(indicator, STAGE_IDS[word]) for word in ("小学", "初中")}

    words = {stage: word for word, stage in STAGE_IDS.items()}
    rooms = rules.by_number[10].parts
    return Aims(
        lines={indicator: stages(indicator) for indicator in OF_SEGMENT + OF_SCHOOL},
        weights={words[s]: w for s, w in weights_in_force(rules.standard.split_weights, as_of).items()},
        classes=stages(12),
        sizes={kind: line(11, kind) for kind, rule in rules.standard.kinds.items() if rule.stages},
        rooms={
            part.inputs["rooms"]["all"][0].removeprefix("rooms."): number_in_force(
                part.constants["least_area"], as_of, part.label
            )
            for part in rooms
        },
        classes_per_room=number_in_force(rooms[0].constants["classes_per_room"], as_of, rooms[0].label),
        attested=_attested(rules),
        vetoes=rules.standard.vetoes,
    )


def _attested(rules: RuleBook) -> tuple[Attested, ...]:
    return tuple(
        Attested(
            indicator=card.number,
            part=part.label if len(card.parts) > 1 else None,
            by_school=card.level == "school",
            accepts=part.accepts,
            refused=next(answer for answer in part.answers if answer not in part.accepts),
            document=card.evidence[min(place, len(card.evidence) - 1)],
        )
        for card in rules.cards
        for place, part in enumerate(card.parts)
        if part.formula == "attested"
    )
