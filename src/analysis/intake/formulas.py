"""Formula cells that calamine hands over as blanks: errors, and those never calculated. 公式问题。"""

from __future__ import annotations

import html
import io
import re
import zipfile
from xml.etree import ElementTree

_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>(.+?)</", re.DOTALL)
#: What an uncalculated formula is told as.
UNCALCULATED = "未计算的公式"


def faults(content: bytes) -> dict[str, dict[str, str]] | None:
    """{sheet: {cell: error or UNCALCULATED}} of an .xlsx file; None where it cannot be told. 公式问题。"""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: _sheet(archive.read(part)) for name, part in sheet_parts(archive).items()}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return None


def ods_has_errors(content: bytes) -> bool:
    """Whether an .ods file holds a formula error anywhere. ODS 文件中是否有公式错误。"""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b'value-type="error"' in archive.read("content.xml")
    except (zipfile.BadZipFile, KeyError):
        return False


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its part in an .xlsx archive. 工作表在压缩包中的位置。"""
    links = {
        link.get("Id"): link.get("Target", "")
        for link in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    parts = {}
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        target = next((links.get(value, "") for key, value in node.items() if key.endswith("}id")), "")
        if node.tag.endswith("}sheet") and "worksheets/" in target:
            parts[node.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return parts


def _sheet(xml: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    if b't="e"' not in xml and not re.search(rb"<(?:\w+:)?f[\s>/]", xml):
        return found
    for attributes, inside in _CELL.findall(xml):
        place = re.search(rb'\br="([A-Z]+\d+)"', attributes)
        value = _VALUE.search(inside)
        if not place:
            continue
        if b't="e"' in attributes:
            found[place[1].decode()] = html.unescape(value[1].decode()) if value else "#N/A"
        elif not value and b't="str"' not in attributes and re.search(rb"<(?:\w+:)?f[\s>/]", inside):
            found[place[1].decode()] = UNCALCULATED
    return found
