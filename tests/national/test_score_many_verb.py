"""score-many on the command line. 命令行。"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from six_counties import CODES
from typer.testing import CliRunner

from analysis.cli.national import app

RUN = CliRunner()


def run(*words: str) -> tuple[int, str]:
    done = RUN.invoke(app, list(words))
    return done.exit_code, done.output


def test_the_verdicts_are_counted_and_the_parts_written(dataset: Path, tmp_path: Path) -> None:
    code, said = run(str(dataset), "--as-of", "2025-09-01", "--out", str(tmp_path / "out"))
    assert code == 0, said
    assert "已评估 6 个县，数据须先更正的 0 个" in said
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["counties"] == CODES
    assert sum(summary["verdicts"].values()) == len(CODES)
    assert len(pd.read_parquet(tmp_path / "out" / "results")) == summary["rows"]["results"]


def test_a_county_left_out_is_told_and_the_exit_code_says_so(dataset: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(dataset, tmp_path / "own"))
    path = own / "segments" / "part-00000.parquet"
    frame = pd.read_parquet(path)
    frame.assign(pupils=-1.0).to_parquet(path, index=False)
    code, said = run(str(own), "--as-of", "2025-09-01", "--out", str(tmp_path / "out"), "--only-seven")
    assert code == 1
    assert "未评估 990001" in said
    assert "已评估 4 个县，数据须先更正的 2 个" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [(("--as-of", "去年"), "2025-09-01 这样的日期"), (("--as-of", "2025-09-01", "--county", "990008"), "没有 990008")],
)
def test_wrong_words_are_told_in_chinese(dataset: Path, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    code, said = run(str(dataset), *words, "--out", str(tmp_path / "out"))
    assert code == 2
    assert told in said.replace("\n", "")
