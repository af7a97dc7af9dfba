"""What the tests share. 测试公用。"""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.project import Project, find_project
from analysis.standard.load import RuleBook, read_rules

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project() -> Project:
    return find_project(ROOT)


@pytest.fixture(scope="session")
def rules(project: Project) -> RuleBook:
    return read_rules(project.standards)
