"""Who answers for an indicator where no plan says so. 指标责任分工表。"""

from __future__ import annotations

from pathlib import Path

from ..standard.cards import Model
from ..standard.yaml_files import parse, read_yaml

#: Stands for 县, 区, 市 or 旗 in params/duties.yml.
LEVEL = "级"
LEVELS = ("县", "区", "市", "旗")


class DutyTable(Model):
    """params/duties.yml. 责任分工表。"""

    document: str
    at: str
    reading: str
    coordinator: str
    offices: dict[int, tuple[str, ...]]

    def of(self, name: str) -> DutyTable:
        """The same with the offices of one county, whose name ends in its level. 某县的分工表。

        >>> DutyTable(document="", at="", reading="", coordinator="级教育局", offices={}).of("山丹县").coordinator
        '县教育局'
        """
        level = name[-1:] if name.endswith(LEVELS) else ""
        offices = {
            number: tuple(office.replace(LEVEL, level) for office in own) for number, own in self.offices.items()
        }
        return self.model_copy(update={"coordinator": self.coordinator.replace(LEVEL, level), "offices": offices})


def read_duty_table(path: Path) -> DutyTable:
    """The table that holds where no plan does. 读取责任分工表。"""
    return parse(DutyTable, read_yaml(path), path)
