"""The two verbs as they are typed. 命令 verify 与 explain。"""

from __future__ import annotations

from one_county_project import BOOK, CODE, YEAR, run

from analysis.project import Project

FOLDER = f"reports/{YEAR}/{CODE}"


def test_verify_says_the_same_and_ends_well(printed: Project) -> None:
    done = run(printed.root, "-m", "analysis", "verify", FOLDER)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("一致：")


def test_verify_ends_with_1_where_something_differs(copy: Project) -> None:
    (copy.report(CODE, YEAR) / "manifest.json").write_text("{", encoding="utf-8")
    done = run(copy.root, "-m", "analysis", "verify", FOLDER)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("不一致：") and "页面被改：manifest.json" in done.stdout


def test_explain_prints_the_number_and_its_cells(printed: Project) -> None:
    done = run(printed.root, "-m", "analysis", "explain", "R02-6203020001-primary", "--county", CODE, "--year", YEAR)
    assert done.returncode == 0, done.stderr
    assert "100 × 30 ÷ 1330" in done.stdout
    assert f"{BOOK}!教师!J2" in done.stdout


def test_an_unknown_id_ends_with_2(printed: Project) -> None:
    done = run(printed.root, "-m", "analysis", "explain", "K02-primry", "--county", CODE)
    assert done.returncode == 2
    assert "最接近的编号：K02-primary" in done.stderr
    assert "Traceback" not in done.stderr
