"""Figures that may be right but look wrong. 合理性提示。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .contradictions import contradiction_findings
from .expected import expected_findings
from .findings import Finding
from .grades import grade_findings
from .ratios import ratio_findings, zero_findings
from .rows import Rows

if TYPE_CHECKING:
    from ..standard.load import RuleBook


def plausible_findings(rows: Rows, rules: RuleBook) -> list[Finding]:
    """Warnings to be looked at. 合理性提示。"""
    return [
        *grade_findings(rows, rules.standard),
        *ratio_findings(rows, rules.plausible),
        *zero_findings(rows, rules.plausible),
        *contradiction_findings(rows, rules),
        *expected_findings(rows, rules),
    ]
