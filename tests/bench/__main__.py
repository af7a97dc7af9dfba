"""Measure, print a table of medians and ratios, write reports/bench.json. 运行全部测量。"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import batch, import_files, national, one_county
from bench.whole import PYTHON, ROOT

#: What is asked: key -> (bound, whether it is the most allowed).
BOUNDS = {
    "one_county_s": (8, True),
    "one_county_mb": (600, True),
    "part_scoring_s": (0.2, True),
    "batch_ratio_serial": (10, False),
    "batch_ratio_both_cores": (6, False),
    "skip_100_s": (3, True),
    "national_7_s": (2, True),
    "national_7_mb": (1500, True),
    "national_32_s": (30, True),
    "national_32_mb": (4000, True),
    "national_growth_x2": (2.1, True),
    "import_60_s": (15, True),
    "import_400_s": (100, True),
    "import_400_mb": (1000, True),
}
PARTS = {
    "one": one_county.figures,
    "batch": batch.figures,
    "national": national.measure,
    "import": import_files.figures,
}


def parts() -> dict[str, float]:
    """Medians of the parts of a report, by pytest-benchmark."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "parts.json"
        options = ["-o", "addopts=", "-o", "python_files=bench_*.py", "-q", f"--benchmark-json={said}"]
        subprocess.run(
            [PYTHON, "-m", "pytest", *options, "tests/bench/bench_parts.py"],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        measured = json.loads(said.read_text(encoding="utf-8"))["benchmarks"]
    return {
        f"part_{each['name'].removeprefix('test_').replace('[', '_').split('-')[0].rstrip(']')}_s": each["stats"][
            "median"
        ]
        for each in measured
    }


def main() -> None:
    """`python -m bench [one|parts|batch|national|import]…`; all where nothing is asked for."""
    target = ROOT / "reports" / "bench.json"
    known = json.loads(target.read_text(encoding="utf-8")) if target.is_file() else {}
    for name, measure in {**PARTS, "parts": parts}.items():
        if len(sys.argv) > 1 and name not in sys.argv[1:]:
            continue
        found = measure()
        for key, value in found.items():
            bound, most = BOUNDS.get(key, (None, True))
            asked = (
                ""
                if bound is None
                else f"   {'at most' if most else 'at least'} {bound}: {'yes' if (value <= bound) == most else 'NO'}"
            )
            print(f"{key:32s} {value:10.3f}{asked}", flush=True)
        known |= {key: round(value, 3) for key, value in found.items()}
        target.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    print(f"written: {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
