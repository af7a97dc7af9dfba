"""One county: from the command to both files. 单县测量。"""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil

from bench import plain
from bench.whole import PYTHON, ROOT, median, run, tree_mb

COUNTY = "620702"


def memory_mb() -> float:
    """Peak of the report's process tree."""
    process = psutil.Popen(
        [PYTHON, "-m", "analysis", "report", COUNTY], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, tree_mb(process))
        with suppress(psutil.TimeoutExpired):
            process.wait(timeout=0.05)
    return peak


def figures() -> dict[str, float]:
    """Seconds cold (first after others used the memory) and warm, with a plain kernel, and the plain way."""
    command = (PYTHON, "-m", "analysis", "report", COUNTY)
    found = {"one_county_first_s": median(lambda: run(*command), 1), "one_county_s": median(lambda: run(*command), 3)}
    found["one_county_fresh_kernel_s"] = median(lambda: run(*command, "--kernel", "fresh"), 2)
    found["one_county_mb"] = memory_mb()
    with tempfile.TemporaryDirectory() as folder:
        env = plain.browsers(Path(folder) / "browsers")
        found["one_county_plain_s"] = median(lambda: plain.print_county(ROOT, COUNTY, Path(folder), env), 2)
    return found | {"one_county_ratio": found["one_county_plain_s"] / found["one_county_s"]}
