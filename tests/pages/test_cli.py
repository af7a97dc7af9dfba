"""One command, a verb per job: Chinese words, exit codes, nothing overwritten. 命令行。"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tiny_county
from tiny_county import column
from typer.main import get_command
from workplace import Printed, Workplace

from analysis.cli import app

VERBS = list(get_command(app).commands)  # type: ignore[attr-defined]
CHINESE = re.compile("[一-鿿]")
CODE = tiny_county.CODE
BOOK = f"{tiny_county.NAME}义务教育学校数据.xlsx"


@pytest.fixture
def spoilt(tiny: Printed, tmp_path: Path) -> Workplace:
    """The small county with its printed report, to be spoiled."""
    root = tmp_path / "project"
    shutil.copytree(tiny.workplace.root, root)
    return Workplace(root)


def spoil(place: Workplace, sheet: str, **cells: Any) -> None:
    path = place.project.raw(CODE, "2025") / BOOK
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book[sheet][cell] = value
    book.save(path)


def test_help_names_every_verb_and_the_exit_codes(workplace: Workplace) -> None:
    done = workplace.run("--help")
    assert done.returncode == 0
    assert {"report", "check", "template", "new-county", "new-indicator"} <= set(VERBS)
    assert [verb for verb in VERBS if not re.search(rf"^  {verb} +[一-鿿]", done.stdout, flags=re.MULTILINE)] == []
    assert re.search("退出码：0成功；1数据须先更正.*；2命令、参数或文件有误；3.*失败", re.sub(r"\s", "", done.stdout))


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_each_verb_is_chinese(verb: str, workplace: Workplace) -> None:
    done = workplace.call(verb, "--help")
    assert done.returncode == 0
    explained = [line for line in done.stdout.splitlines() if re.match(r"  \S.*?  +\S", line) and "--help" not in line]
    assert [line for line in explained if not CHINESE.search(line)] == []
    assert CHINESE.search(done.stdout.split("\n\n")[1]), "says what the verb does"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nosuch",), "nosuch"),
        (("report", "62070"), "现有：430203、620302、620321、620702"),
        (("report", "620702", "--year", "2024"), "现有：2025"),
        (("report", "620702", "--yaer", "2025"), "--yaer"),
        (("report", "620702", "--as-of", "2025-9-1"), "应写成 2025-09-01 这样的日期，现在是“2025-9-1”"),
        (("report", "620702", "--as-of", "1999-01-01"), "在 1999-01-01 尚未施行"),
        (("report", "620702", "--year", "2019", "--as-of", "2025-09-01"), "找不到数据文件夹"),
        (("check", "620703"), "是否应为“620702”"),
        (("check", "620702", "--year", "2019"), "找不到数据文件夹"),
    ],
)
def test_wrong_words_are_told_and_leave_nothing(words: tuple[str, ...], said: str, workplace: Workplace) -> None:
    done = workplace.run(*words) if words[:2] == ("report", "620702") else workplace.call(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    # The lock of a reports folder is empty and stays: one that is deleted could be held twice.
    left = [path for path in (workplace.root / "reports").rglob("*") if path.suffix != ".lock"]
    assert [path for path in left if path.is_file() or path.suffix == ".tmp"] == []


def test_report_tells_the_verdict_and_its_files(ganzhou: Printed) -> None:
    said = ganzhou.said["report"]
    assert "甘州区 2025 年评估结论：未达标" in said["out"]
    assert "未完全达标的指标：14 项（2、3、4、5、6、7、10、11、12、17、18、26、27、28）" in said["out"]
    assert "合成数据" in said["out"]
    listed = {line.strip() for line in said["out"].splitlines() if line.strip().startswith("reports/")}
    assert listed == {f"reports/2025/620702/{path.name}" for path in ganzhou.folder.iterdir()}


def test_check_of_sound_data_ends_well(workplace: Workplace) -> None:
    done = workplace.call("check", "620702")
    assert done.returncode == 0
    assert "甘肃省张掖市甘州区：须更正 0 处" in done.stdout
    assert (workplace.report("620702").with_name("620702.check") / "data_check.html").is_file()
    assert not workplace.report("620702").exists()


def test_spoilt_data_stop_the_report_and_every_cell_is_named(spoilt: Workplace) -> None:
    spoil(spoilt, "班级", E8="四十人", B13="高小")
    spoil(spoilt, "学段学生", C2=9999)
    before = spoilt.hashes(f"reports/2025/{CODE}")
    done = spoilt.run("report", CODE)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout
    for place, found in (("班级!E8", "四十人"), ("班级!B13", "高小"), ("学段学生!C2", "9999")):
        line = next(line for line in done.stdout.splitlines() if f"须更正 {BOOK}!{place} " in line)
        assert f"现有：{found}" in line and "允许：" in line
    assert "须更正 3 处" in done.stdout
    assert before and spoilt.hashes(f"reports/2025/{CODE}") == before
    page = (spoilt.report(CODE).with_name(f"{CODE}.check") / "data_check.html").read_text(encoding="utf-8")
    assert "四十人" in page and "E8" in page
    assert sorted(path.name for path in spoilt.report(CODE).parent.iterdir()) == [CODE, f"{CODE}.check"]


def test_check_of_spoilt_data_says_the_same(spoilt: Workplace) -> None:
    spoil(spoilt, "学段学生", C2=9999)
    done = spoilt.call("check", CODE)
    assert done.returncode == 1
    assert f"须更正 {BOOK}!学段学生!C2 " in done.stdout


def test_a_new_county_goes_from_template_to_report(tiny: Printed) -> None:
    said = tiny.said
    assert said["new"]["code"] == 0 and f"check {CODE}" in said["new"]["out"]
    assert said["template"]["code"] == 0 and said["same"], "template and new-county write the same workbook"
    assert said["blank"]["code"] == 1
    for sheet in ("学校", "学段学生", "班级", "教师", "校舍与设备", "经费"):
        assert f"{BOOK}!{sheet} “{sheet}”没有数据行" in said["blank"]["out"], "check tells what to fill in"
    assert said["check"]["code"] == 0 and "须更正 0 处" in said["check"]["out"]
    assert "试验县 2025 年评估结论：未达标" in said["report"]["out"]
    assert "合成数据" not in said["report"]["out"]


def test_check_blames_nothing_that_the_template_wrote_itself(tiny: Printed) -> None:
    blamed = [
        line
        for line in tiny.said["blank"]["out"].splitlines()
        if line.startswith("须更正") and "没有数据行" not in line
    ]
    assert blamed == []


def test_the_figures_typed_are_the_figures_printed(tiny: Printed) -> None:
    """By hand: 13 of 240 pupils' teachers above the degree, and so on."""
    page = json.loads(re.search(r'id="numbers">(.*?)</script>', tiny.page.read_text(encoding="utf-8"))[1])  # type: ignore[index]
    assert page[f"R01-{tiny_county.EAST}-primary"]["text"] == "7.50"  # 100 × (0+1+12+5) ÷ 240
    assert page[f"R02-{tiny_county.NORTH}-junior"]["text"] == "0.74"  # 100 × 1 ÷ 135
    assert page[f"R05-{tiny_county.EAST}-primary"]["text"] == "6.50"  # (60 + 1500) ÷ 240
    assert page[f"R06-{tiny_county.NORTH}-junior"]["text"] == "2962.96"  # 40 × 10000 ÷ 135
    assert f"R06-{tiny_county.SOUTH}-primary" not in page  # left blank


