"""Runs cells the way a kernel would, inside one process. 单元格执行。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.utils.capture import CapturedIO, capture_output
from traitlets.config import Config

#: What a cell put out, in the form of kernel messages, which nbformat turns into outputs; and whether it failed.
Ran = tuple[list[dict[str, Any]], bool]


def run_cells(sources: Iterable[str]) -> Iterator[Ran]:
    """Run cells in order, in this process; stop after the first that fails. 依次运行单元格。"""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    shell = InteractiveShell.instance(config=config, display_pub_class=CapturingDisplayPublisher)
    displayed: list[dict[str, Any]] = shell.display_pub.outputs
    values: list[dict[str, Any]] = []
    shell.display_trap.hook = CapturingDisplayHook(shell, values)
    for source in sources:
        displayed.clear()
        values.clear()
        with capture_output(display=False) as captured:
            result = shell.run_cell(source, store_history=True)
        yield _messages(shell, captured, displayed, values, result), not result.success
        if not result.success:
            break


def _messages(
    shell: InteractiveShell,
    captured: CapturedIO,
    displayed: list[dict[str, Any]],
    values: list[dict[str, Any]],
    result: ExecutionResult,
) -> list[dict[str, Any]]:
    messages = []
    for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr)):
        if text and not (name == "stdout" and not result.success):
            messages.append(_message("stream", name=name, text=text))
    for output in displayed:
        messages.append(_message("display_data", data=output["data"], metadata=output["metadata"] or {}))
    for output in values:
        data, metadata = output["data"], output["metadata"] or {}
        messages.append(
            _message("execute_result", data=data, metadata=metadata, execution_count=result.execution_count)
        )
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        lines = shell.InteractiveTB.structured_traceback(type(error), error, error.__traceback__)
        messages.append(_message("error", ename=type(error).__name__, evalue=str(error), traceback=lines))
    return messages


def _message(kind: str, **content: Any) -> dict[str, Any]:
    return {"header": {"msg_type": kind}, "content": content}
