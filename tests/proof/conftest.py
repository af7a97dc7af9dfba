"""A report printed once from a copy of the project, for tests that tamper with it. 用于核对测试的报告。"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from one_county_project import CODE, YEAR, run, workplace

from analysis.project import Project
from analysis.proof.recompute import recompute
from analysis.running.manifest import read_manifest


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with one county, its report printed by the command."""
    project = workplace(tmp_path_factory.mktemp("printed"))
    done = run(project.root, "-m", "analysis", "report", CODE, "--year", YEAR)
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture(scope="session")
def fresh(printed: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """The same report printed again in a fresh process, and its page record."""
    said, _ = read_manifest(printed.report(CODE, YEAR) / "manifest.json")
    return recompute(
        printed, said.what, said.parameters, {"Python": said.python, **said.packages}, tmp_path_factory.mktemp("fresh")
    )


@pytest.fixture
def copy(printed: Project, tmp_path: Path) -> Project:
    """A copy of the project and its report, to tamper with."""
    shutil.copytree(printed.root, tmp_path / "copy")
    return Project(tmp_path / "copy")


@pytest.fixture
def recomputed(fresh: tuple[Path, dict[str, object]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Recompute once for all the tests that leave the inputs alone."""

    def again(
        project: Project, notebook: str, parameters: object, versions: object, into: Path
    ) -> tuple[Path, dict[str, object]]:
        return shutil.copytree(fresh[0], into, dirs_exist_ok=True), fresh[1]

    monkeypatch.setattr("analysis.proof.verify.recompute", again)


@pytest.fixture
def edit() -> Callable[[Path, str, str], None]:
    """Change the first place where a text stands in a file."""

    def change(path: Path, old: str, new: str) -> None:
        text = path.read_bytes().decode("utf-8")
        assert old in text, f"{path.name} does not hold {old}"
        path.write_bytes(text.replace(old, new, 1).encode("utf-8"))

    return change