def test_new_county_overwrites_nothing(spoilt: Workplace) -> None:
    before = spoilt.hashes("params", "data")
    done = spoilt.call("new-county", CODE, "另一县")
    assert done.returncode == 2 and "没有改动" in done.stderr
    assert spoilt.hashes("params", "data") == before


@pytest.mark.parametrize(
    "words",
    [
        ("99000", "甲县"),
        ("99000a", "甲县"),
        ("990009", "甲县", "--as-of", "2025-13-01"),
        ("990009", "甲县", "--year", "25"),
    ],
)
def test_new_county_refuses_what_is_no_county(words: tuple[str, ...], workplace: Workplace) -> None:
    before = workplace.hashes("params", "data")
    done = workplace.call("new-county", *words)
    assert done.returncode == 2 and CHINESE.search(done.stderr)
    assert workplace.hashes("params", "data") == before


@pytest.mark.parametrize("name", ["甲/乙", "../甲", "甲: 乙县", '甲"县', "#甲县"])
def test_a_name_is_a_name_and_neither_path_nor_yaml(name: str, workplace: Workplace) -> None:
    """Either refused, with nothing left behind, or written so that it can be read back."""
    before = workplace.hashes("params", "data")
    done = workplace.call("new-county", "990009", name)
    if done.returncode == 0:
        said = workplace.call("check", "990009").stdout
        assert "SOURCE.yml" not in said
        assert f"{name}：须更正" in said
    else:
        assert done.returncode == 2
        assert workplace.hashes("params", "data") == before


