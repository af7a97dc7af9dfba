"""What an inspector looks at, as annex 2 of 芦教字〔2025〕11号 lists it; counted in the text by hand. 核查重点。"""

from __future__ import annotations

import pytest

from analysis.standard.load import RuleBook


@pytest.mark.parametrize(
    ("number", "counted"),
    [(13, [3]), (14, [4]), (16, [3]), (25, [2, 2]), (28, [4, 2]), (29, [2, 3, 3]), (30, [8]), (31, [2])],
)
def test_a_card_has_every_point_of_the_annex(rules: RuleBook, number: int, counted: list[int]) -> None:
    own = rules.by_number[number].checkpoints
    assert own is not None and [len(group.points) for group in own.groups] == counted


def test_the_annex_names_31_indicators_and_not_the_32nd(rules: RuleBook) -> None:
    assert [card.number for card in rules.by_number.values() if card.checkpoints is None] == [32]
    assert all(
        card.checkpoints is None or card.checkpoints.clause.document == "芦教字〔2025〕11号"
        for card in rules.by_number.values()
    )
