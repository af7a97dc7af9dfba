"""reports/<year>/index.html and index.json: every county at a glance. 年度成果索引。"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...atomic import write_whole
from ...errors import UserError
from ...project import Project
from ...standard.places import read_places
from ..manifest import NAME, PRINTED, Manifest, read_manifest
from ..publish import EARLIER
from ..task import COUNTY_REPORT, FORMS
from .run_record import read_records, runs_folder, version_of

#: Of index.json: raised when a key changes its meaning.
FORMAT = 1
#: Files that a reader opens, by ending.
OPENED = {".html": "网页", ".pdf": "PDF", ".xlsx": "Excel", ".docx": "Word"}


def write_site(project: Project, school_year: str, moved: bool) -> Path:
    """Write index.json, index.html and the pages of the runs. 生成年度索引。

    moved   : whether folders were replaced since: the pages of earlier runs then point elsewhere
    returns : index.html
    """
    from ...pages.site import index_page, run_page

    folder = project.root / "reports" / school_year
    records = read_records(project, school_year)
    index = site_index(project, school_year, records)
    write_whole(folder / "index.json", (json.dumps(index, ensure_ascii=False, indent=1) + "\n").encode())
    write_whole(folder / "index.html", index_page(index).encode())
    for record in records:
        path = runs_folder(project, school_year) / f"{record['id']}.html"
        if moved or not path.is_file():
            lines = [
                line | {"name": index["names"].get(line["division"], ""), "pages": _then(folder, line)}
                for line in record["lines"]
            ]
            log = path.with_suffix(".log").is_file()
            write_whole(path, run_page(record | {"lines": lines, "log": log, "school_year": school_year}).encode())
    return folder / "index.html"


def site_index(project: Project, school_year: str, records: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything the index says, for other tools too; see docs/outputs.md. 索引内容。

    records : the runs of the year, the latest first
    """
    places = read_places(project.places)
    folder = project.root / "reports" / school_year
    pages = [_page(path.parent) for path in sorted(folder.glob(f"*/{NAME}")) if path.parent.name[0] != "."]
    shown = [page for page in pages if page]
    failures = _failures(records)
    names = {code: place.name for code, place in places.items()}
    return {
        "format": FORMAT,
        "school_year": school_year,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "failures": [line | {"name": names.get(line["division"], "")} for line in failures],
        "divisions": [
            {
                "code": page["division"],
                "name": names.get(page["division"], ""),
                "parent": names.get(places[page["division"]].parent, "") if page["division"] in places else "",
                **page,
            }
            for page in shown
            if page["what"] == COUNTY_REPORT
        ],
        "others": [page | {"name": names.get(page["division"], "")} for page in shown if page["what"] != COUNTY_REPORT],
        "runs": [
            {key: record[key] for key in ("id", "begun_at", "ended_at", "version", "python", "interrupted", "counts")}
            for record in records
        ],
        "names": names,
    }


def _page(folder: Path) -> dict[str, Any]:
    """One printed folder; nothing where its manifest cannot be read."""
    try:
        said, _ = read_manifest(folder / NAME)
    except UserError:
        return {}
    task = said.task
    return {
        "division": task.division,
        "what": task.notebook,
        "folder": folder.name,
        "title": said.title,
        "verdict": said.verdict,
        "because": said.because,
        "unmet": said.unmet_indicators,
        "indicators": said.indicators,
        "synthetic": said.synthetic,
        "as_of": said.parameters["as_of"],
        "printed_at": _printed_at(folder),
        "version": said.packages.get("junheng", ""),
        "files": _opened(folder.name, said),
        "earlier": _earlier(folder),
    }


def _opened(address: str, said: Manifest) -> list[dict[str, str]]:
    """The files a reader opens, {kind, path from the year's folder}."""
    endings = list(OPENED)
    # Single sheets are reached from the page that holds them all.
    own = (
        name
        for name in said.outputs
        if Path(name).suffix in OPENED and (Path(name).stem == said.what or said.what == FORMS)
    )
    names = sorted(own, key=lambda name: endings.index(Path(name).suffix))
    return [{"kind": OPENED[Path(name).suffix], "path": f"{address}/{name}"} for name in names]


def _earlier(folder: Path) -> list[dict[str, Any]]:
    """The folders this one replaced, the latest first."""
    kept = []
    for path in (folder.parent / EARLIER / folder.name).glob(f"*/{NAME}"):
        try:
            said, _ = read_manifest(path)
        except UserError:
            continue
        address = path.parent.relative_to(folder.parent).as_posix()
        kept.append(
            {
                "path": address,
                "verdict": said.verdict,
                "printed_at": _printed_at(path.parent),
                "files": _opened(address, said),
            }
        )
    return sorted(kept, key=lambda page: page["printed_at"], reverse=True)


def _printed_at(folder: Path) -> str:
    try:
        return str(json.loads((folder / PRINTED).read_text(encoding="utf-8"))["printed_at"])
    except (OSError, ValueError, KeyError):
        return ""


def _failures(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tasks whose latest run failed."""
    seen: dict[tuple[str, str], Mapping[str, Any]] = {}
    for record in records:
        for line in record["lines"]:
            seen.setdefault((line["division"], line["notebook"]), line | {"run": record["id"]})
    return [dict(line) for line in seen.values() if line["state"] == "failed"]


def _then(year: Path, line: Mapping[str, Any]) -> dict[str, Any]:
    """What a run left in a folder, where it lies now: in place, or among the earlier ones."""
    if not line["shown"]:
        return {}
    current = year / line["folder"]
    folder = current if version_of(current) == line["shown"] else year / EARLIER / line["folder"] / line["shown"]
    try:
        said, _ = read_manifest(folder / NAME)
    except UserError:
        return {}
    return {
        "verdict": said.verdict,
        "synthetic": said.synthetic,
        "files": _opened(f"../{folder.relative_to(year).as_posix()}", said),
    }
