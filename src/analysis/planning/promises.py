"""Numbers that a task promises, and what in the data says whether they are reached. 量化目标。

A promise names what the data hold of it: a column, the rows of a table, or an indicator. One that the data say
nothing of (the seats of a building that is not in use) is checked by its papers alone, and the page says so.
"""

from __future__ import annotations

from pydantic import model_validator

from ..standard.cards import Model


class Measure(Model):
    """A number that a task promises. 量化目标。

    column    : table.column, added up over each school that the task names, or over the county; a table alone counts
                its rows
    indicator : or a result of this indicator (`part` where it has several); without a number, its own line holds
    increase  : counted from the day on which the task was set
    """

    label: str
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    column: str = ""
    indicator: int | None = None
    part: str = ""
    increase: bool = False
    reading: str = ""

    @model_validator(mode="after")
    def _is_one_number(self) -> Measure:
        numbers = (self.at_least is not None) + (self.at_most is not None)
        if numbers > 1 or (numbers == 0 and self.indicator is None):
            raise ValueError("量化目标写明 at_least 或 at_most 之一；只有写明 indicator 的可以都不写，以指标的标准为准")
        if self.column and self.indicator is not None:
            raise ValueError("量化目标的 column 与 indicator 只写一个")
        if self.increase and (not self.column or self.at_least is None):
            raise ValueError("increase 只用于写明 column 和 at_least 的量化目标")
        return self

    @property
    def words(self) -> str:
        """The promise in words, as 新增县级以上骨干教师不少于100人. 量化目标文字。"""
        number, verb = (self.at_least, "不少于") if self.at_least is not None else (self.at_most, "不超过")
        return f"{self.label}达到标准" if number is None else f"{self.label}{verb}{number:.15g}{self.unit}"

    @property
    def checked(self) -> bool:
        """Whether the data say anything of it. 数据能否核对。"""
        return bool(self.column) or self.indicator is not None
