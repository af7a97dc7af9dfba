"""Parquet files of one table, in a folder or behind an fsspec URL. 数据文件。"""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias
from uuid import uuid4

import fsspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem

from ..errors import UserError

SUFFIX = ".parquet"
COUNTY = "county"
#: First and last county of a row group, where its writer said so.
Bounds: TypeAlias = tuple[str, str] | None
#: Files read at a time: a disk or an object store answers several.
FILES = 4
#: A column of words as read: codes, and the list of words.
WORD = pa.dictionary(pa.int32(), pa.string())
#: Where something lies: a folder or a URL such as s3://bucket/name.
Where: TypeAlias = str


@dataclass(frozen=True)
class DataFolder:
    """A folder of some file system. 文件系统中的目录。"""

    system: Any
    path: str

    def child(self, *names: str) -> str:
        """A path below it. 下级路径。"""
        return posixpath.join(self.path, *names)

    def files(self, *names: str) -> list[str]:
        """The Parquet files of one name: name.parquet, or all below name/. 同名的全部文件。"""
        single = self.child(*names) + SUFFIX
        # What a writer has not finished begins with a point.
        found = [single] if self.system.isfile(single) else []
        for folder in (single, self.child(*names)):
            if not found and self.system.isdir(folder):
                found = [
                    path
                    for path in self.system.find(folder)
                    if path.endswith(SUFFIX) and not posixpath.basename(path).startswith(".")
                ]
        return sorted(found)

    def write(self, content: pa.Table, *names: str, rows: int | None = None) -> None:
        """One Parquet file, complete or absent. 整体写入一个文件。"""
        path = self.child(*names) + SUFFIX
        folder, name = posixpath.split(path)
        self.system.makedirs(folder, exist_ok=True)
        if not isinstance(self.system, LocalFileSystem):
            # An object store shows an object only when it is whole.
            with self.system.open(path, "wb") as stream:
                pq.write_table(content, stream, row_group_size=rows, compression="zstd")
            return
        partial = posixpath.join(folder, f".{name}.{uuid4().hex}.tmp")
        try:
            pq.write_table(content, partial, row_group_size=rows, compression="zstd")
            self.system.mv(partial, path)
        finally:
            if self.system.exists(partial):
                self.system.rm(partial)


def place(where: Where) -> DataFolder:
    """The folder that a path or URL names. 打开目录或网址。

    Raises UserError where nobody knows such a URL.
    """
    try:
        system, path = fsspec.core.url_to_fs(str(where))
    except (ValueError, ImportError) as error:
        raise UserError(f"打不开“{where}”：{error}。应为文件夹，或 s3:// 这样的网址。") from error
    return DataFolder(system, path.rstrip("/"))


@dataclass(frozen=True)
class ParquetTable:
    """The files of one table, read by county. 一张数据表的文件。

    words : columns to be read as codes
    texts : columns to be read as they are; all others are numbers
    """

    system: Any
    paths: tuple[str, ...]
    words: tuple[str, ...]
    texts: tuple[str, ...] = ()

    @cached_property
    def _bounds(self) -> dict[str, list[Bounds]]:
        """By file, the first and the last county of each row group, as far as it was opened."""
        return {}

    @cached_property
    def schema(self) -> pa.Schema:
        """Columns and types of the first file. 字段。"""
        return self._open(self.paths[0]).schema_arrow

    @cached_property
    def counties(self) -> list[str]:
        """All division codes, in order. 全部区划代码。"""
        found: set[str] = set()
        for path in self.paths:
            column = self._open(path).read(columns=[COUNTY]).column(COUNTY)
            found |= set(pc.unique(column.cast(pa.string())).to_pylist())
        if None in found:
            raise UserError(f"{self.paths[0]}：county（区划代码）列有空白。")
        return sorted(found)

    def read(
        self, pool: Executor, counties: Collection[str] | None, columns: list[str], filled: str | None = None
    ) -> list[Future[pa.Table | None]]:
        """Rows of these counties, of all where none are named, file by file; None from a file that has none. 读取若干县的数据。

        filled : only rows in which this column is not blank
        """
        return [pool.submit(self._piece, path, counties, columns, filled) for path in self.paths]

    def _piece(
        self, path: str, counties: Collection[str] | None, columns: list[str], filled: str | None
    ) -> pa.Table | None:
        known = self._bounds.get(path)
        if known is not None and not any(_may_hold(bounds, counties) for bounds in known):
            return None
        file = self._open(path)
        # Asked again for other counties, a file that holds none of them is not opened.
        own = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
        self._bounds[path] = known = [_bounds(group) for group in own]
        groups = [
            number
            for number, group in enumerate(own)
            if _may_hold(known[number], counties) and not _blank(group, filled)
        ]
        if not groups:
            return None
        piece = (
            file.read(columns=columns)
            if len(groups) == file.num_row_groups
            else file.read_row_groups(groups, columns=columns)
        )
        missing = [name for name in columns if name not in piece.column_names]
        if missing:
            raise UserError(f"{path}：缺少列 {'、'.join(missing)}，同一张表的各个文件应有相同的列。")
        piece = pa.table({name: _as(piece.column(name), self._kind(name)) for name in columns})
        if counties is not None:
            piece = piece.filter(pc.is_in(piece.column(COUNTY), value_set=pa.array(list(counties), pa.string())))
        return piece if filled is None else piece.filter(pc.is_valid(piece.column(filled)))

    def _kind(self, name: str) -> pa.DataType:
        return WORD if name in self.words else pa.large_string() if name in self.texts else pa.float64()

    def _open(self, path: str) -> pq.ParquetFile:
        local = isinstance(self.system, LocalFileSystem)
        content = path if local else self.system.open(path)
        try:
            plain = pq.ParquetFile(content, memory_map=local)
            words = [name for name in self.words if name in plain.schema_arrow.names]
            return pq.ParquetFile(
                content, metadata=plain.metadata, read_dictionary=words, memory_map=local, pre_buffer=not local
            )
        except pa.ArrowInvalid as error:
            raise UserError(f"{path}：不是完好的 Parquet 文件（{error}）。") from error


def _as(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """One type for a column, whoever wrote the file and however."""
    if column.type == kind:
        return column
    return column.cast(pa.string()).dictionary_encode() if kind == WORD else column.cast(kind)


def _bounds(group: Any) -> Bounds:
    known = _statistics(group, COUNTY)
    return (known.min, known.max) if known is not None and known.has_min_max else None


def _may_hold(bounds: Bounds, counties: Collection[str] | None) -> bool:
    """Whether the bounds of a row group let any of these counties be in it."""
    return bounds is None or counties is None or any(bounds[0] <= county <= bounds[1] for county in counties)


def _blank(group: Any, column: str | None) -> bool:
    """Whether a column is known to be blank throughout a row group."""
    known = _statistics(group, column)
    return known is not None and known.has_null_count and known.null_count == group.num_rows


def _statistics(group: Any, column: str | None) -> Any:
    own = (group.column(at) for at in range(group.num_columns))
    return next((c.statistics for c in own if c.path_in_schema == column and c.is_stats_set), None)
