"""What a dataset must be, and what becomes of faults in it. 数据集校验。"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from six_counties import CODES, Tables, in_order

from analysis.errors import UserError
from analysis.national.dataset import write_tables
from analysis.national.files import place
from analysis.national.score_many import score_many
from analysis.samples.__main__ import main as samples
from analysis.standard.load import RuleBook

AS_OF = date(2025, 9, 1)


@pytest.fixture
def own(dataset: Path, tmp_path: Path) -> Path:
    """A copy to be spoiled."""
    return Path(shutil.copytree(dataset, tmp_path / "own"))


def rewritten(folder: Path, table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    for path in sorted((folder / table).glob("*.parquet")):
        change(pq.read_table(path).to_pandas()).to_parquet(path, index=False)


def test_one_file_a_table_in_any_order_of_rows_gives_the_same(
    dataset: Path, tables: Tables, rules: RuleBook, tmp_path: Path
) -> None:
    for name, frame in tables.items():
        frame.sample(frac=1, random_state=1).to_parquet(tmp_path / f"{name}.parquet", index=False, row_group_size=500)
    shuffled, stored = (score_many(str(folder), rules, AS_OF) for folder in (tmp_path, dataset))
    assert len(stored.results)
    pd.testing.assert_frame_equal(in_order(shuffled.results), in_order(stored.results))
    pd.testing.assert_frame_equal(in_order(shuffled.verdicts), in_order(stored.verdicts))


def test_all_that_is_wrong_with_the_tables_is_told_at_once(own: Path, rules: RuleBook) -> None:
    shutil.rmtree(own / "teachers")
    rewritten(own, "segments", lambda frame: frame.drop(columns="pupils"))
    rewritten(own, "schools", lambda frame: frame.rename(columns={"kind": "kinds"}))
    rewritten(own, "buildings", lambda frame: frame.assign(teaching_area="大"))
    with pytest.raises(UserError) as error:
        score_many(str(own), rules, AS_OF)
    for words in (
        "缺少数据表 teachers",
        "segments：缺少列 pupils",
        "不认识的列 kinds，是否应为“kind”",
        "列 teaching_area",
        "应为数值",
    ):
        assert words in str(error.value)


def first_of(frame: pd.DataFrame, county: str) -> pd.Series:
    return (frame["county"] == county) & ~frame["county"].duplicated()


@pytest.mark.parametrize(
    ("table", "column", "value", "said"),
    [
        ("segments", "pupils", -1.0, "小于0"),
        ("segments", "pupils", 10.5, "不是整数"),
        ("segments", "stage", "大学", "应为小学"),
        ("schools", "kind", "幼儿园", "应为小学"),
        ("schools", "boarding", "也许", "应为是、否之一"),
        ("buildings", "teaching_area", float("inf"), "不是有限的数"),
        ("classes", "school", "无此校", "学校表中没有"),
    ],
)
def test_a_county_with_a_fault_is_left_out_and_told_and_the_others_are_scored(
    own: Path, rules: RuleBook, table: str, column: str, value: object, said: str
) -> None:
    bad = CODES[2]
    rewritten(own, table, lambda frame: frame.assign(**{column: frame[column].mask(first_of(frame, bad), value)}))
    found = score_many(str(own), rules, AS_OF)
    assert set(found.refused["county"]) == {bad}
    assert any(said in fault for fault in found.refused["fault"])
    assert set(found.results["county"]) == set(found.verdicts["county"]) == set(CODES) - {bad}


def test_a_row_told_twice_keeps_its_county_out(own: Path, rules: RuleBook) -> None:
    rewritten(own, "teachers", lambda frame: pd.concat([frame, frame[first_of(frame, CODES[0])]]))
    found = score_many(str(own), rules, AS_OF)
    assert found.refused[["county", "table"]].to_numpy().tolist() == [[CODES[0], "teachers"]]
    assert "重复（1处" in found.refused["fault"].iloc[0]


def test_what_is_neither_dataset_nor_folders_is_refused(rules: RuleBook, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="既不是多县数据集"):
        score_many(str(tmp_path), rules, AS_OF)
    with pytest.raises(UserError, match="打不开"):
        score_many("nosuch://place", rules, AS_OF)


def test_a_broken_file_is_named(own: Path, rules: RuleBook) -> None:
    (own / "rooms" / "part-00000.parquet").write_bytes(b"no")
    with pytest.raises(UserError, match=r"part-00000\.parquet：不是完好的 Parquet 文件"):
        score_many(str(own), rules, AS_OF)


def test_invented_counties_can_be_had_as_a_dataset(rules: RuleBook, tmp_path: Path) -> None:
    assert samples(["--counties", "3", "--schools", "12", "--out", str(tmp_path), "--parquet"]) == 0
    found = score_many(str(tmp_path), rules, AS_OF)
    assert found.counties == ("990001", "990002", "990003")
    assert found.refused.empty


def test_parts_are_written_whole_and_only_where_nothing_else_lies(
    dataset: Path, tables: Tables, rules: RuleBook, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    kept, written = score_many(str(dataset), rules, AS_OF), score_many(str(dataset), rules, AS_OF, out=str(out))
    pd.testing.assert_frame_equal(in_order(written.results), in_order(kept.results))
    pd.testing.assert_frame_equal(in_order(written.verdicts), in_order(kept.verdicts))
    first = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    score_many(str(dataset), rules, AS_OF, out=str(out))
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == first
    (out / "我的笔记.txt").write_text("勿删", encoding="utf-8")
    with pytest.raises(UserError, match="有别的文件"):
        score_many(str(dataset), rules, AS_OF, out=str(out))
    assert (out / "我的笔记.txt").exists()
    with pytest.raises(UserError, match="重叠"):
        score_many(str(dataset), rules, AS_OF, out=str(dataset / "results"))


def test_a_run_that_has_not_finished_is_not_read(dataset: Path, rules: RuleBook, tmp_path: Path) -> None:
    found = score_many(str(dataset), rules, AS_OF, out=str(tmp_path / "out"))
    (tmp_path / "out" / "summary.json").unlink()
    with pytest.raises(UserError, match="尚未完成"):
        found.results  # noqa: B018


def test_a_writer_that_was_killed_leaves_nothing_that_is_read(
    dataset: Path, tables: Tables, rules: RuleBook, tmp_path: Path
) -> None:
    write_tables(tables, place(str(tmp_path)), 0)
    (tmp_path / "schools" / ".part-00001.parquet.1234.tmp").write_bytes(b"half")
    assert score_many(str(tmp_path), rules, AS_OF, only_seven=True).counties == tuple(CODES)
