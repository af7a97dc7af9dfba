"""Is a printed report what its raw files give, and is it as it was printed? 核对报告。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..errors import UserError
from ..project import Project
from ..running.inputs import file_hash, tree_hashes
from ..running.manifest import NAME, Manifest, outputs, read_manifest
from .changed_inputs import changed_inputs, changed_versions, suspected_cells
from .compare_notebooks import notebook_changes
from .compare_pages import page_changes
from .compare_papers import paper_changes
from .compare_tables import KEYS, table_changes
from .differences import ChangedPlace, Difference, Kind
from .recompute import recompute

COMPARE: dict[str, Callable[[bytes, bytes], list[ChangedPlace]]] = {
    ".html": page_changes,
    ".pdf": paper_changes,
    ".ipynb": notebook_changes,
}
#: What the manifest repeats of the page: key there -> (key of the page record, words).
REPEATED = {
    "title": ("title", "标题"),
    "verdict": ("verdict", "结论"),
    "because": ("because", "结论的理由"),
    "indicators": ("indicators", "各项指标的结论"),
    "unmet_indicators": ("unmet", "未完全达标的指标"),
    "synthetic": ("synthetic", "合成数据标记"),
}


def verify(project: Project, folder: Path) -> list[Difference]:
    """Recompute a report in a fresh process from the raw files and name every difference. 重算并核对一份报告。

    folder : reports/<year>/<county>
    Nothing found, or warnings alone, means the same. Raises UserError where nothing is printed there.
    """
    printed = tree_hashes(folder, folder, "*") if folder.is_dir() else {}
    if not printed:
        raise UserError(f"“{folder}”中没有已生成的报告。请先运行：python -m analysis report <区划代码> --year <年份>")
    if NAME not in printed:
        return [Difference("edited", NAME, message="清单已被删除，无从核对；请重新生成报告")]
    try:
        said, intact = read_manifest(folder / NAME)
    except UserError as error:
        return [Difference("edited", NAME, message=f"{error}无从核对；请重新生成报告")]
    found = changed_inputs(project, said)
    if not intact:
        found.append(Difference("edited", NAME, message="清单在生成报告之后被改动：内容与其校验值不符"))
    with TemporaryDirectory() as scratch:
        try:
            fresh, page = recompute(
                project, said.what, said.parameters, {"Python": said.python, **said.packages}, Path(scratch)
            )
        except UserError as error:
            found.append(Difference("recomputed", folder.name, message=f"未能重算：{error}"))
            found += compare_files(folder, said, None, inputs_changed=True)
        else:
            inputs_changed = any(difference.kind == "input" for difference in found)
            found += compare_files(folder, said, fresh, inputs_changed) + compare_manifest(said, page, inputs_changed)
            if any(d.kind == "input" and d.file.startswith("data/") for d in found) and "numbers.csv" in printed:
                found += suspected_cells(
                    project, said, (folder / "numbers.csv").read_bytes(), (fresh / "numbers.csv").read_bytes()
                )
    return found + changed_versions(said)


def same(differences: Iterable[Difference]) -> bool:
    """Whether nothing but warnings was found. 是否一致。"""
    return all(difference.kind == "warning" for difference in differences)


def compare_files(folder: Path, said: Manifest, fresh: Path | None, inputs_changed: bool) -> list[Difference]:
    """A printed folder beside its manifest and beside the one printed again. 逐个文件比较。

    fresh          : the folder printed again; None where that failed
    inputs_changed : then an edited page differs for two reasons, and only the file as a whole can be called edited
    """
    found = []
    printed = outputs(folder)
    for name in dict.fromkeys([*said.outputs, *printed]):
        then, now = said.outputs.get(name), printed.get(name)
        again = fresh / name if fresh and (fresh / name).is_file() else None
        if now is None:
            found.append(Difference("edited", name, message="文件已被删除"))
        elif then is None:
            found.append(Difference("edited", name, message="清单未登记的文件"))
        elif then != now and again and file_hash(again) == now:
            found.append(
                Difference("edited", NAME, f"outputs.{name}", then, now, "清单登记的哈希被改动：文件与重算结果相同")
            )
        elif then != now and (again is None or inputs_changed):
            found.append(
                Difference(
                    "edited",
                    name,
                    message="与清单登记的哈希不符，生成之后被改动" + ("；逐处差异列在重算不一致中" if again else ""),
                )
            )
        if again and now and then:
            kind: Kind = "edited" if then != now and not inputs_changed else "recomputed"
            found += [Difference(kind, name, *change) for change in _changes(name, folder / name, again, then != now)]
    return found


def compare_manifest(said: Manifest, page: dict[str, Any], inputs_changed: bool) -> list[Difference]:
    """What the manifest repeats of the page. 清单中的结论。"""
    kind: Kind = "recomputed" if inputs_changed else "edited"
    return [
        Difference(kind, NAME, words, str(getattr(said, key)), str(page[own]))
        for key, (own, words) in REPEATED.items()
        if getattr(said, key) != page.get(own, getattr(said, key))
    ]


def _changes(name: str, stored: Path, fresh: Path, edited: bool) -> list[ChangedPlace]:
    one, other = stored.read_bytes(), fresh.read_bytes()
    if one == other:
        return []
    changes = table_changes(name, one, other) if name in KEYS else COMPARE.get(stored.suffix, _bytes)(one, other)
    # A notebook keeps the time of its run: other bytes alone are no difference, unless it was written after printing.
    trifle = stored.suffix == ".ipynb" and not edited and all(change.place == "" for change in changes)
    return [] if trifle else changes


def _bytes(stored: bytes, fresh: bytes) -> list[ChangedPlace]:
    return [ChangedPlace("", message="内容不同")]
