"""Answers to a questionnaire, counted by group: sent, valid, satisfied. 问卷答卷。

Only counts leave this module; no answer, address or name is repeated anywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..cells import cell_at, is_blank
from ..findings import Finding
from ..headings import plain
from ..origin import letter
from .book import Book, Cells
from .class_list import first_of, runs_of
from .datum import Datum
from .mapping import Questionnaires

_HEADING_ROWS = 5
_QUESTION = re.compile(r"^(Q?\d+)[、.．:)]")
_TIME = re.compile(r"(?:(\d+)(?:小时|时|:))?(?:(\d+)(?:分钟|分|:))?(\d+)?秒?")


@dataclass(frozen=True)
class AnswerHead:
    """Which column is which question. 问卷表头。

    questions : columns that must be answered
    """

    row: int
    group: int
    satisfaction: int
    seconds: int | None
    place: int | None
    questions: tuple[int, ...]


def is_questionnaire(cells: Cells, asked: Questionnaires) -> bool:
    """Whether a sheet looks like a platform's export of answers. 识别问卷。"""
    marks = {plain(mark) for mark in asked.marks}
    return any(sum(isinstance(c, str) and plain(c) in marks for c in row) > 1 for row in cells[:_HEADING_ROWS])


def read_answers(book: Book, sheet: str, asked: Questionnaires) -> tuple[list[Datum], list[Finding]]:
    """Counts by group, and how many answers were not counted and why. 统计答卷。"""
    cells = book.rows(sheet)
    head, findings = _head(book, sheet, asked)
    if head is None:
        return [], findings
    groups = {plain(word): group for group, words in asked.groups.items() for word in words}
    yes, no = ({plain(word) for word in words} for words in (asked.satisfied, asked.unsatisfied))
    sent: dict[str, list[int]] = {}
    counts: dict[str, Counter[str]] = {}
    why: Counter[str] = Counter()
    unread: dict[str, list[str]] = {}
    places: set[str] = set()
    for r in range(head.row + 1, len(cells)):
        row = cells[r]
        if all(is_blank(cell) for cell in row):
            continue
        group = groups.get(_answer(cell_at(row, head.group)))
        if group is None:
            unread.setdefault("身份不是认识的选项，本份没有计入", []).append(f"{letter(head.group)}{r + 1}")
            continue
        sent.setdefault(group, []).append(r + 1)
        counted = counts.setdefault(group, Counter())
        said = _answer(cell_at(row, head.satisfaction))
        invalid = _invalid(row, head, asked, places)
        if not invalid and said not in yes | no:
            unread.setdefault("满意度不是认识的选项，按无效答卷处理", []).append(f"{letter(head.satisfaction)}{r + 1}")
            invalid = "满意度不是认识的选项"
        if invalid:
            why[invalid] += 1
            continue
        counted["valid"] += 1
        counted["satisfied"] += said in yes
    data = []
    for group, rows in sent.items():
        for column, count in (
            ("sent", len(rows)),
            ("valid", counts[group]["valid"]),
            ("satisfied", counts[group]["satisfied"]),
        ):
            at = head.satisfaction if column == "satisfied" else head.group
            place = runs_of(rows, letter(at))
            data.append(Datum("survey", (group,), column, float(count), "questionnaire", book.name, sheet, place))
    for text, spots in unread.items():
        findings.append(
            Finding(
                "blocking",
                book.name,
                sheet,
                first_of(spots),
                "",
                "见params/imports/questionnaire.yml",
                f"{text}（{len(spots)}份）。",
            )
        )
    if why:
        said = "；".join(f"{reason}{number}份" for reason, number in why.items())
        text = f"共{sum(map(len, sent.values()))}份答卷，{sum(why.values())}份按口径判为无效：{said}。"
        findings.append(Finding("warning", book.name, sheet, "", "", "", text))
    return data, findings


def _head(book: Book, sheet: str, asked: Questionnaires) -> tuple[AnswerHead | None, list[Finding]]:
    cells = book.rows(sheet)
    marks = {plain(mark) for mark in asked.marks}
    row = next(
        r
        for r, line in enumerate(cells[:_HEADING_ROWS])
        if sum(isinstance(c, str) and plain(c) in marks for c in line) > 1
    )
    texts = {at: plain(cell) for at, cell in enumerate(cells[row]) if isinstance(cell, str) and not is_blank(cell)}
    group = _one(texts, asked.group_question)
    satisfaction = _one({at: text for at, text in texts.items() if at != group}, asked.satisfaction_question)
    findings = []
    for at, words, what in (
        (group, asked.group_question, "身份"),
        (satisfaction, asked.satisfaction_question, "总体满意度"),
    ):
        if at is None:
            text = f"找不到问“{what}”的题目，问卷没有读取；请在params/imports/questionnaire.yml写明题目中的文字。"
            findings.append(Finding("blocking", book.name, sheet, "", "", "、".join(words), text))
    if group is None or satisfaction is None:
        return None, findings
    seconds = next((at for at, text in texts.items() if text in {plain(word) for word in asked.seconds}), None)
    place = next((at for at, text in texts.items() if text in {plain(word) for word in asked.place}), None)
    questions = tuple(
        at for at, text in texts.items() if _QUESTION.match(text) and not re.search("选填|建议|意见", text)
    )
    return AnswerHead(row, group, satisfaction, seconds, place, questions), findings


def _one(texts: dict[int, str], words: Sequence[str]) -> int | None:
    """The first column that has the first of the words that any has."""
    return next((at for word in words for at, text in texts.items() if plain(word) in text), None)


def _answer(cell: object) -> str:
    text = plain(f"{cell:.15g}" if isinstance(cell, float) else "" if cell is None else cell)
    return re.sub(r"^[A-GＡ-Ｇ][.、:．]", "", text)


def _invalid(row: Sequence[object], head: AnswerHead, asked: Questionnaires, places: set[str]) -> str:
    """Why an answer does not count, "" where it does."""
    taken = _seconds(cell_at(row, head.seconds)) if head.seconds is not None else None
    if taken is not None and taken < asked.least_seconds:
        return f"用时不足{asked.least_seconds}秒"
    if asked.complete and any(is_blank(cell_at(row, at)) for at in (*head.questions, head.satisfaction)):
        return "有题目没有回答"
    if asked.one_a_place and head.place is not None:
        place = plain(cell_at(row, head.place) or "")
        if place and place in places:
            return "同一IP地址重复"
        places.add(place)
    return ""


def _seconds(cell: object) -> float | None:
    if isinstance(cell, int | float):
        return float(cell)
    found = _TIME.fullmatch(plain(cell or ""))
    if not found or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return float(3600 * hours + 60 * minutes + seconds)
