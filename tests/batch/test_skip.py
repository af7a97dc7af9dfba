"""What did not change is not printed again, and every change that can matter is. 跳过与重做。"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from batch_project import RUN, YEAR, Batch, change

from analysis.running.batch.run import Workspace, plan
from analysis.running.batch.run_file import read_run_file
from analysis.running.inputs import Inputs
from analysis.running.manifest import checksum

A, B, C = "990001", "990002", "990003"


def why(batch: Batch) -> dict[str, str]:
    """County -> why it would run; "" where it is skipped."""
    path = batch.root / RUN
    todo = plan(Workspace(batch.project), path, read_run_file(path), (), (), False)
    return {task.division: "；".join(reasons) for task, reasons in todo.why.items()}


def only(batch: Batch, county: str, reason: str) -> bool:
    said = why(batch)
    return reason in said[county] and not any(said[other] for other in said if other != county)


def every(batch: Batch, reason: str) -> bool:
    return all(reason in said for said in why(batch).values())


def rewrite(path: Path, **keys: object) -> None:
    """Change a manifest as if it had been written so."""
    said = json.loads(path.read_text(encoding="utf-8")) | keys
    path.write_text(json.dumps(said | {"checksum": checksum(said)}), encoding="utf-8")


def test_nothing_changed_nothing_runs(done: Batch) -> None:
    before = done.pages()
    said = done.run("--why")
    assert said.returncode == 0
    assert said.stdout.count("没有变化，跳过") == 3
    assert "已生成 0 项，没有变化 3 项，未完成 0 项" in said.stdout
    assert done.pages() == before


def test_one_changed_cell_reruns_that_county_alone(done: Batch) -> None:
    change(done.project.raw(B, YEAR) / "学校.csv", ",城区,", ",镇区,")
    assert only(done, B, "原始数据：SOURCE.yml、学校.csv有改动")
    before = done.pages()
    said = done.run("--why")
    assert f"{B}/county_report：原始数据" in said.stdout
    after = done.pages()
    assert {name.split("/")[0] for name in before if before[name] != after[name]} == {B}
    assert why(done) == {A: "", B: "", C: ""}


def test_a_correction_reruns_its_county(done: Batch) -> None:
    (done.root / "data" / "corrections").mkdir(exist_ok=True)
    (done.root / "data" / "corrections" / f"{C}.yml").write_text("[]\n", encoding="utf-8")
    assert only(done, C, f"更正文件：{C}.yml新增")


def test_another_rule_date_reruns_its_county(done: Batch) -> None:
    change(done.root / "params" / "counties" / f"{A}.yml", "2025-09-01", "2024-12-31")
    assert only(done, A, "参数 as_of：2025-09-01→2024-12-31")


def test_a_changed_card_reruns_every_county_it_can_touch(done: Batch) -> None:
    card = next((done.project.standards / "indicators").glob("12_*.yml"))
    card.write_text(card.read_text(encoding="utf-8") + "\n# said otherwise\n", encoding="utf-8")
    assert every(done, f"评估标准：{card.name}有改动")


def test_a_goal_of_a_city_elsewhere_touches_nobody_here(done: Batch) -> None:
    overlay = done.project.standards / "local" / "620300.yml"
    overlay.write_text(overlay.read_text(encoding="utf-8") + "\n# said otherwise\n", encoding="utf-8")
    assert not any(why(done).values())


def test_a_goal_reruns_the_counties_below_it(done: Batch) -> None:
    places = done.project.places
    change(places, f"{A},合成县001,,,", f"{A},合成县001,620300,,")
    assert only(done, A, "评估标准：") and "新增" in why(done)[A]


def test_a_county_added_to_the_table_of_names_touches_no_other(done: Batch) -> None:
    with done.project.places.open("a", encoding="utf-8") as stream:
        stream.write("990099,另一县,,,\n")
    assert not any(why(done).values())


def test_a_changed_notebook_reruns_all(done: Batch) -> None:
    change(done.root / "notebooks" / "county_report.ipynb", "## 一、评估结论", "## 一、评估的结论")
    assert every(done, "笔记本：county_report.ipynb有改动")


@pytest.mark.parametrize(
    ("key", "name", "reason"),
    [
        ("code", "analysis/scoring/compare.py", "程序：compare.py有改动"),
        ("code", "analysis/printing/templates/report.typ", "程序：report.typ有改动"),
        ("packages", "pandas", "软件版本：pandas有改动"),
    ],
)
def test_other_code_templates_or_versions_rerun(done: Batch, key: str, name: str, reason: str) -> None:
    path = done.project.report(A, YEAR) / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    assert name in said[key]
    rewrite(path, **{key: said[key] | {name: "0"}})
    assert only(done, A, reason)


@pytest.mark.parametrize("name", ["county_report.html", "county_report.pdf", "numbers.csv"])
def test_a_page_that_was_edited_or_deleted_is_printed_again(done: Batch, name: str) -> None:
    page = done.project.report(B, YEAR) / name
    whole = page.read_bytes()
    page.write_bytes(whole[:-1] + b" ")
    assert only(done, B, f"已生成的文件：{name}有改动")
    page.unlink()
    assert only(done, B, f"已生成的文件：{name}已不存在")
    page.write_bytes(whole)
    assert not any(why(done).values())


def test_an_edited_manifest_is_no_witness(done: Batch) -> None:
    change(done.project.report(A, YEAR) / "manifest.json", '"synthetic": true', '"synthetic": false')
    assert only(done, A, "清单被改动")
    (done.project.report(A, YEAR) / "manifest.json").write_text("{", encoding="utf-8")
    assert only(done, A, "不是完好的 JSON")


def test_what_lies_beside_the_data_is_no_data(done: Batch) -> None:
    (done.project.raw(A, YEAR) / "~$学校.xlsx").write_bytes(b"lock")
    (done.project.raw(A, YEAR) / ".DS_Store").write_bytes(b"")
    assert not any(why(done).values())


def test_the_versions_are_those_of_what_the_product_needs(project: object) -> None:
    packages = Inputs(project).packages  # type: ignore[arg-type]
    assert {"junheng", "pandas", "numpy", "typst", "papermill", "pydantic-core"} <= set(packages)
    assert "pytest" not in packages, "what somebody installed beside it is no part of it"
