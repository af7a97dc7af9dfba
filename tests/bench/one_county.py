"""Our figures beside the plain way, measured in one run: `make bench`.

The plain way is what a newcomer would type: the papermill command, then `jupyter nbconvert --to html` and
`--to webpdf` on the same notebook. Medians of a few runs; machines are noisy, so ratios travel better than seconds.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

import psutil

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
COUNTY, YEAR, AS_OF = "620702", "2025", "2025-09-01"
ONE_COUNTY_S, SCORING_S, MEMORY_MB = 8, 0.2, 600


def median(call: Callable[[], object], runs: int) -> float:
    """Median seconds of `runs` calls."""
    seconds = []
    for _ in range(runs):
        begun = perf_counter()
        call()
        seconds.append(perf_counter() - begun)
    return statistics.median(seconds)


def run(*command: str, env: dict[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a command; its output is shown where it fails."""
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")


def memory_mb() -> float:
    """Peak of the unshared and shared memory of the report's process tree, shared pages counted once (PSS)."""
    process = psutil.Popen([PYTHON, "-m", "analysis", "report", COUNTY], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        total = 0
        for member in [process, *process.children(recursive=True)]:
            try:
                total += member.memory_full_info().pss
            except (psutil.Error, AttributeError):
                continue
        peak = max(peak, total)
        try:
            process.wait(timeout=0.05)
        except psutil.TimeoutExpired:
            continue
    return peak / 2**20


def scoring_s() -> tuple[float, float]:
    """Seconds to read and check one county, and to score it, in a warm process."""
    from analysis.intake.intake import load
    from analysis.project import find_project
    from analysis.scoring.evaluate import evaluate
    from analysis.standard.load import read_rules

    project = find_project(ROOT)
    rules = read_rules(project.standards)
    folder = project.raw(COUNTY, YEAR)
    tables = load(folder, COUNTY, project.corrections, rules).tables
    day = date.fromisoformat(AS_OF)
    evaluate(tables, rules, day)
    reading = median(lambda: load(folder, COUNTY, project.corrections, rules), 3)
    return reading, median(lambda: evaluate(tables, rules, day), 5)


def browsers(folder: Path) -> dict[str, str] | None:
    """Let webpdf find the system's Chromium where Playwright would look for its own; None where there is none."""
    from playwright.sync_api import sync_playwright

    system = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if system is None:
        return None
    env = {"PLAYWRIGHT_BROWSERS_PATH": str(folder)}
    os.environ |= env
    with sync_playwright() as playwright:
        wanted = Path(playwright.chromium.executable_path)
    # Playwright starts a headless shell of its own where there is one.
    for path in (wanted, Path(str(wanted).replace("chromium-", "chromium_headless_shell-")).with_name("headless_shell")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(system)
        shell = path.parents[1] / "chrome-headless-shell-linux64" / "chrome-headless-shell"
        shell.parent.mkdir(exist_ok=True)
        if not shell.exists():
            shell.symlink_to(system)
    return env


def plain(folder: Path, env: dict[str, str] | None) -> None:
    """papermill, then nbconvert to HTML and to PDF by a browser, each its own command."""
    binary = Path(PYTHON).parent
    done = folder / "plain.ipynb"
    parameters = [x for pair in (("county", COUNTY), ("school_year", YEAR), ("as_of", AS_OF)) for x in ("-r", *pair)]
    run(str(binary / "papermill"), "notebooks/county_report.ipynb", str(done), *parameters, "--no-progress-bar", env={"JUNHENG_PROJECT": str(ROOT)})
    run(str(binary / "jupyter-nbconvert"), "--to", "html", str(done))
    if env is not None:
        run(str(binary / "jupyter-nbconvert"), "--to", "webpdf", "--disable-chromium-sandbox", str(done), env=env)


def main() -> None:
    """Measure, print, write reports/bench.json."""
    figures: dict[str, float] = {}
    run(PYTHON, "-m", "analysis", "report", COUNTY)
    figures["one_county_s"] = median(lambda: run(PYTHON, "-m", "analysis", "report", COUNTY), 3)
    figures["one_county_fresh_kernel_s"] = median(lambda: run(PYTHON, "-m", "analysis", "report", COUNTY, "--kernel", "fresh"), 2)
    figures["one_county_mb"] = memory_mb()
    figures["reading_s"], figures["scoring_s"] = scoring_s()
    with tempfile.TemporaryDirectory() as folder:
        env = browsers(Path(folder) / "browsers")
        figures["one_county_plain_s"] = median(lambda: plain(Path(folder), env), 2)
    figures["one_county_ratio"] = figures["one_county_plain_s"] / figures["one_county_s"]
    target = ROOT / "reports" / "bench.json"
    target.write_text(json.dumps({key: round(value, 3) for key, value in figures.items()}, indent=1) + "\n", encoding="utf-8")
    how = "with" if env is not None else "WITHOUT (no Chromium found)"
    print(f"one county, command to both files   {figures['one_county_s']:6.2f} s   (bound {ONE_COUNTY_S} s)")
    print(f"  the same with a fresh kernel      {figures['one_county_fresh_kernel_s']:6.2f} s")
    print(f"  memory of the process tree        {figures['one_county_mb']:6.0f} MB  (bound {MEMORY_MB} MB)")
    print(f"  reading and checking              {figures['reading_s']:6.2f} s")
    print(f"  scoring                           {figures['scoring_s']:6.2f} s   (bound {SCORING_S} s)")
    print(f"plain way, {how} PDF by a browser   {figures['one_county_plain_s']:6.2f} s")
    print(f"plain / ours                        {figures['one_county_ratio']:6.1f}")
    print(f"written: {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
