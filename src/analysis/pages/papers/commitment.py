"""What an office or a school commits itself to, ready for signature. 工作承诺书。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...planning.entries import Entry
from ...printing.blocks import plain
from ...printing.office.form import Form, HeadCell
from ...printing.office.letter import Letter
from ..monthly_report.missing import Missing, missing_words
from ..monthly_report.month import Month, measured
from ..words import chinese_date

SIGNED = ("承诺单位（盖章）：　　　　　　　　　　", "主要负责人（签字）：　　　　　　　　　", "年　　月　　日　　")
HEADS = (
    HeadCell("序号", width=5),
    HeadCell("事项", width=30, align="left"),
    HeadCell("现状", width=18, align="left"),
    HeadCell("尚缺", width=14, align="left"),
    HeadCell("完成时限", width=13),
    HeadCell("编号", width=22, align="left"),
)


def write_commitment(letter: Letter, month: Month, who: str, lines: Sequence[Entry], known: Missing) -> None:
    """One commitment: to whom, what, until when; name and seal are left to the office. 一份承诺书。"""
    target = month.ledger.plan.target
    letter.text(
        f"为如期实现{target.label if target else '优质均衡'}的目标，{who}对下表所列{len(lines)}项事项作出承诺："
    )
    for i, text in enumerate(
        (
            "按下表时限完成所列事项；因客观原因不能按期完成的，在时限之前书面报告领导小组办公室。",
            "如实报送数据、进展和佐证材料，不虚报、不瞒报、不拼凑材料。",
            "已完成的事项保存文件、记录等佐证材料，供督导评估和监督检查核验。",
        ),
        1,
    ):
        letter.text(f"{i}.{text}")
    rows = tuple(
        (
            str(i),
            line.title,
            plain(measured(month, line)),
            plain(missing_words(month, known, line)),
            chinese_date(line.due) + "前" if line.due else line.due_words,
            line.id,
        )
        for i, line in enumerate(sorted(lines, key=lambda line: (line.due or date.max, line.id)), 1)
    )
    letter.form(Form("", "", f"{who}承诺事项（截至{chinese_date(month.day)}未销号）", HEADS, rows))
