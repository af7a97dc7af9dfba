"""Write a file whole or not at all. 整体写入文件。"""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` in place of `path` in one step; a failure leaves what was there. 整体写入。

    Raises OSError where the folder cannot be written.
    """
    partial = path.with_name(f".{path.name}.tmp")
    try:
        partial.write_bytes(content)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
