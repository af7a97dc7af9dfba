"""Whatever a page follows from is named when it changes; the page is recomputed from the raw files. 输入已变。"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
from one_county_project import BOOK, CODE, ROOT, YEAR, run

from analysis.project import Project
from analysis.proof.differences import Difference
from analysis.proof.verify import same, verify
from analysis.running.manifest import write_manifest

Edit = Callable[[Path, str, str], None]
CARDS = "params/standards/quality_balance"


def _found(project: Project) -> list[Difference]:
    found = verify(project, project.report(CODE, YEAR))
    assert not same(found)
    return found


def _inputs(found: list[Difference]) -> dict[str, str]:
    return {one.file: one.message for one in found if one.kind == "input" and not one.place}


def _recomputed(found: list[Difference], file: str) -> list[Difference]:
    return [one for one in found if one.kind == "recomputed" and one.file == file]


def test_one_cell_of_the_workbook(copy: Project) -> None:
    path = copy.raw(CODE, YEAR) / BOOK
    book = openpyxl.load_workbook(path)
    sheet = book["教师"]
    assert (sheet["J1"].value, sheet["A2"].value, sheet["B2"].value, sheet["J2"].value) == (
        "县级以上骨干教师数",
        "6203020001",
        "小学",
        30,
    )
    sheet["J2"] = 31
    book.save(path)
    found = _found(copy)
    name = f"data/raw/{CODE}/{YEAR}/{BOOK}"
    assert _inputs(found) == {name: "原始数据与生成报告时不同"}
    (cell,) = [one for one in found if one.kind == "input" and one.place]
    assert (cell.file, cell.place, cell.found) == (BOOK, "教师!J2", "31")
    assert "金川区合成第一小学 小学 县级以上骨干教师数" in cell.message
    # The school's value, its numerator and nothing else of results.csv: 100 × 31 ÷ 1330.
    changes = {one.place.split("）")[-1]: (one.found, one.expected) for one in _recomputed(found, "results.csv")}
    assert changes == {"value 列": ("2.255639097744361", "2.330827067669173"), "numerator 列": ("30.0", "31.0")}
    assert all("（2 segment 6203020001 " in one.place for one in _recomputed(found, "results.csv"))
    pages = [one.place for one in _recomputed(found, "county_report.html")]
    assert any(place.endswith("中的数字 R02-6203020001-primary") for place in pages)
    assert not [one for one in found if one.kind == "edited"]


def test_a_card_a_ruling_the_standard_and_a_source(copy: Project, edit: Edit) -> None:
    rules = copy.standards
    edit(rules / "indicators" / "02_backbone_teachers.yml", "primary: {2017-04-19: 1}", "primary: {2017-04-19: 1.1}")
    edit(rules / "rulings.yml", "公开算例", "公布算例")
    for name in ("standard.yml", "sources.yml"):
        (rules / name).write_text((rules / name).read_text(encoding="utf-8") + "\n# x\n", encoding="utf-8")
    found = _found(copy)
    assert _inputs(found) == {
        f"{CARDS}/indicators/02_backbone_teachers.yml": "指标卡与生成报告时不同",
        f"{CARDS}/rulings.yml": "裁量说明与生成报告时不同",
        f"{CARDS}/standard.yml": "评估标准与生成报告时不同",
        f"{CARDS}/sources.yml": "文件来源表与生成报告时不同",
    }
    lines = {(one.found, one.expected) for one in _recomputed(found, "results.csv") if one.place.endswith("line 列")}
    assert lines == {("1.0", "1.1")}
    assert [
        one
        for one in _recomputed(found, "county_report.html")
        if "公开算例" in one.found and "公布算例" in one.expected
    ]
    assert any(re.fullmatch(r"第\d+页", one.place) for one in _recomputed(found, "county_report.pdf"))


CORRECTION = """\
- where: {table: teachers, key: {school: '6203020001', stage: 小学}, column: backbone}
  action: set
  expect: 30
  value: 31
  reason: 漏填一人
  evidence: 核查记录
