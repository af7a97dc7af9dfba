"""Parameters are checked before a kernel starts. 参数检查。"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import UserError, nearest
from . import quick_start  # noqa: F401 - before papermill


def check_parameters(notebook: Path, given: Mapping[str, str]) -> None:
    """Refuse a parameter that the notebook does not declare; papermill would run on the default. 检查参数。

    Raises UserError naming the nearest declared one.
    """
    from papermill import inspect_notebook

    if not notebook.is_file():
        raise UserError(f"找不到笔记本 {notebook}{nearest(notebook.stem, (p.stem for p in notebook.parent.glob('*.ipynb')))}。")
    declared = inspect_notebook(str(notebook))
    unknown = [f"  {name}{nearest(name, declared)}" for name in given if name not in declared]
    if unknown:
        raise UserError(f"笔记本 {notebook.name} 没有这些参数：\n" + "\n".join(unknown) + f"\n可用的参数：{'、'.join(declared)}。")
