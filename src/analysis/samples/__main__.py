"""Write the committed samples anew, or any number of invented counties. 生成样例数据。

python -m analysis.samples
python -m analysis.samples --counties 100 --schools 70 --out DIR --seed 1
python -m analysis.samples --counties 3000 --schools 70 --out DIR --seed 1 --parquet
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from ..errors import UserError
from ..national.dataset import write_tables
from ..national.files import place
from ..project import find_project
from ..standard.load import read_rules
from . import ganzhou, others
from .counties import generate
from .writing import write_csv_folder, write_workbook_folder

#: Counties in one file of a dataset.
PART = 100
#: Invented division codes begin here; no county of the country has them.
FIRST_CODE = 990001
GANZHOU_WHY = "为使《甘州区创建攻坚行动方案（征求意见稿）》公布的问题得以重现而编造（原文未公布各校数据）"
COMMITTED: dict[tuple[str, str], tuple[Callable[[], dict[str, pd.DataFrame]], str]] = {
    ("430203", "芦淞区"): (others.lusong, "用于演示全部达标的县区"),
    ("620321", "永昌县"): (others.yongchang, "用于演示缺少数据和材料、暂不能判定的县区"),
    ("620302", "金川区"): (others.jinchuan, "用于演示仅一项校际差异系数超标的县区"),
}


def write_committed(root: Path) -> None:
    """The four samples kept under data/raw. 生成随库保存的四个样例。

    root : the folder that stands for data/raw
    """
    folder = root / ganzhou.CODE / str(ganzhou.YEAR)
    rules = read_rules(find_project().standards)
    write_workbook_folder(
        folder, "甘州区义务教育学校数据.xlsx", ganzhou.tables(), rules, ganzhou.NAME, ganzhou.YEAR, GANZHOU_WHY
    )
    for (code, name), (make, why) in COMMITTED.items():
        write_csv_folder(root / code / str(others.YEAR), make(), name, others.YEAR, why)


def write_many(out: Path, counties: int, schools: int, year: int, seed: int, share_below: float) -> None:
    """Any number of invented counties as CSV, in out/<code>/<year>/. 生成任意多个合成县。"""
    codes = [str(FIRST_CODE + number) for number in range(counties)]
    names = [f"合成县{number + 1:03d}" for number in range(counties)]
    tables = generate(codes, names, year, seed, schools, share_below=share_below)
    by_county = {table: dict(iter(frame.groupby("county", sort=False))) for table, frame in tables.items()}
    for code, name in zip(codes, names, strict=True):
        own = {table: frames.get(code, tables[table].iloc[:0]) for table, frames in by_county.items()}
        write_csv_folder(out / code / str(year), own, name, year, "用于测试")


def write_dataset(out: Path, counties: int, schools: int, year: int, seed: int, share_below: float) -> None:
    """Any number of invented counties as one Parquet dataset, a hundred at a time. 生成合成多县数据集。

    A county is not the same as among as many counties written as CSV: each hundred is drawn anew.
    """
    for part, begin in enumerate(range(0, counties, PART)):
        numbers = range(begin, min(begin + PART, counties))
        codes, names = (
            [str(FIRST_CODE + number) for number in numbers],
            [f"合成县{number + 1:03d}" for number in numbers],
        )
        write_tables(generate(codes, names, year, seed + part, schools, share_below=share_below), place(str(out)), part)


def main(arguments: list[str] | None = None) -> int:
    """Read the command line. 命令行入口。"""
    parser = argparse.ArgumentParser(prog="python -m analysis.samples", description="生成合成样例数据。")
    parser.add_argument("--counties", type=int, help="合成县个数；不写则重新生成随库保存的四个样例")
    parser.add_argument("--schools", type=int, default=70, help="每县学校数，默认70")
    parser.add_argument("--year", type=int, default=2025, help="学年，默认2025")
    parser.add_argument("--seed", type=int, default=1, help="随机种子，默认1；种子相同则数据相同")
    parser.add_argument("--share-below", type=float, default=0.01, help="低于标准的比例，默认0.01")
    parser.add_argument("--out", type=Path, help="输出目录；生成合成县时必填")
    parser.add_argument("--parquet", action="store_true", help="写成一个多县数据集：每张数据表一组 Parquet 文件")
    asked = parser.parse_args(arguments)
    try:
        if asked.counties is None:
            write_committed(asked.out or find_project().root / "data" / "raw")
        elif asked.out is None:
            parser.error("生成合成县时请用 --out 写明输出目录。")
        elif not 0 < asked.counties <= 1_000_000 - FIRST_CODE:
            parser.error(f"--counties 应为1至{1_000_000 - FIRST_CODE}。")
        else:
            write = write_dataset if asked.parquet else write_many
            write(asked.out, asked.counties, asked.schools, asked.year, asked.seed, asked.share_below)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
