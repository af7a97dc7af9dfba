"""How many grades a stage has: told by the school, shown by its class list. 学段年级数。"""

from __future__ import annotations

from typing import Any

import pytest
from small_county import Handed


def test_a_sixth_grade_in_a_junior_school_asks_for_the_length_of_the_stage(handed: Handed) -> None:
    finding = handed.put("班级", C5=6).put("学段学生", E3=None).only("warning")
    assert (finding.sheet, finding.cell) == ("班级", "C5")
    assert (
        finding.message
        == "初中的班级填了6年级，按五四制初中4个年级测算起始年级规模；请在“学段学生”表填写“学段年级数”。"
    )


def test_a_primary_school_that_ends_with_the_fifth_grade_is_asked_too(handed: Handed) -> None:
    finding = handed.put("班级", C3=5).only("warning")
    assert (finding.sheet, finding.cell) == ("班级", "C3")
    assert finding.message == "小学有5年级而没有6年级，仍按六年制测算起始年级规模；请在“学段学生”表填写“学段年级数”。"


@pytest.mark.parametrize(("row", "length"), [(2, 5), (3, 4)])
def test_a_length_that_was_filled_in_is_not_asked_for(row: int, length: int, handed: Handed) -> None:
    handed.put("班级", C3=5, C5=6 if row == 3 else 8).put("学段学生", E3=None, **{f"O{row}": length})
    assert handed.header("学段学生", "O").startswith("学段年级数")
    asked = [f.cell for f in handed.load().findings]
    assert asked == (["C3"] if row == 3 else [])


@pytest.mark.parametrize(
    ("cells", "cell", "message"),
    [
        ({"O2": 4}, "O2", "东街小学小学的“学段年级数”填了4，小学应为5或6。"),
        ({"O3": 5}, "O3", "北关中学初中的“学段年级数”填了5，初中应为3或4。"),
    ],
)
def test_a_length_that_no_stage_has_must_be_corrected(
    cells: dict[str, Any], cell: str, message: str, handed: Handed
) -> None:
    finding = handed.put("学段学生", **cells).only()
    assert (finding.sheet, finding.cell, finding.message) == ("学段学生", cell, message)


def test_a_length_that_the_class_list_contradicts_must_be_corrected(handed: Handed) -> None:
    finding = handed.put("班级", C5=6).put("学段学生", E3=None, O3=3).only()
    assert (finding.sheet, finding.cell) == ("学段学生", "O3")
    assert finding.message == "北关中学初中的“学段年级数”填了3，而班级名册里有6年级（班级!C5），两者应一致。"
    finding = handed.put("班级", C5=8, C3=6).put("学段学生", E3=45, O3=None, O2=5).only()
    assert finding.message == "东街小学小学的“学段年级数”填了5，而班级名册里有6年级（班级!C3），两者应一致。"


def test_a_grade_that_no_school_has_in_this_stage_is_told(handed: Handed) -> None:
    finding = handed.put("班级", C5=5).only("warning")
    assert (finding.sheet, finding.cell) == ("班级", "C5")
    assert finding.message == "初中的班级填了5年级，请核对学段和年级。"


def test_the_pupils_enrolled_are_held_against_the_first_grade_not_the_lowest_listed(handed: Handed) -> None:
    """A primary school without a first grade this year: its second grade is not where pupils enrol."""
    handed.put("班级", C2=3)
    assert handed.load().findings == ()
