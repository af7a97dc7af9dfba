"""The sections of the city overview, one module each. 整市推进概览各部分。"""

from .blocking import blocking
from .city import City, open_city
from .colophon import colophon, finish_page
from .goals import goals
from .matrix import matrix
from .progress import progress
from .spread import spread
from .verdicts import title, verdicts

__all__ = [
    "City",
    "blocking",
    "colophon",
    "finish_page",
    "goals",
    "matrix",
    "open_city",
    "progress",
    "spread",
    "title",
    "verdicts",
]
