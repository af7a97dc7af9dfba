"""`--only-seven` asks for what the seven need, and each fault names its column. 只评七项所需数据。"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from six_counties import CODES, Tables, of_counties

from analysis.national.dataset import write_tables
from analysis.national.files import place
from analysis.national.score_many import score_many
from analysis.project import Project
from analysis.standard.load import RuleBook

AS_OF = date(2025, 9, 1)
NOT_READ = ("经费", "县级数据", "质量监测", "社会认可度", "一票否决事项", "校区", "音美专用教室")


@pytest.fixture
def county(tmp_path: Path, project: Project) -> Path:
    """永昌县 as received, in a folder of counties of its own."""
    folder = tmp_path / "620321" / "2025"
    shutil.copytree(project.raw("620321", "2025"), folder)
    return folder


def seven(folder: Path, rules: RuleBook) -> pd.DataFrame:
    found = score_many(str(folder.parents[1]), rules, AS_OF, only_seven=True)
    assert found.refused.empty, found.refused["fault"].tolist()
    return found.results.astype({"unit": str})


def test_tables_that_the_seven_do_not_read_may_be_missing(county: Path, rules: RuleBook) -> None:
    whole = seven(county, rules)
    for sheet in NOT_READ:
        (county / f"{sheet}.csv").unlink()
    pd.testing.assert_frame_equal(seven(county, rules), whole)


def test_columns_that_the_seven_do_not_read_may_be_missing_or_wrong(county: Path, rules: RuleBook) -> None:
    whole = seven(county, rules)
    path = county / "教师.csv"
    teachers = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    teachers["持证上岗专任教师数"] = "约20"
    teachers.drop(columns=["完成360学时培训教师数"]).to_csv(path, index=False, encoding="utf-8-sig")
    pd.testing.assert_frame_equal(seven(county, rules), whole)


def test_what_the_seven_read_is_still_asked_for_by_column_and_cell(county: Path, rules: RuleBook) -> None:
    path = county / "教师.csv"
    teachers = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    teachers.loc[0, "县级以上骨干教师数"] = "约2"
    teachers.to_csv(path, index=False, encoding="utf-8-sig")
    refused = score_many(str(county.parents[1]), rules, AS_OF, only_seven=True).refused
    assert len(refused) == 1
    assert refused["fault"].iloc[0].startswith("教师.csv!J2 “县级以上骨干教师数”填的“约2”是约数")


def test_without_the_option_the_missing_tables_are_named(county: Path, rules: RuleBook) -> None:
    (county / "经费.csv").unlink()
    refused = score_many(str(county.parents[1]), rules, AS_OF).refused
    assert "经费.csv 缺少文件“经费.csv”。" in refused["fault"].iloc[0]


def test_a_fault_of_a_dataset_names_its_column(tables: Tables, rules: RuleBook, tmp_path: Path) -> None:
    own = of_counties(tables, CODES[:1])
    schools = own["schools"].copy()
    schools.loc[schools.index[0], "area"] = None
    write_tables({**own, "schools": schools}, place(str(tmp_path)), 0)
    refused = score_many(str(tmp_path), rules, AS_OF).refused
    assert refused["fault"].iloc[0].startswith("学校“城乡类型”：不得空白（1处，首处学校")