"""


def test_a_correction_the_notebook_and_the_program(copy: Project, edit: Edit, tmp_path: Path) -> None:
    # The program is a copy too, so that it may be changed.
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__", ".mypy_cache"))
    (source / "analysis/printing/templates/report.typ").open("a", encoding="utf-8").write("// x\n")
    (source / "analysis/scoring/balance.py").open("a", encoding="utf-8").write("# x\n")
    edit(copy.notebooks / "county_report.ipynb", "## 四、未达标学校", "## 四、未达标的学校")
    copy.corrections.mkdir(exist_ok=True)
    (copy.corrections / f"{CODE}.yml").write_text(CORRECTION, encoding="utf-8")
    folder = copy.report(CODE, YEAR)
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    write_manifest(folder / "manifest.json", said | {"packages": said["packages"] | {"pandas": "0.0.1"}})
    done = run(copy.root, "-c", SHOW, str(folder), source=source)
    assert done.stderr == ""
    told = done.stdout.splitlines()
    assert told[0].startswith("不一致：") and "页面被改" not in told[0]
    for name, what in (
        (f"data/corrections/{CODE}.yml", "更正文件为生成报告之后新增"),
        ("notebooks/county_report.ipynb", "笔记本与生成报告时不同"),
        ("analysis/printing/templates/report.typ", "版面模板与生成报告时不同"),
        ("analysis/scoring/balance.py", "程序与生成报告时不同"),
    ):
        assert [line for line in told if line.startswith(f"输入已变：{name}：{what}")], name
    assert [line for line in told if line.startswith(f"输入已变：{BOOK} 教师!J2：可能改动的单元格")]
    assert [line for line in told if line.startswith("重算不一致：results.csv 第") and "应为“31.0”" in line]
    assert [line for line in told if line.startswith("重算不一致：county_report.html “四、未达标的学校”：缺少这一部分")]
    # The page says which versions printed it; that is compared with the manifest, not with what is installed.
    assert [
        line
        for line in told
        if line.startswith("重算不一致：county_report.html") and "版本与校验信息" in line and "应为“0.0.1”" in line
    ]
    assert [line for line in told if line.startswith("提示：软件版本：与生成报告时不同：pandas 0.0.1→")]


SHOW = """
import sys
from pathlib import Path
from rich.console import Console
from analysis.project import find_project
from analysis.proof import verify_words
from analysis.proof.verify import verify
verify_words.MOST = 9999
verify_words.print_verification(Path(sys.argv[1]), verify(find_project(), Path(sys.argv[1])), Console(soft_wrap=True, highlight=False))
"""


def test_data_that_cannot_be_read_any_more(copy: Project) -> None:
    raw = copy.raw(CODE, YEAR)
    (raw / BOOK).write_bytes(b"PK no workbook")
    (raw / "SOURCE.yml").unlink()
    (raw / "补充.csv").write_text("x", encoding="utf-8")
    (raw / f"~${BOOK}").write_text("x", encoding="utf-8")
    (copy.report(CODE, YEAR) / "verdicts.csv").write_text("x", encoding="utf-8")
    found = _found(copy)
    folder = f"data/raw/{CODE}/{YEAR}"
    said = _inputs(found)
    assert set(said) == {f"{folder}/{BOOK}", f"{folder}/SOURCE.yml", f"{folder}/补充.csv"}
    assert (
        said[f"{folder}/SOURCE.yml"].startswith("原始数据已不存在")
        and said[f"{folder}/补充.csv"] == "原始数据为生成报告之后新增"
    )
    assert [one.message for one in found if one.kind == "recomputed" and "未能重算：金川区的数据有" in one.message]
    assert [one.file for one in found if one.kind == "edited"] == ["verdicts.csv"]
