"""Twenty and a hundred counties, one and two at once, and the plain loop on the same counties. 批量测量。"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep

import psutil
from many_counties import RUN, make_project

from analysis.project import VARIABLE
from bench import plain
from bench.whole import PYTHON, median, run, tree_mb

SCHOOLS = 70
#: Counties of the plain loops: they cost the same each, and a hundred take the better part of an hour.
PLAIN = int(os.environ.get("PLAIN_COUNTIES", "4"))


def command(*words: str) -> tuple[str, ...]:
    return (PYTHON, "-m", "analysis", "run", RUN, *words)


def some(codes: list[str]) -> list[str]:
    return [word for code in codes for word in ("--county", code)]


def figures(many: int = 100, few: int = 20) -> dict[str, float]:
    """Seconds a county, ratios to the plain loops, the skip run, and memory from the tenth county to the last."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        codes = make_project(root, many, SCHOOLS)
        found = {f"batch_{few}_jobs_1_s": _seconds(root, *some(codes[:few]), "--jobs", "1") / few}
        found[f"batch_{few}_jobs_2_s"] = _seconds(root, *some(codes[:few]), "--jobs", "2", "--force") / few
        begun = perf_counter()
        memory = _memory(root, many)
        found[f"batch_{many}_jobs_2_s"] = (perf_counter() - begun) / many
        found |= memory
        found[f"skip_{many}_s"] = median(lambda: run(*command(), root=root), 3)
        env = plain.browsers(Path(folder) / "browsers")
        found["plain_serial_s"] = plain.loop_s(root, codes[:PLAIN], Path(folder), env, 1)
        found["plain_both_cores_s"] = plain.loop_s(root, codes[:PLAIN], Path(folder), env, 2)
    ours = found[f"batch_{many}_jobs_2_s"]
    return found | {
        "batch_ratio_serial": found["plain_serial_s"] / ours,
        "batch_ratio_both_cores": found["plain_both_cores_s"] / ours,
    }


def _seconds(root: Path, *words: str) -> float:
    begun = perf_counter()
    run(*command(*words), root=root)
    return perf_counter() - begun


def _memory(root: Path, many: int) -> dict[str, float]:
    """Peak memory of the whole batch about its tenth county, and about its last ten."""
    process = psutil.Popen(
        command("--force", "--jobs", "2"),
        cwd=root,
        env={**os.environ, VARIABLE: str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    done = 0

    def follow() -> None:
        nonlocal done
        for line in process.stderr:
            done += line.startswith("[")

    Thread(target=follow, daemon=True).start()
    early = late = 0.0
    while process.poll() is None:
        now = tree_mb(process)
        if 5 <= done < 15:
            early = max(early, now)
        elif done >= many - 10:
            late = max(late, now)
        # Reading it costs the batch something too.
        sleep(1)
    if process.returncode:
        raise SystemExit("the batch failed")
    return {"batch_mb_10": early, f"batch_mb_{many}": late}
