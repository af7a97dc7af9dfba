"""Data and rules kept beside a report, so that a later one can be told apart from it. 随报告保存的数据与规则。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from ..errors import UserError
from ..project import Project

NAME = "inputs.zip"
#: What results follow from. The program is not among them: nobody should run what lies in a report folder.
GROUPS = ("data", "corrections", "rules")
Hashes = Mapping[str, str]


def keep_inputs(project: Project, inputs: Mapping[str, Hashes], folder: Path) -> None:
    """Put data, corrections and rules into `folder`, byte for byte; the same files give the same archive. 保存输入文件。

    inputs : group -> {path from the project's root: SHA-256}, as the manifest has them
    """
    with ZipFile(folder / NAME, "w", ZIP_DEFLATED) as archive:
        for name in sorted(name for group in GROUPS for name in inputs[group]):
            # A date of its own would make every archive another file.
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, (project.root / name).read_bytes())


def lay_out(project: Project, folder: Path, inputs: Mapping[str, Hashes], root: Path) -> list[str]:
    """Lay the data and rules of a printed report out below `root`. 还原输入文件。

    Each file is taken from the folder's archive or from the project, whichever has the hash of the manifest.
    returns : the files that neither has; empty where all is there
    """
    lost = []
    kept = _kept(folder / NAME)
    for name, digest in ((name, digest) for group in GROUPS for name, digest in inputs[group].items()):
        target = root / _safe(name)
        content = next((c for c in _versions(kept, project.root / name, name) if sha256(c).hexdigest() == digest), None)
        if content is None:
            lost.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return lost


def _versions(kept: Mapping[str, bytes], path: Path, name: str) -> Iterator[bytes]:
    if name in kept:
        yield kept[name]
    if path.is_file():
        yield path.read_bytes()


def _kept(path: Path) -> dict[str, bytes]:
    if not path.is_file():
        return {}
    try:
        with ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, OSError, RuntimeError) as error:
        raise UserError(f"“{path}”不是完好的压缩文件，无法取出当时的数据和规则；请改用未改动的报告目录。") from error


def _safe(name: str) -> PurePosixPath:
    """A name out of a manifest is data: it may not lead out of the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise UserError(f"清单中的文件名“{name}”指向目录之外，不能使用；这份报告可能被改动过。")
    return path
