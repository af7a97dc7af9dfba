"""Scoring on a real Dask cluster and a real S3 server. 集群与对象存储。"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import fsspec
import pandas as pd
import psutil
import pytest
from distributed import Client, LocalCluster
from moto.server import ThreadedMotoServer
from six_counties import CODES, in_order

from analysis.errors import UserError
from analysis.national import dask_cluster as on_cluster
from analysis.national.score_many import score_many
from analysis.standard.load import RuleBook

AS_OF = date(2025, 9, 1)


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket on a server of our own, which workers find by the usual variables."""
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    _, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        fsspec.filesystem("s3").mkdir("counties")
        yield "s3://counties"
    server.stop()
    fsspec.filesystem("s3").clear_instance_cache()


@pytest.fixture
def dask() -> Iterator[tuple[LocalCluster, Client]]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        yield cluster, client


def test_a_worker_killed_half_way_loses_nothing(
    dataset: Path, rules: RuleBook, tmp_path: Path, dask: tuple[LocalCluster, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, client = dask
    monkeypatch.setattr(on_cluster, "GROUP", 1)
    before, killed = client.run(os.getpid), []

    def kill(done: int, total: int) -> None:
        if done == total // 2:
            killed.extend(before.values())
            for process in killed[:1]:
                os.kill(process, signal.SIGKILL)

    found = score_many(
        str(dataset), rules, AS_OF, out=str(tmp_path / "out"), scheduler=cluster.scheduler_address, step=kill
    )
    assert not psutil.pid_exists(killed[0])
    here = score_many(str(dataset), rules, AS_OF)
    assert len(list((tmp_path / "out" / "results").iterdir())) == len(CODES)
    pd.testing.assert_frame_equal(in_order(found.results), in_order(here.results))
    pd.testing.assert_frame_equal(in_order(found.verdicts), in_order(here.verdicts))
    assert found.tally == here.tally


def test_a_dataset_in_an_object_store_is_scored_into_it(bucket: str, dataset: Path, rules: RuleBook) -> None:
    fsspec.filesystem("s3").put(str(dataset), f"{bucket}/2025", recursive=True)
    here = score_many(str(dataset), rules, AS_OF)
    there = score_many(f"{bucket}/2025", rules, AS_OF, out=f"{bucket}/found")
    pd.testing.assert_frame_equal(in_order(there.results), in_order(here.results))
    assert there.tally == here.tally


def test_a_local_cluster_reads_and_writes_an_object_store(bucket: str, dataset: Path, rules: RuleBook) -> None:
    fsspec.filesystem("s3").put(str(dataset), f"{bucket}/again", recursive=True)
    found = score_many(f"{bucket}/again", rules, AS_OF, only_seven=True, out=f"{bucket}/by-dask", scheduler="local")
    here = score_many(str(dataset), rules, AS_OF, only_seven=True)
    pd.testing.assert_frame_equal(in_order(found.results), in_order(here.results))
    pd.testing.assert_frame_equal(in_order(found.verdicts), in_order(here.verdicts))


def test_nobody_at_the_address_and_no_place_to_write_are_told(dataset: Path, rules: RuleBook, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="须写明输出位置"):
        score_many(str(dataset), rules, AS_OF, scheduler="local")
    with pytest.raises(UserError, match="连接不上 Dask 集群"):
        score_many(str(dataset), rules, AS_OF, out=str(tmp_path / "out"), scheduler="nonsense")
