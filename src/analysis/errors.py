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
