"""A run: failures are lines in a list, interrupts leave whole pages, notebooks share nothing. 批量运行。"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from batch_project import YEAR, Batch, change, make

A, B, C = "990001", "990002", "990003"
#: Raises where a county before it left something behind, then leaves everything it can.
HOSTILE = """
import builtins, decimal, locale, os, random, sys, threading, warnings
import matplotlib, numpy, pandas
from pathlib import Path
from matplotlib import pyplot

found = {
    "variable": "left_behind" in globals() or hasattr(builtins, "left_behind"),
    "figure": bool(pyplot.get_fignums()),
    "warning filter": any(entry[0] == "error" and entry[2] is ResourceWarning for entry in warnings.filters),
    "random state": getattr(random, "left_behind", False) or getattr(numpy.random, "left_behind", False),
    "options": pandas.get_option("display.max_rows") == 7 or matplotlib.rcParams["font.size"] == 77,
    "environment": "LEFT_BEHIND" in os.environ or Path.cwd() == Path("/"),
    "module": "json_left_behind" in sys.modules or not callable(pandas.concat),
    "precision": decimal.getcontext().Emax == 777,
    "thread": any(thread.name == "left behind" for thread in threading.enumerate()),
}
assert not any(found.values()), found
left_behind = builtins.left_behind = random.left_behind = numpy.random.left_behind = True
pyplot.figure()
warnings.simplefilter("error", ResourceWarning)
random.seed(0), numpy.random.seed(0)
pandas.set_option("display.max_rows", 7)
os.environ["LEFT_BEHIND"] = "1"
sys.modules["json_left_behind"] = sys
decimal.getcontext().Emax = 777
threading.Thread(target=threading.Event().wait, daemon=True, name="left behind").start()
print("said on the way")
"""


def only_in(county: str, source: str) -> str:
    return f"if county == '{county}':\n" + "".join(f"    {line}\n" for line in source.strip().splitlines())


def states(batch: Batch) -> dict[str, tuple[str, str]]:
    return {line["division"]: (line["state"], line["kind"]) for line in batch.last_run()["lines"]}


def test_a_run_prints_every_county_and_says_so(printed: Batch) -> None:
    assert states(printed) == {A: ("printed", ""), B: ("printed", ""), C: ("printed", "")}
    names = {
        "county_report.html",
        "county_report.pdf",
        "county_report.ipynb",
        "results.csv",
        "verdicts.csv",
        "numbers.csv",
        "manifest.json",
        "inputs.zip",
        "printed.json",
    }
    for county in (A, B, C):
        assert {path.name for path in printed.project.report(county, YEAR).iterdir()} == names
    assert not list(printed.reports.glob(".*")), "nothing is left lying about"


def test_counties_and_notebooks_are_chosen(done: Batch) -> None:
    said = done.run("--county", B, "--notebook", "county_report", "--force", "--dry-run")
    assert said.stdout == f"  {B}/county_report：按要求重新生成\n"
    said = done.run("--county", "990007")
    assert said.returncode == 2 and "没有这些区划代码：\n  990007" in said.stderr
    said = done.run("--notebook", "county_reprot")
    assert said.returncode == 2 and "是否应为“county_report”" in said.stderr


def test_a_faulty_run_file_is_told_key_by_key(fresh: Batch) -> None:
    fresh.settings(county="all", minutes_per_county=0)
    said = fresh.run()
    assert said.returncode == 2
    assert "county：不认识的键，是否应为“counties”？" in said.stderr and "minutes_per_county" in said.stderr


def test_spoiled_data_are_one_line_and_the_others_finish(done: Batch) -> None:
    change(done.project.raw(B, YEAR) / "学校.csv", "九年一贯制学校", "九年学校")
    before = done.pages()
    said = done.run()
    assert said.returncode == 1
    assert (
        f"未完成 1 项：\n  {B}（county_report）" in said.stdout
        and f"python -m analysis check {B} --year {YEAR}" in said.stdout
    )
    assert states(done) == {A: ("skipped", ""), B: ("failed", "data"), C: ("skipped", "")}
    pages = done.pages()
    assert {name: pages[name] for name in before} == before, "the pages printed before stay"
    assert (done.reports / f"{B}.check" / "data_check.html").is_file()
    assert done.run().returncode == 1, "it is tried again, as long as it fails"


def test_a_county_without_parameters_is_one_line(done: Batch) -> None:
    (done.root / "params" / "counties" / f"{C}.yml").unlink()
    said = done.run()
    assert said.returncode == 1 and "new-county" in said.stdout
    assert states(done)[C] == ("failed", "words")


#: What a notebook may do -> kind of failure, and what the reason says.
MISBEHAVES = {
    "1 / 0": ("notebook", "ZeroDivisionError"),
    "import sys\nsys.exit('enough')": ("notebook", "SystemExit"),
    "import time\ntime.sleep(600)": ("time", "运行超过 0.5 分钟的上限"),
    "kept = [bytearray(10**8) for _ in range(100)]": ("memory", "内存超过上限 1200 MB"),
    "import os\nos._exit(7)": ("died", "进程意外结束（退出码 7）"),
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)": ("died", "进程意外结束（退出码 -9）"),
}


def test_notebooks_that_misbehave_are_a_line_each_and_the_others_finish(tmp_path: Path) -> None:
    batch = make(tmp_path / "project", len(MISBEHAVES) + 2)
    codes = [str(990002 + number) for number in range(len(MISBEHAVES))]
    batch.notebook(
        "county_report", "".join(only_in(code, source) for code, source in zip(codes, MISBEHAVES, strict=True))
    )
    batch.settings(minutes_per_county=0.5, memory_mb_per_county=1200)
    said = batch.run()
    assert said.returncode == 3, said.stdout
    good = (A, str(990002 + len(MISBEHAVES)))
    kinds = {code: ("failed", kind) for code, (kind, _) in zip(codes, MISBEHAVES.values(), strict=True)}
    assert states(batch) == dict.fromkeys(good, ("printed", "")) | kinds
    lines = {line["division"]: line for line in batch.last_run()["lines"]}
    for code, (_, words) in zip(codes, MISBEHAVES.values(), strict=True):
        assert words in lines[code]["reason"] and lines[code]["next_step"]
        assert not batch.project.report(code, YEAR).exists()
    assert not list(batch.reports.glob(".*"))
    assert {failure["division"] for failure in batch.index()["failures"]} == set(codes)
    assert said.stdout.index(f"未完成 {len(codes)} 项") < said.stdout.index("已生成 2 项"), "failures come first"


def test_a_process_that_died_once_is_started_once_more(fresh: Batch) -> None:
    mark = fresh.root / "died-once"
    fresh.notebook(
        "county_report",
        only_in(
            B,
            f"import os, pathlib\nif not pathlib.Path({str(mark)!r}).exists():\n    pathlib.Path({str(mark)!r}).touch()\n    os._exit(9)",
        ),
    )
    assert fresh.run().returncode == 0
    assert states(fresh)[B] == ("printed", "")


def test_nothing_of_one_county_reaches_the_next(fresh: Batch) -> None:
    fresh.notebook("county_report", HOSTILE)
    said = fresh.run("--jobs", "1")
    assert said.returncode == 0, said.stdout
    assert "said on the way" not in said.stdout + said.stderr


def test_a_plain_kernel_prints_the_same_bytes(done: Batch) -> None:
    before = done.pages()
    said = done.run("--county", A, "--force", "--kernel", "fresh")
    assert said.returncode == 0, said.stderr
    assert states(done) == {A: ("printed", "")}
    assert done.pages() == before


def test_where_there_is_no_fork_the_pages_are_the_same(printed: Batch, fresh: Batch) -> None:
    source = "import sys; from analysis.running.engine import fork_server; fork_server.AVAILABLE = False; sys.argv = ['analysis', *sys.argv[1:]]; from analysis.cli import main; main()"
    said = subprocess.run(
        [sys.executable, "-c", source, *fresh.command("--county", B)[3:]],
        cwd=fresh.root,
        env=fresh.environ,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert said.returncode == 0, said.stderr
    assert fresh.pages() == {name: digest for name, digest in printed.pages().items() if name.startswith(B)}


def test_ctrl_c_keeps_what_is_whole_and_the_next_run_goes_on(printed: Batch, fresh: Batch) -> None:
    process = subprocess.Popen(
        fresh.command("--jobs", "1"),
        cwd=fresh.root,
        env=fresh.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    for line in process.stderr:
        if line.startswith("[1/3]"):
            break
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130 and "已中断" in told and "Traceback" not in told
    record = fresh.last_run()
    assert record["interrupted"] and states(fresh)[A] == ("printed", "") and C not in states(fresh)
    assert not list(fresh.reports.glob(".*"))
    said = fresh.run("--why")
    assert f"{A}/county_report：没有变化，跳过" in said.stdout
    assert fresh.pages() == printed.pages()
