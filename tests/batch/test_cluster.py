"""The same batch on a Dask cluster, with data and pages in folders or in an object store. 集群批量运行。"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import fsspec
import psutil
import pytest
from batch_project import PATIENCE, YEAR, Batch, change
from moto.server import ThreadedMotoServer

A, B, C = "990001", "990002", "990003"
RAW, REPORTS = "s3://bureau/raw", "s3://bureau/reports"


@dataclass(frozen=True)
class Store:
    """An S3 server on this machine."""

    files: fsspec.AbstractFileSystem
    environ: dict[str, str]

    def run(self, batch: Batch, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            batch.command("--data", RAW, "--reports", REPORTS, *words),
            cwd=batch.root,
            env=batch.environ | self.environ,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )

    def pages(self) -> dict[str, bytes]:
        self.files.invalidate_cache()
        root = f"{REPORTS.removeprefix('s3://')}/{YEAR}/"
        paths = [
            path
            for path in self.files.find(root)
            if path.removeprefix(root).startswith("9") and not path.endswith("printed.json")
        ]
        return {path.removeprefix(root): self.files.cat_file(path) for path in paths}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def store(server: str, empty: Batch) -> Iterator[Store]:
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    files = fsspec.filesystem("s3", endpoint_url=server, key="test", secret="test", skip_instance_cache=True)
    with contextlib.suppress(FileExistsError):
        files.mkdir("bureau")
    files.put(f"{empty.root}/data/raw/", "bureau/raw/", recursive=True)
    yield Store(files, {"AWS_ENDPOINT_URL": server, **keys})
    files.rm("bureau", recursive=True)


def said_of(batch: Batch) -> dict[str, bytes]:
    files = (path for path in batch.reports.glob("9*/*") if path.is_file() and path.name != "printed.json")
    return {path.relative_to(batch.reports).as_posix(): path.read_bytes() for path in files}


def test_a_scheduler_that_does_not_answer_is_told(fresh: Batch) -> None:
    said = fresh.run("--scheduler", "tcp://127.0.0.1:1")
    assert said.returncode == 2 and "没有应答" in said.stderr and "Traceback" not in said.stderr


def test_a_worker_killed_half_way_loses_nothing(printed: Batch, fresh: Batch, tmp_path: Path) -> None:
    """A scheduler and two workers as an office would start them; one is killed while it prints."""
    file = tmp_path / "scheduler.json"
    dask = (
        [sys.executable, "-m", "distributed.cli.dask_scheduler"],
        [sys.executable, "-m", "distributed.cli.dask_worker"],
    )
    quiet = {"cwd": tmp_path, "env": fresh.environ, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with contextlib.ExitStack() as stack:

        def start(command: list[str]) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(command, **quiet)  # type: ignore[call-overload]
            stack.callback(_end, process)
            return process  # type: ignore[no-any-return]

        start([*dask[0], "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)])
        workers = [
            start([*dask[1], "--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard"]) for _ in range(2)
        ]
        _until(file.is_file)
        address = json.loads(file.read_text())["address"]
        lead = subprocess.Popen(
            fresh.command("--scheduler", address),
            cwd=fresh.root,
            env=fresh.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        stack.callback(_end, lead)
        _until(lambda: list(fresh.reports.glob(".9*.tmp")))
        _end(workers[0])
        told, _ = lead.communicate(timeout=PATIENCE)
        assert lead.returncode == 0, told
    assert fresh.pages() == printed.pages()
    assert fresh.run("--why").stdout.count("没有变化，跳过") == 3


def test_an_object_store_holds_data_and_pages(printed: Batch, fresh: Batch, store: Store) -> None:
    """Data come from the store, pages go there, and nothing of either stays in the project."""
    for code in (A, B, C):
        shutil.rmtree(fresh.project.raw(code, YEAR).parent)
    said = store.run(fresh, "--scheduler", "local", "--jobs", "2")
    assert said.returncode == 0, said.stdout + said.stderr
    assert f"汇总：{REPORTS}/{YEAR}/index.html" in said.stdout
    assert store.pages() == said_of(printed), "the same bytes as from folders, and as without a cluster"
    assert not fresh.reports.exists()

    again = store.run(fresh, "--why")
    assert again.stdout.count("没有变化，跳过") == 3, again.stdout

    table = f"bureau/raw/{B}/{YEAR}/学校.csv"
    local = fresh.root / "学校.csv"
    store.files.get_file(table, str(local))
    change(local, ",城区,", ",镇区,")
    passport = f"bureau/raw/{B}/{YEAR}/SOURCE.yml"
    digest = sha256(local.read_bytes()).hexdigest()
    text = store.files.cat_file(passport).decode()
    store.files.pipe_file(passport, re.sub("学校.csv: .*", f"学校.csv: {digest}", text).encode())
    store.files.put_file(str(local), table)
    store.files.rm_file(f"bureau/reports/{YEAR}/{C}/county_report.pdf")
    third = store.run(fresh, "--why")
    assert third.returncode == 0, third.stdout
    assert f"{A}/county_report：没有变化，跳过" in third.stdout
    assert f"{B}/county_report：原始数据：SOURCE.yml、学校.csv有改动" in third.stdout
    assert f"{C}/county_report：已生成的文件：county_report.pdf已不存在" in third.stdout
    store.files.invalidate_cache()
    assert store.files.ls(f"bureau/reports/{YEAR}/earlier/{B}"), "the page that was replaced is kept"
    index = json.loads(store.files.cat_file(f"bureau/reports/{YEAR}/index.json"))
    assert {county["code"] for county in index["divisions"]} == {A, B, C} and len(index["runs"]) == 3


def test_data_that_must_be_corrected_leave_their_list_in_the_store(fresh: Batch, store: Store) -> None:
    store.files.rm_file(f"bureau/raw/{A}/{YEAR}/SOURCE.yml")
    said = store.run(fresh, "--county", A)
    assert said.returncode == 1
    store.files.invalidate_cache()
    assert store.files.exists(f"bureau/reports/{YEAR}/{A}.check/data_check.html")


def test_a_store_that_cannot_be_reached_is_told(fresh: Batch) -> None:
    said = fresh.run("--data", "nowhere://raw", "--reports", "nowhere://reports")
    assert said.returncode == 2 and "网址" in said.stderr and "Traceback" not in said.stderr
    said = fresh.run("--data", RAW)
    assert said.returncode == 2 and "--reports" in said.stderr


def _until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of a process and all below it."""
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
    process.kill()
    process.wait()
