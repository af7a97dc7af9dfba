"""Two printed reports: what changed, and whether data, rules or code changed it. 两次报告的对比。"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

from analysis.errors import UserError
from analysis.project import VARIABLE, Project
from analysis.proof.diff import diff, rows_of
from analysis.proof.diff_causes import Again, Cause, Suspects, causes_of_changes, changes, recomputed_causes, table
from analysis.running.kept_inputs import NAME as KEPT
from analysis.running.kept_inputs import lay_out
from analysis.running.manifest import read_manifest

ROOT = Path(__file__).resolve().parents[2]
CODE, YEAR = "620302", "2025"
FIRST, THIRD = "6203020001", "6203020003"


@dataclass(frozen=True)
class Pair:
    """A project that was printed, changed in three places, and printed again; `source` is its changed program."""

    project: Project
    source: Path
    old: Path
    new: Path

    def run(self, *words: str, source: Path | None = None) -> subprocess.CompletedProcess[str]:
        environ = {
            **os.environ,
            VARIABLE: str(self.project.root),
            "PYTHONPATH": str(source or ROOT / "src"),
            "PYTHONUTF8": "1",
            "COLUMNS": "150",
        }
        return subprocess.run(
            [sys.executable, "-m", "analysis", *words],
            cwd=self.project.root,
            env=environ,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    def print(self, source: Path) -> None:
        done = self.run("report", CODE, "--year", YEAR, source=source)
        assert done.returncode == 0, done.stderr


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} holds {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    root = tmp_path_factory.mktemp("pair")
    project, source = Project(root / "project"), root / "src"
    for name in ("params", "notebooks", "data/reference", f"data/raw/{CODE}"):
        shutil.copytree(ROOT / name, project.root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__", ".mypy_cache"))
    pair = Pair(project, source, root / "old", project.report(CODE, YEAR))
    pair.print(source)
    shutil.copytree(pair.new, pair.old)
    # Data: 13 in place of 30 backbone teachers for 1330 pupils are 0.98 a hundred, and 1 is asked.
    _replace(
        project.raw(CODE, YEAR) / "教师.csv",
        f"{FIRST},小学,69,63,0,1,47,14,1,30,",
        f"{FIRST},小学,69,63,0,1,47,14,1,13,",
    )
    # A card: the third primary school has 24 classrooms for 923 pupils, 2.600 a hundred; the next one has 2.667.
    _replace(
        project.standards / "indicators" / "07_networked_classrooms.yml",
        "primary: {2017-04-19: 2.3}",
        "primary: {2017-04-19: 2.61}",
    )
    # Code: the tilt of indicator 21 turned upside down, 0.905 in place of 1.105.
    _replace(
        source / "analysis" / "scoring" / "formulas.py",
        "return top, whole * other_part, 1",
        "return whole * other_part, top, 1",
    )
    pair.print(source)
    return pair


def _cells(path: Path) -> dict[tuple[str, str, str], dict[str, str]]:
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    return {(row["类别"], row["编号"] + row["分项"], row["对象代码"]): row for row in rows}


EXPECTED = {
    ("结论", "indicator_02", CODE): "数据",
    ("结论", "indicator_02", FIRST): "数据",
    ("评分结果", "indicator_02", FIRST): "数据",
    ("结论", "indicator_07", CODE): "规则",
    ("结论", "indicator_07", THIRD): "规则",
    ("评分结果", "indicator_07", THIRD): "规则",
    ("结论", "indicator_21", CODE): "程序",
    ("评分结果", "indicator_21tilt", CODE): "程序",
}


def test_data_a_card_and_code_each_changed_one_verdict(pair: Pair, tmp_path: Path) -> None:
    done = pair.run("diff", str(pair.old), str(pair.new), "--out", str(tmp_path), source=pair.source)
    assert done.returncode == 0, done.stderr
    rows = _cells(tmp_path / "diff.csv")
    assert {key: row["原因"] for key, row in rows.items()} == EXPECTED
    assert {(row["旧：结论"], row["新：结论"]) for row in rows.values()} == {("达标", "未达标")}
    backbone, rooms, tilt = (
        rows["评分结果", "indicator_02", FIRST],
        rows["评分结果", "indicator_07", THIRD],
        rows["评分结果", "indicator_21tilt", CODE],
    )
    assert (float(backbone["旧：数值"]), float(backbone["新：数值"])) == pytest.approx(
        (100 * 30 / 1330, 100 * 13 / 1330)
    )
    assert backbone["说明"] == "金川区合成第一小学 小学 县级以上骨干教师数 30→13"
    assert (float(rooms["旧：数值"]), float(rooms["新：数值"])) == pytest.approx((100 * 24 / 923, 100 * 24 / 923))
    assert (rooms["旧：标准"], rooms["新：标准"]) == ("2.3", "2.61")
    assert "旧规则为2.3（教督〔2017〕6号" in rooms["说明"] and "新规则为2.61" in rooms["说明"]
    assert float(tilt["旧：数值"]) == pytest.approx(1 / float(tilt["新：数值"]))
    assert "原因：数据 3 处，规则 3 处，程序 2 处。" in done.stdout
    page = (tmp_path / "diff.html").read_text(encoding="utf-8")
    assert '"旧-R02-6203020001-primary"' in page and '"新-R02-6203020001-primary"' in page
    assert "合成数据，仅供演示和检验" in page and "30→13" in page


def test_the_program_of_the_old_report_tells_the_same(pair: Pair, tmp_path: Path) -> None:
    done = pair.run("diff", str(pair.old), str(pair.new), "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert {key: row["原因"] for key, row in _cells(tmp_path / "diff.csv").items()} == EXPECTED


def test_what_the_folders_do_not_prove_is_not_guessed(pair: Pair, tmp_path: Path) -> None:
    bare = tmp_path / "old"
    shutil.copytree(pair.old, bare)
    (bare / KEPT).unlink()
    found = diff(pair.project, bare, pair.new)
    assert not found.exact and "教师.csv" in found.lost
    causes = {(row["what"], row["rule"], row["unit"]): row["cause"] for row in rows_of(found)}
    # The figures are the same and the line all schools share is not: that is the card, whatever else changed.
    assert (
        causes["result", "indicator_07", THIRD]
        == causes["verdict", "indicator_07", THIRD]
        == causes["verdict", "indicator_07", CODE]
        == "规则"
    )
    # Without the old data, other figures may come from the data or from the program.
    assert (
        causes["result", "indicator_02", FIRST]
        == causes["verdict", "indicator_21", CODE]
        == "无法区分（可能：数据、程序）"
    )


def test_a_copy_of_a_report_shows_no_change(pair: Pair) -> None:
    found = diff(pair.project, pair.old, pair.old)
    assert found.exact and found.changed.empty and found.moved == 0


def test_an_edited_folder_is_refused(pair: Pair, tmp_path: Path) -> None:
    edited = tmp_path / "edited"
    shutil.copytree(pair.old, edited)
    text = (edited / "verdicts.csv").read_text(encoding="utf-8")
    (edited / "verdicts.csv").write_text(text.replace("not_met", "met", 1), encoding="utf-8")
    with pytest.raises(UserError, match="verdicts.csv 在生成之后被改动"):
        diff(pair.project, edited, pair.new)
    with pytest.raises(UserError, match="不是已生成的报告目录"):
        diff(pair.project, tmp_path, pair.new)


def test_a_kept_file_is_used_only_with_the_hash_of_the_manifest(pair: Pair, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    shutil.copytree(pair.old, folder)
    said = read_manifest(folder / "manifest.json")[0].model_dump()
    name = f"data/raw/{CODE}/{YEAR}/教师.csv"
    with ZipFile(folder / KEPT) as archive:
        content = {each: archive.read(each) for each in archive.namelist()}
    with ZipFile(folder / KEPT, "w") as archive:
        for each, own in content.items():
            archive.writestr(each, own + b"x" if each == name else own)
    assert lay_out(pair.project, folder, said, tmp_path / "laid") == [name]


def test_a_manifest_cannot_lead_out_of_the_folder(pair: Pair, tmp_path: Path) -> None:
    inputs = {"data": {"../../evil.csv": "0"}, "corrections": {}, "rules": {}}
    with pytest.raises(UserError, match="指向目录之外"):
        lay_out(pair.project, pair.old, inputs, tmp_path / "laid")


# The reasoning by itself: one school, one indicator, and what each mixture says.

NONE: frozenset[int | None] = frozenset()
VERDICTS = pd.DataFrame(columns=["rule", "level", "unit", "name", "stage", "verdict", "value", "line"])


def _one(
    status: str, value: float = 1.0, line: float = 1.0, numerator: float = 1.0, indicator: int = 2
) -> pd.DataFrame:
    row = {"indicator": indicator, "part": "", "level": "segment", "unit": "甲", "name": "甲校", "stage": "primary"}
    figures = {
        "value": value,
        "numerator": numerator,
        "denominator": 100.0,
        "line": line,
        "document": "文件",
        "status": status,
    }
    return table(pd.DataFrame([row | figures]), VERDICTS)


def _tried(
    old: str,
    data: str,
    rules: str,
    new: str,
    printed: tuple[str, str] | None = None,
    program: str = "both",
    code: bool = False,
) -> str:
    said = printed or (old, new)
    changed = changes(_one(said[0]), _one(said[1]))
    again = Again(_one(old), _one(new), _one(data), _one(rules), program)  # type: ignore[arg-type]
    (cause,) = recomputed_causes(changed, again, Suspects(True, code, frozenset({2})))
    return str(cause)


def test_the_one_that_alone_brings_the_new_status_is_the_cause() -> None:
    assert _tried("met", data="not_met", rules="met", new="not_met") == "数据"
    assert _tried("met", data="met", rules="not_met", new="not_met") == "规则"


def test_causes_that_each_suffice_or_only_together_are_both_named() -> None:
    assert _tried("met", data="not_met", rules="not_met", new="not_met") == "数据、规则"
    assert _tried("met", data="met", rules="met", new="not_met") == "数据、规则"


def test_new_rules_that_only_passed_through_another_status_are_no_cause() -> None:
    assert _tried("met", data="not_met", rules="no_data", new="not_met") == "数据"


def test_another_program_on_the_same_inputs_is_the_cause() -> None:
    assert (
        _tried("not_met", "not_met", "not_met", "not_met", printed=("met", "not_met"), program="new", code=True)
        == "程序"
    )
    assert _tried("met", "met", "met", "met", printed=("met", "not_met"), program="old", code=True) == "程序"


def test_code_and_data_are_both_named_where_each_had_a_part() -> None:
    assert (
        _tried("no_data", "not_met", "no_data", "not_met", printed=("met", "not_met"), program="new", code=True)
        == "数据、程序"
    )


def test_a_program_that_contradicts_its_own_print_proves_nothing() -> None:
    assert _tried("not_met", "not_met", "not_met", "not_met", printed=("met", "not_met")) == "无法区分"
    assert _tried("met", "met", "met", "met", printed=("met", "not_met"), program="other", code=True) == "None"


def test_code_that_moved_the_figure_too_is_told() -> None:
    changed = changes(_one("met", 1.2), _one("not_met", 0.8))
    again = Again(_one("met", 1.1), _one("not_met", 0.8), _one("not_met", 0.8), _one("met", 1.1), "new")
    assert recomputed_causes(changed, again, Suspects(True, True, NONE)) == [Cause(("data",), also=True)]


def _told(old: pd.DataFrame, new: pd.DataFrame, suspects: Suspects) -> str:
    (cause,) = causes_of_changes(changes(old, new), old, new, suspects)
    return str(cause)


def test_one_difference_between_the_manifests_leaves_one_cause() -> None:
    old, new = _one("met", 1.2), _one("not_met", 0.8)
    assert _told(old, new, Suspects(True, False, NONE)) == "数据"
    assert _told(old, new, Suspects(False, True, NONE)) == "程序"
    assert _told(old, new, Suspects(False, False, frozenset({2}))) == "规则"


def test_another_card_than_the_indicators_own_does_not_come_into_question() -> None:
    old, new = _one("met", 1.2, numerator=1.2), _one("not_met", 0.8, numerator=0.8)
    assert _told(old, new, Suspects(True, False, frozenset({7}))) == "数据"
    # The rule date and standard.yml bear on every indicator.
    assert _told(old, new, Suspects(True, False, frozenset({None}))) == "无法区分（可能：数据、规则）"


def test_the_same_figures_beside_another_line_are_the_rules() -> None:
    assert _told(_one("met", line=1.0), _one("not_met", line=1.1), Suspects(True, True, frozenset({2}))) == "规则"


def test_the_same_figures_beside_the_same_line_are_not_the_data() -> None:
    assert _told(_one("met"), _one("not_met"), Suspects(True, True, NONE)) == "程序"


def test_a_tolerance_rests_on_more_than_its_figures() -> None:
    assert (
        _told(_one("met_by_tolerance", line=2.0), _one("not_met", line=2.0), Suspects(True, True, NONE))
        == "无法区分（可能：数据、程序）"
    )


def test_nothing_that_differs_explains_nothing() -> None:
    assert _told(_one("met"), _one("not_met"), Suspects(False, False, NONE)) == "无法区分"


def test_a_school_that_is_new_or_gone_has_no_verdict_on_the_other_side() -> None:
    empty = _one("met").iloc[:0]
    (row,) = changes(empty, _one("not_met")).to_dict("records")
    assert (row["name"], row["old_status"], row["new_status"]) == ("甲校", "absent", "not_met")
