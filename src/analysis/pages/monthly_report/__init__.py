"""The monthly report: the ledger told, from one month's end to the next. 月报。"""

from ..page_end import finish_page
from .due import due
from .gaps import gaps
from .month import open_month
from .offices import offices
from .overview import overview, title
from .problems import problems
from .progress import progress
from .sources import sources
from .wall import wall

__all__ = [
    "due",
    "finish_page",
    "gaps",
    "offices",
    "open_month",
    "overview",
    "problems",
    "progress",
    "sources",
    "title",
    "wall",
]
