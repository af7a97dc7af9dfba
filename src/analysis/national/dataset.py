"""A dataset of many counties: one Parquet table for each table of the intake. 多县数据集。"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import UserError, nearest
from ..scoring.units import empty_tables
from ..tables.catalogue import BY_NAME, TABLES
from ..tables.schema import Column, Table
from .files import COUNTY, FILES, WORD, DataFolder, ParquetTable, Where, place

NUMBERS = ("count", "amount", "year")
#: As good as all of these are different: as codes they would be no shorter.
NAME = ("schools", "name")
#: Columns to read, by table; None is every column of every table.
Wanted = Mapping[str, Sequence[str]] | None


@dataclass(frozen=True)
class Dataset:
    """Parquet tables below one folder or URL. 多县数据集。"""

    where: Where
    tables: Mapping[str, ParquetTable]

    @cached_property
    def counties(self) -> list[str]:
        """All division codes, in order. 全部区划代码。"""
        return self.tables["county"].counties

    def read(self, counties: Collection[str] | None = None, wanted: Wanted = None) -> dict[str, pd.DataFrame]:
        """Tables as scoring takes them, words as categoricals that share one list of schools. 读取若干县。

        counties : division codes; all where none are named
        A table that nobody asked for has no rows.
        """
        tables = empty_tables()
        pieces = self._pieces(counties, wanted)
        columns = {
            (name, field): pa.chunked_array(
                [chunk for piece in read for chunk in piece.column(field).chunks], read[0].schema.field(field).type
            )
            for name, read in pieces.items()
            if read
            for field in read[0].column_names
        }
        # One list of words for all tables; either counties or schools may be the unit of a result.
        known: dict[tuple[str, str], pd.Categorical] = {}
        counties_of, schools_of = ([key for key in columns if key[1] == field] for field in (COUNTY, "school"))
        known |= dict(zip(counties_of, _coded([columns[key] for key in counties_of]), strict=True))
        words = known[counties_of[0]].categories if counties_of else ()
        known |= dict(zip(schools_of, _coded([columns[key] for key in schools_of], words), strict=True))
        for name in dict.fromkeys(name for name, _ in columns):
            frame = pd.DataFrame(
                {
                    key[1]: known[key] if key in known else _plain(column)
                    for key, column in columns.items()
                    if key[0] == name
                }
            )
            # What may stay blank may be left out.
            absent = [c.name for c in BY_NAME[name].columns if wanted is None and c.name not in frame]
            tables[name] = frame.assign(**{column: tables[name][column].reindex(frame.index) for column in absent})
        return tables

    def _pieces(self, counties: Collection[str] | None, wanted: Wanted) -> dict[str, list[pa.Table]]:
        """What the files hold, several read at a time."""
        begun = {}
        with ThreadPoolExecutor(FILES) as pool:
            for table in TABLES:
                asked, own = _needed(wanted, table), self.tables.get(table.name)
                if own is not None and asked is not None:
                    filled = "tolerance" if wanted is not None and table.name == "evidence" else None
                    begun[table.name] = own.read(
                        pool, counties, [COUNTY, *(name for name in asked if name in own.schema.names)], filled
                    )
            read = {
                name: [piece for future in futures if (piece := future.result()) is not None]
                for name, futures in begun.items()
            }
        if wanted is not None and "classes" in read:
            read["classes"] = [lowest_grades(piece) for piece in read["classes"]]
        return read


def _needed(wanted: Wanted, table: Table) -> Sequence[str] | None:
    return [column.name for column in table.columns] if wanted is None else wanted.get(table.name)


def lowest_grades(classes: pa.Table) -> pa.Table:
    """Class lists without grades that are surely not the lowest of their school and stage. 仅留起始年级。

    Enough where classes are asked for by the rule of the starting grade alone.
    """
    kept = []
    for batch in classes.combine_chunks().to_batches():
        columns = [batch.column(name).indices.fill_null(-1).to_numpy() for name in (COUNTY, "school", "stage")]
        # Rows of one segment that follow each other; what is not the lowest of these is not the lowest of all.
        new = np.concatenate([[True], np.any([codes[1:] != codes[:-1] for codes in columns], axis=0)])
        begin = np.flatnonzero(new)
        grade = batch.column("grade").cast(pa.float64()).to_numpy(zero_copy_only=False)
        lowest = np.fmin.reduceat(grade, begin) if len(grade) else grade
        kept.append(batch.filter(pa.array(grade == np.repeat(lowest, np.diff(np.append(begin, len(grade)))))))
    return pa.Table.from_batches(kept, classes.schema)


def open_dataset(where: Where) -> Dataset:
    """The dataset below a folder or URL, its tables and columns checked. 打开数据集。

    Raises UserError naming every table and column that is missing, unknown or of another type.
    """
    below = place(where)
    files = {table.name: below.files(table.name) for table in TABLES}
    words = {table.name: [COUNTY, *(c.name for c in table.columns if c.type not in NUMBERS)] for table in TABLES}
    words[NAME[0]].remove(NAME[1])
    tables = {
        name: ParquetTable(below.system, tuple(paths), tuple(words[name]), NAME[1:] if name == NAME[0] else ())
        for name, paths in files.items()
        if paths
    }
    faults = [
        f"缺少数据表 {table.name}（{table.sheet}）"
        for table in TABLES
        if table.name not in tables and not table.may_be_empty
    ]
    faults += [fault for name, own in tables.items() for fault in _wrong(BY_NAME[name], own.schema)]
    if faults:
        raise UserError(f"“{where}”不是完整的多县数据集：\n" + "\n".join(f"  {fault}" for fault in faults))
    return Dataset(where, tables)


def write_tables(tables: Mapping[str, pd.DataFrame], folder: DataFolder, part: int) -> None:
    """The tables of some counties as one file a table: <table>/part-00000.parquet. 写出数据集的一部分。"""
    for table in TABLES:
        frame = tables[table.name]
        fields = [
            pa.field(COUNTY, pa.string()),
            *(pa.field(c.name, pa.float64() if c.type in NUMBERS else pa.string()) for c in table.columns),
        ]
        content = pa.Table.from_pandas(
            frame[[field.name for field in fields]], schema=pa.schema(fields), preserve_index=False
        )
        folder.write(content.replace_schema_metadata(None), table.name, f"part-{part:05d}")


def _wrong(table: Table, schema: pa.Schema) -> list[str]:
    known = {COUNTY: Column(COUNTY, "区划代码", "code")} | {column.name: column for column in table.columns}
    faults = [
        f"{table.name}：缺少列 {name}（{column.heading}）"
        for name, column in known.items()
        if name not in schema.names and not column.optional
    ]
    for field in schema:
        if field.name not in known:
            faults.append(f"{table.name}：不认识的列 {field.name}{nearest(field.name, known)}")
            continue
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        number = known[field.name].type in NUMBERS
        fits = (
            pa.types.is_integer(kind) or pa.types.is_floating(kind)
            if number
            else pa.types.is_string(kind) or pa.types.is_large_string(kind)
        )
        if not fits and not pa.types.is_null(kind):
            faults.append(
                f"{table.name}：列 {field.name}（{known[field.name].heading}）的类型是 {field.type}，应为{'数值' if number else '文字'}"
            )
    return faults


def _coded(columns: Sequence[pa.ChunkedArray], more: Sequence[str] = ()) -> list[pd.Categorical]:
    """Columns of words, whose pieces each have a list of their own, with one list for all, in the order of words.

    more : words to be in the list as well
    """
    chunks = [chunk for column in columns for chunk in column.chunks]
    listed = pa.concat_arrays(
        [pa.array([], pa.string()), *(chunk.dictionary for chunk in chunks), pa.array(more, pa.string())]
    ).dictionary_encode()
    words = listed.dictionary
    order = pc.sort_indices(words).to_numpy()
    rank = np.empty(len(words) + 1, dtype=np.int32)
    # A blank is −1, which picks the last entry.
    rank[order], rank[-1] = np.arange(len(words)), -1
    at = np.append(rank[listed.indices.fill_null(-1).to_numpy()], -1)
    dtype = pd.CategoricalDtype(pd.Index(words.take(order).cast(pa.large_string()), dtype="str"))
    found, begin = [], 0
    for column in columns:
        codes = [np.zeros(0, dtype=np.int32)]
        for chunk in column.chunks:
            codes.append(at[_at(chunk.indices, begin, len(at) - 1)])
            begin += len(chunk.dictionary)
        found.append(pd.Categorical.from_codes(np.concatenate(codes), dtype=dtype, validate=False))
    return found


def _at(indices: pa.Array, first: int, blank: int) -> np.ndarray:
    """Places in a list of lists; a blank is at its end."""
    if indices.null_count:
        return np.where(indices.is_null(), blank, indices.fill_null(0).to_numpy() + first)
    return indices.to_numpy() + first


def _plain(column: pa.ChunkedArray) -> object:
    if column.type == WORD:
        return _coded([column])[0]
    return pd.array(column, dtype="str") if pa.types.is_large_string(column.type) else column.to_numpy()
