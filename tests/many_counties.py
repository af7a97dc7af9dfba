"""A project of invented counties, to be run as a batch: for tests and measurements. 多县测试项目。"""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from analysis.samples.__main__ import FIRST_CODE, write_many

ROOT = Path(__file__).resolve().parents[1]
YEAR, RUN, AS_OF = "2025", "params/runs/2025.yml", "2025-09-01"


def make_project(root: Path, counties: int, schools: int) -> list[str]:
    """params, notebooks and data of `counties` counties below `root`; returns their codes. 建立项目。"""
    for folder in ("params", "notebooks"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    codes = [str(FIRST_CODE + number) for number in range(counties)]
    places = (ROOT / "data" / "reference" / "places.csv").read_text(encoding="utf-8-sig")
    (root / "data" / "reference").mkdir(parents=True)
    own = "".join(f"{code},合成县{number + 1:03d},,,\n" for number, code in enumerate(codes))
    (root / "data" / "reference" / "places.csv").write_text(places + own, encoding="utf-8-sig")
    write_many(root / "data" / "raw", counties, schools, int(YEAR), seed=1, share_below=0.05)
    for code in codes:
        (root / "params" / "counties" / f"{code}.yml").write_text(
            f'county: "{code}"\nreports:\n  {YEAR}: {{as_of: {AS_OF}}}\n', encoding="utf-8"
        )
    run = {
        "school_year": YEAR,
        "notebooks": {"county_report": {}},
        "minutes_per_county": 2,
        "memory_mb_per_county": 2000,
    }
    (root / RUN).write_text(yaml.safe_dump(run), encoding="utf-8")
    return codes
