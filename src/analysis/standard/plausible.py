"""What is asked about although it may be right: plausible.yml. 合理性核实范围。"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Typical(_Frozen):
    """When a school's figure is far from the county's median. 与全县中位数的比较。

    rows  : fewer figures are not compared
    spread: how many times the median distance from the median (as a factor) a figure may be away
    least, most : a factor below `least` is never asked about, one above `most` always
    zero_percent: 0 is asked about where at most that share of the rows is 0
    kinds_apart : kinds of schools that are not like the others, and not compared
    """

    rows: int
    spread: float
    least: float
    most: float
    zero_percent: float
    kinds_apart: tuple[str, ...] = ()


class Ratio(_Frozen):
    """One ratio that is looked at. 一项比值。

    part, whole : `table.column`, added up; without `whole` the figure itself. Terms of another table are summed over
                  the school (and stage), for 县级数据 over the county
    otherwise   : instead of `whole` where that is blank
    low, high   : outside of which it is asked about
    typical     : whether it is compared with the county's median, by stage or by `by`
    zero        : 0 is no low ratio; with `typical` it is asked about where most others are not 0
    where       : only rows that say so, {column: value}
    hint        : what to do, at the end of the message
    """

    part: tuple[str, ...]
    whole: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    typical: bool = False
    zero: bool = False
    by: str = ""
    where: dict[str, str] = Field(default_factory=dict)
    hint: str = "请核实"


class LastYear(_Frozen):
    """When a figure is asked about because of the year before. 与上一年的比较。

    rows    : fewer records that both years have are not compared
    unchanged_percent : so many that are the same are asked about
    factor, least : a figure that changed by more than this factor, and by at least so much
    steady  : columns that may stay the same for years
    """

    rows: int
    unchanged_percent: float
    factor: float
    least: float
    steady: tuple[str, ...] = ()


class Plausible(_Frozen):
    """All of plausible.yml. 合理性核实范围。

    decided_on : since when these hold; why : what they rest on
    oldest_document : a document before this date is asked about
    never_zero : `table.column` that is wrong as 0; hardly_zero : that can hardly be 0, several in one entry: not together
    """

    decided_on: date
    why: str
    typical: Typical
    last_year: LastYear
    oldest_document: date
    ratios: tuple[Ratio, ...]
    never_zero: tuple[str, ...] = ()
    hardly_zero: tuple[str, ...] = ()
