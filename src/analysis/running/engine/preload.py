"""Imported once by the process that a batch forks its counties from. 预热内容。

Besides imports, it makes what libraries make on first use and every county would make again.
"""

import nbformat.validator
import pandera.backends.pandas.register as pandera_backends

from ...intake import checks, intake
from ...pages import county_report, report
from ...printing import html_exporter, pdf_exporter
from .. import inputs, one_page, print_check
from . import import_guard, papermill_engines, run_cells

__all__ = [
    "checks",
    "county_report",
    "html_exporter",
    "import_guard",
    "intake",
    "one_page",
    "papermill_engines",
    "pdf_exporter",
    "print_check",
    "report",
    "run_cells",
]
papermill_engines.register()
inputs.installed()
inputs.code()
nbformat.validator.get_validator(4, 5)
nbformat.validator.get_validator(4, 4)
pandera_backends.register_pandas_backends("pandas.DataFrame")
assert html_exporter.PageHTMLExporter().template
