"""The same on a Dask cluster, group by group, beyond the memory of one machine. 集群评估。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from distributed import Client, LocalCluster, as_completed

from ..errors import UserError
from .files import DataFolder
from .groups import GroupJob, Summary, score_group, summary
from .parquet_parts import write_part

LOCAL = "local"
#: Counties of one task: small enough for a worker, and for little to be done again when one dies.
GROUP = 100
#: How often a group is tried again where a worker fails and not the data.
RETRIES = 2


def score_on_cluster(
    job: GroupJob, folder: DataFolder, scheduler: str, step: Callable[[int, int], None] = lambda done, total: None
) -> list[Summary]:
    """Read, score and write every group on the workers. 在集群上评估。

    scheduler : "local", or the address of a cluster whose workers reach both places
    step      : told after every group how many are done, and of how many
    returns   : what is told of every group, in their order
    A worker that dies loses nothing: its groups are done again by others, into the same files.
    Raises UserError where nobody answers at the address.
    """
    groups = job.groups(GROUP)
    briefs: dict[int, Summary] = {}
    with _client(scheduler) as client:
        # Every task carries the rules itself: what was sent ahead to a worker would die with it.
        futures = client.map(partial(_one_group, job, folder), range(len(groups)), groups, pure=False, retries=RETRIES)
        for done, (_, (number, own)) in enumerate(as_completed(futures, with_results=True), 1):
            briefs[number] = own
            step(done, len(groups))
    return [briefs[number] for number in sorted(briefs)]


def _one_group(job: GroupJob, folder: DataFolder, number: int, group: tuple[str, ...]) -> tuple[int, Summary]:
    scored = score_group(job, group)
    write_part(scored, folder, number)
    return number, summary(scored)


@contextmanager
def _client(scheduler: str) -> Iterator[Client]:
    if scheduler == LOCAL:
        with LocalCluster(threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
            yield client
        return
    try:
        client = Client(scheduler, timeout="10s")
    except (OSError, ValueError, TypeError) as error:
        raise UserError(f"连接不上 Dask 集群“{scheduler}”：{error}。应为 local，或 tcp://主机:端口。") from error
    with client:
        yield client
