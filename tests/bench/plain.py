"""The plain way: what a newcomer would type. 常规做法。

The papermill command, then `jupyter nbconvert --to html` and `--to webpdf` on the same notebook, a county after the
other; or two such loops side by side, which keep both cores busy.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from many_counties import AS_OF, YEAR

from bench.whole import PYTHON, run


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
    for path in (
        wanted,
        Path(str(wanted).replace("chromium-", "chromium_headless_shell-")).with_name("headless_shell"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(system)
        shell = path.parents[1] / "chrome-headless-shell-linux64" / "chrome-headless-shell"
        shell.parent.mkdir(exist_ok=True)
        if not shell.exists():
            shell.symlink_to(system)
    return env


def print_county(root: Path, county: str, folder: Path, env: dict[str, str] | None) -> None:
    """papermill, then nbconvert to HTML and to PDF by a browser, each its own command."""
    binary = Path(PYTHON).parent
    done = folder / f"{county}.ipynb"
    parameters = [x for pair in (("county", county), ("school_year", YEAR), ("as_of", AS_OF)) for x in ("-r", *pair)]
    run(
        str(binary / "papermill"),
        "notebooks/county_report.ipynb",
        str(done),
        *parameters,
        "--no-progress-bar",
        root=root,
    )
    run(str(binary / "jupyter-nbconvert"), "--to", "html", str(done), root=root)
    if env is not None:
        run(
            str(binary / "jupyter-nbconvert"),
            "--to",
            "webpdf",
            "--disable-chromium-sandbox",
            str(done),
            root=root,
            env=env,
        )


def loop_s(root: Path, counties: Sequence[str], folder: Path, env: dict[str, str] | None, loops: int) -> float:
    """Seconds a county, `loops` loops side by side."""
    begun = perf_counter()
    with ThreadPoolExecutor(loops) as pool:
        list(pool.map(lambda county: print_county(root, county, folder, env), counties))
    return (perf_counter() - begun) / len(counties)
