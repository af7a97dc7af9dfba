"""papermill engines that start no kernel. 运行引擎。

`forked`: the cells run in a process of their own, forked from a warmed one. `here`: in this process, which a batch
forks for every county, or `verify` starts. Both hand papermill what a kernel would have; without either (--kernel
fresh) papermill starts a plain kernel, as Jupyter does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from . import (
    fork_server,
    import_guard,  # noqa: F401 - before papermill
)

FORKED, HERE = "forked", "here"


def register() -> None:
    """Make the engines known to papermill. 注册运行引擎。"""
    import papermill.execute  # noqa: F401 - all of papermill, kernel client included
    from nbformat.v4 import output_from_msg
    from papermill.engines import Engine, papermill_engines

    from .run_cells import Ran, run_cells

    class ForkedEngine(Engine):  # type: ignore[misc]
        """papermill's engine interface over a forked process. 派生进程引擎。

        executed : the last notebook, as far as it got; papermill keeps one that failed to itself
        """

        executed: ClassVar[Any] = None

        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, log_output: bool = False, **kwargs: Any
        ) -> None:
            """Run the cells in order; stop at the first that fails. 逐格运行。"""
            cls.executed = nb_man.nb
            cells = [
                (i, cell.source)
                for i, cell in enumerate(nb_man.nb.cells)
                if cell.cell_type == "code" and cell.source.strip()
            ]
            for (index, _), (messages, failed) in zip(cells, cls.run([source for _, source in cells]), strict=False):
                cell = nb_man.nb.cells[index]
                nb_man.cell_start(cell, index)
                cell.outputs = [output_from_msg(message) for message in messages]
                cell.execution_count = next(
                    (o["execution_count"] for o in cell.outputs if "execution_count" in o), index
                )
                if failed:
                    nb_man.cell_exception(cell, index)
                    break
                nb_man.cell_complete(cell, index)

        @staticmethod
        def run(sources: list[str]) -> Iterator[Ran]:
            """What each cell put out. 运行各单元格。"""
            return fork_server.run(sources)

    class HereEngine(ForkedEngine):
        """The same in this process. 本进程引擎。"""

        @staticmethod
        def run(sources: list[str]) -> Iterator[Ran]:
            """What each cell put out. 运行各单元格。"""
            return run_cells(sources)

    papermill_engines.register(FORKED, ForkedEngine)
    papermill_engines.register(HERE, HereEngine)
