"""What an office names as evidence: a document with a name and a date, and the file that holds it. 佐证材料。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

#: Words that stand for no document at all.
NONE_WORDS = frozenset(
    [
        "无",
        "没有",
        "暂无",
        "空",
        "见附件",
        "附件",
        "见附",
        "详见附件",
        "见材料",
        "略",
        "同上",
        "有",
        "已有",
        "已报",
        "已提供",
        "已存档",
        "已完成",
        "完成",
        "待补",
        "后补",
        "佐证材料",
        "材料",
        "不详",
        "N/A",
        "NA",
        "n/a",
        "na",
        "nan",
        "none",
        "null",
    ]
)
_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]|(?P<s>[-./])(?P<m2>\d{1,2})(?P=s)(?P<d2>\d{1,2})(?!\d)|(?P<m3>\d\d)(?P<d3>\d\d)(?!\d))"
)
#: Left of a text once its date is taken out: brackets, dots and dashes are no name.
_EMPTY = re.compile(r"[\W_\d]+")


@dataclass(frozen=True)
class Document:
    """One document as named by an office. 一份材料。"""

    name: str
    day: date


def read_document(text: str) -> Document | str:
    """The name and the day in a text, or what is wrong with it. 解读佐证材料。

    >>> read_document("储备库名单（2025-08-20）")
    Document(name='储备库名单', day=datetime.date(2025, 8, 20))
    >>> read_document("见附件")
    '不是材料名称'
    """
    words = text.strip(" 　。．.；;，,（）()")
    if not _EMPTY.sub("", words) or words in NONE_WORDS:
        return "不是材料名称"
    found = [(match, day) for match in _DAY.finditer(text) if (day := _day(match))]
    if not found:
        return "没有写明材料日期（如2025-08-20）"
    match, day = found[-1]
    name = (text[: match.start()] + text[match.end() :]).strip(" 　。．.；;，,、（）()")
    if not _EMPTY.sub("", name) or name in NONE_WORDS:
        return "没有写明材料名称"
    return Document(re.sub(r"[（(]\s*[）)]", "", name), day)


def is_document(text: str, day: date) -> bool:
    """Whether a text names a document that was there on a day. 是否有效材料。"""
    document = read_document(text)
    return isinstance(document, Document) and document.day <= day


def _day(match: re.Match[str]) -> date | None:
    month, day = (next(match[key] for key in keys if match[key]) for keys in (("m", "m2", "m3"), ("d", "d2", "d3")))
    try:
        return date(int(match["y"]), int(month), int(day))
    except ValueError:
        return None


HASH = "SHA-256："


def with_file(text: str, folder: Path) -> str:
    """The text with the hash of its file, where one of that name lies in the county's evidence folder. 记下文件校验值。

    folder : data/evidence/<code>; the file is called as the document is, or the text names the file itself
    """
    document = read_document(text)
    if not isinstance(document, Document) or HASH in text or not folder.is_dir():
        return text
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name in text or path.stem == document.name:
            return f"{text}；文件{path.relative_to(folder).as_posix()}，{HASH}{sha256(path.read_bytes()).hexdigest()}"
    return text
