"""A report folder is complete or absent. 原子发布。"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

OLD = ".old"


@contextmanager
def published(folder: Path) -> Iterator[Path]:
    """A staging folder beside `folder` that takes its place when the block ends well. 暂存目录。

    The folder printed before stays until the new one is whole; what a killed run left is tidied up by the next.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    recover(folder)
    staging = Path(mkdtemp(prefix=f".{folder.name}.", suffix=".tmp", dir=folder.parent))
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
    for dead in folder.parent.glob(f".{folder.name}.*.tmp"):
        shutil.rmtree(dead, ignore_errors=True)
