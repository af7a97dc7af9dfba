"""Print what was found: a page for people, a CSV for whoever mends the data. 数据校验结果页。"""

from __future__ import annotations

import csv
import io
from html import escape
from pathlib import Path

from ...atomic import write_whole
from ...intake.findings import HEADINGS, SEVERITIES, blocking, frame
from ...intake.reading import Intake

SYNTHETIC = "本页依据合成数据生成，不反映任何真实情况。"
#: Excel would take cells that begin so for formulas.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_STYLE = """
body{font:16px/1.7 "Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;
color:#1a1a1a;background:#fff;margin:2rem auto;max-width:76rem;padding:0 1rem}
h1{font-size:1.6rem}.notice{border:2px solid #8a4b00;padding:.5rem 1rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:bold;padding:.5rem 0}
th,td{border:1px solid #767676;padding:.35rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{background:#e8eef4}tbody th{white-space:nowrap}tr.blocking th{color:#9b1c1c}
@media print{body{margin:0;max-width:none}thead{display:table-header-group}tr{break-inside:avoid}}
"""
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{notice}
<p>{verdict}</p>
{table}
</main>
</body>
</html>
"""


def write_check_page(intake: Intake, path: Path, place: str = "") -> None:
    """One self-contained page of all findings, blocking first. 生成数据校验结果页。

    place : the county's name; its code where not given
    The page appears complete or not at all.
    """
    place = place or intake.county
    stopping, rows = len(blocking(intake.findings)), frame(intake.findings)
    title = f"{place}数据校验结果"
    if stopping:
        verdict = f"有{stopping}个问题须更正，改好之前不能出报告；另有{len(rows) - stopping}条提示请核实。"
    elif len(rows):
        verdict = f"没有须更正的问题，可以出报告；有{len(rows)}条提示请核实。"
    else:
        verdict = "没有发现问题。"
    synthetic = intake.source is not None and intake.source.synthetic
    notice = f'<p class="notice" role="note">{SYNTHETIC}</p>' if synthetic else ""
    page = _PAGE.format(
        title=escape(title),
        style=_STYLE,
        notice=notice,
        verdict=escape(verdict),
        table=_table(rows.values.tolist()) if len(rows) else "",
    )
    write_whole(path, page.encode("utf-8"))


def write_check_csv(intake: Intake, path: Path) -> None:
    """The findings as CSV that Excel opens, and in which nothing is a formula. 生成数据校验清单。"""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(HEADINGS)
    for row in frame(intake.findings).values.tolist():
        writer.writerow(["'" + text if text.startswith(_FORMULA) else text for text in row])
    write_whole(path, stream.getvalue().encode("utf-8-sig"))


def _table(rows: list[list[str]]) -> str:
    head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
    kinds = {label: severity for severity, label in SEVERITIES.items()}
    body = "\n".join(
        f'<tr class="{kinds[label]}"><th scope="row">{label}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in texts)
        + "</tr>"
        for label, *texts in rows
    )
    return (
        '<div class="scroll" role="region" aria-label="问题清单" tabindex="0">\n<table>\n'
        f"<caption>问题清单（共{len(rows)}条，须更正的在前）</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )
