"""What a file that cannot be opened as a workbook is, and what to do about it. 打不开的文件。"""

from __future__ import annotations

import io
import zipfile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SAVE_AGAIN = "请用Excel或WPS打开，另存为.xlsx。"


def what_it_is(content: bytes) -> str:
    """A sentence with the next step. 文件性质与处理办法。

    >>> what_it_is(b"")
    '文件是空的（0字节），可能没有传完；请重新拷贝或重新导出。'
    """
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not content.strip(b"\x00"):
        return f"文件是空的（{len(content)}字节），可能没有传完；请重新拷贝或重新导出。"
    if content.startswith(_OLE) and _ENCRYPTED in content:
        return "工作簿设有打开密码；请在Excel或WPS中取消打开密码后另存。"
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")) or b"<html" in head:
        return "实际是网页文件，只是用了工作簿的扩展名；" + SAVE_AGAIN
    if head.startswith(b"%pdf"):
        return "实际是PDF文件，不是工作簿；请提供Excel原件。"
    if head.startswith((b"<?xml", b"<workbook")):
        return "实际是XML文件，只是用了工作簿的扩展名；" + SAVE_AGAIN
    if content.startswith(b"PK"):
        return _archive(content)
    if _is_text(content):
        return "实际是文本文件，只是用了工作簿的扩展名；请用Excel或WPS打开后另存为.xlsx，或改为.csv。"
    return "不是完好的工作簿；" + SAVE_AGAIN


def _archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return "工作簿不完整，可能没有传完；请重新拷贝，或" + SAVE_AGAIN.removeprefix("请")
    if any(name.startswith("word/") for name in names):
        return "实际是Word文件，不是工作簿；请提供Excel原件。"
    if not any(name.startswith("xl/") or name == "content.xml" for name in names):
        return "是压缩包，不是工作簿；请解压后放入其中的工作簿。"
    return "不是完好的工作簿；" + SAVE_AGAIN


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return "\x00" not in content[:100_000].decode(encoding)
        except UnicodeDecodeError:
            continue
    return False
