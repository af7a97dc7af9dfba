"""The sections of the county report, one module each. 报告各部分。"""

from .balance import balance
from .colophon import colophon, finish_page
from .data_notes import data_notes
from .dimension import dimension
from .failing import failing
from .glance import glance
from .local_goals import local_goals
from .schools import schools
from .sensitivity import sensitivity
from .verdict import title, verdict

__all__ = [
    "balance",
    "colophon",
    "data_notes",
    "dimension",
    "failing",
    "finish_page",
    "glance",
    "local_goals",
    "schools",
    "sensitivity",
    "title",
    "verdict",
]
