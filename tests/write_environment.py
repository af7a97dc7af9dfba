"""Write environment.yml from pyproject.toml and the lock: the same direct dependencies, the same versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """\
# The same environment for conda users: `conda env create -f environment.yml`, then
# `conda activate junheng` and `pip install --no-deps --no-build-isolation -e .`
# Written by `make lock` from pyproject.toml and requirements-dev.lock; a test keeps them in step.
name: junheng
channels: [conda-forge]
dependencies:
  - python >=3.11
  - pip
  - pip:
"""


def environment() -> str:
    """The text of environment.yml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = dict(
        re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements-dev.lock").read_text(encoding="utf-8"), re.M)
    )
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = sorted({re.match(r"[\w.-]+", line).group().lower() for line in wanted})  # type: ignore[union-attr]
    return HEAD + "".join(f"      - {name}=={locked[name]}\n" for name in names)


if __name__ == "__main__":
    (ROOT / "environment.yml").write_text(environment(), encoding="utf-8")
    print("environment.yml written")
