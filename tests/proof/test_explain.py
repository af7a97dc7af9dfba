"""A number leads back to the cells it was made of, whose content makes the number again. 数字溯源。"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from math import sqrt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from one_county_project import BOOK, CODE, YEAR
from rich.console import Console

from analysis.errors import UserError
from analysis.project import Project
from analysis.proof.explain import Explanation, explain
from analysis.proof.explain_words import print_explanation

FIRST = "6203020001"


@pytest.fixture(scope="module")
def book(printed: Project) -> Any:
    return openpyxl.load_workbook(printed.raw(CODE, YEAR) / BOOK, data_only=True)


def _explained(project: Project, id: str) -> Explanation:
    return explain(project, project.report(CODE, YEAR), id)


def _read(book: Any, said: Explanation) -> dict[str, list[Any]]:
    """Heading -> what openpyxl finds in the cells named; the explanation must show the same."""
    found: dict[str, list[Any]] = {}
    for cell in said.cells:
        assert cell.file == BOOK
        value = book[cell.sheet][cell.cell].value
        assert cell.content == (
            "" if value is None else str(value)[:10] if cell.heading.endswith("日期") else str(value)
        )
        found.setdefault(cell.heading, []).append(value)
    return found


def _printed(said: Explanation) -> str:
    out = io.StringIO()
    print_explanation(said, Console(file=out, soft_wrap=True, highlight=False))
    return out.getvalue()


def test_a_result(printed: Project, book: Any) -> None:
    said = _explained(printed, f"R02-{FIRST}-primary")
    assert said.proof.formula == "100 × 县级以上骨干教师数 ÷ 在校生数 ＝ 100 × 30 ÷ 1330 ＝ 2.2556"
    assert _read(book, said) == {"县级以上骨干教师数": [30], "在校生数": [1330]}
    assert (float(said.proof.numerator), float(said.proof.denominator)) == (30, 1330)
    assert [cell.address for cell in said.cells] == [f"{BOOK}!教师!J2", f"{BOOK}!学段学生!C2"]
    assert {cell.record for cell in said.cells} == {"金川区合成第一小学 小学"}
    sha256 = hashlib.sha256((printed.raw(CODE, YEAR) / BOOK).read_bytes()).hexdigest()
    assert {cell.sha256 for cell in said.cells} == {sha256}
    assert said.changed == ()
    text = _printed(said)
    for part in (
        "每百名学生拥有县级以上骨干教师数：2.26人/百名学生",
        "100 × 30 ÷ 1330",
        "标准：1.0",
        "结论：达标",
        "条款：教督〔2017〕6号 资源配置2",
        "教育部关于印发《县域义务教育优质均衡发展督导评估办法》的通知",
        f"{BOOK}!教师!J2  县级以上骨干教师数  金川区合成第一小学 小学  30",
        sha256,
    ):
        assert part in text


def test_a_result_of_several_columns(printed: Project, book: Any) -> None:
    said = _explained(printed, f"R01-{FIRST}-primary")
    columns = _read(book, said)
    assert columns.pop("在校生数") == [1330]
    assert sum(value for values in columns.values() for value in values) == float(said.proof.numerator) == 62


def test_a_shared_result_names_the_pupils_of_every_stage(printed: Project, book: Any) -> None:
    # 6203020019 runs both stages: 1270 primary and 1005 junior pupils share its rooms.
    said = _explained(printed, "R04-6203020019-primary")
    columns = _read(book, said)
    sheet = book["学段学生"]
    own = [row[2] for row in sheet.iter_rows(values_only=True) if row[0] == "6203020019"]
    assert sorted(columns["在校生数"]) == sorted(own)
    assert len(own) == 2
    assert "全校共用资源按学段折算拆分" in said.proof.formula


def test_a_mean_and_a_coefficient(printed: Project, book: Any) -> None:
    mean, spread = (_explained(printed, f"{kind}02-primary") for kind in "MK")
    columns = _read(book, mean)
    people, pupils = columns["县级以上骨干教师数"], columns["在校生数"]
    assert f"＝ {sum(people)} ÷ {sum(pupils)} ＝" in mean.proof.formula
    average = 100 * sum(people) / sum(pupils)
    assert float(mean.proof.value) == pytest.approx(average, abs=1e-12)
    assert _read(book, spread) == columns
    # 教督〔2012〕3号: S = √Σ (P/P_N)(X − X̄)², over X̄.
    variance = sum(p * (100 * x / p - average) ** 2 for x, p in zip(people, pupils, strict=True)) / sum(pupils)
    assert float(spread.proof.value) == pytest.approx(sqrt(variance) / average, abs=1e-12)
    assert (spread.proof.text, spread.proof.line, spread.proof.status) == ("0.502", "0.5", "未达标")
    assert len(spread.behind) == len(people) == 17
    assert f"共{len(people)}校" in spread.proof.formula


def test_a_county_sum(printed: Project, book: Any) -> None:
    said = _explained(printed, f"R19-{CODE}")
    columns = _read(book, said)
    assert sum(columns["持证上岗专任教师数"]) == float(said.proof.numerator)
    assert sum(columns["专任教师数"]) == float(said.proof.denominator)


def test_a_tally_names_what_it_counts(printed: Project, book: Any) -> None:
    said = _explained(printed, "T02-primary-met")
    assert int(said.proof.text) == len(said.behind) == 17
    assert {one.status for one in said.behind} == {"达标"}
    own = _explained(printed, said.behind[0].id)
    assert own.proof.id == f"R02-{FIRST}-primary"
    assert _read(book, own)["县级以上骨干教师数"] == [30]
    share = _explained(printed, "N02-primary-share")
    assert [one.id for one in share.behind] == ["N02-primary-good", "N02-primary-judged"]


def test_every_tally_counts_as_many_as_it_says(printed: Project) -> None:
    with (printed.report(CODE, YEAR) / "numbers.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if re.match(r"(T|D|S|V|N|F|L|E|B|I)[^-]*-", row["id"]) and row["of"] and not row["id"].endswith("-share")
        ]
    assert len(rows) > 100
    for row in rows[:: len(rows) // 20]:
        assert len(_explained(printed, row["id"]).behind) == float(row["value"]), row["id"]


def test_classes_down_to_the_list(printed: Project, book: Any) -> None:
    said = _explained(printed, f"C-{FIRST}-primary")
    rows = [row for row in book["班级"].iter_rows(values_only=True) if row[:2] == (FIRST, "小学")]
    assert _read(book, said) == {"班级名称": [row[3] for row in rows]}
    assert int(said.proof.text) == len(rows)
    tally = _explained(printed, "T12-primary")
    one = next(one for one in tally.behind if one.id.endswith("金川区合成第一小学 1年级1班"))
    # No class of this county is printed on its own: it stands in results.csv alone.
    own = _explained(printed, one.id)
    (size,) = _read(book, own)["班级学生数"]
    assert (own.cells[0].sheet, float(own.proof.value)) == ("班级", size)


def test_a_raw_figure(printed: Project, book: Any) -> None:
    said = _explained(printed, f"P-{FIRST}-primary")
    assert _read(book, said) == {"在校生数": [1330]}
    assert (said.proof.text, said.proof.formula) == ("1330", "填报值")


def test_an_answer_with_its_evidence(printed: Project, book: Any) -> None:
    said = _explained(printed, f"R08-layout-{CODE}")
    assert (said.proof.text, said.proof.formula, said.proof.status) == ("—", "由核查结论认定", "达标")
    found = _read(book, said)
    assert found["结论"] == ["符合"]
    assert set(found) == {"结论", "材料名称", "材料日期", "核查单位"}


def test_verdicts_rest_on_results(printed: Project) -> None:
    school = _explained(printed, f"school_rule-{FIRST}-primary")
    assert [one.id for one in school.behind] == [f"R{number:02d}-{FIRST}-primary" for number in range(1, 8)]
    (coefficient,) = _explained(printed, f"balance_02-{CODE}-primary").behind
    assert (coefficient.id, coefficient.status) == ("K02-primary", "未达标")
    county = _explained(printed, f"county-{CODE}")
    assert f"balance_02-{CODE}-primary" in [one.id for one in county.behind if one.status == "未达标"]
    assert len(county.behind) == float(county.proof.line)


def test_a_changed_file_and_a_corrected_cell_say_so(copy: Project) -> None:
    path = copy.raw(CODE, YEAR) / BOOK
    book = openpyxl.load_workbook(path)
    book["教师"]["J2"] = 29
    book.save(path)
    copy.corrections.mkdir(exist_ok=True)
    (copy.corrections / f"{CODE}.yml").write_text(
        f"- where: {{table: teachers, key: {{school: '{FIRST}', stage: 小学}}, column: backbone}}\n"
        "  action: set\n  expect: 29\n  value: 30\n  reason: 少算一人\n  evidence: 名册\n",
        encoding="utf-8",
    )
    said = _explained(copy, f"R02-{FIRST}-primary")
    assert said.changed == (BOOK,)
    assert (said.cells[0].content, said.cells[0].corrected) == ("29", "“县级以上骨干教师数”由“29”改为“30”")
    assert "与生成报告时不同" in _printed(said)


def test_an_unknown_id_names_the_nearest(printed: Project) -> None:
    with pytest.raises(UserError, match=f"没有编号“R02-{FIRST}-primry”。最接近的编号：R02-{FIRST}-primary"):
        _explained(printed, f"R02-{FIRST}-primry")


def test_a_folder_with_nothing_printed(printed: Project, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="请先运行：python -m analysis report 620321 --year 2025"):
        explain(printed, printed.report("620321", "2025"), "K02-primary")
    with pytest.raises(UserError, match="请先运行：python -m analysis report <区划代码>"):
        explain(printed, tmp_path, "K02-primary")


def test_a_damaged_register(copy: Project) -> None:
    (copy.report(CODE, YEAR) / "numbers.csv").write_text("id,text\n1,2,3\n", encoding="utf-8")
    with pytest.raises(UserError, match="numbers.csv 不是完好的表：第2行的列数与表头不同"):
        _explained(copy, "K02-primary")
