"""National scoring measured: time and memory at 30, 300, 1,500 and 3,000 counties of 70 schools. 全国评估的测量。

Every figure is taken in a fresh process, after one call on 30 counties that loads libraries and kernels. The time is
that of one `score_many` call and includes reading the Parquet files, checking the data, scoring, and putting the
frames together. The memory is the peak of the process, libraries included. `python tests/bench_national.py` shows all.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
SCHOOLS, AS_OF = 70, "2025-09-01"
SIZES, HALF, WARM = (30, 300, 1500, 3000), 1500, 30
#: Seconds and megabytes that 3,000 counties may take, and what twice the counties may take more.
BOUNDS = {
    "national_7_s": 2,
    "national_7_mb": 1536,
    "national_32_s": 30,
    "national_32_mb": 4096,
    "national_growth_x2": 2.1,
}


def measure(folder: Path | None = None, runs: int = 5, sizes: tuple[int, ...] = SIZES) -> dict[str, float]:
    """Medians of `runs` fresh processes for each size, and the five figures of BOUNDS. 测量全国评估。

    folder : where datasets are kept or made; a temporary one by default
    returns: national_<7|32>_<s|mb> of the largest size, the same with _at_<counties>, and national_growth_x2
    """
    if folder is None:
        with tempfile.TemporaryDirectory() as made:
            return measure(Path(made), runs, sizes)
    for counties in {WARM, *sizes}:
        make_dataset(folder, counties)
    figures: dict[str, float] = {}
    for what in ("7", "32"):
        # Size after size, run after run: what else the machine does falls on all sizes alike.
        taken = [{counties: one(folder, counties, what) for counties in sizes} for _ in range(runs)]
        for counties in sizes:
            for unit in ("s", "mb"):
                figures[f"national_{what}_{unit}_at_{counties}"] = statistics.median(
                    own[counties][unit] for own in taken
                )
        for unit in ("s", "mb"):
            figures[f"national_{what}_{unit}"] = figures[f"national_{what}_{unit}_at_{max(sizes)}"]
    if {HALF, 2 * HALF} <= set(sizes):
        growth = [
            figures[f"national_{what}_s_at_{2 * HALF}"] / figures[f"national_{what}_s_at_{HALF}"]
            for what in ("7", "32")
        ]
        figures["national_growth_x2"] = max(growth)
    return figures


def make_dataset(folder: Path, counties: int) -> Path:
    """Invented counties as Parquet, unless they are there. 生成数据集。"""
    own = folder / str(counties)
    if not own.exists():
        command = [
            sys.executable,
            "-m",
            "analysis.samples",
            "--counties",
            str(counties),
            "--schools",
            str(SCHOOLS),
            "--out",
            str(own),
            "--parquet",
        ]
        subprocess.run(command, cwd=ROOT, check=True)
    return own


def one(folder: Path, counties: int, what: str) -> dict[str, float]:
    """Seconds and peak megabytes of one call in a process of its own. 单次测量。"""
    command = [sys.executable, str(Path(__file__)), "call", str(folder / str(WARM)), str(folder / str(counties)), what]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: Mapping[str, float] = json.loads(done.stdout)
    assert found["counties"] == counties
    return dict(found)


def call(warm: str, dataset: str, what: str) -> dict[str, float]:
    """The call itself. 被测调用。"""
    from analysis.national.score_many import score_many
    from analysis.project import find_project
    from analysis.standard.load import read_rules

    rules, day, seven = read_rules(find_project(ROOT).standards), date.fromisoformat(AS_OF), what == "7"
    score_many(warm, rules, day, only_seven=seven)
    begun = perf_counter()
    found = score_many(dataset, rules, day, only_seven=seven)
    seconds = perf_counter() - begun
    return {"s": seconds, "mb": peak_mb(), "counties": found.results["county"].nunique(), "rows": len(found.results)}


def peak_mb() -> float:
    """Most memory this process ever held. 峰值内存。"""
    status = Path("/proc/self/status")
    if status.exists():
        # The other counter is inherited from the process that started this one.
        (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    if sys.argv[1:2] == ["call"]:
        sys.stdout.write(json.dumps(call(*sys.argv[2:])))
    else:
        for name, value in measure(Path(sys.argv[1]) if len(sys.argv) > 1 else None).items():
            bound = f"   (bound {BOUNDS[name]})" if name in BOUNDS else ""
            sys.stdout.write(f"{name:32}{value:10.2f}{bound}\n")
        sys.stdout.write(f"load {os.getloadavg()[0]:.1f}\n")
