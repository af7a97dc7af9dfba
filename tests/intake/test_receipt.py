"""Data received again: who, when, both hashes, each cell that differs. 收件登记。"""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from small_county import SOURCE, Handed

from analysis.errors import UserError
from analysis.intake.dictionary import renewed
from analysis.project import Project
from analysis.running.record_receipt import record

OFFICE = "甘州区教育局计财科"


@pytest.fixture
def received(tmp_path: Path, handed: Handed) -> tuple[Project, Handed, Path]:
    """A project whose county is registered, with the old file kept in a folder of its own; then one cell is mended."""
    project = Project(tmp_path / "project")
    raw = project.raw("620702", "2025")
    raw.parent.mkdir(parents=True)
    digest = hashlib.sha256(handed.book.read_bytes()).hexdigest()
    (handed.folder / "SOURCE.yml").write_text(
        f"# 数据来源\n{SOURCE}files:\n  甘州区.xlsx: {digest}\n", encoding="utf-8"
    )
    old = tmp_path / "old" / "2025"
    shutil.copytree(handed.folder, old)
    shutil.move(handed.folder, raw)
    own = Handed(raw, handed.rules)
    own.put("教师", Q2=8)
    return project, own, old


def test_the_record_says_who_when_both_hashes_and_the_cell(received: tuple[Project, Handed, Path]) -> None:
    project, handed, old = received
    receipt = record(project, "620702", "2025", OFFICE, date(2025, 10, 20), "补报培训人数", old)
    assert receipt.cells == ("甘州区.xlsx!教师!Q2 “完成360学时培训教师数”由7改为8",)
    text = (handed.folder / "SOURCE.yml").read_text(encoding="utf-8")
    said = yaml.safe_load(text)
    new, before = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (handed.book, old / "甘州区.xlsx"))
    assert text.startswith("# 数据来源\ncounty: 620702\n")
    assert said["files"] == {"甘州区.xlsx": new}
    assert said["received_on"] == date(2025, 10, 20)
    assert said["receipts"] == [
        {
            "received_on": date(2025, 10, 20),
            "provided_by": OFFICE,
            "note": "补报培训人数",
            "compared": True,
            "files": {"甘州区.xlsx": {"old": before, "new": new}},
            "cells": list(receipt.cells),
        }
    ]


def test_after_the_record_the_finding_is_gone(received: tuple[Project, Handed, Path]) -> None:
    project, handed, old = received
    assert "record-receipt" in handed.only("warning").message
    record(project, "620702", "2025", OFFICE, date(2025, 10, 20), "", old)
    assert handed.load().findings == ()


def test_a_second_receipt_keeps_the_first(received: tuple[Project, Handed, Path]) -> None:
    project, handed, old = received
    record(project, "620702", "2025", OFFICE, date(2025, 10, 20), "", old)
    handed.put("教师", Q3=10)
    record(project, "620702", "2025", OFFICE, date(2025, 10, 21), "")
    receipts = yaml.safe_load((handed.folder / "SOURCE.yml").read_text(encoding="utf-8"))["receipts"]
    assert [(entry["received_on"].isoformat(), entry["compared"]) for entry in receipts] == [
        ("2025-10-20", True),
        ("2025-10-21", False),
    ]
    assert handed.load().findings == ()


def test_nothing_new_is_refused_and_nothing_written(received: tuple[Project, Handed, Path]) -> None:
    project, handed, old = received
    shutil.copy(old / "甘州区.xlsx", handed.book)
    before = (handed.folder / "SOURCE.yml").read_bytes()
    with pytest.raises(UserError, match="没有新的文件可以登记"):
        record(project, "620702", "2025", OFFICE, date(2025, 10, 20), "")
    assert (handed.folder / "SOURCE.yml").read_bytes() == before


def test_another_file_than_the_registered_is_no_old_file(received: tuple[Project, Handed, Path]) -> None:
    project, handed, _ = received
    with pytest.raises(UserError, match="不是改动之前的文件"):
        record(project, "620702", "2025", OFFICE, date(2025, 10, 20), "", handed.folder)


def test_the_data_dictionary_is_as_the_program_would_write_it(project: Project) -> None:
    text = (project.root / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert renewed(text) == text, "run `make dictionary`"
