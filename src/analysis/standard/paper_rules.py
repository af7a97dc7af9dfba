"""In which form an office is written to, and who signs. 公文文种与发文单位。"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from .cards import Clause, Model
from .rules import Sure
from .yaml_files import parse, read_yaml

#: A report goes upwards, a letter to a peer, a notice to whoever is not named one by one.
PaperKind = Literal["report", "letter", "notice"]
KINDS: dict[PaperKind, str] = {"report": "报告", "letter": "函", "notice": "通知"}


class PaperReading(Model):
    """How the words of the document are read. 理解。"""

    question: str
    reading: str
    why: str
    sure: Sure


class PaperRules(Model):
    """params/papers.yml. 公文规则。"""

    clause: Clause
    sender: str
    report_to: tuple[str, ...]
    notice_to: tuple[str, ...]
    ruling: PaperReading

    def kind(self, office: str) -> PaperKind:
        """The form in which an office is written to. 适用文种。"""
        if any(re.fullmatch(pattern, office) for pattern in self.notice_to):
            return "notice"
        return "report" if any(re.fullmatch(pattern, office) for pattern in self.report_to) else "letter"


def read_paper_rules(path: Path) -> PaperRules:
    """The rule of params/papers.yml. Raises UserError. 读取公文规则。"""
    return parse(PaperRules, read_yaml(path), path)
