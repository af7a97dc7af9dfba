"""No share above 100 %: what is a part of a whole is held against it on reading. 部分不得大于总数。"""

from __future__ import annotations

from typing import Any

import pytest
from small_county import Handed

from analysis.intake.agreement import NOT_ABOVE
from analysis.standard.load import RuleBook, read_card


@pytest.mark.parametrize(
    ("sheet", "cells", "cell", "message"),
    [
        # 90 of 80 children of age would be 112.5 %, 130 of 100 migrant children 130 %.
        (
            "县级数据",
            {"B12": 40, "B14": 35, "B16": 5, "B18": 10, "B20": 80},
            "B20",
            "“适龄残疾儿童少年数”80（县级数据!B20）小于“特殊教育学校义务教育学生数”40（县级数据!B12）、“随班就读学生数”35（县级数据!B14）、"
            "“特教班学生数”5（县级数据!B16）、“送教上门学生数”10（县级数据!B18）之和90。",
        ),
        (
            "县级数据",
            {"B32": 100, "B33": 120, "B34": 10},
            "B32",
            "“符合条件的随迁子女数”100（县级数据!B32）小于“在公办学校就读随迁子女数”120（县级数据!B33）、"
            "“在政府购买学位民办学校就读随迁子女数”10（县级数据!B34）之和130。",
        ),
        (
            "县级数据",
            {"B26": 2000, "B27": 600, "B28": 900, "B30": 800},
            "B27",
            "“优质高中分配到初中名额数”600（县级数据!B27）小于“分配到农村初中名额数”900（县级数据!B28）、“分配到城区初中名额数”800（县级数据!B30）之和1700。",
        ),
        # A hundred entered, a hundred graduate, and sixty are said to have dropped out: 120 %… is 160 who were a hundred.
        (
            "学段学生",
            {"G3": 100, "H3": 0, "I3": 0, "J3": 0, "K3": 0, "L3": 60, "M3": 0, "N3": 100},
            "N3",
            "北关中学初中：“三年前初一学生数”100（学段学生!N3）小于“应届毕业生数”100（学段学生!G3）、减“三年内复学人数”0（学段学生!H3）、"
            "减“三年内转入人数”0（学段学生!I3）、“三年内休学人数”0（学段学生!J3）、“三年内转出人数”0（学段学生!K3）、“三年内退学人数”60（学段学生!L3）、"
            "“三年内死亡人数”0（学段学生!M3）之和160。",
        ),
        ("经费", {"C2": 64001}, "C2", "东街小学：“教师培训经费”64001大于“年度公用经费预算总额”64000（经费!B2）。"),
    ],
    ids=["残疾儿童少年入学", "随迁子女就读", "优质高中名额", "初中巩固", "培训经费"],
)
def test_a_part_above_its_whole_must_be_corrected(
    sheet: str, cells: dict[str, Any], cell: str, message: str, handed: Handed
) -> None:
    finding = handed.put(sheet, **cells).only()
    assert (finding.sheet, finding.cell, finding.message) == (sheet, cell, message)


def test_every_share_of_every_card_is_held_against_its_whole(rules: RuleBook) -> None:
    """A card whose share nobody checks could print more than 100 %."""
    held = {(name, whole): set() for _, name, _, whole in NOT_ABOVE}
    for _, name, parts, whole in NOT_ABOVE:
        held[(name, whole)] |= {term.lstrip("-") for term in parts.split()}
    local = [read_card(path) for path in (rules.folder / "local" / "indicators").glob("*.yml")]
    for card in (*rules.cards, *local):
        for part in card.parts:
            if part.formula == "share":
                (whole,) = {term for terms in part.inputs["whole"].values() for term in terms}
                table, column = whole.split(".")
                terms = {term.lstrip("-") for terms in part.inputs["part"].values() for term in terms}
                checked = {f"{table}.{name}" for name in held.get((table, column), set())}
                assert terms <= checked | {whole} or table == "school", f"{card.number} {part.id}: {terms} of {whole}"


def test_a_stated_nought_that_can_hardly_be_is_asked_about(handed: Handed) -> None:
    finding = handed.put("县级数据", B23=0, B24=0, B25=0).only("warning")
    assert (finding.sheet, finding.cell) == ("县级数据", "B23")
    assert finding.message == "“符合交流条件教师数”填了0，少有这种情况；确实没有的可以保留，不清楚的请留空。"


def test_a_list_without_one_school_of_compulsory_education_must_be_corrected(handed: Handed) -> None:
    findings = handed.put("学校", C2="职业学校", C3="职业学校", C4="特殊教育学校").blocking()
    assert any(f.sheet == "学校" and f.message.startswith("“学校”表里没有一所义务教育学校") for f in findings)
