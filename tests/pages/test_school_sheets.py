"""One sheet a school: what it says, the county's sheets in one run, and the single files. 一校一策。"""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pypdf
import pytest
from bs4 import BeautifulSoup
from workplace import Workplace

from analysis.errors import UserError
from analysis.pages.school_sheet import Sheets, open_sheets
from analysis.pages.school_sheet.sheet import sheet
from analysis.pages.school_sheet.split import file_names, write_single
from analysis.planning.open_ledger import read_county_plan
from analysis.printing.blocks import Block, Paragraph, TableBlock, plain
from analysis.printing.display import Closed, Shown
from analysis.printing.html import block_text
from analysis.printing.html_exporter import PageHTMLExporter
from analysis.printing.notebook_page import page_of, sections_of
from analysis.printing.pdf_exporter import PagePDFExporter
from analysis.project import VARIABLE, Project
from analysis.running.engine import fork_server, papermill_engines
from analysis.running.one_notebook import FRESH, execute

YONGCHANG, GANZHOU, AS_OF = "620321", "620702", "2025-09-01"
JINANYUAN = "6207020005"
NOTICE = "合成数据，仅供演示和检验，不反映任何真实学校或地区的情况"
#: What each markup would obey.
EVIL = "<b>\"x'</b> & #panic() *y* $z$ \\ `c` @ref ] ) // 尾"


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def ganzhou_sheets() -> Sheets:
    return open_sheets(GANZHOU, "2025", AS_OF)


def of_school(sheets: Sheets, school: str) -> list[Block]:
    return sheet(sheets, school, 1)


def words(blocks: list[Block]) -> str:
    return "\n".join(block_text(block) for block in blocks)


def table(blocks: list[Block], title: str) -> list[dict[str, str]]:
    found = next(block for block in blocks if isinstance(block, TableBlock) and block.title == title)
    return [dict(zip((column.heading for column in found.columns), map(plain, row), strict=True)) for row in found.rows]


def test_the_seven_of_a_nine_year_school_against_line_floor_and_county(ganzhou_sheets: Sheets) -> None:
    # 1758 primary and 978 junior pupils count 1758 + 1.1 × 978 = 2833.8. 11697.44 ㎡ are there. Primary 4.5 × 2833.8 =
    # 12752.10; junior 5.8 × 2833.8 / 1.1 = 14941.8545…; 85 % of it is 12700.5763…, which lacks 1003.1363….
    rows = table(of_school(ganzhou_sheets, JINANYUAN), "资源配置七项指标与标准、底线和全县对照")
    assert len(rows) == 14
    primary, junior = [row for row in rows if row["指标"] == "4.教学及辅助用房"]
    assert [primary[key] for key in ("学段", "标准", "底线85%", "达标差额", "底线差额", "结论")] == [
        "小学",
        "4.5",
        "3.825",
        "1054.66平方米",
        "0",
        "未达标",
    ]
    assert [junior[key] for key in ("标准", "底线85%", "达标差额", "底线差额")] == [
        "5.8",
        "4.93",
        "3244.42平方米",
        "1003.14平方米",
    ]
    # 2833.8 / 1.1 = 2576.1818….
    proof = ganzhou_sheets.report.numbers.proofs[f"D04-{JINANYUAN}-junior"]
    assert (proof.value, proof.formula) == (
        3244.42,
        "须有5.8 × 2576.1818，现有11697.44，差额进位（全校共用，学生数按学段折算）",
    )
    # 100 × 7 / 978 is 0.7157; 0.9 % of 978 is 8.802, so 9; 85 % of that is 7.4817, so 8.
    teachers = next(row for row in rows if row["指标"] == "3.体育艺术专任教师" and row["学段"] == "初中")
    assert [teachers[key] for key in ("本校", "达标差额", "底线差额")] == ["0.72", "2人", "1人"]


def test_what_is_missing_beside_the_seven(ganzhou_sheets: Sheets) -> None:
    rows = {row["指标"]: row for row in table(of_school(ganzhou_sheets, JINANYUAN), "其他未达标或待定的指标")}
    # 54 classes, and 7 still to be opened, need ceil(61 / 12) = 6 rooms; 2736 pupils against 2500.
    assert rows["10.音乐美术专用教室：音乐专用教室"]["差额"].startswith("须增加6间")
    assert (rows["11.学校规模"]["本校情况"], rows["11.学校规模"]["差额"]) == ("2736人", "超出236人")
    assert re.fullmatch(r"\d+个班超过标准", rows["12.班级规模（小学）"]["本校情况"])


