"""The Chinese fonts that pages carry, so that they look the same everywhere. 中文字体。"""

from __future__ import annotations

from base64 import b64encode
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz

from ..errors import UserError

SANS = "NotoSansCJKsc-Regular.otf"
SERIF = "NotoSerifCJKsc-Regular.otf"


def font_folder() -> Path:
    """The folder of the packaged fonts (SIL Open Font License). 字体目录。

    Raises UserError where they are missing: without them a page would print boxes.
    """
    package = find_spec("mplfonts")
    folder = Path(package.origin).parent / "fonts" if package and package.origin else Path()
    missing = [name for name in (SANS, SERIF) if not (folder / name).is_file()]
    if missing:
        raise UserError(
            f"缺少中文字体 {'、'.join(missing)}，不能出报告。请重新安装依赖：pip install -r requirements.lock。"
        )
    return folder


def subset(text: str, name: str = SANS) -> str:
    """The font cut down to the characters of `text`, base64 of OpenType. 字体子集。"""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_folder() / name)))
    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).update(ord(character) for character in set(text))
    small = uharfbuzz.subset(face, wanted)
    return b64encode(small.blob.data).decode("ascii")
