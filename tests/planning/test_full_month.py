"""The monthly report when every office answers: short enough to be read, and problems first. 各单位都报送的月报。"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from analysis.pages.monthly_report import open_month
from analysis.pages.monthly_report.month import Month, open_until
from analysis.planning.history import HistoryRow, append
from analysis.planning.open_ledger import record
from analysis.planning.punctuality import punctuality, to_talk_over
from analysis.project import VARIABLE


@pytest.fixture(scope="module")
def place(project: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("place")
    for folder in ("params", "notebooks", "data/raw", "data/reference", "data/corrections"):
        (root / folder).parent.mkdir(parents=True, exist_ok=True)
        if (project.root / folder).exists():
            (root / folder).symlink_to(project.root / folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(root))
        opened = record(open_until("620702", "2025", "2025-09-01", date(2025, 8, 1), date(2025, 8, 10)).ledger)
        said = {"status": "正在推进", "progress": "40", "note": "已制定工作方案，正在按计划逐校落实，下月继续推进"}
        append(
            opened.history,
            [
                HistoryRow(line.id, line.title, "file#1", "2025-09-20", key, "", text, "", "", "", office)
                for line in opened.lines
                for office in line.offices
                for key, text in said.items()
            ],
        )
    return root


@pytest.fixture(scope="module")
def september(place: Path) -> Month:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(place))
        return open_month("620702", "2025", "2025-09-01", "2025-09")


@pytest.fixture(scope="module")
def pages(place: Path) -> list[str]:
    command = [sys.executable, "-m", "analysis", "run", str(place / "params/runs/2025.yml"), "--county", "620702"]
    subprocess.run([*command, "--notebook", "monthly_report"], env=os.environ | {VARIABLE: str(place)}, check=True)
    (pdf,) = (place / "reports").rglob("monthly_report.pdf")
    return [page.extract_text() for page in pypdf.PdfReader(pdf).pages]


def test_it_has_at_most_twelve_pages(pages: list[str]) -> None:
    assert len(pages) <= 12


def test_problems_begin_on_the_second_page_at_the_latest(pages: list[str]) -> None:
    assert any("二、存在问题" in page for page in pages[:2])


def test_an_office_two_months_late_is_to_be_talked_with(september: Month) -> None:
    # 张掖三中迁建 was due on 31 July: two months later is 30 September.
    assert [line.id for line in to_talk_over(september.ledger.lines, date(2025, 9, 30))] == ["620702-T-2.2.2-4"]
    assert to_talk_over(september.ledger.lines, date(2025, 9, 29)) == []


def test_what_falls_due_today_is_not_late_yet(september: Month) -> None:
    # Thirteen tasks were due before 30 September, and none of them is struck off.
    found = punctuality([line for line in september.ledger.lines if line.kind == "task"], date(2025, 9, 30))
    assert (len(found.due), len(found.in_time), found.rate) == (13, 0, 0)
    assert punctuality([], date(2025, 9, 30)).rate is None
