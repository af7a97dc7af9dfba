"""The history only grows, and a change of it is noticed. 台账历史。"""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import UserError
from analysis.planning.history import HistoryRow, append, read_history, replay

ROW = HistoryRow(
    "620702-indicator_02-1",
    "甲校：骨干教师",
    "2025@a#1",
    "2025-09-01",
    "open",
    "",
    "not_met",
    "0.8",
    "1.0",
    "人",
    "评估",
)


def closed(day: str) -> HistoryRow:
    return replace(ROW, date=day, event="close", before="not_met", after="met", value="1.0")


def test_rows_are_added_behind_those_that_are_there(tmp_path: Path) -> None:
    path = tmp_path / "620702.csv"
    one = append(read_history(path), [ROW])
    before = path.read_bytes()
    two = append(one, [closed("2025-10-01")])
    assert path.read_bytes().startswith(before)
    assert two.rows == (ROW, closed("2025-10-01")) == read_history(path).rows


def test_excel_opens_it_and_finds_the_headings(tmp_path: Path) -> None:
    append(read_history(tmp_path / "a.csv"), [ROW])
    assert (
        (tmp_path / "a.csv")
        .read_bytes()
        .startswith(b"\xef\xbb\xbfline,title,run,date,event,from,to,value,limit,unit,by,check\n")
    )


def test_nothing_changed_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    append(read_history(path), [])
    assert not path.exists()
    history = append(read_history(path), [ROW])
    stamp = path.stat().st_mtime_ns
    assert append(history, []) == history and path.stat().st_mtime_ns == stamp


def spoilt(path: Path, how: str) -> None:
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    if how == "edited":
        lines[1] = lines[1].replace("not_met", "met", 1)
    elif how == "removed":
        del lines[1]
    elif how == "swapped":
        lines[1], lines[2] = lines[2], lines[1]
    elif how == "heading":
        lines[0] = lines[0].replace("line", "id")
    elif how == "cut":
        lines[-1] = lines[-1][:-30]
    path.write_text("".join(lines), encoding="utf-8-sig")


@pytest.mark.parametrize(("how", "row"), [("edited", 2), ("removed", 2), ("swapped", 2), ("heading", 1), ("cut", 4)])
def test_a_rewritten_history_is_refused_by_row(how: str, row: int, tmp_path: Path) -> None:
    path = tmp_path / "620702.csv"
    append(read_history(path), [ROW, closed("2025-10-01"), replace(ROW, line="x", date="2025-10-02")])
    spoilt(path, how)
    with pytest.raises(UserError, match=f"620702.csv 第{row}行.*不能改写"):
        read_history(path)


def test_a_row_older_than_the_last_is_refused(tmp_path: Path) -> None:
    history = append(read_history(tmp_path / "a.csv"), [closed("2025-10-01")])
    before = history.path.read_bytes()
    with pytest.raises(UserError, match="最后一条记录的日期是 2025-10-01，不能补记 2025-09-01"):
        append(history, [ROW])
    assert history.path.read_bytes() == before


def test_two_writers_at_once_lose_neither(tmp_path: Path) -> None:
    mine = theirs = read_history(tmp_path / "a.csv")
    append(mine, [ROW])
    with pytest.raises(UserError, match="另一次登记改动，没有写入"):
        append(theirs, [closed("2025-10-01")])
    assert read_history(mine.path).rows == (ROW,)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process")
def test_a_killed_write_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    append(read_history(path), [ROW])
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom analysis.planning.history import *\n"
        # Killed with the new file written and not yet in place.
        "os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "h = read_history(Path(sys.argv[1]))\nappend(h, [h.rows[0]])\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == -signal.SIGKILL
    after = read_history(path)
    assert after.rows == (ROW,)
    assert append(after, [closed("2025-10-01")]).rows == (ROW, closed("2025-10-01"))


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30).map(
    lambda text: " ".join(text.split())
)


@given(WORDS, WORDS, st.sampled_from(["=1+1", "@x", "-1.8", "+3", "'x", "''", "-x", ""]))
def test_any_words_come_back_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, note: str, office: str, start: str
) -> None:
    path = tmp_path_factory.mktemp("history") / "a.csv"
    row = replace(ROW, event="note", after=f"{start}{note}", by=office)
    assert append(read_history(path), [ROW, row]).rows[1] == row
    cells = next(cells for cells in list(csv.reader(path.open(encoding="utf-8-sig", newline="")))[2:])
    assert not cells[6].startswith(("=", "@")) and not (
        cells[6][:1] in "+-" and cells[6] and not cells[6][1:].replace(".", "").isdigit()
    )


def test_a_line_break_does_not_break_a_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    append(read_history(path), [ROW, replace(ROW, event="note", after="第一行\n第二行")])
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 3
    assert read_history(path).rows[1].after == "第一行 第二行"


def test_a_line_closes_reopens_and_closes() -> None:
    again = replace(ROW, date="2025-11-01", event="reopen", before="met", value="0.9")
    rows = (ROW, closed("2025-10-01"), again, closed("2025-12-01"))
    seen = [(s.open, s.opened, s.since, s.reopened, s.first) for n in range(1, 5) for s in replay(rows[:n]).values()]
    assert seen == [
        (True, "2025-09-01", "2025-09-01", 0, "0.8"),
        (False, "2025-09-01", "2025-10-01", 0, "0.8"),
        (True, "2025-09-01", "2025-11-01", 1, "0.9"),
        (False, "2025-09-01", "2025-12-01", 1, "0.9"),
    ]


def test_every_answer_ever_given_stays_in_the_file(tmp_path: Path) -> None:
    answers = [replace(ROW, event="progress", before=a, after=b, by="区教育局") for a, b in (("", "30"), ("30", "50"))]
    history = append(read_history(tmp_path / "a.csv"), [ROW, *answers])
    assert replay(history.rows)[ROW.line].answers == {"区教育局": {"progress": "50"}}
    assert [row.after for row in history.rows if row.event == "progress"] == ["30", "50"]
