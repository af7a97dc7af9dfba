"""Two executed notebooks: sources, and what the cells show. 笔记本的比较。"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .differences import ChangedPlace, excerpts

SHOWN = ("execute_result", "display_data")


def notebook_changes(stored: bytes, fresh: bytes) -> list[ChangedPlace]:
    """Cells whose source or output differs from those run again; run times are no difference. 笔记本的差异。"""
    from nbformat import reads

    try:
        found = reads(stored.decode("utf-8"), as_version=4)
        # A cell without these is no cell.
        own = [(cell.cell_type, cell.source, _outputs(cell)) for cell in found.cells]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [ChangedPlace("", message="不是完好的笔记本，无法读取")]
    expected = [
        (cell.cell_type, cell.source, _outputs(cell)) for cell in reads(fresh.decode("utf-8"), as_version=4).cells
    ]
    changes = []
    if len(own) != len(expected):
        changes.append(ChangedPlace("单元格数", str(len(own)), str(len(expected))))
    section = ""
    for number, (a, b) in enumerate(zip(own, expected, strict=False), 1):
        heading = (
            next((line[3:].strip() for line in b[1].splitlines() if line.startswith("## ")), "")
            if b[0] == "markdown"
            else ""
        )
        section = heading or section
        where = f"第{number}格" + (f"（{section}）" if section else "")
        if a[:2] != b[:2]:
            changes.append(ChangedPlace(f"{where}的源码", *excerpts(a[1], b[1])))
        # One thing shown is written three ways, for text, screen and paper: the plainest that differs is told.
        kinds = [
            kind
            for kind in sorted({*a[2], *b[2]}, key=lambda kind: kind != "text/plain")
            if a[2].get(kind) != b[2].get(kind)
        ]
        for kind in kinds[:1]:
            changes.append(ChangedPlace(f"{where}的输出（{kind}）", *excerpts(a[2].get(kind, ""), b[2].get(kind, ""))))
    return changes or [ChangedPlace("", message="源码与输出相同，运行记录或格式不同")]


def _outputs(cell: Mapping[str, Any]) -> dict[str, str]:
    """MIME type -> what is shown, as text."""
    shown: dict[str, str] = {}
    for output in cell.get("outputs", ()):
        if output["output_type"] in SHOWN:
            for kind, content in output["data"].items():
                text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, sort_keys=True)
                shown[kind] = shown.get(kind, "") + text
    return shown
