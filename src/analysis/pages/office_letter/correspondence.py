"""What is written to an office: a report upwards, a letter to a peer, a notice to many. 往来公文。

One text for the page and for the Word file, so that both say the same, with the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ...planning.colours import ORDER, WORDS
from ...planning.entries import Entry
from ...planning.timetable import timetable
from ...printing.blocks import Inline, TableBlock, TableColumn, Text
from ...standard.county_params import read_county_params
from ...standard.paper_rules import KINDS, PaperKind, PaperRules, read_paper_rules
from ..monthly_report.missing import Missing, missing_words
from ..monthly_report.month import Month, measured
from ..monthly_report.offices import office_keys
from ..words import chinese_date

#: Lines named in the text itself; all of them stand in its table.
NAMED = 5
#: Rows of a table that stay upright on the paper's own page; a longer one lies across, on pages of its own.
SHORT = 8
UNNAMED = "方案没有逐一写明具体单位。请在县级参数 stands_for 中写明具体单位，写明后分别行文；在此之前用通知。"
ENDINGS: dict[PaperKind, str] = {"report": "特此报告。", "letter": "特此函达，请予支持。", "notice": "特此通知。"}


@dataclass(frozen=True)
class Correspondence:
    """One paper to one office. 一份公文。

    points : what stands in a list between the text and the request
    """

    office: str
    kind: PaperKind
    title: str
    text: Text
    points: tuple[Text, ...]
    request: tuple[str, ...]
    sender: str
    signed_on: str
    table: TableBlock


def paper_rules(month: Month) -> PaperRules:
    """params/papers.yml of the project. 公文规则。"""
    return read_paper_rules(month.report.project.root / "params" / "papers.yml")


def sender(month: Month, rules: PaperRules) -> str:
    """Who signs: the office of the leading group. 发文单位。"""
    params = read_county_params(month.report.project.counties, month.report.county)
    return params.sender or month.report.name + rules.sender


def title_of(month: Month, kind: PaperKind) -> str:
    """The title of a paper, 关于…的函. 公文标题。"""
    about = {"report": "进展情况", "letter": "有关工作", "notice": "有关工作"}[kind]
    verb = "" if kind == "report" else "推进"
    return f"关于{verb}{month.report.name}义务教育优质均衡创建未销号事项{about}的{KINDS[kind]}"


def correspondence(
    month: Month, office: str, lines: Sequence[Entry], known: Missing, rules: PaperRules
) -> Correspondence:
    """What an office is written, in the form that befits it. 撰写公文。

    lines : its open ones; known : what is still missing, of the whole month
    A report states how things stand and asks for nothing; nobody above is dunned.
    """
    kind, key = rules.kind(office), office_keys(month)[office]
    day, until = chinese_date(month.day), chinese_date(month.reported_by)
    late = [line for line in lines if line.late(month.day)]
    near = [line for line in lines if line.due and month.day <= line.due <= month.day + timedelta(days=30)]
    counted = (
        "未销号",
        month.count(f"{key}-open", lines, f"{office}，未销号事项"),
        "项（",
        *_colours(month, key, office, lines),
        "），其中已逾期",
        month.count(f"{key}-late", late, f"{office}，逾期未销号事项"),
        "项，30天内到期",
        month.count(f"{key}-near", near, f"{office}，30天内到期事项"),
        "项",
    )
    entries = [entry for entry in timetable(list(lines), month.day) if entry.line.open]
    points: list[Text] = [
        f"{entry.line.title}：{f'已逾期{entry.late}天' if entry.late else f'{chinese_date(entry.line.due)}到期' if entry.line.due else entry.line.due_words}"
        for entry in entries[:NAMED]
    ]
    if kind == "report":
        text: Text = (
            f"现将{month.report.name}义务教育优质均衡创建工作中列有{office}的事项进展情况报告如下。截至{day}，",
            *counted,
            "。各事项情况见附表。",
        )
        points, request = [], [f"下一步，将于{until}前汇总各责任单位进展，继续推进附表所列事项，重大情况即时报告。"]
    else:
        who = "贵单位" if kind == "letter" else "各有关单位"
        text = (f"截至{day}，{who}负责的义务教育优质均衡创建事项", *counted, "。时限在前的事项是：")
        request = [
            f"请逐项推进，并于{until}前报送进展、存在问题和下月计划；已完成的，写明佐证材料。评估事项以重新测算达标为准。"
        ]
    table = _table(month, office, kind, [entry.line for entry in entries], known)
    return Correspondence(
        office,
        kind,
        title_of(month, kind),
        text,
        tuple(points),
        (*request, ENDINGS[kind]),
        sender(month, rules),
        day,
        table,
    )


def _colours(month: Month, key: str, office: str, lines: Sequence[Entry]) -> list[Inline]:
    said: list[Inline] = []
    for colour in ORDER[:3]:
        own = [line for line in lines if line.colour == colour]
        if own:
            word = WORDS[colour] if colour else "未到启动时间"
            number = month.count(f"{key}-open-{colour or 'none'}", own, f"{office}未销号事项，{WORDS[colour]}")
            said += ["、" if said else "", word, number, "项"]
    return said


def _table(month: Month, office: str, kind: PaperKind, lines: Sequence[Entry], known: Missing) -> TableBlock:
    rows: list[tuple[Text, ...]] = []
    for line in lines:
        own = line.state.answers.get(office, {})
        progress = f"{own['progress']}%" if own.get("progress") else ""
        answer = "；".join(filter(None, (own.get("status"), progress, own.get("note")))) or "未报送"
        beside = [other for other in line.offices if other != office]
        others = "、".join(beside[:2]) + (f"等{len(beside)}个单位" if beside[2:] else "") or "—"
        colour = f"{WORDS[line.colour]}：{line.why}"
        cells = (
            line.due_words,
            line.title,
            line.at or "—",
            measured(month, line),
            missing_words(month, known, line),
            colour,
            answer,
            others,
        )
        rows.append(cells)
    reported = "贵单位所报" if kind == "letter" else "所报情况"
    columns = (
        TableColumn("时限"),
        TableColumn("事项", width="2fr"),
        TableColumn("方案条目", width="1fr"),
        TableColumn("测算结果", width="1.1fr"),
        TableColumn("尚缺", width="1.1fr"),
        TableColumn("三色和原因", width="1.2fr"),
        TableColumn(reported, width="1fr"),
        TableColumn("共同责任单位", width="1.2fr"),
    )
    return TableBlock(f"{office}未销号事项", f"table-{office}", columns, tuple(rows), landscape=len(rows) > SHORT)
