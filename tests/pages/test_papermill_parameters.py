"""The plain use of papermill: each notebook, -p, from another folder, numbers and text taken alike. 笔记本参数。"""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from analysis.errors import UserError
from analysis.parameters import code_parameter, date_parameter, month_parameter, year_parameter
from analysis.project import Project

COUNTY = ["-p", "county", "620321", "-p", "school_year", "2025", "-p", "as_of", "2025-09-01"]
#: Notebook: parameters as a person types them; papermill makes numbers of 620321, 2025, 20250930.
CALLS = {
    "county_report": COUNTY,
    "monthly_report": [*COUNTY, "-p", "month", "202509"],
    "office_letter": [*COUNTY, "-p", "date", "20250930"],
    "school_sheet": [*COUNTY, "-p", "date", "20250930"],
    "city_overview": ["-p", "city", "620300", "-p", "school_year", "2025", "-p", "as_of", "20250901"],
    "methodology": ["-p", "as_of", "20250901"],
}


def papermill(notebook: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(notebook),
        "run.ipynb",
        *arguments,
        "--no-progress-bar",
        "-k",
        "python3",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_every_notebook_is_called(project: Project) -> None:
    assert {path.stem for path in project.notebooks.glob("*.ipynb")} == set(CALLS)


@pytest.mark.parametrize("notebook", CALLS)
def test_a_notebook_runs_by_the_papermill_command_from_another_folder(
    notebook: str, project: Project, tmp_path: Path
) -> None:
    ended = papermill(project.notebooks / f"{notebook}.ipynb", tmp_path, *CALLS[notebook])
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert (tmp_path / "run.ipynb").is_file()


def test_a_wrong_parameter_is_one_clear_line(project: Project, tmp_path: Path) -> None:
    ended = papermill(project.notebooks / "methodology.ipynb", tmp_path, "-p", "as_of", "去年")
    assert ended.returncode != 0
    assert "UserError: 规则日期 as_of 应写成 2025-09-01 这样的日期，现在是“去年”。" in ended.stderr


@pytest.mark.parametrize("value", [620321, "620321", 620321.0, " 620321 "])
def test_a_code_is_number_or_text(value: object) -> None:
    assert code_parameter(value) == "620321"


@pytest.mark.parametrize("value", [20250901, "20250901", "2025-09-01", date(2025, 9, 1)])
def test_a_day_is_date_number_or_text(value: object) -> None:
    assert date_parameter(value) == "2025-09-01"


@pytest.mark.parametrize("value", [202509, "202509", "2025-09", "2025-09-30"])
def test_a_month_is_number_or_text(value: object) -> None:
    assert month_parameter(value) == "2025-09"


@pytest.mark.parametrize(
    ("call", "value", "said"),
    [
        (code_parameter, True, "区划代码应写成数字或文字，如 620321，现在是“True”。"),
        (code_parameter, "甘州/区", "区划代码应写成数字或文字"),
        (code_parameter, 6203.5, "区划代码应写成数字或文字"),
        (year_parameter, 25, "数据年份 school_year 应写成 4 位年份，如 2025，现在是“25”。"),
        (year_parameter, "二〇二五", "数据年份 school_year 应写成 4 位年份"),
        (date_parameter, 2025, "规则日期 as_of 应写成 2025-09-01 这样的日期，现在是“2025”。"),
        (month_parameter, "9月", "月份 month 应写成 2025-09 这样的年月，现在是“9月”。"),
        (month_parameter, None, "月份 month 应写成"),
    ],
)
def test_what_is_none_is_told_in_one_line(call: object, value: object, said: str) -> None:
    with pytest.raises(UserError) as told:
        call(value)  # type: ignore[operator]
    assert said in str(told.value) and "\n" not in str(told.value)
