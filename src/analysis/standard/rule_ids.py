"""What a rule is called in results and verdicts: indicator_04, balance_04, school_rule. 规则编号。"""

from __future__ import annotations

INDICATOR, BALANCE = "indicator_", "balance_"


def indicator_rule(number: int) -> str:
    """The rule of an indicator. 指标的规则编号。

    >>> indicator_rule(4)
    'indicator_04'
    """
    return f"{INDICATOR}{number:02d}"


def is_indicator(rule: str) -> bool:
    """Whether a rule is that of one indicator. 是否单项指标。"""
    return rule.startswith(INDICATOR)


def number_of(rule: str) -> int | None:
    """The indicator that a rule or a coefficient speaks of; None for the rules above them. 规则对应的指标序号。

    >>> number_of("balance_04"), number_of("indicator_12"), number_of("school_rule")
    (4, 12, None)
    """
    return int(rule.rpartition("_")[2]) if rule.startswith((INDICATOR, BALANCE)) else None


def indicator_number(rule: str) -> int:
    """The indicator of a rule. Raises ValueError where the rule is none of an indicator. 指标序号。"""
    if not is_indicator(rule):
        raise ValueError(rule)
    return int(rule.removeprefix(INDICATOR))
