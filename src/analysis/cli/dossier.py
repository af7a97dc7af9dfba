"""The verb that prints and checks the evidence on file: dossier. 佐证材料档案命令。"""

from __future__ import annotations

from typing import Annotated

import typer

from ..project import find_project
from .shared import AsOf, County, Year, errors_in_chinese, out, rule_date_of, shown

app = typer.Typer()


@app.command()
def dossier(
    county: County = "620702",
    year: Year = "2025",
    as_of: AsOf = None,
    record: Annotated[bool, typer.Option("--record", help="登记还没有校验码的文件；已登记的不改。")] = False,
) -> None:
    """一指标一档：按核查重点列出佐证材料（缺的在前），核对 data/evidence/<代码>/ 中的文件是否存在、有无变动。"""
    with errors_in_chinese():
        from datetime import date

        import pandas as pd

        from ..intake.evidence_files import NAME, STATES, evidence_folder, read_evidence, record_hashes
        from ..pages.county_report.colophon import write_tables
        from ..pages.papers.dossier import dossier as make
        from ..pages.papers.dossier import points_of
        from ..pages.report import open_report
        from ..running.publish import published

        project = find_project()
        report = open_report(county, year, rule_date_of(project, county, year, as_of), project)
        folder = evidence_folder(project.root, county)
        points = {card.number: len(points_of(card)) for card in report.cards}
        schools = list(report.intake.tables["schools"]["school"].astype(str))
        entries = read_evidence(folder, points, schools, date.today())
        if record and entries:
            out.print(f"登记校验码 {record_hashes(folder, entries)} 个。")
            entries = read_evidence(folder, points, schools, date.today())
        content, rows = make(report, entries)
        frame = pd.DataFrame(
            [
                (row.indicator, row.unit, "、".join(map(str, row.missing)))
                + (
                    (e.document, e.day.isoformat(), e.checker, e.file, e.hash, STATES[e.state])
                    if (e := row.entry)
                    else ("",) * 6
                )
                for row in rows
            ],
            columns=["indicator", "unit", "missing_points", "document", "day", "checker", "file", "sha256", "state"],
        )
        target = project.printed(county, year, "dossier")
        with published(target) as staging:
            (staging / "一指标一档目录.docx").write_bytes(content)
            write_tables({"dossier.csv": frame}, staging)
        lacking = sum(bool(row.missing) for row in rows)
        out.print(
            f"{report.name}：{len(rows)} 行，其中 {lacking} 行有核查重点未见材料；登记材料 {len(entries)} 件。",
            markup=False,
        )
        if not entries:
            out.print(f"还没有材料目录 {shown(folder / NAME, project)}，写法见 docs/佐证材料说明.md。", markup=False)
        wrong = [entry for entry in entries if entry.state in ("changed", "missing")]
        for entry in wrong:
            out.print(f"{NAME}!第{entry.row}行：{entry.file} {STATES[entry.state]}", markup=False)
        out.print(f"  {shown(target, project)}", markup=False)
        if wrong:
            raise typer.Exit(1)
