"""What the tests share. 测试公用。"""

from __future__ import annotations

import os
from pathlib import Path

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
