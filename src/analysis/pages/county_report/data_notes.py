"""What the data lack, what was corrected, and how doubtful clauses are read. 数据说明。"""

from __future__ import annotations

from ...printing.blocks import Block, Heading, Paragraph, TableBlock, TableColumn
from ...printing.display import Shown
from ..report import Report
from ..words import SURE


def data_notes(report: Report) -> Shown:
    """Findings, corrections and rulings. 数据说明。"""
    count = report.numbers.count
    findings = report.intake.findings
    blocks: list[Block] = [Heading("数据校验", "checks")]
    if findings:
        number = count("W-findings", len(findings), "数据校验提示数", "数据校验中的提示计数", "条")
        blocks.append(
            Paragraph(
                (
                    "数据校验没有发现必须更正的问题；另有",
                    number,
                    "条提示，逐条列出，供核对。空白单元格按缺数据处理，不按零计算。",
                )
            )
        )
        blocks.append(
            TableBlock(
                "数据校验提示",
                "table-findings",
                (
                    TableColumn("位置", width="1.2fr"),
                    TableColumn("发现", width="1fr"),
                    TableColumn("说明", width="2fr"),
                ),
                tuple(("!".join(filter(None, (f.file, f.sheet, f.cell))), f.found, f.message) for f in findings),
                tools=len(findings) > 20,
            )
        )
    else:
        blocks.append(Paragraph("数据校验没有发现问题。空白单元格按缺数据处理，不按零计算。"))
    blocks += _corrections(report)
    rulings = report.evaluation.rules.rulings
    blocks += [
        Heading("裁量说明", "rulings"),
        Paragraph("政策文本没有写明或写法不一之处，本报告按下表理解；更改理解会改变结论的，应由认定单位确认。"),
        TableBlock(
            "政策文本的理解",
            "table-rulings",
            (
                TableColumn("条款", width="1fr"),
                TableColumn("问题", width="1.4fr"),
                TableColumn("本报告的理解", width="1.8fr"),
                TableColumn("理由", width="1.8fr"),
                TableColumn("把握程度"),
            ),
            tuple((r.clause, r.question, r.reading, r.why, SURE[r.sure]) for r in rulings.values()),
        ),
    ]
    return Shown(blocks)


def _corrections(report: Report) -> list[Block]:
    applied = report.intake.corrections
    if not applied:
        return [Heading("数据更正", "corrections"), Paragraph("没有对填报数据作任何更正。")]
    number = report.numbers.count(
        "W-corrections",
        len(applied),
        "更正数",
        "按更正文件作出的更正计数",
        "处",
        cells="；".join(c.cell for c in applied),
    )
    return [
        Heading("数据更正", "corrections"),
        Paragraph(("按更正文件作出", number, "处更正；原始文件未改动。")),
        TableBlock(
            "更正清单",
            "table-corrections",
            (
                TableColumn("位置", width="1.2fr"),
                TableColumn("更正", width="1.2fr"),
                TableColumn("理由", width="1.6fr"),
                TableColumn("依据", width="1.2fr"),
            ),
            tuple((str(c.cell), str(c.change), c.reason, c.evidence) for c in applied),
        ),
    ]
