"""The same batch on a Dask cluster. 集群批量运行。"""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator, Iterable
from contextlib import ExitStack
from typing import Any

from ...errors import UserError
from ..inputs import code_hash
from .outcome import DIED, Outcome
from .pool import run_batch
from .worker import Job

LOCAL = "local"


def run_on_cluster(orders: Iterable[Job], scheduler: str, jobs: int, minutes: float) -> Generator[Outcome]:
    """Print the pages on the workers of a cluster; tell of each when it ends. 在集群上批量生成。

    scheduler : its address (tcp://…), or LOCAL to start one here with `jobs` workers
    A worker that is killed loses nothing: Dask gives its page to another.
    Raises UserError where the scheduler does not answer, or a worker runs another program.
    """
    from distributed import as_completed

    with ExitStack() as stack:
        client = _client(scheduler, jobs, stack)
        _same_program(client)
        tasks = {
            client.submit(print_on_worker, order, minutes, key=f"{order.task.id}-{n}", pure=False): order
            for n, order in enumerate(orders)
        }
        for future in as_completed(list(tasks)):
            if future.status == "error":
                yield Outcome(tasks[future].task, 0.0, DIED, f"计算节点多次中断：{future.exception()}")
            else:
                yield future.result()
            future.release()


def print_on_worker(order: Job, minutes: float) -> Outcome:
    """One page in a process of its own, forked on the worker, with the limits of every batch. 在计算节点上生成。"""
    # A worker under a nanny is a daemon, which may have no children. Ours end by themselves when the worker does.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    return next(event for event in run_batch([order], 1, minutes) if isinstance(event, Outcome))


def _client(scheduler: str, jobs: int, stack: ExitStack) -> Any:
    from distributed import Client, LocalCluster

    if scheduler == LOCAL:
        cluster = stack.enter_context(LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None))
        return stack.enter_context(Client(cluster))
    try:
        client = stack.enter_context(Client(scheduler, timeout="10s"))
    except (OSError, ValueError) as error:
        raise UserError(
            f"集群调度器“{scheduler}”没有应答：{error}。请核对地址（如 tcp://10.0.0.5:8786）；在本机运行请写 --scheduler local。"
        ) from error
    if not client.scheduler_info()["workers"]:
        raise UserError(f"集群“{scheduler}”没有计算节点。请先启动：dask worker {scheduler}")
    return client


def _same_program(client: Any) -> None:
    """A page must not depend on who printed it."""
    own = code_hash()
    other = sorted(address for address, theirs in client.run(code_hash).items() if theirs != own)
    if other:
        raise UserError(f"这些计算节点上的程序与本机不同：{'、'.join(other)}。请在各节点安装同一版本后再运行。")
