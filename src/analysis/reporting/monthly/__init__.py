"""The ledger told: the monthly report, and a paper to each office. 月报与致各单位公文。"""

from .close import close
from .due import due
from .gaps import gaps
from .letters import close_letters, letter_title, letters, open_letters
from .month import open_month
from .offices import offices
from .overview import overview, title
from .problems import problems
from .progress import progress
from .sources import sources
from .wall import wall

__all__ = [
    "close", "close_letters", "due", "gaps", "letter_title", "letters", "offices", "open_letters", "open_month", "overview", "problems", "progress",
    "sources", "title", "wall",
]  # fmt: skip
