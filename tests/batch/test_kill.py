"""kill -9 of the batch, of a county's process, of a kernel, at random moments. 强行终止。"""

from __future__ import annotations

import contextlib
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from batch_project import YEAR, Batch

from analysis.running.inputs import file_hash
from analysis.running.manifest import outputs, read_manifest

A = "990001"
ROUNDS = 20
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 here")


def below(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def lead(process: subprocess.Popen[bytes], _: random.Random) -> psutil.Process:
    return psutil.Process(process.pid)


def any_below(process: subprocess.Popen[bytes], chance: random.Random) -> psutil.Process:
    return chance.choice(below(process) or [psutil.Process(process.pid)])


def kernel(process: subprocess.Popen[bytes], chance: random.Random) -> psutil.Process:
    started = [p for p in below(process) if "ipykernel_launcher" in " ".join(p.cmdline())]
    return chance.choice(started or below(process) or [psutil.Process(process.pid)])


def whole(folder: Path) -> bool:
    said, intact = read_manifest(folder / "manifest.json")
    return intact and outputs(folder) == said.outputs


def test_killed_twenty_times_nothing_is_lost_or_half_written(printed: Batch, done: Batch) -> None:
    """Every round prints all again and is struck at another moment; every page stays one that was whole."""
    chance = random.Random(20)
    before = printed.pages()
    strikes: list[tuple[Callable[..., psutil.Process], tuple[str, ...]]] = [
        (lead, ()),
        (any_below, ()),
        (lead, ("--jobs", "1")),
        (any_below, ()),
        (kernel, ("--kernel", "fresh")),
    ]
    for number in range(ROUNDS):
        strike, words = strikes[number % len(strikes)]
        process = subprocess.Popen(
            done.command("--force", *words),
            cwd=done.root,
            env=done.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.3, 3.0))
        family = [psutil.Process(process.pid), *below(process)] if process.poll() is None else []
        if family:
            with contextlib.suppress(psutil.NoSuchProcess):
                strike(process, chance).kill()
        if strike is lead:
            _, alive = psutil.wait_procs(family, timeout=20)
            assert not alive, "what the batch started ends with it"
        else:
            # A county's process that died is started once more; one of these runs may go on, the others are ended too.
            process.wait(60) if number == 1 else process.kill()
            process.wait(20)
            psutil.wait_procs(family, timeout=20)
        found = done.pages()
        assert all(before[name] == digest for name, digest in found.items()), (
            f"round {number}: a page is not as an undisturbed run prints it"
        )
    said = done.run("--why")
    assert said.returncode == 0, said.stdout
    assert done.pages() == before, "the same bytes as an undisturbed run"
    assert all(whole(done.project.report(code, YEAR)) for code in (A, "990002", "990003"))
    assert not list(done.reports.glob(".*")), "what the killed runs left is tidied up"
    assert {file_hash(path) for path in (done.root / "data").rglob("*.csv")} == {
        file_hash(path) for path in (printed.root / "data").rglob("*.csv")
    }


def test_between_the_two_renames_the_page_printed_before_comes_back(done: Batch) -> None:
    folder = done.project.report(A, YEAR)
    before = done.pages()
    folder.rename(folder.with_name(f".{A}.old"))
    assert done.run("--why").stdout.count("没有变化，跳过") == 3
    assert done.pages() == before and not list(done.reports.glob(".*"))


def test_a_folder_copied_half_way_is_printed_again(done: Batch) -> None:
    """Half a folder can come from outside alone, such as a copy that was broken off."""
    folder = done.project.report(A, YEAR)
    before = done.pages()
    shutil.copytree(folder, done.root / "half")
    for path in (*folder.glob("*.pdf"), *folder.glob("*.csv")):
        path.unlink()
    said = done.run("--why")
    assert f"{A}/county_report：已生成的文件：4 个已不存在" in said.stdout
    assert done.pages() == before
