"""Known errors are mended with reason and evidence, and expire loudly. 数据更正。"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from small_county import EAST, NORTH, Handed

from analysis.intake.findings import Finding
from analysis.intake.intake import Intake

WHY = "reason: 学校误填\n  evidence: 学校更正函"
CLASS = f"- where: {{table: classes, key: {{school: '{EAST}', grade: 2, class: 1班}}, column: pupils}}"
FILE = "corrections/620702.yml"


def load(handed: Handed, text: str, tmp_path: Path) -> Intake:
    folder = tmp_path / "corrections"
    folder.mkdir(exist_ok=True)
    (folder / "620702.yml").write_text(text, encoding="utf-8")
    return handed.load(folder)


def refused(intake: Intake) -> Finding:
    found = [finding for finding in intake.findings if finding.severity == "blocking"]
    assert len(found) == 1, found
    assert found[0].file == FILE
    return found[0]


def refused_by_key(intake: Intake) -> str:
    assert len(intake.tables["teachers"]) == 5
    return next(finding.message for finding in intake.findings if finding.file == FILE)


def test_no_file_and_an_empty_file_change_nothing(handed: Handed, tmp_path: Path) -> None:
    assert handed.load(tmp_path / "corrections").findings == ()
    assert load(handed, "# 暂无更正\n", tmp_path).findings == ()


def test_a_value_is_set_and_told(handed: Handed, tmp_path: Path) -> None:
    handed.put("班级", E3=83)
    intake = load(handed, f"{CLASS}\n  action: set\n  value: 38\n  expect: 83\n  {WHY}\n", tmp_path)
    assert intake.tables["classes"]["pupils"].tolist() == [42, 38, 45, 45, 35, 25]
    change = "“班级学生数”由“83”改为“38”"
    assert [(f.severity, f.sheet, f.cell, f.message) for f in intake.findings] == [
        ("warning", "班级", "E3", f"已更正：{change}。理由：学校误填；依据：学校更正函。")
    ]
    applied = intake.corrections[0]
    assert (applied.cell, applied.change, applied.reason, applied.evidence) == (
        "甘州区.xlsx!班级!E3",
        change,
        "学校误填",
        "学校更正函",
    )


def test_the_file_itself_is_not_changed_and_its_hash_is_kept(handed: Handed, tmp_path: Path) -> None:
    before = handed.book.read_bytes()
    text = f"{CLASS}\n  action: set\n  value: 38\n  expect: 38\n  {WHY}\n"
    intake = load(handed, text, tmp_path)
    assert handed.book.read_bytes() == before
    assert intake.hashes[FILE] == hashlib.sha256(text.encode()).hexdigest()


def test_a_cell_that_could_not_be_read_can_be_corrected(handed: Handed, tmp_path: Path) -> None:
    handed.put("班级", E3="38人")
    intake = load(handed, f"{CLASS}\n  action: set\n  value: 38\n  expect: 38人\n  {WHY}\n", tmp_path)
    assert intake.usable
    assert intake.corrections[0].change == "“班级学生数”由“38人”改为“38”"


def test_a_value_is_blanked(handed: Handed, tmp_path: Path) -> None:
    intake = load(handed, f"{CLASS}\n  action: blank\n  expect: 38\n  {WHY}\n", tmp_path)
    assert intake.tables["classes"]["pupils"].isna().tolist() == [False, True, False, False, False, False]
    assert intake.corrections[0].change == "“班级学生数”由“38”改为“空白”"


def test_a_blank_is_filled(handed: Handed, tmp_path: Path) -> None:
    handed.put("县级数据", B21=None)
    text = "- where: {table: county, column: teacher_salary}\n  action: set\n  value: 95000.5\n  expect:\n  "
    intake = load(handed, text + WHY, tmp_path)
    assert intake.tables["county"]["teacher_salary"].tolist() == [95000.5]
    assert intake.corrections[0].cell == "甘州区.xlsx!县级数据!B21"


def test_a_doubled_row_is_dropped_by_its_row(handed: Handed, tmp_path: Path) -> None:
    handed.edit(lambda book: book["教师"].append([cell.value for cell in book["教师"][3]]))
    key = f"- where: {{table: teachers, key: {{school: '{NORTH}'}}"
    rest = f"  action: drop\n  {WHY}\n"
    assert (
        refused_by_key(load(handed, f"{key}}}\n{rest}", tmp_path)) == "“教师”中有2行符合，请补足key，或用row写明行号。"
    )
    intake = load(handed, f"{key}, row: 6}}\n{rest}", tmp_path)
    assert intake.usable
    assert intake.tables["teachers"]["source_row"].tolist() == [2, 3, 4, 5]
    assert (intake.corrections[0].cell, intake.corrections[0].change) == ("甘州区.xlsx!教师!A6", "删去此行")


def test_a_correction_expires_once_the_source_is_mended(handed: Handed, tmp_path: Path) -> None:
    finding = refused(load(handed, f"{CLASS}\n  action: set\n  value: 38\n  expect: 83\n  {WHY}\n", tmp_path))
    assert finding.cell == "第1条"
    assert finding.message == (
        "更正已过期：预期“班级学生数”为“83”，现为“38”（甘州区.xlsx!班级!E3）；请核对后删去或改写这条更正。"
    )


def test_a_correction_of_a_row_that_is_gone_has_expired(handed: Handed, tmp_path: Path) -> None:
    text = f"- where: {{table: classes, key: {{school: '{EAST}', grade: 5}}}}\n  action: drop\n  {WHY}\n"
    finding = refused(load(handed, text, tmp_path))
    assert finding.message == "更正已过期：“班级”中找不到这一行；请核对后删去或改写这条更正。"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("reason: 学校误填", "resaon: 学校误填", "不认识“resaon”，是否应为“reason”？"),
        ("column: pupils", "colunm: pupils", "不认识“where.colunm”，是否应为“column”？"),
        ("table: classes", "table: class", "没有数据表“class”，是否应为“classes”？"),
        ("column: pupils", "column: pupil", "数据表“classes”没有字段“pupil”，是否应为“pupils”？"),
        ("grade: 2", "grades: 2", "数据表“classes”没有字段“grades”，是否应为“grade”？"),
        ("action: set", "action: replace", "“action”的内容不能用。"),
        ("\n  evidence: 学校更正函", "", "缺少“evidence”。"),
        ("expect: 38", "value: 38", "更正文件无法读取，格式或编码有误。"),
        ("  expect: 38\n", "", "set 和 blank 须写明 where.column 和 expect（更正前的内容）。"),
        (
            "value: 40",
            "value: 四十",
            "“班级学生数”的值“四十”不是数字；只填数字，不写单位和其他文字；应为不小于0的整数。",
        ),
    ],
)
def test_a_wrong_correction_is_refused(old: str, new: str, message: str, handed: Handed, tmp_path: Path) -> None:
    text = f"{CLASS}\n  action: set\n  value: 40\n  expect: 38\n  {WHY}\n"
    assert old in text
    found = [f for f in load(handed, text.replace(old, new), tmp_path).findings if f.file == FILE]
    assert message in [f.message for f in found]
    assert all(f.severity == "blocking" for f in found)


def test_a_corrected_value_is_checked_like_any_other(handed: Handed, tmp_path: Path) -> None:
    intake = load(handed, f"{CLASS}\n  action: set\n  value: -1\n  expect: 38\n  {WHY}\n", tmp_path)
    found = [f for f in intake.findings if f.severity == "blocking"]
    assert [(f.sheet, f.cell) for f in found] == [("班级", "E3")]
    assert found[0].message == "“班级学生数”填的“-1”超出允许范围，应为不小于0的整数。"
