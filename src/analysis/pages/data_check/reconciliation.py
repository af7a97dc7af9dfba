"""The page on which figures of several sources stand side by side. 来源核对页。"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ...atomic import write_whole
from ...intake.findings import HEADINGS, SEVERITIES, Finding, blocking, brief
from ...intake.findings import frame as listed
from ...intake.imports.datum import KINDS
from ...intake.imports.import_folder import Imported
from ...intake.imports.reconcile import Compared
from ...printing.blocks import Block, Bullets, Callout, Heading, Paragraph, TableBlock, TableColumn
from ...printing.display import Shown
from ...printing.html_exporter import PageHTMLExporter
from ...printing.notebook_page import Section
from ...printing.pdf_exporter import paper

COMPARED = ("核对内容", "学校", "范围", "数一", "出处一", "数二", "出处二", "处理")
#: On a page: more can only be read in the Excel file.
MOST_ROWS = 300


def write_reconciliation(imported: Imported, folder: Path, name: str, synthetic: bool) -> list[Path]:
    """HTML, PDF and Excel of what was read, what differs and what is wrong. 生成来源核对页。

    folder : made if need be; each file appears whole or not at all
    """
    folder.mkdir(parents=True, exist_ok=True)
    page = {
        "title": f"{name}{imported.year}年数据导入与来源核对",
        "subtitle": "同一个数有几个来源的，并列两个数和各自的单元格；任何来源都没有改动",
        "synthetic": synthetic,
        "verdict": "",
        "numbers": {},
    }
    parts = {
        "读取的文件": _files(imported),
        "不一致的数": _differences(imported),
        "一致的数": _agreed(imported),
        "问题清单": _problems(imported),
    }
    top = Shown([Heading(str(page["title"]), "top", 1), Paragraph(str(page["subtitle"]))])
    sections = [Section("", "", (top._repr_mimebundle_(),))]
    sections += [
        Section(f"section-{i}", title, (Shown(blocks)._repr_mimebundle_(),))
        for i, (title, blocks) in enumerate(parts.items(), 1)
    ]
    paths = [folder / f"reconciliation{ending}" for ending in (".html", ".pdf", ".xlsx")]
    write_whole(paths[0], PageHTMLExporter().screen(page, sections).encode())
    write_whole(paths[1], paper(page, sections))
    write_whole(paths[2], _workbook(imported, page["title"], synthetic))  # type: ignore[arg-type]
    return paths


def _files(imported: Imported) -> list[Block]:
    kinds = Counter(file.kind for file in imported.files)
    rows = [(KINDS[kind], str(kinds[kind])) for kind in KINDS if kinds[kind]]
    rows += [("没有读取的文件", str(kinds[None]))] if kinds[None] else []
    stopping = len(blocking(imported.findings))
    differing = sum(not line.agrees for line in imported.compared)
    tone = "bad" if stopping else "open" if differing else "good"
    title = f"须更正{stopping}处；{differing}个数不一致，{len(imported.compared) - differing}个数一致"
    share = f"各表共有{imported.filled}个有内容的单元格，其中{imported.typed}个来自手工填写的工作簿。"
    return [
        Callout(tone, title, (share,)),  # type: ignore[arg-type]
        TableBlock(
            "读取的文件", "files", (TableColumn("种类", width="1fr"), TableColumn("个数", "right")), tuple(rows)
        ),
    ]


def _differences(imported: Imported) -> list[Block]:
    lines = [line for line in imported.compared if not line.agrees]
    if not lines:
        return [Paragraph("没有不一致的数。")]
    notes = (f"只列出前{MOST_ROWS}条，其余见Excel文件。",) if len(lines) > MOST_ROWS else ()
    return [_table("不一致的数", "differences", lines[:MOST_ROWS], notes)]


def _agreed(imported: Imported) -> list[Block]:
    counts = Counter(line.what for line in imported.compared if line.agrees)
    if not counts:
        return [Paragraph("没有可以互相核对的数。")]
    return [
        Paragraph("逐条见Excel文件。"),
        Bullets(tuple(f"{what}：{number}处一致" for what, number in sorted(counts.items()))),
    ]


def _problems(imported: Imported) -> list[Block]:
    if not imported.findings:
        return [Paragraph("没有发现问题。")]
    rows = tuple(_row(finding) for finding in imported.findings[:MOST_ROWS])
    columns = (
        TableColumn("级别", filter=True),
        TableColumn("位置", width="2fr"),
        TableColumn("问题", width="3fr"),
        TableColumn("现有内容", width="1fr"),
        TableColumn("允许内容", width="1fr"),
    )
    notes = (f"只列出前{MOST_ROWS}条，其余见Excel文件。",) if len(imported.findings) > MOST_ROWS else ()
    return [
        TableBlock(
            f"问题清单（共{len(imported.findings)}条，须更正的在前）",
            "problems",
            columns,
            rows,
            notes,
            landscape=True,
            tools=True,
        )
    ]


def _row(finding: Finding) -> tuple[str, ...]:
    place = "!".join(filter(None, (finding.file, finding.sheet, finding.cell)))
    return SEVERITIES[finding.severity], place, finding.message, finding.found, finding.allowed


def _table(title: str, anchor: str, lines: Sequence[Compared], notes: tuple[str, ...]) -> TableBlock:
    columns = (
        TableColumn(COMPARED[0], width="1.5fr", filter=True),
        TableColumn(COMPARED[1], width="1fr", filter=True),
        TableColumn(COMPARED[2], width="1fr"),
        TableColumn(COMPARED[3], "right"),
        TableColumn(COMPARED[4], width="2fr"),
        TableColumn(COMPARED[5], "right"),
        TableColumn(COMPARED[6], width="2fr"),
        TableColumn(COMPARED[7], width="1fr"),
    )
    return TableBlock(title, anchor, columns, tuple(_cells(line) for line in lines), notes, landscape=True, tools=True)


def _cells(line: Compared) -> tuple[str, ...]:
    return (
        line.what,
        line.school,
        line.detail,
        brief(line.one),
        line.one_place,
        brief(line.other),
        line.other_place,
        line.used,
    )


def _workbook(imported: Imported, title: str, synthetic: bool) -> bytes:
    """Every comparison and every problem, nothing left out, nothing a formula. 核对表。"""
    import xlsxwriter  # type: ignore[import-untyped]  # only those who write workbooks wait for it

    problems = listed(imported.findings).values.tolist()
    compared = [(*_cells(line)[:7], "一致" if line.agrees else "不一致", line.used) for line in imported.compared]
    files = [
        (
            file.name,
            KINDS[file.kind] if file.kind else "没有读取",
            str(len(file.data)),
            "是" if file.persons else "",
            file.sha256,
        )
        for file in imported.files
    ]
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": title})
        bold = book.add_format(
            {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        for sheet_name, headings, rows in (
            ("核对", (*COMPARED[:7], "结果", "处理"), compared),
            ("问题清单", HEADINGS, problems),
            ("文件", ("文件", "种类", "取得的数", "含个人信息（不保存原件）", "SHA-256"), files),
        ):
            sheet = book.add_worksheet(sheet_name)
            note = f"{title}。本表依据合成数据生成，不反映任何真实情况。" if synthetic else title
            sheet.write_string(0, 0, note)
            sheet.freeze_panes(2, 0)
            for at, heading in enumerate(headings):
                sheet.set_column(at, at, 30 if "出处" in heading or heading in ("问题", "文件", "核对内容") else 16)
                sheet.write_string(1, at, heading, bold)
            for r, row in enumerate(rows, 2):
                for at, text in enumerate(row):
                    sheet.write_string(r, at, str(text), wrapped)
            if rows:
                sheet.autofilter(1, 0, len(rows) + 1, len(headings) - 1)
    return stream.getvalue()
