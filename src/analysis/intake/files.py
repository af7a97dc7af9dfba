"""Open what a county handed in: one workbook, or CSV files; read only. 打开数据文件。"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from .findings import Finding
from .formulas import UNCALCULATED, faults, ods_has_errors
from .not_a_workbook import what_it_is
from .origin import letter, ranges

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
SOURCE_FILE = "SOURCE.yml"
#: Written by an import beside the tables: which cell came from which cell of the originals.
ORIGINS = "ORIGINS.csv"
#: Files that may lie beside the data and hold none of it.
_BESIDE = (".md", ".txt", ".pdf", ".png", ".jpg")


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet or CSV file, from A1 on. 工作表。

    name : of the sheet; None for a CSV file, whose name is its title
    """

    file: str
    name: str | None
    sha256: str
    rows: list[list[object]]

    @property
    def title(self) -> str:
        """What the sheet is called: its name, or the CSV file's. 表名。"""
        return Path(self.file).stem if self.name is None else self.name

    def finding(self, severity: str, cell: str, message: str, found: str = "", allowed: str = "") -> Finding:
        """A finding in this sheet. 就本表提出一条问题。"""
        return Finding(severity, self.file, self.name or "", cell, found, allowed, message)  # type: ignore[arg-type]


def open_folder(folder: Path) -> tuple[list[Sheet], dict[str, str], list[Finding]]:
    """Sheets, {file: sha256}, and what is wrong with the files themselves. 打开一个数据文件夹。"""
    beside = (SOURCE_FILE, ORIGINS)
    names = sorted(
        path.name
        for path in folder.iterdir()
        if path.is_file() and path.name[0] not in "~." and path.name not in beside
    )
    books = [name for name in names if name.lower().endswith(WORKBOOKS)]
    tables = [name for name in names if name.lower().endswith(".csv")]
    findings = [
        Finding("warning", name, "", "", "", "、".join((*WORKBOOKS, ".csv")), "不是可读取的数据文件，没有读取。")
        for name in sorted(set(names) - set(books) - set(tables))
        if not name.lower().endswith(_BESIDE)
    ]
    wanted = "一个工作簿，或一组CSV文件"
    found = "、".join(books + tables)
    if len(books) > 1:
        text = f"有{len(books)}个工作簿，无法判断用哪一个；请只留一个，其余移到别的文件夹。"
        return [], {}, [*findings, Finding("blocking", books[0], "", "", found, wanted, text)]
    if books and tables:
        text = "既有工作簿又有CSV文件，无法判断用哪一种；请只留一种。"
        return [], {}, [*findings, Finding("blocking", books[0], "", "", found, wanted, text)]
    if not books and not tables:
        text = f"文件夹“{folder.name}”中没有数据；请放入填好的工作簿。"
        return [], {}, [*findings, Finding("blocking", folder.name, "", "", "", wanted, text)]
    sheets: list[Sheet] = []
    hashes: dict[str, str] = {}
    for name in books or tables:
        try:
            content = (folder / name).read_bytes()
        except OSError:
            text = "无法读取：没有权限，或正被其他程序独占；请关闭该文件后重试。"
            findings.append(Finding("blocking", name, "", "", "", "", text))
            continue
        hashes[name] = hashlib.sha256(content).hexdigest()
        opened, wrong = (_workbook if books else _csv)(name, content, hashes[name])
        sheets += opened
        findings += wrong
    return sheets, hashes, findings


def _workbook(file: str, content: bytes, sha256: str) -> tuple[list[Sheet], list[Finding]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        known = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        names = [sheet.name for sheet in known]
        sheets = [
            Sheet(file, name, sha256, book.get_sheet_by_name(name).to_python(skip_empty_area=False))  # type: ignore[arg-type]
            for name in names
        ]
    except PasswordError:
        text = "工作簿设有打开密码；请在Excel或WPS中取消打开密码后另存。"
        return [], [Finding("blocking", file, "", "", "", "", text)]
    except CalamineError:
        return [], [Finding("blocking", file, "", "", "", "、".join(WORKBOOKS), what_it_is(content))]
    from .hidden import hidden_findings  # it speaks of sheets, as this module does

    visible = {sheet.name: sheet.visible == SheetVisibleEnum.Visible for sheet in known}
    return sheets, _mark_faults(file, content, sheets) + hidden_findings(content, sheets, visible)


def _mark_faults(file: str, content: bytes, sheets: list[Sheet]) -> list[Finding]:
    """Put formula errors back into their cells, where they would otherwise pass for blanks."""
    known = faults(content)
    if known is None and ods_has_errors(content):
        text = "有公式错误，读取后会成为空白；请改正公式并粘贴为数值。"
        return [Finding("blocking", file, "", "", "", "", text)]
    if known is None and not file.lower().endswith(".ods"):
        text = "这种格式读不出公式错误，有错的公式会被当作空白；建议另存为.xlsx。"
        return [Finding("warning", file, "", "", "", ".xlsx", text)]
    findings = []
    for sheet in sheets:
        cells = (known or {}).get(sheet.title, {})
        waiting = [cell for cell, fault in cells.items() if fault == UNCALCULATED]
        if waiting:
            text = "公式没有保存计算结果，按空白读取；请用Excel打开、重新计算并粘贴为数值。"
            findings.append(sheet.finding("warning", ranges(waiting), text, UNCALCULATED, "数值"))
        for number, row in enumerate(sheet.rows, 1):
            for at in range(len(row)) if cells else ():
                fault = cells.get(f"{letter(at)}{number}", UNCALCULATED)
                if fault != UNCALCULATED:
                    row[at] = fault
    return findings


def _csv(file: str, content: bytes, sha256: str) -> tuple[list[Sheet], list[Finding]]:
    findings = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            message = "文字编码无法识别；请另存为“CSV UTF-8”。"
            return [], [Finding("blocking", file, "", "", "", "UTF-8", message)]
        message = "不是UTF-8编码，已按GB18030读取；请核对汉字是否正确，建议另存为“CSV UTF-8”。"
        findings.append(Finding("warning", file, "", "", "GB18030", "UTF-8", message))
    try:
        rows: list[list[object]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        message = "不是完好的CSV文件，引号或分隔符有误；请重新另存。"
        return [], [*findings, Finding("blocking", file, "", "", str(error), "", message)]
    return [Sheet(file, None, sha256, rows)], findings
