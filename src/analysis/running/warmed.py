"""Imported once by the process that a batch forks its counties from. 预热内容。

Besides imports, it makes what libraries make on first use and every county would make again.
"""

import nbformat.validator
import pandera.backends.pandas.register as pandera_backends

from ..intake import checks, intake
from ..reporting import html_exporter, pdf_exporter, report, sections
from . import cells, engines, inputs, one_page, print_check, quick_start

__all__ = ["cells", "checks", "engines", "html_exporter", "intake", "one_page", "pdf_exporter", "print_check", "quick_start", "report", "sections"]
engines.register()
inputs.installed()
inputs.code()
nbformat.validator.get_validator(4, 5)
nbformat.validator.get_validator(4, 4)
pandera_backends.register_pandas_backends("pandas.DataFrame")
assert html_exporter.PageHTMLExporter().template
