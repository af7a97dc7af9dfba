"""In whatever form a county hands in its figures, it gets the same results. 各种报送形式结果一致。"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analysis.intake.intake import load
from analysis.national.dataset import write_tables
from analysis.national.files import place
from analysis.national.score_many import National, score_many
from analysis.samples.writing import write_csv_folder, write_source, write_workbook_folder
from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook
from analysis.tables.catalogue import TABLES
from reckon.__main__ import counties
from reckon.agree import frames

Tables = dict[str, pd.DataFrame]
MANY = 8
TEXTS = [date(2018, 9, 1), date(2022, 9, 1), date(2025, 9, 1)]
RESULT = [
    "county",
    "indicator",
    "part",
    "unit",
    "stage",
    "name",
    "value",
    "numerator",
    "denominator",
    "line",
    "status",
    "tolerance",
]
VERDICT = ["county", "rule", "level", "unit", "stage", "verdict", "value", "line", "because"]


def of(tables: Tables, codes: list[str]) -> Tables:
    return {name: frame[frame["county"].isin(codes)].reset_index(drop=True) for name, frame in tables.items()}


def folder_of(tables: Tables, code: str, into: Path) -> None:
    write_csv_folder(into / code / "2025", of(tables, [code]), "合成县", 2025, "用于测试")


@pytest.fixture(scope="module")
def tables(rules: RuleBook, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Odd counties that reading takes, some schools of each by the tolerance of the starting grade. 读得进来的特殊小县。"""
    drawn = frames(counties(17, 0, 250, 2025))
    results = evaluate(drawn, rules, TEXTS[-1]).results
    starting = results[results["tolerance"].isin(["4-2", "5-2"]) & (results["status"] == "met_by_tolerance")]
    received = tmp_path_factory.mktemp("received")
    usable: list[str] = []
    for code in dict.fromkeys(starting["county"]):
        folder_of(drawn, code, received)
        if load(received / code / "2025", code, None, rules).usable:
            usable.append(code)
        if len(usable) == MANY:
            return of(drawn, usable)
    raise AssertionError("reading refuses nearly all odd counties")


def lines(frame: pd.DataFrame, columns: list[str]) -> list[str]:
    """Rows as text, whatever their order."""
    return sorted(frame[columns].astype(object).astype(str).to_csv(index=False, header=False).splitlines())


def same(found: National, wanted: National) -> None:
    assert found.refused.empty
    assert lines(found.results, RESULT) == lines(wanted.results, RESULT)
    assert lines(found.verdicts, VERDICT) == lines(wanted.verdicts, VERDICT)


@pytest.mark.parametrize("as_of", TEXTS, ids=["2017年文本", "2019年文本", "2024年文本"])
def test_folders_of_csv_parquet_and_the_seven_alone_agree(
    as_of: date, tables: Tables, rules: RuleBook, tmp_path: Path
) -> None:
    codes = list(tables["county"]["county"])
    for code in codes:
        folder_of(tables, code, tmp_path / "csv")
    for part, some in enumerate((codes[:3], codes[3:])):
        write_tables(of(tables, some), place(str(tmp_path / "parquet")), part)
    from_csv, from_parquet = (score_many(str(tmp_path / form), rules, as_of) for form in ("csv", "parquet"))
    same(from_parquet, from_csv)
    evaluated = evaluate(tables, rules, as_of)
    assert lines(evaluated.results, RESULT) == lines(from_csv.results, RESULT)
    seven = from_csv.results[from_csv.results["indicator"] <= 7]
    asked = {f"{what}_{number:02d}" for what in ("indicator", "balance") for number in range(1, 8)} | {"school_rule"}
    verdicts = from_csv.verdicts[from_csv.verdicts["rule"].isin(asked) & (from_csv.verdicts["level"] != "school")]
    for form in ("csv", "parquet"):
        alone = score_many(str(tmp_path / form), rules, as_of, only_seven=True)
        assert lines(alone.results, RESULT) == lines(seven, RESULT), form
        assert lines(alone.verdicts, VERDICT) == lines(verdicts, VERDICT), form


def test_a_workbook_is_as_good_as_a_folder_of_csv(tables: Tables, rules: RuleBook, tmp_path: Path) -> None:
    for code in list(tables["county"]["county"])[:4]:
        folder_of(tables, code, tmp_path / "csv")
        write_workbook_folder(
            tmp_path / "book" / code / "2025", "学校数据.xlsx", of(tables, [code]), rules, "合成县", 2025, "用于测试"
        )
    found = [score_many(str(tmp_path / form), rules, TEXTS[-1]) for form in ("csv", "book")]
    same(*found)


def test_the_order_of_sheets_columns_and_rows_changes_nothing(tables: Tables, rules: RuleBook, tmp_path: Path) -> None:
    for code in list(tables["county"]["county"])[:4]:
        folder_of(tables, code, tmp_path / "plain")
        shuffled(tmp_path / "plain" / code / "2025", tmp_path / "mixed" / code / "2025", of(tables, [code]))
    found = [score_many(str(tmp_path / form), rules, TEXTS[-1]) for form in ("plain", "mixed")]
    same(*found)


def shuffled(folder: Path, into: Path, tables: Tables) -> None:
    """The same CSV files, written last first, with rows and columns in another order."""
    into.mkdir(parents=True)
    for table in reversed(TABLES):
        text = pd.read_csv(folder / f"{table.sheet}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
        columns = random.Random(table.name).sample(list(text.columns), len(text.columns))
        # Two papers on one thing: the first speaks, so the order of this table is part of what was handed in.
        rows = text if table.name == "evidence" else text.sample(frac=1, random_state=2)
        rows[columns].to_csv(into / f"{table.sheet}.csv", index=False, encoding="utf-8-sig")
    write_source(into, [f"{table.sheet}.csv" for table in TABLES], tables, "合成县", 2025, "用于测试")
