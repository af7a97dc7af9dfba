"""The verbs of the ledger, as a user calls them. 台账命令。"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar
from typer.testing import CliRunner, Result

from analysis.cli import app
from analysis.project import VARIABLE, Project


@pytest.fixture
def place(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("params", "notebooks", "data/raw", "data/reference"):
        (tmp_path / folder).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / folder).symlink_to(project.root / folder)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_a_ledger_is_kept_sent_out_and_taken_back(place: Path) -> None:
    path = place / "data" / "ledger" / "620702.csv"
    done = call("ledger", "620702", "--date", "2025-08-10")
    assert done.exit_code == 0, done.stderr
    assert "立账175项、销号6项" in done.stdout and "合成数据" in done.stdout and "data/ledger/620702.csv" in done.stdout
    first = path.read_bytes()
    again = call("ledger", "620702", "--date", "2025-08-20")
    assert again.exit_code == 0 and "没有变化，未追加" in again.stdout and path.read_bytes() == first

    sent = call("ledger-export", "620702", "--date", "2025-08-20", "--office", "区财政局")
    assert sent.exit_code == 0, sent.stderr
    book_path = place / "reports" / "2025" / "620702.ledger" / "甘州区台账（区财政局）.xlsx"
    book = openpyxl.load_workbook(book_path)
    sheet = book["区财政局"]
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == "620702-T-2.1.5-2")
    for column, value in zip("MNP", ("已完成", 100, "专项经费预算文件（2025-08-25）"), strict=True):
        sheet[f"{column}{row}"] = value
    book.save(book_path)

    back = call("ledger-merge", str(book_path), "--date", "2025-09-01")
    assert back.exit_code == 0, back.stderr
    assert "并入 1 项的 3 处填报（区财政局）；销号1项" in back.stdout
    second = path.read_bytes()
    assert second.startswith(first)
    twice = call("ledger-merge", str(book_path), "--date", "2025-09-02")
    assert twice.exit_code == 0 and "没有新的填报" in twice.stdout and path.read_bytes() == second

    past = call("ledger-merge", str(book_path), "--county", "430203", "--date", "2025-09-02")
    assert past.exit_code == 2 and "是 620702 的台账，不能并入 430203" in past.stderr


def test_a_rewritten_history_stops_every_verb(place: Path) -> None:
    assert call("ledger", "620702", "--date", "2025-08-10").exit_code == 0
    path = place / "data" / "ledger" / "620702.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("not_met", "met", 1), encoding="utf-8-sig")
    for verb in ("ledger", "ledger-export", "timetable"):
        done = call(verb, "620702", "--date", "2025-09-10")
        assert done.exit_code == 2 and "620702.csv 第2行" in done.stderr and "不能改写" in done.stderr


def test_the_timetable_names_late_items_first_and_writes_a_calendar(place: Path) -> None:
    done = call("timetable", "620702", "--date", "2025-09-16")
    assert done.exit_code == 0, done.stderr
    late = [line for line in done.stdout.splitlines() if line.startswith("逾期")]
    assert late[0].startswith("逾期47天　张掖三中迁建") and late[-1].startswith(
        "逾期1天　有扩建空间的学校，加快立项　区发改局"
    )
    assert "8 项任务的时限晚于总目标日期" in done.stdout
    content = (place / "reports" / "2025" / "620702.timetable" / "甘州区时间表.ics").read_bytes()
    assert len(list(Calendar.from_ical(content).walk("VEVENT"))) > 41


def test_phases_of_a_plan_are_named(place: Path) -> None:
    done = call("timetable", "620321", "--date", "2025-09-16")
    assert "阶段　实施阶段　2025-04-01 至 2026-10-31" in done.stdout
    assert "目标　整市通过省级验收　2026-12-31" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ledger", "620702", "--date", "9月"), "登记日期 --date 应写成 2025-09-01"),
        (("ledger", "620703"), "620703"),
        (("ledger-merge", "没有.xlsx"), "找不到文件 没有.xlsx"),
        (("ledger-export", "620702", "--date", "2025-09-01"), "还没有登记，请先运行 python -m analysis ledger 620702"),
    ],
)
def test_wrong_words_are_told_and_leave_nothing(words: tuple[str, ...], said: str, place: Path) -> None:
    done = call(*words)
    assert done.exit_code == 2 and said in done.stderr
    assert not (place / "data" / "ledger").exists()
