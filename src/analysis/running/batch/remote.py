"""Data and results that lie behind a URL (s3://, …) instead of the project's folders. 远程数据与成果。"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from ...errors import UserError
from ...project import Project
from ..manifest import NAME, PRINTED
from ..publish import EARLIER, version
from .run_record import FOLDER as RUNS

#: What a worker must have of the project besides the raw data.
DECIDED = ("params", "notebooks", "data/reference", "data/corrections")


@dataclass(frozen=True)
class Remote:
    """Where raw data are read from and pages are put, as fsspec URLs. 远程位置。

    data    : holds <county>/<year>/ as data/raw does
    reports : holds <year>/<county>/ as reports does
    A store of objects has no rename: manifest.json goes up last, and a folder without it counts as absent.
    """

    data: str
    reports: str

    def fetch_data(self, project: Project, counties: Iterable[str], school_year: str) -> None:
        """Raw files of some counties into the project's folders. 取回原始数据。"""
        files, root = _opened(self.data)
        for county in counties:
            source = f"{root}/{county}/{school_year}"
            if files.isdir(source):
                _get(files, source, project.raw(county, school_year), lambda _: True)

    def counties(self, school_year: str) -> list[str]:
        """Counties that handed in data. 已报送数据的县。"""
        files, root = _opened(self.data)
        try:
            codes = [_last(path) for path in files.ls(root, detail=False)]
        except FileNotFoundError as error:
            raise UserError(f"“{self.data}”下没有数据。请核对 --data 的网址和访问权限。") from error
        return sorted(code for code in codes if files.isdir(f"{root}/{code}/{school_year}"))

    def fetch_records(self, project: Project, school_year: str) -> dict[str, set[str]]:
        """Manifests and records of runs into the project's folders; what lies in each printed folder. 取回清单。"""
        files, root = _opened(self.reports)
        year = f"{root}/{school_year}"
        if not files.isdir(year):
            return {}
        _get(
            files,
            year,
            project.root / "reports" / school_year,
            lambda name: name.endswith((NAME, PRINTED)) or name.startswith(RUNS),
        )
        lying: dict[str, set[str]] = {}
        for path in files.find(year):
            folder, _, name = path[len(year) + 1 :].partition("/")
            lying.setdefault(folder, set()).add(name)
        return lying

    def fetch_manifest(self, folder: Path, school_year: str) -> None:
        """The manifest of a folder just printed, or none where it is absent. 取回一份清单。"""
        files, root = _opened(self.reports)
        for name in (NAME, PRINTED):
            (folder / name).unlink(missing_ok=True)
            if files.exists(path := f"{root}/{school_year}/{folder.name}/{name}"):
                folder.mkdir(parents=True, exist_ok=True)
                files.get_file(path, str(folder / name))

    def publish(self, folder: Path, school_year: str) -> None:
        """Put a printed folder up; one that says something else is first copied to the earlier ones. 上传成果。"""
        files, root = _opened(self.reports)
        target = f"{root}/{school_year}/{folder.name}"
        if files.exists(f"{target}/{NAME}"):
            before = files.cat_file(f"{target}/{NAME}")
            if (folder / NAME).is_file() and before != (folder / NAME).read_bytes():
                files.copy(
                    f"{target}/", f"{root}/{school_year}/{EARLIER}/{folder.name}/{version(before)}/", recursive=True
                )
            files.rm_file(f"{target}/{NAME}")
        names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        if files.isdir(target):
            for path in files.find(target):
                if path[len(target) + 1 :] not in names:
                    files.rm_file(path)
        for name in sorted(names, key=lambda name: name == NAME):
            files.makedirs(f"{target}/{name}".rpartition("/")[0], exist_ok=True)
            files.put_file(str(folder / name), f"{target}/{name}")

    def publish_index(self, project: Project, school_year: str) -> None:
        """Put up the index and the pages of the runs. 上传索引。"""
        files, root = _opened(self.reports)
        year = project.root / "reports" / school_year
        for path in (*year.glob("index.*"), *(year / RUNS).glob("*")):
            target = f"{root}/{school_year}/{path.relative_to(year).as_posix()}"
            files.makedirs(target.rpartition("/")[0], exist_ok=True)
            files.put_file(str(path), target)


def bundle(project: Project) -> bytes:
    """What was decided, as an archive to be sent to a worker. 打包参数与笔记本。"""
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name in DECIDED:
            for path in sorted((project.root / name).rglob("*")):
                if path.is_file() and ".ipynb_checkpoints" not in path.parts:
                    archive.write(path, path.relative_to(project.root).as_posix())
    return stream.getvalue()


@contextmanager
def mirrored(content: bytes) -> Iterator[Project]:
    """A project of its own made from a bundle, gone when the block ends. 临时项目目录。"""
    with TemporaryDirectory() as folder:
        with ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(folder)
        yield Project(Path(folder))


def _opened(url: str) -> tuple[Any, str]:
    import fsspec

    try:
        files, root = fsspec.core.url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise UserError(f"网址“{url}”无法使用：{error}。请写成 s3://桶名/目录 或 file:///目录。") from error
    files.invalidate_cache()
    return files, root.rstrip("/")


def _get(files: Any, source: str, target: Path, wanted: Any) -> None:
    for path in files.find(source):
        name = path[len(source) + 1 :]
        if wanted(name):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            files.get_file(path, str(target / name))


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
