"""A report folder is whole, or the one before, or absent; the same input gives the same files. 发布。"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep

import pytest
import tiny_county
from workplace import PATIENCE, Printed, Workplace

from analysis.running.publish import published

CODE = tiny_county.CODE
#: The one file that says when it was printed.
WHEN = "printed.json"
#: Kills itself between the two renames, which no one can hit from outside.
KILLED_BETWEEN_RENAMES = """
import os, signal, sys
from analysis.running import publish

rename = os.replace

def replace(source, target):
    rename(source, target)
    if str(target).endswith(publish.OLD):
        os.kill(os.getpid(), signal.SIGKILL)

publish.os.replace = replace
from analysis.cli import main
sys.argv = ["analysis", "report", sys.argv[1]]
main()
"""


@pytest.fixture
def place(tiny: Printed, tmp_path: Path) -> Workplace:
    """The small county with its printed report, in a copy."""
    root = tmp_path / "project"
    shutil.copytree(tiny.workplace.root, root)
    return Workplace(root)


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    with published(tmp_path / "2025" / "620702") as staging:
        (staging / "page.html").write_text("new", encoding="utf-8")
        assert not (tmp_path / "2025" / "620702").exists()
    assert [p.name for p in (tmp_path / "2025").iterdir()] == ["620702"]
    assert (tmp_path / "2025" / "620702" / "page.html").read_text(encoding="utf-8") == "new"
    assert (tmp_path / "2025" / "620702").stat().st_mode & 0o777 == 0o755


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "620702"
    folder.mkdir()
    (folder / "page.html").write_text("old", encoding="utf-8")

    def print_half() -> None:
        with published(folder) as staging:
            (staging / "page.html").write_text("half", encoding="utf-8")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        print_half()
    assert [p.name for p in tmp_path.iterdir()] == ["620702"]
    assert [(p.name, p.read_text(encoding="utf-8")) for p in folder.iterdir()] == [("page.html", "old")]


def test_nothing_of_the_old_folder_is_mixed_in(tmp_path: Path) -> None:
    folder = tmp_path / "620702"
    folder.mkdir()
    (folder / "stale.csv").write_text("old", encoding="utf-8")
    with published(folder) as staging:
        (staging / "page.html").write_text("new", encoding="utf-8")
    assert [p.name for p in folder.iterdir()] == ["page.html"]


def whole(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@contextmanager
def started(place: Workplace, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process whose whole group is gone when the block ends."""
    process = subprocess.Popen(
        command,
        cwd=place.root,
        env=place.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(happened: Callable[[], bool], what: str) -> None:
    end = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < end, f"waited in vain: {what}"
        sleep(0.005)


def is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_kill_9_at_three_moments(place: Workplace) -> None:
    folder = place.report(CODE)
    before = whole(folder)
    command = (sys.executable, "-m", "analysis", "report", CODE)
    for moment in (f".{CODE}.*.tmp", f".{CODE}.*.tmp/results.csv"):
        with started(place, *command) as process:
            until(lambda pattern=moment: bool(list(folder.parent.glob(pattern))), moment)  # type: ignore[misc]
            assert process.poll() is None, "it was too quick to be killed"
            process.kill()
            process.wait()
            until(lambda group=process.pid: is_gone(group), "its helpers end with it")  # type: ignore[misc]
        assert whole(folder) == before

    with started(place, sys.executable, "-c", KILLED_BETWEEN_RENAMES, CODE) as process:
        assert process.wait(PATIENCE) == -signal.SIGKILL
    assert not folder.exists(), "old or new, never half"

    done = place.run("report", CODE)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in folder.parent.iterdir()) == [CODE, f"{CODE}.check"]
    assert whole(folder) | {WHEN: ""} == before | {WHEN: ""}, "two runs, one result"


def test_a_killed_run_s_old_folder_comes_back_even_when_the_next_fails(place: Workplace) -> None:
    folder = place.report(CODE)
    before = whole(folder)
    folder.rename(folder.with_name(f".{CODE}.old"))
    (folder.with_name(f".{CODE}.dead.tmp")).mkdir()
    (place.project.raw(CODE, "2025") / "SOURCE.yml").unlink()
    assert place.run("report", CODE).returncode == 1
    assert whole(folder) == before
    assert not list(folder.parent.glob(".*"))


@pytest.mark.parametrize("county", ["ganzhou", "tiny"])
def test_the_manifest_tells_the_truth(county: str, request: pytest.FixtureRequest) -> None:
    printed: Printed = request.getfixturevalue(county)
    root = printed.workplace.root
    said = json.loads((printed.folder / "manifest.json").read_text(encoding="utf-8"))
    assert said["outputs"] == {
        name: hash for name, hash in whole(printed.folder).items() if name not in ("manifest.json", WHEN)
    }
    raw = printed.workplace.project.raw(printed.county, "2025").relative_to(root)
    hashes = printed.workplace.hashes(str(raw), "params", "notebooks")
    assert said["data"] and set(said["data"]) == {name for name in hashes if name.startswith(str(raw))}
    for part in ("data", "rules", "notebook"):
        assert said[part]
        assert {name: hash for name, hash in said[part].items() if hashes[name] != hash} == {}
    assert said["parameters"]["county"] == printed.county
    assert said["synthetic"] is (county == "ganzhou")


def test_inputs_stay_as_they_were(ganzhou: Printed) -> None:
    assert ganzhou.said["changed"] is False


def test_data_may_be_read_only(place: Workplace) -> None:
    """Nothing is written, touched or created below data/ and params/, with rights or without."""

    def state() -> dict[Path, tuple[int, int]]:
        return {
            path: (path.stat().st_mtime_ns, path.stat().st_size)
            for top in ("data", "params", "notebooks")
            for path in (place.root / top).rglob("*")
        }

    for path in (place.root / "data").rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = state()
    try:
        assert place.run("report", CODE).returncode == 0
    finally:
        for path in (place.root / "data").rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert before and state() == before
