"""Two runs on one reports folder: the second waits, is told for whom, and a killed one holds nothing. 成果目录锁。"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.errors import UserError
from analysis.running.folder_lock import held

HOLD = """
import sys, time
from pathlib import Path
from analysis.running.folder_lock import held
with held(Path(sys.argv[1]), "run 2025.yml"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def hold(folder: Path, seconds: float) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, folder, str(seconds)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = hold(tmp_path / "2025", 60)
    yield process
    process.kill()
    process.wait()


def test_who_comes_second_is_told_for_whom_it_waits_and_goes_on_afterwards(tmp_path: Path) -> None:
    process = hold(tmp_path / "2025", 1.5)
    told: list[str] = []
    with held(tmp_path / "2025", "run", told.append):
        assert process.wait(timeout=10) == 0
    assert len(told) == 1
    assert "2025 正被另一次运行（run 2025.yml，" in told[0] and f"进程 {process.pid}" in told[0]


def test_who_does_not_wait_is_told_who_holds_it(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with (
        pytest.raises(UserError, match=rf"2025 正被另一次运行（run 2025.yml，.*进程 {holder.pid}，.*开始）使用"),
        held(tmp_path / "2025", "run", seconds=0.2),
    ):
        pass


def test_a_killed_process_holds_nothing(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    begun, told = time.monotonic(), list[str]()
    with held(tmp_path / "2025", "run", told.append, seconds=5):
        assert time.monotonic() - begun < 2
    assert told == []


def test_folders_beside_each_other_do_not_wait(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with held(tmp_path / "2026", "run", seconds=0.2):
        assert holder.poll() is None


def test_a_block_that_fails_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), held(tmp_path / "2025", "run"):
        _ = 1 / 0
    with held(tmp_path / "2025", "run", seconds=0.2):
        pass


def test_two_who_publish_the_same_folder_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each puts its page in place of the other's twenty times; what is left is whole, and no staging folder remains."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom analysis.running.publish import published\n"
        "for number in range(20):\n    with published(Path(sys.argv[1])) as staging:\n"
        "        (staging / 'manifest.json').write_text(f'{sys.argv[2]} {number}')\n        (staging / 'page').write_text('whole')\n"
    )
    folder = tmp_path / "2025" / "620702"
    processes = [
        subprocess.Popen([sys.executable, "-c", code, folder, who], stderr=subprocess.PIPE, text=True) for who in "ab"
    ]
    assert [(process.wait(timeout=60), process.stderr.read()) for process in processes if process.stderr] == [
        (0, ""),
        (0, ""),
    ]
    assert (folder / "page").read_text() == "whole"
    assert [path.name for path in folder.parent.iterdir() if path.suffix in (".tmp", ".old")] == []
    kept = {path.joinpath("manifest.json").read_text() for path in (folder.parent / "earlier" / "620702").iterdir()}
    kept.add((folder / "manifest.json").read_text())
    assert kept == {f"{who} {number}" for who in "ab" for number in range(20)}
