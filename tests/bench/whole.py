"""Measuring whole processes: time and memory. 整进程测量。"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import psutil

from analysis.project import VARIABLE

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable


def median(call: Callable[[], object], runs: int) -> float:
    """Median seconds of `runs` calls."""
    seconds = []
    for _ in range(runs):
        begun = perf_counter()
        call()
        seconds.append(perf_counter() - begun)
    return statistics.median(seconds)


def run(*command: str, root: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """Run a command in a project; what it said is returned, or shown where it fails."""
    environ = {**os.environ, VARIABLE: str(root), **(env or {})}
    done = subprocess.run(command, cwd=root, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def tree_mb(process: psutil.Process) -> float:
    """Memory of a process and all below it, shared pages counted once (PSS)."""
    total = 0.0
    with suppress(psutil.Error):
        for member in [process, *process.children(recursive=True)]:
            with suppress(psutil.Error, AttributeError):
                total += member.memory_full_info().pss / 2**20
    return total
