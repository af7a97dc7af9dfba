"""Sums that may not exceed their whole: no share prints above 100 %. 合计不大于总数。"""

from __future__ import annotations

from dataclasses import dataclass

from .findings import Finding, brief
from .rows import Rows, records
from .tables import BY_NAME


@dataclass(frozen=True)
class Share:
    """Terms of one record that together may not exceed another figure of it. 比例的分子与分母。

    parts : columns that are added; one that begins with - is taken off
    whole : the column they are held against
    why   : what the terms together are called in a message
    """

    table: str
    parts: tuple[str, ...]
    whole: str
    why: str


#: Every numerator of several figures, as the cards have it.
SHARES = (
    Share(
        "segments",
        ("graduates", "-resumed", "-transferred_in", "suspended", "transferred_out", "dropped", "died"),
        "entrants",
        "毕业生数减去复学、转入，加上休学、转出、退学、死亡",
    ),
    Share(
        "county",
        ("special_school_pupils", "inclusive_pupils", "special_class_pupils", "home_teaching_pupils"),
        "disabled_children",
        "已入学的适龄残疾儿童少年",
    ),
    Share("county", ("migrant_public", "migrant_bought"), "migrant_children", "在公办学校和政府购买学位就读的随迁子女"),
    Share("county", ("rural_places", "urban_places"), "allocated_places", "分配到农村和城区初中的名额"),
)


def share_findings(rows: Rows) -> list[Finding]:
    """Sums above their whole, with every cell that was added. 分子大于分母的比例。"""
    findings = []
    for share in SHARES:
        names = [part.lstrip("-") for part in share.parts]
        filled = [name for name in names if rows.has(share.table, name)]
        frame = rows.complete(share.table, (share.whole,))
        signs = {part.lstrip("-"): -1 if part.startswith("-") else 1 for part in share.parts}
        for record in records(frame):
            # What is taken off must be known; of what is added, the filled terms alone may be too many.
            if any(signs[name] < 0 and record[name] != record[name] for name in names):
                continue
            known = [name for name in filled if record[name] == record[name]]
            total = sum(signs[name] * record[name] for name in known)
            if total > record[share.whole]:
                findings.append(_told(rows, share, record, known, float(total)))
    return findings


def _told(rows: Rows, share: Share, record: dict[str, object], known: list[str], total: float) -> Finding:
    table, row = BY_NAME[share.table], int(str(record["source_row"]))
    whole = table.column(share.whole).heading
    who = f"{rows.school(record['school'])}{record['stage']}：" if "school" in record else ""
    cells = "、".join(
        f"{table.column(name).heading}{brief(record[name])}（{rows.place(share.table, row, name)}）" for name in known
    )
    bound = brief(record[share.whole])
    text = f"{who}{share.why}合计{brief(total)}，大于“{whole}”{bound}，比例超过100%。逐项为：{cells}。"
    finding = rows.say("blocking", share.table, row, share.whole, text, found=record[share.whole], allowed=f"不小于{brief(total)}")
    return rows.also(finding, share.table, row, known)
