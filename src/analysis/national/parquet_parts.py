"""Results and verdicts as Parquet parts in a folder or behind a URL. 分块结果。"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import UserError
from .faults import COLUMNS as FAULTS
from .files import SUFFIX, DataFolder, Where, place
from .groups import Scored, concat_groups

#: What stands in the folder, and nothing else; the summary is written last.
FRAMES, SUMMARY = ("results", "verdicts"), "summary.json"
VERSION = 1


def prepared(out: Where, source: Where) -> DataFolder:
    """An empty folder for parts; parts of an earlier run are removed, anything else is refused. 准备输出目录。"""
    folder = place(out)
    below = place(source)
    if (
        folder.path == below.path
        or f"{below.path}/".startswith(f"{folder.path}/")
        or f"{folder.path}/".startswith(f"{below.path}/")
    ):
        raise UserError(f"输出位置“{out}”与数据位置“{source}”重叠，请另选一处。")
    there = folder.system.find(folder.path) if folder.system.isdir(folder.path) else []
    strange = [path for path in there if posixpath.relpath(path, folder.path).split("/")[0] not in (*FRAMES, SUMMARY)]
    if strange:
        raise UserError(f"输出位置“{out}”中有别的文件（如 {posixpath.relpath(strange[0], folder.path)}），请另选一处。")
    # Without its summary what is left says that it is not whole.
    for path in sorted(there, key=lambda path: not path.endswith(SUMMARY)):
        folder.system.rm_file(path)
    folder.system.invalidate_cache()
    return folder


def write_part(scored: Scored, folder: DataFolder, number: int) -> None:
    """The frames of one group, each complete or absent. 写出一组结果。"""
    for name in FRAMES:
        frame = getattr(scored, name)
        folder.write(pa.Table.from_pandas(frame, preserve_index=False), name, f"part-{number:05d}")


def write_summary(folder: DataFolder, summary: Mapping[str, object]) -> None:
    """What was scored, by which date; its being there says that all parts are. 写出概要。"""
    with folder.system.open(folder.child(SUMMARY), "w", encoding="utf-8") as stream:
        json.dump({"version": VERSION, **summary}, stream, ensure_ascii=False, indent=1)


def read_summary(out: Where) -> dict[str, Any]:
    """The summary of a finished run. 读取概要。

    Raises UserError where the run has not finished.
    """
    folder = place(out)
    if not folder.system.exists(folder.child(SUMMARY)):
        raise UserError(f"“{out}”中没有 {SUMMARY}：评估尚未完成，或不是评估结果的目录。")
    with folder.system.open(folder.child(SUMMARY), "r", encoding="utf-8") as stream:
        return dict(json.load(stream))


def read_parts(out: Where) -> Scored:
    """All parts as frames; needs the memory for all of them. 读取全部结果。"""
    refused = pd.DataFrame(read_summary(out)["refused"], columns=FAULTS)
    folder = place(out)
    read = [
        [_frame(folder, path) for path in sorted(folder.system.find(folder.child(name))) if path.endswith(SUFFIX)]
        for name in FRAMES
    ]
    return concat_groups(
        [Scored(results, verdicts, refused.iloc[:0]) for results, verdicts in zip(*read, strict=True)], refused
    )


def _frame(folder: DataFolder, path: str) -> pd.DataFrame:
    with folder.system.open(path) as stream:
        return pq.read_table(stream).to_pandas()
