"""What researchers import is there, and the examples of docs/research.md run as they stand. 研究接口。"""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import analysis
from analysis import UserError, open_county, scenario

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_the_examples_of_the_page_run() -> None:
    failed, tried = doctest.testfile(str(DOCS / "research.md"), module_relative=False, encoding="utf-8")
    assert tried > 10 and not failed


def test_every_name_that_is_offered_is_documented() -> None:
    text = (DOCS / "research.md").read_text(encoding="utf-8")
    assert analysis.__all__ == ["UserError", "evaluate", "open_county", "read_rules", "scenario", "score_many"]
    assert [name for name in analysis.__all__ if f"`{name}" not in text or getattr(analysis, name) is None] == []


def test_nothing_heavy_is_imported_before_it_is_asked_for() -> None:
    code = "import analysis, sys; print([name for name in ('pandas', 'numpy') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_wrong_name_is_told_with_the_nearest_right_one() -> None:
    with pytest.raises(UserError, match="620702"):
        open_county("620701", "2025", "2025-09-01")
    county = open_county("620321", "2025", "2025-09-01")
    with pytest.raises(UserError, match="没有数据表“teacher”，是否应为“teachers”"):
        scenario(county, "teacher", art=1)
    with pytest.raises(UserError, match="没有“6203210000”"):
        scenario(county, "buildings", "6203210000", teaching_area=1)
    with pytest.raises(UserError, match="请写明学校代码和学段"):
        scenario(county, "teachers", art=1)
    with pytest.raises(AttributeError):
        analysis.no_such_name  # noqa: B018
