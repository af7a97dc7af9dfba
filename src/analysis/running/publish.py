"""A report folder is complete or absent, and an earlier one is kept. 原子发布。"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from time import time

import psutil

from .folder_lock import held

OLD, SUFFIX = ".old", ".tmp"
#: The file that tells two folders apart, and where those go that were replaced: earlier/<folder>/<its hash>.
MANIFEST, EARLIER = "manifest.json", "earlier"
SHORT = 12
A_DAY = 24 * 3600


@contextmanager
def published(folder: Path) -> Iterator[Path]:
    """A staging folder beside `folder` that takes its place when the block ends well. 暂存目录。

    The folder printed before stays until the new one is whole, and is then kept among the earlier ones, if it says
    something else; what a killed run left is tidied up by the next.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with held(_swaps(folder), folder.name):
        recover(folder)
    staging = Path(mkdtemp(prefix=f".{folder.name}.{_owner()}.", suffix=SUFFIX, dir=folder.parent))
    try:
        yield staging
        staging.chmod(0o755)
        # Another may be about to put its own there: one after the other.
        with held(_swaps(folder), folder.name):
            recover(folder)
            if folder.exists():
                os.replace(folder, _old(folder))
            os.replace(staging, folder)
            _retire(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def recover(folder: Path) -> None:
    """Put back the old folder where a run was killed between the two renames; drop dead staging folders. 恢复。"""
    if _old(folder).exists() and not folder.exists():
        os.replace(_old(folder), folder)
    _retire(folder)
    for staging in folder.parent.glob(f".{folder.name}.*{SUFFIX}"):
        # Another run of the same county may be at work in its own.
        if _is_dead(staging, staging.name.removeprefix(f".{folder.name}.").partition(".")[0]):
            shutil.rmtree(staging, ignore_errors=True)


def version(manifest: bytes) -> str:
    """What a printed folder with this manifest is called among the earlier ones. 成果版本号。"""
    return sha256(manifest).hexdigest()[:SHORT]


def _owner() -> str:
    """Who writes into a staging folder: machine and process, as machines may share the reports."""
    return f"{sha256(platform.node().encode()).hexdigest()[:SHORT]}-{os.getpid()}"


def _is_dead(staging: Path, owner: str) -> bool:
    machine, _, process = owner.partition("-")
    if not process.isdigit():
        return True
    if machine == _owner().partition("-")[0]:
        try:
            # A process that was killed is a zombie until its parent looks.
            return psutil.Process(int(process)).status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True
    # Of another machine nothing is known but the time.
    return time() - staging.stat().st_mtime > A_DAY


def earlier(folder: Path) -> Path:
    """Where the folders are kept that `folder` replaced. 历次成果目录。"""
    return folder.parent / EARLIER / folder.name


def _swaps(folder: Path) -> Path:
    """What is held while a folder takes another's place; it lies beside the year, so that nothing lies among the pages."""
    return folder.parent.with_name(f"{folder.parent.name}.pages")


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}{OLD}")


def _retire(folder: Path) -> None:
    """Keep the replaced folder, unless it has no manifest or the same as its successor."""
    old = _old(folder)
    before, now = _said(old), _said(folder)
    if before and before != now:
        kept = earlier(folder) / version(before)
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            os.replace(old, kept)
    shutil.rmtree(old, ignore_errors=True)


def _said(folder: Path) -> bytes:
    manifest = folder / MANIFEST
    return manifest.read_bytes() if manifest.is_file() else b""
