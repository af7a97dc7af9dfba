"""The committed county comes out of a bureau's own files, to the last cell. 导入全县。"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from whole_county import write_county

from analysis.intake.imports.import_folder import Imported, import_folder
from analysis.intake.imports.write import write_import
from analysis.intake.reading import Intake, read_county
from analysis.project import find_project
from analysis.tables.catalogue import TABLES

COUNTY, YEAR = "620702", "2025"
PROJECT = find_project(Path(__file__))


@pytest.fixture(scope="module")
def committed() -> Intake:
    return read_county(PROJECT.raw(COUNTY, YEAR), COUNTY)


@pytest.fixture(scope="module")
def imported(committed: Intake, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("bureau")
    write_county(folder, committed)
    return import_folder(PROJECT.root / "params" / "imports", folder, COUNTY, YEAR)


def cells(frame: pd.DataFrame, names: list[str]) -> list[list[object]]:
    return frame[names].astype(object).where(frame[names].notna(), None).to_numpy().tolist()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.sheet)
def test_each_table_is_the_committed_one_row_by_row(table, imported: Imported, committed: Intake) -> None:  # type: ignore[no-untyped-def]
    names = [column.name for column in table.columns]
    assert cells(imported.merged.frames[table.name], names) == cells(committed.tables[table.name], names)


def test_no_two_sources_differ_and_nothing_stops_the_import(imported: Imported) -> None:
    assert [line for line in imported.compared if not line.agrees] == []
    assert [finding for finding in imported.findings if finding.severity == "blocking"] == []


def test_what_is_written_reads_back_and_leads_to_the_form(
    imported: Imported, committed: Intake, tmp_path: Path
) -> None:
    target = tmp_path / COUNTY / YEAR
    assert write_import(imported, target, "甘州区", "甘州区教育局", True) == (True, 0)
    again = read_county(target, COUNTY)
    for table in TABLES:
        assert cells(again.tables[table.name], [c.name for c in table.columns]) == cells(
            committed.tables[table.name], [c.name for c in table.columns]
        ), table.sheet
    # 学段学生 row 2 is the primary stage of 张掖一中; its pupils stand in column E, row 5 of its form.
    assert (
        again.originals.behind("学段学生", "C2")
        == "received/统计报表/张掖一中(九年一贯制学校).xlsx!教基3112_九年一贯制学校!E6"
    )
    # Three years of form 331 add up to one cell.
    assert again.originals.behind("学段学生", "L3").count("教基3331!") == 3
    assert write_import(imported, target, "甘州区", "甘州区教育局", True) == (False, 0)
