"""All files of a folder, those in ZIP archives too, opened only when asked for. 收集文件夹中的文件。"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from ...errors import UserError
from ..files import WORKBOOKS
from ..findings import Finding

READABLE = (*WORKBOOKS, ".csv")
#: A member that unpacks to more than this is no table of a county.
MOST_BYTES = 300_000_000


@dataclass(frozen=True)
class Received:
    """One file as received. 收到的一个文件。

    name   : path from the folder; of a member of an archive `压缩包.zip/成员.xlsx`
    member : its name inside the archive as the archive writes it, "" where there is none
    """

    name: str
    path: Path
    member: str = ""

    def content(self) -> bytes:
        """All its bytes. Raises OSError, zipfile.BadZipFile, RuntimeError (encrypted). 文件内容。"""
        if not self.member:
            return self.path.read_bytes()
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(self.member)


def collect(folder: Path) -> tuple[list[Received], list[Finding]]:
    """Files that may hold data, by name, and what is wrong with the others. 收集文件。

    What editors leave beside a file (`~$…`, names that begin with a dot) is passed over.
    Raises UserError where there is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise UserError(f"找不到文件夹“{folder}”；请用 --from 指明存放统计报表、名单和问卷的文件夹。")
    found: list[Received] = []
    findings: list[Finding] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or _beside(name):
            continue
        if path.suffix.lower() == ".zip":
            inside, wrong = _members(path, name)
            found += inside
            findings += wrong
        elif path.suffix.lower() in READABLE:
            found.append(Received(name, path))
        else:
            findings.append(_unread(name))
    if not found and not findings:
        raise UserError(f"文件夹“{folder}”中没有文件。")
    return found, findings


def _beside(name: str) -> bool:
    return any(part[0] in "~." or part == "__MACOSX" for part in name.split("/") if part)


def _unread(name: str) -> Finding:
    allowed = "、".join((*READABLE, ".zip"))
    return Finding(
        "warning", name, "", "", Path(name).suffix or "没有扩展名", allowed, "不是可导入的文件类型，没有读取。"
    )


def _members(path: Path, name: str) -> tuple[list[Received], list[Finding]]:
    found: list[Received] = []
    findings: list[Finding] = []
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        return [], [Finding("blocking", name, "", "", str(error), "完好的.zip", "压缩包不完整或已损坏；请重新压缩。")]
    for member in members:
        inner = f"{name}/{_spelt(member)}"
        if member.is_dir() or _beside(_spelt(member)):
            continue
        if member.flag_bits & 1:
            findings.append(Finding("blocking", inner, "", "", "", "", "压缩包设有密码；请解压后放入文件夹。"))
        elif member.file_size > MOST_BYTES:
            text = "解压后过大，没有读取。"
            findings.append(
                Finding("blocking", inner, "", "", f"{member.file_size}字节", f"不超过{MOST_BYTES}字节", text)
            )
        elif Path(inner).suffix.lower() in READABLE:
            found.append(Received(inner, path, member.filename))
        else:
            findings.append(_unread(inner))
    return sorted(found, key=lambda received: received.name), findings


def _spelt(member: zipfile.ZipInfo) -> str:
    """Archives made by Chinese Windows write names in GBK without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename
