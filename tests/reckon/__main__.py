"""`make reckon`: many odd counties, reckoned twice; the first that differ are shrunk and printed as cases. 批量复算。"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from random import Random

from analysis.project import find_project
from analysis.standard.load import read_rules
from reckon.agree import as_case, disagreements, smallest
from reckon.counties import Drawn, odd_county

#: The texts of 2017, 2019 and 2024.
DATES = (date(2018, 9, 1), date(2022, 9, 1), date(2025, 9, 1))
GROUP = 250
SHOWN = 3


def counties(seed: int, first: int, many: int, year: int) -> dict[str, Drawn]:
    """Counties by code, each from a seed of its own; every fifth lies in Liaoning, whose list of vetoes is longer."""
    codes = [f"{'21' if at % 5 == 0 else '99'}{at % 10_000:04d}" for at in range(first, first + many)]
    return {code: odd_county(Random(f"{seed}/{at}"), code, year) for at, code in enumerate(codes, first)}


def reckon_group(seed: int, first: int, many: int) -> tuple[int, list[str]]:
    """How many counties of a group differ, and the first of them as cases."""
    rules = read_rules(find_project(Path.cwd()).standards)
    as_of = DATES[first // GROUP % len(DATES)]
    drawn = counties(seed, first, many, as_of.year)
    found = disagreements(drawn, rules, as_of)
    cases = []
    for code in list(found)[:SHOWN]:
        county = smallest(drawn[code], code, rules, as_of)
        cases.append(as_case(county, disagreements({code: county}, rules, as_of)[code], as_of))
    return len(found), cases


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    began, differing, shown, done = time.monotonic(), 0, 0, 0
    firsts = range(0, asked.counties, GROUP)
    with ProcessPoolExecutor(asked.jobs) as pool:
        jobs = [pool.submit(reckon_group, asked.seed, first, min(GROUP, asked.counties - first)) for first in firsts]
        for job, first in zip(jobs, firsts, strict=True):
            many, cases = job.result()
            differing, done = differing + many, min(first + GROUP, asked.counties)
            for case in cases[: max(SHOWN - shown, 0)]:
                print(case)
            shown += len(cases)
            print(f"{done} counties, {differing} differ, {time.monotonic() - began:.0f} s", file=sys.stderr)
    print(f"{asked.counties} counties of seed {asked.seed}: {differing} differ, {time.monotonic() - began:.0f} s")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
