"""Who is written to in which form. 文种。"""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.standard.paper_rules import PaperRules, read_paper_rules

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def rules() -> PaperRules:
    return read_paper_rules(ROOT / "params" / "papers.yml")


@pytest.mark.parametrize(
    "office",
    [
        "区委",
        "区政府",
        "区纪委监委",
        "区委组织部",
        "县委",
        "金川区人民政府",
        "县（区）人民政府",
        "创建工作领导小组",
        "区人民政府教育督导委员会",
    ],
)
def test_a_report_goes_upwards(rules: PaperRules, office: str) -> None:
    assert rules.kind(office) == "report"


@pytest.mark.parametrize(
    "office",
    [
        "区教育局",
        "区委编办",
        "区委人才办",
        "区委宣传部",
        "区政府办",
        "区政府督查室",
        "团区委",
        "团市委",
        "市发改委",
        "公安分局",
        "区残联",
        "市自然资源局甘州分局",
    ],
)
def test_a_letter_goes_to_a_peer(rules: PaperRules, office: str) -> None:
    assert rules.kind(office) == "letter"


@pytest.mark.parametrize(
    "office", ["各责任单位", "各成员单位", "各部门、各单位", "各乡镇街道", "相关学校", "相关乡镇街道", "市有关部门"]
)
def test_a_notice_goes_to_those_who_are_not_named_one_by_one(rules: PaperRules, office: str) -> None:
    assert rules.kind(office) == "notice"
