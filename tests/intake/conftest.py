"""A valid workbook for each test to spoil. 供各测试改坏的工作簿。"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_county import SOURCE, Handed, county_tables

from analysis.intake.template import write_workbook
from analysis.standard.load import RuleBook


@pytest.fixture(scope="session")
def vetoes(rules: RuleBook) -> list[str]:
    return [veto.label for veto in rules.standard.vetoes if not veto.divisions]


@pytest.fixture(scope="session")
def valid_book(tmp_path_factory: pytest.TempPathFactory, vetoes: list[str]) -> Path:
    path = tmp_path_factory.mktemp("valid") / "valid.xlsx"
    write_workbook(path, county_tables(vetoes), vetoes=vetoes)
    return path


@pytest.fixture
def handed(tmp_path: Path, valid_book: Path, rules: RuleBook) -> Handed:
    folder = tmp_path / "620702" / "2025"
    folder.mkdir(parents=True)
    (folder / "SOURCE.yml").write_text(SOURCE, encoding="utf-8")
    shutil.copy(valid_book, folder / "甘州区.xlsx")
    return Handed(folder, rules)
