"""Whatever is changed by hand in a printed folder is found and named. 页面被改。"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from one_county_project import BOOK
from rich.console import Console

from analysis.errors import UserError
from analysis.project import Project
from analysis.proof.differences import Difference
from analysis.proof.verify import same, verify
from analysis.proof.verify_words import print_verification
from analysis.running.manifest import write_manifest

Edit = Callable[[Path, str, str], None]
PAGE = "county_report"


def _folder(project: Project) -> Path:
    return project.report("620302", "2025")


def _said(project: Project) -> str:
    """What the command prints."""
    out = io.StringIO()
    print_verification(
        _folder(project), verify(project, _folder(project)), Console(file=out, soft_wrap=True, highlight=False)
    )
    return out.getvalue()


def _only(project: Project, file: str) -> list[Difference]:
    """The differences, all of them edits of that one file."""
    found = verify(project, _folder(project))
    assert found
    assert {(difference.kind, difference.file) for difference in found} == {("edited", file)}
    assert not same(found)
    return found


def test_an_untouched_report_is_the_same(printed: Project, recomputed: None) -> None:
    assert verify(printed, _folder(printed)) == []
    assert _said(printed).startswith("一致：")


def test_printing_twice_gives_the_same_bytes(printed: Project, fresh: tuple[Path, dict[str, object]]) -> None:
    # Once by papermill and the command, once in a plain process: only the notebook keeps the time of its run.
    for name in ("numbers.csv", "results.csv", "verdicts.csv", f"{PAGE}.html", f"{PAGE}.pdf"):
        assert (_folder(printed) / name).read_bytes() == (fresh[0] / name).read_bytes(), name


def test_a_result(copy: Project, recomputed: None, edit: Edit) -> None:
    # 第一小学 has 30 backbone teachers for 1330 pupils: 100 × 30 ÷ 1330.
    edit(_folder(copy) / "results.csv", "2.255639097744361", "2.9")
    (found,) = _only(copy, "results.csv")
    assert found.place.endswith("（2 segment 6203020001 金川区合成第一小学 primary）value 列")
    assert (found.found, found.expected) == ("2.9", "2.255639097744361")


def test_a_verdict(copy: Project, recomputed: None, edit: Edit) -> None:
    row = "school_rule,segment,6203020001,金川区合成第一小学,primary,"
    edit(_folder(copy) / "verdicts.csv", f"{row}met", f"{row}not_met")
    (found,) = _only(copy, "verdicts.csv")
    assert found.place.endswith("（school_rule 6203020001 primary）verdict 列")
    assert (found.found, found.expected) == ("not_met", "met")


def test_a_line_taken_out(copy: Project, recomputed: None) -> None:
    path = _folder(copy) / "verdicts.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text(
        "".join(line for line in lines if not line.startswith("balance_02,county,620302,") or "primary" not in line),
        encoding="utf-8-sig",
    )
    (found,) = _only(copy, "verdicts.csv")
    assert (found.place, found.message) == ("balance_02 620302 primary", "缺少这一行")


def test_a_number_in_the_register(copy: Project, recomputed: None, edit: Edit) -> None:
    row = "K02-primary,小学，每百名学生拥有县级以上骨干教师数，校际差异系数,"
    edit(_folder(copy) / "numbers.csv", f"{row}0.502,", f"{row}0.499,")
    (found,) = _only(copy, "numbers.csv")
    assert found.place.endswith("（K02-primary）text 列")
    assert (found.found, found.expected) == ("0.499", "0.502")


def test_a_damaged_table(copy: Project, recomputed: None) -> None:
    (_folder(copy) / "numbers.csv").write_bytes(b'\xff\xfeid,"text')
    (found,) = _only(copy, "numbers.csv")
    assert found.message == "numbers.csv 不是完好的 CSV 文件（UTF-8），无法读取。"


def test_a_number_on_the_page(copy: Project, recomputed: None) -> None:
    path = _folder(copy) / f"{PAGE}.html"
    page = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'(data-n="K02-primary">)0\.502', r"\g<1>0.499", page, count=1), encoding="utf-8")
    (found,) = _only(copy, f"{PAGE}.html")
    assert found.place == "“一、评估结论”中的数字 K02-primary"
    assert (found.found, found.expected) == ("0.499", "0.502")


def test_a_sentence_on_the_page(copy: Project, recomputed: None, edit: Edit) -> None:
    edit(_folder(copy) / f"{PAGE}.html", "没有对填报数据作任何更正", "对填报数据作过必要更正")
    (found,) = _only(copy, f"{PAGE}.html")
    assert "数据说明”的文字" in found.place
    assert "作过必要更正" in found.found and "没有对填报数据" in found.expected


def test_a_section_taken_off_the_page(copy: Project, recomputed: None) -> None:
    path = _folder(copy) / f"{PAGE}.html"
    page = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r'<section aria-labelledby="section-4">.*?</section>', "", page, count=1, flags=re.DOTALL),
        encoding="utf-8",
    )
    found = _only(copy, f"{PAGE}.html")
    assert ("“四、未达标学校”", "缺少这一部分") in [(one.place, one.message) for one in found]


def test_the_proof_behind_a_number(copy: Project, recomputed: None, edit: Edit) -> None:
    edit(_folder(copy) / f"{PAGE}.html", "＝ 100 × 30 ÷ 1330 ＝", "＝ 100 × 39 ÷ 1330 ＝")
    (found,) = _only(copy, f"{PAGE}.html")
    assert found.place == "数字 R02-6203020001-primary 的来历（formula）"
    assert "100 × 39" in found.found and "100 × 30" in found.expected


def test_a_style_that_hides(copy: Project, recomputed: None, edit: Edit) -> None:
    edit(_folder(copy) / f"{PAGE}.html", "</style>", "#section-4 { display: none }</style>")
    (found,) = _only(copy, f"{PAGE}.html")
    assert found.place == "“页首”的样式或字体"


def test_a_damaged_pdf(copy: Project, recomputed: None) -> None:
    (_folder(copy) / f"{PAGE}.pdf").write_bytes(b"%PDF-1.7 no more")
    (found,) = _only(copy, f"{PAGE}.pdf")
    assert found.message == "不是完好的 PDF，无法读取"


def test_another_pdf_in_its_place(copy: Project, recomputed: None) -> None:
    other = typst.compile({"main.typ": b"Another report"}, font_paths=typst.Fonts(include_system_fonts=False))
    (_folder(copy) / f"{PAGE}.pdf").write_bytes(other)
    found = _only(copy, f"{PAGE}.pdf")
    assert [one.place for one in found] == ["页数", "第1页"]
    assert found[0].found == "1"
    assert "Another report" in found[1].found


def test_an_output_of_the_notebook(copy: Project, recomputed: None, edit: Edit) -> None:
    edit(_folder(copy) / f"{PAGE}.ipynb", "没有对填报数据作任何更正", "对填报数据作过必要更正")
    (found,) = _only(copy, f"{PAGE}.ipynb")
    assert "数据说明）的输出" in found.place
    assert "作过必要更正" in found.found


def test_a_source_of_the_notebook(copy: Project, recomputed: None, edit: Edit) -> None:
    edit(_folder(copy) / f"{PAGE}.ipynb", "county_report.failing(report)", "county_report.glance(report)")
    (found,) = _only(copy, f"{PAGE}.ipynb")
    assert found.place.endswith("（四、未达标学校）的源码")
    assert (found.found, found.expected) == ("county_report.glance(report)", "county_report.failing(report)")


def test_a_damaged_notebook(copy: Project, recomputed: None) -> None:
    (_folder(copy) / f"{PAGE}.ipynb").write_text(
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [3]}', encoding="utf-8"
    )
    (found,) = _only(copy, f"{PAGE}.ipynb")
    assert found.message == "不是完好的笔记本，无法读取"


def test_the_verdict_in_the_manifest(copy: Project, recomputed: None, edit: Edit) -> None:
    edit(_folder(copy) / "manifest.json", '"verdict": "未达标"', '"verdict": "达标"')
    whole, verdict = _only(copy, "manifest.json")
    assert "校验值不符" in whole.message
    assert (verdict.place, verdict.found, verdict.expected) == ("结论", "达标", "未达标")


def test_a_hash_in_the_manifest(copy: Project, recomputed: None) -> None:
    path = _folder(copy) / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    write_manifest(path, said | {"outputs": said["outputs"] | {"results.csv": "0" * 64}})
    (found,) = _only(copy, "manifest.json")
    assert (found.place, found.found) == ("outputs.results.csv", "0" * 64)


@pytest.mark.parametrize("content", ["{", "[]", '{"title": 3}', '"' + "[" * 100_000])
def test_a_manifest_that_is_none(copy: Project, content: str) -> None:
    (_folder(copy) / "manifest.json").write_text(content, encoding="utf-8")
    (found,) = _only(copy, "manifest.json")
    assert "无从核对" in found.message


def test_files_taken_away_and_put_there(copy: Project, recomputed: None) -> None:
    folder = _folder(copy)
    (folder / "results.csv").unlink()
    (folder / "附件.txt").write_text("x", encoding="utf-8")
    (folder / ".DS_Store").write_text("x", encoding="utf-8")
    found = {difference.file: difference.message for difference in verify(copy, folder)}
    assert found == {"results.csv": "文件已被删除", "附件.txt": "清单未登记的文件"}
    (folder / "manifest.json").unlink()
    (gone,) = verify(copy, folder)
    assert (gone.file, gone.kind) == ("manifest.json", "edited")


def test_nothing_printed(copy: Project) -> None:
    shutil.rmtree(_folder(copy))
    with pytest.raises(UserError, match="请先运行：python -m analysis report"):
        verify(copy, _folder(copy))


def test_other_versions_are_told_and_are_no_difference(copy: Project, recomputed: None) -> None:
    path = _folder(copy) / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    write_manifest(path, said | {"packages": said["packages"] | {"pandas": "0.0.1"}})
    (found,) = verify(copy, _folder(copy))
    assert found.kind == "warning" and "pandas 0.0.1→" in found.message
    assert _said(copy).startswith("一致：")


def test_all_at_once_each_is_named(copy: Project, recomputed: None, edit: Edit) -> None:
    folder = _folder(copy)
    edit(folder / "results.csv", "2.255639097744361", "2.9")
    edit(folder / "verdicts.csv", ",not_met,", ",met,")
    edit(folder / "numbers.csv", ",0.502,", ",0.499,")
    edit(folder / f"{PAGE}.html", "没有对填报数据作任何更正", "对填报数据作过必要更正")
    edit(folder / f"{PAGE}.ipynb", "没有对填报数据作任何更正", "对填报数据作过必要更正")
    edit(folder / "manifest.json", '"verdict": "未达标"', '"verdict": "达标"')
    (folder / f"{PAGE}.pdf").unlink()
    said = _said(copy)
    assert re.match(r"不一致：.*，页面被改 \d+ 处。", said)
    assert "输入已变" not in said and "重算不一致" not in said
    for name in (
        "results.csv",
        "verdicts.csv",
        "numbers.csv",
        f"{PAGE}.html",
        f"{PAGE}.pdf",
        f"{PAGE}.ipynb",
        "manifest.json",
    ):
        assert f"页面被改：{name}" in said, name


def test_the_raw_file_is_never_written(copy: Project, recomputed: None) -> None:
    path = copy.raw("620302", "2025") / BOOK
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    verify(copy, _folder(copy))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
