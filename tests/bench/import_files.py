"""Import of 60 and of 400 schools' own files: seconds and memory of a fresh process. 导入现有文件的用时。"""

from __future__ import annotations

import resource
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.whole import PYTHON, ROOT, median, run

sys.path.insert(0, str(ROOT / "tests" / "imports"))

COUNTY, YEAR, SCHOOLS, MOST = "620702", "2025", 60, 400


def figures() -> dict[str, float]:
    """Seconds and MB of importing one folder of each size. 用时与内存。"""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root / "60", 1)
        _write(root / "400", MOST // SCHOOLS + 1)
        found = {}
        for size in ("60", "400"):
            command = [
                PYTHON,
                "-m",
                "analysis",
                "import",
                COUNTY,
                "--from",
                str(root / size),
                "--into",
                str(root / f"out{size}" / YEAR),
                "--synthetic",
            ]
            found[f"import_{size}_s"] = median(partial(run, *command), 1)
        # Of the largest process; there are two beside it that hold one file each.
        found["import_400_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        return found


def _write(folder: Path, times: int) -> None:
    """The county of the sample, so many times over under other codes and names; the last time only as far as needed."""
    from whole_county import write_county

    from analysis.intake.reading import read_county

    intake = read_county(ROOT / "data" / "raw" / COUNTY / YEAR, COUNTY)
    for number in range(times):
        tables = dict(intake.tables)
        for name, frame in tables.items():
            if "school" in frame and number:
                tables[name] = frame.assign(
                    school=frame["school"].map(
                        lambda code, n=number: code and f"{code[:6]}{n}{code[7:]}" if isinstance(code, str) else code
                    )
                )
        if number:
            tables["schools"] = tables["schools"].assign(name=tables["schools"]["name"] + f"{number}")
        write_county(folder / str(number), replace(intake, tables=tables), min(SCHOOLS, MOST - number * SCHOOLS))
        if number:
            (folder / str(number) / "县级.xlsx").unlink()
