"""Runs cells the way a kernel would, inside one process. 单元格执行。"""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection
from typing import Any

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.utils.capture import CapturedIO, capture_output
from traitlets.config import Config


def run_cells(connection: Connection, sources: list[str], folder: str, environ: dict[str, str]) -> None:
    """Run `sources` in order and send (messages, failed) after each. 依次运行单元格。

    messages : in the form of kernel messages, which nbformat turns into outputs
    """
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
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
        failed = not result.success
        connection.send((_messages(shell, captured, displayed, values, result), failed))
        if failed:
            break
    connection.close()
    sys.stdout.flush()


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
        messages.append(_message("execute_result", data=data, metadata=metadata, execution_count=result.execution_count))
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        lines = shell.InteractiveTB.structured_traceback(type(error), error, error.__traceback__)
        messages.append(_message("error", ename=type(error).__name__, evalue=str(error), traceback=lines))
    return messages


def _message(kind: str, **content: Any) -> dict[str, Any]:
    return {"header": {"msg_type": kind}, "content": content}
