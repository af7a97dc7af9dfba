"""One at a time in a reports folder: who comes second waits, and is told for whom. 成果目录锁。

The lock is the operating system's (flock, msvcrt): it ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ..atomic import write_whole
from ..errors import UserError

#: Seconds before the one who waits is told.
PATIENCE = 0.5


@contextmanager
def held(folder: Path, what: str, tell: Callable[[str], None] = lambda _: None, seconds: float = -1) -> Iterator[None]:
    """Hold `folder` while the block runs; wait for whoever holds it. 占用目录。

    what    : who one is, for those who wait
    tell    : told once, in Chinese, for whom one waits
    seconds : after which one gives up; -1 for never
    Raises UserError, naming the holder, where one gave up.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    card = folder.with_name(f".{folder.name}.holder.json")
    _acquire(lock, card, folder, tell, seconds)
    try:
        said = {
            "what": what,
            "process": os.getpid(),
            "machine": platform.node(),
            "since": datetime.now().isoformat(timespec="seconds"),
        }
        write_whole(card, json.dumps(said, ensure_ascii=False).encode("utf-8"))
        yield
    finally:
        card.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, card: Path, folder: Path, tell: Callable[[str], None], seconds: float) -> None:
    patience = PATIENCE if seconds < 0 else min(PATIENCE, seconds)
    with suppress(Timeout):
        lock.acquire(timeout=patience)
        return
    who = _holder(card)
    tell(f"{folder.name} 正被{who}使用，等它结束后继续……（按 Ctrl+C 可放弃）")
    try:
        lock.acquire(timeout=-1 if seconds < 0 else max(0.0, seconds - patience))
    except Timeout as error:
        raise UserError(
            f"{folder.name} 正被{_holder(card)}使用，等了 {seconds:g} 秒仍未结束，没有运行。请等它结束后重试。"
        ) from error


def _holder(card: Path) -> str:
    """Who holds the lock, as far as is known."""
    try:
        said = json.loads(card.read_text(encoding="utf-8"))
        return f"另一次运行（{said['what']}，{said['machine']} 上的进程 {said['process']}，{said['since'].replace('T', ' ')} 开始）"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "另一次运行"
