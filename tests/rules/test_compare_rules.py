"""The verb compare-rules on the samples. 规则对比命令。"""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from analysis.errors import UserError
from analysis.intake.intake import load
from analysis.project import Project
from analysis.proof.compare_rules import HEADINGS, compare, compare_rules
from analysis.standard.load import RuleBook
from analysis.standard.readings import with_reading

OLD, NEW = date(2023, 9, 1), date(2025, 9, 1)


@pytest.fixture(scope="module")
def tables(project: Project, rules: RuleBook) -> dict[str, dict[str, pd.DataFrame]]:
    return {
        code: dict(load(project.raw(code, "2025"), code, project.corrections, rules).tables)
        for code in ("620321", "620702")
    }


@pytest.fixture
def elsewhere(project: Project, tmp_path: Path) -> Project:
    """The project with reports that nobody else reads."""
    for name in ("params", "data"):
        (tmp_path / name).symlink_to(project.root / name)
    return Project(tmp_path)


def keys(frame: pd.DataFrame, what: str) -> set[tuple[str, str, str, str]]:
    own = frame[frame["what"] == what]
    return set(zip(own["rule"], own["name"], own["left_status"], own["right_status"], strict=True))


def test_yongchang_under_two_editions(tables: dict[str, dict[str, pd.DataFrame]], rules: RuleBook) -> None:
    """The area under construction counts since 2024; four subjects were tested after 2023.

    The school is near its one missed line, so the school rule holds without the tolerance, before and after.
    """
    found = compare(tables["620321"], (rules, OLD), (rules, NEW))
    late = [("indicator_31", subject, "no_data", "met") for subject in ("语文", "数学", "体育", "艺术")]
    assert keys(found, "result") == {("indicator_04", "永昌县合成第一小学", "not_met", "met_by_tolerance"), *late}
    assert {(rule, name) for rule, name, *_ in keys(found, "verdict")} == {
        ("indicator_04", "永昌县合成第一小学"),
        ("indicator_04", "生均教学及辅助用房面积"),
        ("indicator_31", "国家义务教育质量监测结果"),
    }
    school = found[(found["rule"] == "indicator_04") & (found["what"] == "result")].iloc[0]
    assert school["cause"].startswith(
        "例外情形4-3“与在建工程面积合并计算达标”（教督厅函〔2024〕10号资源配置4（3），2024-01-01起）"
    )
    tested = found[(found["rule"] == "indicator_31") & (found["what"] == "result")]
    assert set(tested["cause"]) == {"教督〔2017〕6号教育质量9：监测年份须不晚于规则日期所在年份，且相差不超过3年"}


def test_ganzhou_under_two_editions(tables: dict[str, dict[str, pd.DataFrame]], rules: RuleBook) -> None:
    """Five schools planned by 2010 stayed within the 2400 or 3000 of 2019, and had no evidence on file."""
    found = compare(tables["620702"], (rules, OLD), (rules, NEW))
    sizes = {
        ("indicator_11", name, "pending_evidence", "not_met")
        for name in ("张掖一中", "甘州中学", "大成学校", "前进小学", "甘泉街小学")
    }
    assert {row for row in keys(found, "result") if row[0] != "indicator_31"} == sizes
    assert "county" not in set(found["rule"])
    assert all(
        "国教督办函〔2019〕30号政府保障程度4" in cause for cause in found.loc[found["rule"] == "indicator_11", "cause"]
    )


def test_a_reading_is_named_where_it_tells(tables: dict[str, dict[str, pd.DataFrame]], rules: RuleBook) -> None:
    """With 本科 required of junior teachers, few are above it: every junior segment fails 1, and the coefficient with it."""
    found = compare(tables["620702"], (rules, NEW), (with_reading(rules, "required_degree", "one_degree_higher"), NEW))
    told = "裁量说明required_degree：另一读法按“教师法修订后，小学以专科、初中以本科为规定学历”"
    assert found["rule"].isin({"indicator_01", "balance_01", "school_rule"}).all()
    assert found["cause"].str.contains(told, regex=False).all()
    balance = found[found["rule"] == "balance_01"].iloc[0]
    assert (balance["stage"], balance["left_status"], balance["right_status"]) == ("junior", "met", "not_met")
    junior = found[(found["what"] == "result") & (found["stage"] == "junior")]
    assert len(junior) == 22 and set(junior["right_status"]) == {"not_met"}


def test_the_same_rules_twice_differ_in_nothing(tables: dict[str, dict[str, pd.DataFrame]], rules: RuleBook) -> None:
    assert compare(tables["620321"], (rules, NEW), (rules, NEW)).empty


def said(project: Project, *arguments: object) -> tuple[str, list[list[str]]]:
    stream = StringIO()
    path = compare_rules(project, *arguments, Console(file=stream, width=200, soft_wrap=True))  # type: ignore[arg-type]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return stream.getvalue(), list(csv.reader(file))


def test_the_county_verdict_comes_first_then_the_table_with_its_causes(elsewhere: Project) -> None:
    text, rows = said(elsewhere, "620321", "2025", ["2023-09-01", "2025-09-01"], [])
    lines = text.splitlines()
    assert lines[0] == "甘肃省金昌市永昌县（620321）2025年数据。左：2023-09-01的规则；右：2025-09-01的规则"
    assert lines[1] == "全县结论：左 暂不能判定，右 暂不能判定（相同）"
    assert lines[2] == "不同之处：结论 3 项，评分结果 9 条。"
    assert any(
        "永昌县合成第一小学（小学）" in line and "未达标 4.185/4.5" in line and "例外达标 4.185/4.5" in line
        for line in lines
    )
    assert any(line.startswith("原因 1：") for line in lines)
    assert rows[0] == list(HEADINGS.values()) and len(rows) == 1 + 12


def test_no_difference_is_said_and_leaves_an_empty_file(elsewhere: Project) -> None:
    """Retention is above 95 % by either formula in the sample, so only the figure moves."""
    text, rows = said(elsewhere, "620321", "2025", ["2025-09-01"], ["retention_formula=local_form"])
    assert "没有任何结论或标准值不同。另有 1 处数值不同而结论相同。" in text
    assert (
        "裁量说明 retention_formula：左“分子为毕业生数" in text
        and "右“（毕业生数−转入＋转出）÷（初一学生数−死亡）" in text
    )
    assert rows == [list(HEADINGS.values())]


@pytest.mark.parametrize(
    ("dates", "chosen", "told"),
    [
        (["2025-09-01"], [], "两边的规则相同"),
        (["2025-09-01", "2025-09-01"], [], "两边的规则相同"),
        (["2023-09-01", "2024-09-01", "2025-09-01"], [], "要一个或两个 --as-of，现在是 3 个"),
        (["2025/9/1"], ["required_degree=one_degree_higher"], "应写成 2025-09-01 这样的日期，现在是“2025/9/1”"),
        (["2025-09-01"], ["required_degree"], "--ruling 应写成 裁量说明=读法"),
        (["2025-09-01"], ["required_degree=higher"], "没有读法 higher"),
    ],
)
def test_what_cannot_be_compared_is_refused(dates: list[str], chosen: list[str], told: str, elsewhere: Project) -> None:
    with pytest.raises(UserError) as error:
        said(elsewhere, "620702", "2025", dates, chosen)
    assert told in str(error.value)
