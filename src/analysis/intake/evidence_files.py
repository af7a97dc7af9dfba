"""Evidence on file: data/evidence/<code>/ with its index, and whether each file is there and unchanged. 佐证材料档案。"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Literal

from ..atomic import write_whole
from ..errors import UserError, nearest

NAME = "目录.csv"
HEADINGS = ("指标", "学校代码", "核查重点", "材料名称", "材料日期", "核查单位", "文件", "校验码")
#: Words that name no document.
NO_DOCUMENT = ("无", "见附件", "—", "-", ".", "/", "暂无", "略")
FileState = Literal["unlisted", "same", "new", "changed", "missing"]
STATES: dict[FileState, str] = {
    "unlisted": "未存电子文件",
    "same": "未变动",
    "new": "未登记校验码",
    "changed": "已变动",
    "missing": "文件不存在",
}


@dataclass(frozen=True)
class EvidenceFile:
    """One row of the index. 一件材料。

    school : blank for what concerns the county
    points : numbers of the checkpoints it proves, counted through the groups of its card
    state  : of its file against the hash on record
    """

    row: int
    indicator: int
    school: str
    points: tuple[int, ...]
    document: str
    day: date
    checker: str
    file: str
    hash: str
    state: FileState = "unlisted"


def evidence_folder(root: Path, county: str) -> Path:
    """data/evidence/<code>. 材料文件夹。"""
    return root / "data" / "evidence" / county


def read_evidence(folder: Path, points: Mapping[int, int], schools: Collection[str], today: date) -> list[EvidenceFile]:
    """The index, each file held against its hash; nothing where there is no index. 读取材料目录。

    points : indicator -> how many checkpoints its card has; schools : codes of the county
    Raises UserError with every bad cell at once.
    """
    path = folder / NAME
    if not path.is_file():
        return []
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    if not rows or tuple(rows[0]) != HEADINGS:
        raise UserError(f"{path.name}!第1行：表头应为 {'、'.join(HEADINGS)}。")
    faults: list[str] = []
    found = []
    for number, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            own = dict(zip(HEADINGS, [cell.strip() for cell in cells] + [""] * len(HEADINGS), strict=False))
            bad = list(_faults(own, points, schools, today))
            faults += [f"{path.name}!第{number}行：{fault}" for fault in bad]
            if not bad:
                found.append(_checked(folder, number, own))
    if faults:
        raise UserError(f"{path.name} 有 {len(faults)} 处问题：\n" + "\n".join(f"  {fault}" for fault in faults))
    return found


def _faults(own: Mapping[str, str], points: Mapping[int, int], schools: Collection[str], today: date) -> list[str]:
    found = []
    if not own["指标"].isdigit() or int(own["指标"]) not in points:
        return [f"“指标”应填 {min(points)}—{max(points)} 的序号，现在是“{own['指标']}”"]
    if own["学校代码"] and own["学校代码"] not in schools:
        found.append(f"没有学校代码“{own['学校代码']}”{nearest(own['学校代码'], schools)}")
    asked = [part for part in own["核查重点"].split("、") if part]
    if wrong := [part for part in asked if not part.isdigit() or not 1 <= int(part) <= points[int(own["指标"])]]:
        found.append(f"“核查重点”{'、'.join(wrong)}不在 1—{points[int(own['指标'])]} 之内，多项用顿号隔开")
    if not own["材料名称"] or own["材料名称"] in NO_DOCUMENT:
        found.append(f"“材料名称”应写明文件名称或文号，现在是“{own['材料名称']}”")
    if not own["核查单位"]:
        found.append("“核查单位”没有填写")
    try:
        if date.fromisoformat(own["材料日期"]) > today:
            found.append(f"“材料日期”{own['材料日期']}晚于今天")
    except ValueError:
        found.append(f"“材料日期”应写成 2025-08-31 这样，现在是“{own['材料日期']}”")
    named = PurePosixPath(own["文件"].replace("\\", "/"))
    if own["文件"] and (named.is_absolute() or ".." in named.parts or ":" in own["文件"]):
        found.append(f"“文件”应是本文件夹内的文件名，现在是“{own['文件']}”")
    return found


def _checked(folder: Path, number: int, own: Mapping[str, str]) -> EvidenceFile:
    points = tuple(int(part) for part in own["核查重点"].split("、") if part)
    entry = EvidenceFile(
        number,
        int(own["指标"]),
        own["学校代码"],
        points,
        own["材料名称"],
        date.fromisoformat(own["材料日期"]),
        own["核查单位"],
        own["文件"].replace("\\", "/"),
        own["校验码"],
    )
    if not entry.file:
        return entry
    path = folder / entry.file
    if not path.is_file():
        return replace(entry, state="missing")
    now = sha256(path.read_bytes()).hexdigest()
    return replace(
        entry, state="new" if not entry.hash else "same" if now == entry.hash else "changed", hash=entry.hash or now
    )


def record_hashes(folder: Path, entries: Collection[EvidenceFile]) -> int:
    """Write down the hash of every file that has none yet; those on record stay. 登记校验码。"""
    path = folder / NAME
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    fresh = {entry.row: entry.hash for entry in entries if entry.state == "new"}
    for row, digest in fresh.items():
        rows[row - 1] = [*(rows[row - 1] + [""] * len(HEADINGS))[: len(HEADINGS) - 1], digest]
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    if fresh:
        write_whole(path, stream.getvalue().encode("utf-8-sig"))
    return len(fresh)
