"""A report folder is complete or absent. 原子发布。"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psutil

OLD, SUFFIX = ".old", ".tmp"


@contextmanager
def published(folder: Path) -> Iterator[Path]:
    """A staging folder beside `folder` that takes its place when the block ends well. 暂存目录。

    The folder printed before stays until the new one is whole; what a killed run left is tidied up by the next.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    recover(folder)
    staging = Path(mkdtemp(prefix=f".{folder.name}.{os.getpid()}.", suffix=SUFFIX, dir=folder.parent))
    try:
        yield staging
        staging.chmod(0o755)
        old = folder.with_name(f".{folder.name}{OLD}")
        if folder.exists():
            os.replace(folder, old)
        os.replace(staging, folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def recover(folder: Path) -> None:
    """Put back the old folder where a run was killed between the two renames; drop dead staging folders. 恢复。"""
    old = folder.with_name(f".{folder.name}{OLD}")
    if old.exists() and not folder.exists():
        os.replace(old, folder)
    shutil.rmtree(old, ignore_errors=True)
    for staging in folder.parent.glob(f".{folder.name}.*{SUFFIX}"):
        owner = staging.name.removeprefix(f".{folder.name}.").partition(".")[0]
        # Another run of the same county may be at work in its own.
        if not (owner.isdigit() and psutil.pid_exists(int(owner))):
            shutil.rmtree(staging, ignore_errors=True)
