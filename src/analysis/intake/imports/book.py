"""One file opened: its sheets, each read when it is asked for. 打开一个文件。"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from functools import cached_property
from hashlib import sha256

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from ..files import WORKBOOKS
from ..findings import Finding
from ..formulas import UNCALCULATED, faults
from .folder import Received

Cells = list[list[object]]


def index(letters: str) -> int:
    """0-based index of a column letter. 列序号。

    >>> index("A"), index("AA")
    (0, 26)
    """
    at = 0
    for each in letters:
        at = 26 * at + ord(each) - ord("A") + 1
    return at - 1


class Unreadable(ValueError):
    """A file that cannot be opened; holds the finding that says why. 无法打开的文件。"""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class Book:
    """A workbook, or a CSV file as a workbook of one nameless sheet. 一个工作簿。

    names  : of its sheets, in order; ("",) for a CSV file
    sha256 : of its bytes
    Raises Unreadable where it is encrypted, truncated or no table at all.
    """

    def __init__(self, received: Received) -> None:
        self.name = received.name
        try:
            self._content = received.content()
        except (OSError, zipfile.BadZipFile, RuntimeError, EOFError) as error:
            text = "无法读取：没有权限、正被其他程序独占，或压缩包已损坏；请关闭该文件或重新复制后再试。"
            raise Unreadable(Finding("blocking", self.name, "", "", type(error).__name__, "", text)) from None
        self.sha256 = sha256(self._content).hexdigest()
        self._cells: dict[str, Cells] = {}
        self._book: CalamineWorkbook | None = None
        if self.name.lower().endswith(WORKBOOKS):
            self._book = self._opened()
            self.names = tuple(s.name for s in self._book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet)
        else:
            self.names = ("",)
            self._cells[""] = self._comma_separated()

    def rows(self, name: str) -> Cells:
        """The cells of a sheet from A1 on. 一张工作表的内容。"""
        if name not in self._cells:
            assert self._book is not None
            try:
                rows: Cells = self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)  # type: ignore[assignment]
            except CalamineError:
                text = "工作表已损坏，无法读取；请用Excel或WPS打开后另存。"
                raise Unreadable(Finding("blocking", self.name, name, "", "", "", text)) from None
            for cell, fault in (self._faults.get(name) or {}).items() if self._faults else ():
                self._mark(rows, cell, fault)
            self._cells[name] = rows
        return self._cells[name]

    @cached_property
    def _faults(self) -> dict[str, dict[str, str]]:
        """Formula errors, which would otherwise pass for blanks."""
        return faults(self._content) or {}

    @staticmethod
    def _mark(rows: Cells, cell: str, fault: str) -> None:
        place = re.fullmatch(r"([A-Z]+)(\d+)", cell)
        at, row = (index(place[1]), int(place[2]) - 1) if place else (0, len(rows))
        if row < len(rows) and at < len(rows[row]):
            rows[row][at] = UNCALCULATED if fault == UNCALCULATED else fault

    def _opened(self) -> CalamineWorkbook:
        try:
            return CalamineWorkbook.from_filelike(io.BytesIO(self._content))
        except PasswordError:
            text = "工作簿设有打开密码；请取消密码后另存。"
            raise Unreadable(Finding("blocking", self.name, "", "", "加密文件", "没有密码的工作簿", text)) from None
        except (CalamineError, OSError, ValueError):
            text = "不是完好的工作簿，可能没有下载完整或被截断；请重新获取，或用Excel、WPS打开后另存为.xlsx。"
            raise Unreadable(
                Finding(
                    "blocking", self.name, "", "", f"{len(self._content)}字节，内容不完整", "、".join(WORKBOOKS), text
                )
            ) from None

    def _comma_separated(self) -> Cells:
        for encoding in ("utf-8-sig", "gb18030", "utf-16"):
            try:
                text = self._content.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        else:
            said = "文字编码无法识别；请另存为“CSV UTF-8”。"
            raise Unreadable(Finding("blocking", self.name, "", "", "", "UTF-8、GBK", said))
        first = text.split("\n", 1)[0]
        separator = "\t" if "\t" in first and "," not in first else ","
        try:
            return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)]
        except csv.Error:
            said = "不是完好的CSV文件，引号或分隔符有误；请重新另存。"
            raise Unreadable(Finding("blocking", self.name, "", "", "", "", said)) from None