def test_classes_too_large_are_summed_as_they_stand_in_the_data(ganzhou_sheets: Sheets) -> None:
    classes = ganzhou_sheets.report.intake.tables["classes"].query(
        "school == @JINANYUAN and stage == '小学'", local_dict={"JINANYUAN": JINANYUAN}
    )
    sizes = [int(p) for p in classes["pupils"]]
    by_grade = [[int(p) for p in own] for _, own in classes.groupby("grade")["pupils"]]
    large = [p for p in sizes if p > 45]
    more = sum(max(0, -(-sum(own) // 45) - len(own)) for own in by_grade)
    row = next(
        r
        for r in table(of_school(ganzhou_sheets, JINANYUAN), "其他未达标或待定的指标")
        if r["指标"] == "12.班级规模（小学）"
    )
    assert row["本校情况"] == f"{len(large)}个班超过标准"
    assert row["差额"] == f"超出{sum(p - 45 for p in large)}人，须增加{more}个班"


def test_the_place_is_among_the_segments_of_the_stage(ganzhou_sheets: Sheets) -> None:
    results = ganzhou_sheets.report.evaluation.results.query(
        "indicator == 1 and stage == 'primary' and status != 'not_applicable'"
    )
    ordered = results.sort_values("value", ascending=False)["unit"].tolist()
    assert ganzhou_sheets.places[1, JINANYUAN, "primary"] == (ordered.index(JINANYUAN) + 1, len(ordered))


def test_a_school_that_is_not_judged_by_the_seven_says_so(ganzhou_sheets: Sheets) -> None:
    special = next(code for code, unit in ganzhou_sheets.units.items() if unit["kind"] == "特殊教育学校")
    said = words(of_school(ganzhou_sheets, special))
    assert "不参加校级综合达标判定" in said and "资源配置七项指标" not in said


def test_open_tasks_are_listed_where_there_is_a_ledger(ganzhou_sheets: Sheets) -> None:
    line = {
        "school": JINANYUAN,
        "line_id": "L-1",
        "what": "11.学校规模",
        "measures": ("分设小学部", "调整学区", "扩建"),
        "offices": ("甲", "乙", "丙"),
        "due": "2026-08-31",
        "colour": "yellow",
    }
    other = {**line, "school": "6207020001", "line_id": "L-2"}
    with_tasks = Sheets(
        ganzhou_sheets.report,
        ganzhou_sheets.schools,
        ganzhou_sheets.gaps,
        pd.DataFrame([line, other]),
        date(2025, 9, 30),
    )
    assert table(of_school(with_tasks, JINANYUAN), "台账未销号事项（截至2025年9月30日）") == [
        {
            "事项": "11.学校规模",
            "措施": "分设小学部等3项",
            "责任单位": "甲等3个单位",
            "时限": "2026-08-31",
            "三色": "黄",
        }
    ]
    assert "台账" not in words(of_school(ganzhou_sheets, JINANYUAN))


@pytest.fixture(scope="module")
def with_ledger() -> Sheets:
    return open_sheets(GANZHOU, "2025", AS_OF, day="2025-09-30")


def test_the_lines_of_a_school_are_its_findings_and_the_tasks_that_name_it(with_ledger: Sheets) -> None:
    """金安苑学校 by hand: eight indicators not met in it, and each task of the plan that has its name."""
    rows = with_ledger.tasks[JINANYUAN]
    assert with_ledger.lines is not None
    results = with_ledger.report.evaluation.results
    missed = results[(results["unit"] == JINANYUAN) & (results["status"] == "not_met")]["indicator"].unique()
    assert {row["line_id"] for row in rows if "-T-" not in row["line_id"]} == {
        f"620702-indicator_{n:02d}-{JINANYUAN}" for n in missed
    }
    tasks = {row["line_id"].removeprefix("620702-T-"): row for row in rows if "-T-" in row["line_id"]}
    assert set(tasks) == {
        "2.1.3-1",
        *(f"2.1.4-{i}" for i in range(1, 7)),
        "2.1.5-1",
        "2.1.6-1",
        "2.2.2-3",
        "2.2.2-7",
        "2.2.4-2",
    }
    building = tasks["2.2.2-7"]
    assert (building["what"], building["due"], building["colour"]) == ("方案二（二）2（3）", "2027-07-31", "")
    assert building["measures"] == ("金安苑学校综合楼，新增学位540个，化解大班额",)
    plan_of_buildings = next(row for row in rows if row["line_id"] == f"620702-indicator_04-{JINANYUAN}")
    assert plan_of_buildings["what"] == "4.教学及辅助用房" and plan_of_buildings["due"] == "2025-11-30"
    assert plan_of_buildings["offices"] == ("区教育局", "区住建局", "区财政局", "市自然资源局甘州分局", "相关乡镇街道")


def test_a_school_that_lacks_nothing_and_is_named_nowhere_has_no_lines(with_ledger: Sheets) -> None:
    results = with_ledger.report.evaluation.results
    bad = set(results.loc[results["status"].isin(["not_met", "pending_evidence", "no_data"]), "unit"])
    named = {
        code
        for code, unit in with_ledger.units.items()
        if unit["name"]
        in {
            s
            for task in read_county_plan(with_ledger.report.project, GANZHOU, with_ledger.report.evaluation.rules).tasks
            for s in task.schools
        }
    }
    quiet = set(with_ledger.schools) - bad - named
    assert quiet and not quiet & set(with_ledger.tasks)


def test_a_county_without_a_plan_has_its_findings_and_no_tasks(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(workplace.root))
    (workplace.root / "params" / "plans" / "620300.yml").unlink()
    sheets = open_sheets(YONGCHANG, "2025", AS_OF, "6203210004", "2025-09-30")
    assert sheets.tasks and all("-T-" not in row["line_id"] for rows in sheets.tasks.values() for row in rows)


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(UserError, match="台账日期 date 应写成 2025-09-01 这样的日期，现在是“九月”"):
        open_sheets(YONGCHANG, "2025", AS_OF, day="九月")


def test_a_school_is_asked_for_by_its_code() -> None:
    assert open_sheets(YONGCHANG, "2025", AS_OF, "6203210002").schools == ("6203210002",)
    with pytest.raises(UserError, match=r"永昌县没有代码为“620321000”的参评学校，是否应为“620321"):
        open_sheets(YONGCHANG, "2025", AS_OF, "620321000")


# A whole county in one run.


@pytest.fixture(scope="module")
def run(project: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """永昌县, whose data leave something open; and where its tables were written."""
    folder = tmp_path_factory.mktemp("sheets")
    kernel = papermill_engines.FORKED if fork_server.AVAILABLE else FRESH
    papermill_engines.register()
    parameters = {"county": YONGCHANG, "school_year": "2025", "as_of": AS_OF, "out": "."}
    return execute(project, project.notebooks / "school_sheet.ipynb", parameters, folder, YONGCHANG, kernel), folder


def pages(path: Path) -> list[str]:
    return [squeezed(page.extract_text()) for page in pypdf.PdfReader(path).pages]


def test_every_school_has_a_section_of_its_own(run: tuple[Any, Path]) -> None:
    notebook, folder = run
    sheets = [section for section in sections_of(notebook) if section.sheet]
    schools = pd.read_csv(folder / "results.csv", dtype=str).query("level != 'county' and status != 'not_applicable'")
    assert len(sheets) == len(page_of(notebook)["sheets"]) == schools["unit"].nunique() == 25
    assert {section.title for section in sheets} == set(schools.query("level == 'school'")["name"])


def test_missing_data_is_named_and_its_gap_unknown(run: tuple[Any, Path]) -> None:
    said = {section.title: section.outputs[0]["text/plain"] for section in sections_of(run[0]) if section.sheet}
    fifth = said["永昌县合成第五小学"]
    assert "“校舍与设备”表网络多媒体教室数" in fifth and "未知\t未知\t缺数据" in fifth
    assert "4-3 与在建工程面积合并计算达标，例外达标" in said["永昌县合成第一小学"]
    assert "缺少的数据" not in said["永昌县合成第一小学"]
    assert "指标29 课程开齐开足的材料名称" in said["永昌县合成第四小学"]


def test_every_number_on_a_sheet_has_its_proof(run: tuple[Any, Path]) -> None:
    page = page_of(run[0])
    shown = {
        tag["data-n"]
        for section in sections_of(run[0])
        for tag in BeautifulSoup(section.outputs[0]["text/html"], "html.parser").select("[data-n]")
    }
    assert len(shown) > 500
    assert shown <= set(page["numbers"])
    assert set(pd.read_csv(run[1] / "numbers.csv", dtype=str)["id"]) == set(page["numbers"])


def test_one_pdf_with_a_bookmark_a_school_and_at_most_two_pages_each(run: tuple[Any, Path], tmp_path: Path) -> None:
    path = tmp_path / "all.pdf"
    path.write_bytes(PagePDFExporter().from_notebook_node(run[0])[0])
    reader = pypdf.PdfReader(path)
    titles = [section.title for section in sections_of(run[0]) if section.sheet]
    marks = [
        (str(mark.title), reader.get_destination_page_number(mark))
        for mark in reader.outline
        if not isinstance(mark, list)
    ]  # type: ignore[union-attr]
    own = [(title, at) for title, at in marks if title in titles]
    assert [title for title, _ in own] == titles
    starts = [at or 0 for _, at in own] + [len(reader.pages)]
    assert all(1 <= after - before <= 2 for before, after in pairwise(starts))
    assert all(NOTICE in text for text in pages(path))


def test_single_files_hold_one_school_each(run: tuple[Any, Path], tmp_path: Path) -> None:
    written = write_single(run[0], tmp_path)
    titles = [section.title for section in sections_of(run[0]) if section.sheet]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"{code}.{kind}" for code in page_of(run[0])["sheets"] for kind in ("html", "pdf")
    )
    for (code, path), name, other in list(zip(written.items(), titles, titles[1:] + titles[:1], strict=True))[:3]:
        text = pages(path)
        assert len(text) <= 2 and all(NOTICE in page for page in text)
        assert f"学校代码{code}" in text[0] and name in text[0] and other not in "".join(text)
        screen = BeautifulSoup(path.with_suffix(".html").read_text(encoding="utf-8"), "html.parser")
        assert [h.get_text() for h in screen.select("section h2")] == [name]
        proofs = screen.find(id="numbers")
        assert proofs is not None
        assert all(f'"{tag["data-n"]}"' in proofs.get_text() for tag in screen.select("[data-n]"))
        assert NOTICE in screen.get_text()


# Names and codes are cell text.


def shown(data: dict[str, Any]) -> Any:
    return nbformat.v4.new_code_cell("", outputs=[nbformat.v4.new_output("display_data", data=data)])


def notebook(codes: list[str], names: list[str]) -> Any:
    page = {"title": "题", "subtitle": "副", "synthetic": False, "verdict": "", "numbers": {}, "sheets": codes}
    bundles = [Shown([Paragraph("总")]), *(Shown([Paragraph(name)], sheet=name) for name in names), Closed(page)]
    return nbformat.v4.new_notebook(cells=[shown(bundle._repr_mimebundle_()) for bundle in bundles])


def test_a_name_is_words_on_screen_on_paper_and_in_the_bookmark(tmp_path: Path) -> None:
    book = notebook(["../../etc/x", "aux"], [EVIL, "乙"])
    (tmp_path / "all.pdf").write_bytes(PagePDFExporter().from_notebook_node(book)[0])
    assert [
        squeezed(str(mark.title))
        for mark in pypdf.PdfReader(tmp_path / "all.pdf").outline
        if not isinstance(mark, list)
    ][-2:] == [squeezed(EVIL), "乙"]  # type: ignore[union-attr]
    screen = BeautifulSoup(PageHTMLExporter().from_notebook_node(book)[0], "html.parser")
    assert [h.get_text() for h in screen.find_all("h2")][:2] == [EVIL, "乙"] and not screen.find_all("b")
    folder = tmp_path / "single"
    folder.mkdir()
    write_single(book, folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "sheet-001.html",
        "sheet-001.pdf",
        "sheet-002.html",
        "sheet-002.pdf",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.pdf", "single"]


@pytest.mark.parametrize(
    "code",
    [
        "",
        ".",
        "..",
        "a/b",
        "1/../2",
        "con",
        "CON.txt",
        "school_sheets",
        "sheet-002",
        "学校1",
        "1" * 33,
        "1\n",
        "1 ",
        "-1",
    ],
)
def test_a_code_that_is_no_safe_name_becomes_a_running_number(code: str) -> None:
    assert file_names([code]) == ["sheet-001"]


def test_codes_that_some_systems_cannot_tell_apart_are_kept_apart() -> None:
    assert file_names(["1A", "1a", "1A", "2"]) == ["1A", "sheet-002", "sheet-003", "2"]


def test_a_notebook_that_shows_other_schools_than_it_says_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="列出2份，却显示了1份"):
        write_single(notebook(["1", "2"], ["甲"]), tmp_path)
