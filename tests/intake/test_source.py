"""SOURCE.yml says who handed the data in. 数据来源说明。"""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from small_county import SOURCE, Handed


def write(handed: Handed, text: str) -> Handed:
    (handed.folder / "SOURCE.yml").write_text(text, encoding="utf-8")
    return handed


def test_what_it_says_is_kept(handed: Handed) -> None:
    source = handed.load().source
    assert source is not None
    assert (source.county, source.school_year, source.provided_by) == ("620702", "2025", "甘州区教育局")
    assert (source.received_on, source.synthetic, source.note, source.files) == (date(2026, 10, 15), True, "", {})


def test_a_missing_file_is_told_with_what_to_write(handed: Handed) -> None:
    (handed.folder / "SOURCE.yml").unlink()
    finding = handed.only()
    assert (finding.file, finding.message) == ("SOURCE.yml", "缺少数据来源说明；请在数据旁边写一份SOURCE.yml。")
    assert "synthetic: true（合成数据）或false（真实数据）" in finding.allowed


def test_missing_synthetic_stops_the_run(handed: Handed) -> None:
    finding = write(handed, SOURCE.replace("synthetic: true\n", "")).only()
    assert (finding.cell, finding.message) == ("synthetic", "缺少“synthetic”。")
    assert finding.allowed == "true（合成数据）或false（真实数据）"


@pytest.mark.parametrize("answer", ["1", "是", "'true'", ""])
def test_synthetic_is_true_or_false_and_nothing_else(answer: str, handed: Handed) -> None:
    finding = write(handed, SOURCE.replace("synthetic: true", f"synthetic: {answer}")).only()
    assert (finding.cell, finding.message) == ("synthetic", "“synthetic”的内容不能用。")


def test_an_unknown_key_is_told_with_the_nearest_name(handed: Handed) -> None:
    finding = write(handed, SOURCE + "notes: 无\n").only()
    assert finding.message == "不认识“notes”，是否应为“note”？"


def test_a_key_written_twice_is_refused(handed: Handed) -> None:
    finding = write(handed, SOURCE + "synthetic: false\n").only()
    assert finding.message.startswith("无法读取，格式或编码有误")
    assert "synthetic" in finding.found and str(handed.folder) not in finding.found


def test_the_folder_of_another_county_is_refused(handed: Handed) -> None:
    finding = write(handed, SOURCE.replace("620702", "620321")).only()
    assert (finding.found, finding.allowed) == ("620321", "620702")
    assert finding.message == "县区代码与所评县区不一致，可能放错了文件夹。"


def test_a_file_changed_since_it_was_received_is_told(handed: Handed) -> None:
    right = hashlib.sha256(handed.book.read_bytes()).hexdigest()
    assert write(handed, SOURCE + f"files:\n  甘州区.xlsx: {right}\n").load().findings == ()
    finding = write(handed, SOURCE + f"files:\n  甘州区.xlsx: {'f' * 64}\n").only("warning")
    assert (finding.file, finding.found, finding.allowed) == ("甘州区.xlsx", right, "f" * 64)
    assert finding.message.startswith("文件内容与登记的校验值不同")


def test_a_registered_file_that_is_not_there_is_told(handed: Handed) -> None:
    finding = write(handed, SOURCE + f"files:\n  旧表.xlsx: {'f' * 64}\n").only("warning")
    assert finding.message == "登记的文件“旧表.xlsx”没有找到或未被读取。"


def test_no_list_of_files_is_fine(handed: Handed) -> None:
    assert write(handed, SOURCE + "files:\n").load().findings == ()