def test_template_overwrites_only_when_told(workplace: Workplace, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_text("mine", encoding="utf-8")
    refused = workplace.call("template", str(path))
    assert refused.returncode == 2 and "已存在" in refused.stderr
    assert path.read_text(encoding="utf-8") == "mine"
    assert workplace.call("template", str(path), "--force").returncode == 0
    sheets = openpyxl.load_workbook(path).sheetnames
    assert {"填写说明", "学校", "班级", "佐证材料", "指标与分项"} <= set(sheets)


@pytest.mark.parametrize(("name", "said"), [("表.csv", ".xlsx"), ("nosuch/表.xlsx", "不存在")])
def test_template_refuses_other_places(name: str, said: str, workplace: Workplace, tmp_path: Path) -> None:
    done = workplace.call("template", str(tmp_path / name))
    assert done.returncode == 2 and said in done.stderr


def test_a_new_indicator_starts_with_card_and_cases(workplace: Workplace) -> None:
    done = workplace.call("new-indicator", "33", "student_ratio")
    assert done.returncode == 0
    card = workplace.project.standards / "indicators" / "33_student_ratio.yml"
    cases = workplace.root / "tests" / "cases" / "33_student_ratio.yml"
    assert "number: 33\n" in card.read_text(encoding="utf-8")
    assert cases.read_text(encoding="utf-8").count("- name:") >= 4
    left = workplace.run("report", "620702")
    assert left.returncode == 2 and "33_student_ratio.yml" in left.stderr and "待填" in left.stderr, (
        "an unfinished card is never used"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("12", "class_size_again"), "12_class_size.yml"),
        (("33", "Ratio"), "小写字母"),
        (("33", "../ratio"), "小写字母"),
        (("0", "ratio"), "正整数"),
        (("twelve", "ratio"), "序号"),
    ],
)
def test_new_indicator_refuses(words: tuple[str, ...], said: str, workplace: Workplace) -> None:
    before = workplace.hashes("params", "tests")
    done = workplace.call("new-indicator", *words)
    assert done.returncode == 2 and said in done.stderr
    assert workplace.hashes("params", "tests") == before


@pytest.mark.parametrize("kernel", ["forked", "fresh"])
def test_a_notebook_that_raises_is_kept_and_told(kernel: str, spoilt: Workplace) -> None:
    path = spoilt.project.notebooks / "county_report.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][4]["source"] = "1 / 0"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    before = spoilt.hashes(f"reports/2025/{CODE}")
    done = spoilt.run("report", CODE, "--kernel", kernel)
    assert done.returncode == 3
    assert "ZeroDivisionError" in done.stderr and f"{CODE}.failed.ipynb" in done.stderr
    assert "Traceback" not in done.stderr
    kept = json.loads((spoilt.report(CODE).parent / f"{CODE}.failed.ipynb").read_text(encoding="utf-8"))
    assert any(
        output.get("ename") == "ZeroDivisionError" for cell in kept["cells"] for output in cell.get("outputs", [])
    )
    assert before and spoilt.hashes(f"reports/2025/{CODE}") == before
    assert not list(spoilt.report(CODE).parent.glob(".*"))


def test_the_template_s_headings_are_found_by_name(tiny: Printed) -> None:
    """What `tiny` rests on: each typed heading stands once in the blank sheet."""
    book = openpyxl.load_workbook(tiny.workplace.project.raw(CODE, "2025") / BOOK)
    for sheet, columns in tiny_county.TYPED.items():
        assert [column(book[sheet], heading) for heading in columns]
