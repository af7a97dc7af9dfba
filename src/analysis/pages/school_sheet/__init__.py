"""One sheet a school: how it stands, what it lacks, what is to be done. 一校一策。"""

from .page import finish_page, show, title
from .sheets import Sheets, open_sheets

__all__ = ["Sheets", "finish_page", "open_sheets", "show", "title"]
