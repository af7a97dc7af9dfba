"""What the tests share. 测试公用。"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from analysis.project import Project, find_project
from analysis.standard.load import RuleBook, read_rules

# The same examples every time: a test that fails for one must fail for all. HYPOTHESIS_PROFILE=default searches anew.
settings.register_profile("steady", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project() -> Project:
    return find_project(ROOT)


@pytest.fixture(scope="session")
def rules(project: Project) -> RuleBook:
    return read_rules(project.standards)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium: the system's, else playwright's own. 无界面浏览器。"""
    from playwright.sync_api import Error, sync_playwright

    own = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=own, args=arguments)
        except Error as error:
            if os.environ.get("REQUIRE_BROWSER"):
                raise
            pytest.skip(
                f"no Chromium; install one with `python -m playwright install chromium`: {str(error).splitlines()[0]}"
            )
        yield started
        started.close()
