"""Keep out of the process what only costs time. 加快启动。

jsonschema, which nbformat imports, tries an optional URI-format checker whose import compiles a grammar for 1.4 s,
more than all the rest of papermill together. No notebook is checked for URI formats, so it is told there is none.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
