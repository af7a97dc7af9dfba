"""Which number binds on a date, and for whom. 某日有效的标准值。"""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import UserError
from analysis.standard.cards import Clause, Dated, Tolerance
from analysis.standard.in_force import (
    Binding,
    by_selector,
    in_force,
    number_in_force,
    tolerances_in_force,
    weights_in_force,
)
from analysis.standard.load import RuleBook

FIRST, SECOND = date(2017, 4, 19), date(2024, 3, 1)
DATES = {FIRST: Dated(value=4.5), SECOND: Dated(value=5.0, document="2024年文件")}


@pytest.mark.parametrize(
    ("day", "binding"),
    [
        (date(2017, 4, 18), None),
        (FIRST, Binding(4.5, "2017年文件", FIRST)),
        (date(2024, 2, 29), Binding(4.5, "2017年文件", FIRST)),
        (SECOND, Binding(5.0, "2024年文件", SECOND)),
        (date(2030, 1, 1), Binding(5.0, "2024年文件", SECOND)),
    ],
    ids=["施行前没有", "施行当日起", "新数施行前一日仍是旧数", "新数施行当日", "此后一直有效"],
)
def test_the_latest_number_not_after_the_day_binds(day: date, binding: Binding | None) -> None:
    assert in_force(DATES, day, "2017年文件") == binding


def test_a_number_that_is_not_yet_in_force_is_refused_by_name_and_day() -> None:
    assert number_in_force(DATES, SECOND, "每班用房") == 5.0
    with pytest.raises(UserError, match=r"^“每班用房”在 2017-04-18 尚未施行，请检查规则日期 as_of。$"):
        number_in_force(DATES, date(2017, 4, 18), "每班用房")


def test_the_stage_comes_before_the_kind_and_the_kind_before_all() -> None:
    stage, kind, every = {FIRST: Dated(value=1)}, {FIRST: Dated(value=2)}, {FIRST: Dated(value=3)}
    line = {"all": every, "小学": kind, "primary": stage}
    assert by_selector(line, "primary", "小学") is stage
    assert by_selector(line, "junior", "小学") is kind
    assert by_selector(line, None, "小学") is kind
    assert by_selector(line, "junior", None) is every
    assert by_selector(line, None, None) is every
    assert by_selector({"primary": stage}, "junior", "小学") == {}


def test_a_tolerance_may_be_claimed_from_its_first_day_to_its_last(rules: RuleBook) -> None:
    tolerance = Tolerance(
        id="4-1",
        label="试",
        clause=Clause(document="d", item="i"),
        since=date(2019, 8, 1),
        until=date(2024, 2, 29),
        evidence="规划",
    )
    card = rules.by_number[4].model_copy(update={"tolerances": (tolerance,)})
    days = [date(2019, 7, 31), date(2019, 8, 1), date(2024, 2, 29), date(2024, 3, 1)]
    assert [bool(tolerances_in_force(card, day)) for day in days] == [False, True, True, False]
    for_ever = card.model_copy(update={"tolerances": (tolerance.model_copy(update={"until": None}),)})
    assert tolerances_in_force(for_ever, date(2099, 1, 1)) == for_ever.tolerances


def test_weights_of_the_stages_are_those_of_the_day_and_are_named_where_they_are_missing() -> None:
    weights = {"primary": {FIRST: Dated(value=1)}, "junior": {FIRST: Dated(value=1.1), SECOND: Dated(value=1.2)}}
    assert weights_in_force(weights, date(2020, 1, 1)) == {"primary": 1, "junior": 1.1}
    assert weights_in_force(weights, SECOND) == {"primary": 1, "junior": 1.2}
    with pytest.raises(UserError, match=r"^“共用资源拆分比例”在 2016-01-01 尚未施行"):
        weights_in_force(weights, date(2016, 1, 1))
