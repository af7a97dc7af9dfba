"""A batch that was run once; tests copy it. 已运行的批次。"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from batch_project import Batch, make


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Three small counties, nothing printed. Copy it."""
    return make(tmp_path_factory.mktemp("batch") / "project", 3)


@pytest.fixture(scope="session")
def printed(empty: Batch, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """The same, run once. Copy it."""
    root = tmp_path_factory.mktemp("printed") / "project"
    shutil.copytree(empty.root, root)
    done = Batch(root).run()
    assert done.returncode == 0, done.stderr
    return Batch(root)


@pytest.fixture
def fresh(empty: Batch, tmp_path: Path) -> Batch:
    """Nothing printed; a test may spoil it."""
    return Batch(Path(shutil.copytree(empty.root, tmp_path / "project")))


@pytest.fixture
def done(printed: Batch, tmp_path: Path) -> Batch:
    """All printed; a test may spoil it."""
    return Batch(Path(shutil.copytree(printed.root, tmp_path / "project")))
