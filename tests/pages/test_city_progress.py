"""The counties' ledgers side by side on the page of their city. 各县创建进展。"""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import UserError
from analysis.pages.city_overview import open_city, progress
from analysis.pages.city_overview.city import City
from analysis.pages.monthly_report.month import ledger_of
from analysis.printing.blocks import TableBlock, plain
from analysis.project import Project

DAY = "2025-09-30"


@pytest.fixture(scope="module")
def city(project: Project) -> City:
    return open_city("620300", "2025", "2025-09-01", project)


@pytest.fixture(scope="module")
def rows(city: City) -> dict[str, list[str]]:
    (table,) = (block for block in progress(city, DAY).blocks if isinstance(block, TableBlock))
    return {plain(row[0]): [plain(cell) for cell in row[1:]] for row in table.rows}


def test_every_county_is_there_with_the_lines_of_its_own_ledger(city: City, rows: dict[str, list[str]]) -> None:
    assert list(rows) == ["金川区", "永昌县"]
    for report in city.counties:
        lines = ledger_of(report, date.fromisoformat(DAY)).lines
        all_, open_, red, yellow, green, late = map(int, rows[report.name][:6])
        assert (all_, open_) == (len(lines), sum(line.open for line in lines))
        assert red + yellow + green <= all_ and late <= open_


def test_the_next_deadline_is_not_a_past_one(rows: dict[str, list[str]]) -> None:
    for row in rows.values():
        assert row[7] == "—" or row[7][:10] >= DAY


def test_without_a_day_the_section_says_what_to_do(city: City) -> None:
    (block,) = progress(city, "").blocks
    assert "在参数 date 中填写日期" in plain(block.text)  # type: ignore[union-attr]


def test_a_day_that_is_none_is_refused(city: City) -> None:
    with pytest.raises(UserError, match="台账日期 date"):
        progress(city, "9月底")
