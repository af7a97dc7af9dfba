"""The answers and documents behind a result. 佐证材料。"""

from __future__ import annotations

from datetime import date

from ...standard.cards import Card
from ..report import Report, Row
from ..words import chinese_date
from .standing import part_of


def on_file(report: Report, card: Card, row: Row) -> list[Row]:
    """Rows of 佐证材料 that speak of a row of results; of its tolerance, where one was applied. 对应的材料。

    row : of Evaluation.results; each of those returned has answer, document, day, checker, None where blank
    """
    table = report.intake.tables["evidence"]
    part, label = part_of(card, row).label, table["part"].fillna("")
    # As in scoring: a row without a part speaks for the only part, and a tolerance for all.
    sole = len(card.parts) == 1 or row["tolerance"] != ""
    own = table[
        (table["indicator"] == card.number)
        & (table["school"].fillna("") == ("" if row["level"] == "county" else row["unit"]))
        & (table["tolerance"].fillna("") == row["tolerance"])
        & ((label == part) | ((label == "") & sole))
    ]
    return [{key: said if isinstance(said, str) else None for key, said in r.items()} for r in own.to_dict("records")]


def answers(rows: list[Row]) -> str:
    """符合: what is answered. 结论。"""
    return "、".join(dict.fromkeys(row["answer"] for row in rows if row["answer"]))


def documents(rows: list[Row]) -> str:
    """材料名称（2025年9月1日，核查单位） of each. 材料。"""
    return "；".join(dict.fromkeys(_document(row) for row in rows if row["document"]))


def _document(row: Row) -> str:
    day = chinese_date(date.fromisoformat(row["day"])) if row["day"] else ""
    about = "，".join(filter(None, (day, row["checker"])))
    return f"{row['document']}（{about}）" if about else str(row["document"])
