"""What a user did, told in Chinese. 面向用户的错误。"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class UserError(Exception):
    """Something the user can mend; its text is Chinese and names the next step. 用户可自行处理的错误。"""


def nearest(name: object, known: Iterable[str]) -> str:
    """`，是否应为“…”？` where a known name is close, else nothing. 最接近的正确名称。

    >>> nearest("在校生", ["在校生数", "学段"])
    '，是否应为“在校生数”？'
    >>> nearest("xyz", ["在校生数"])
    ''
    """
    match = get_close_matches(str(name), [str(k) for k in known], n=1, cutoff=0.5)
    return f"，是否应为“{match[0]}”？" if match else ""


def file_trouble(error: OSError) -> str:
    """What to say of a file that could not be read or written. 读写文件失败的说明。"""
    name, why = error.filename or "", error.strerror or str(error)
    return f"读写文件 {name} 失败：{why}。如果文件正在 Excel 或阅读器中打开，请先关闭再运行；磁盘已满的，请先清理。"
