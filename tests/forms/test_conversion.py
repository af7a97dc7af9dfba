"""An office suite opens both files and prints them on A4. 用办公软件打开并打印。"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from analysis.pages.forms.self_report import write_self_report
from analysis.pages.forms.workbook import write_forms
from analysis.pages.report import Report

SOFFICE = shutil.which("soffice")
NOTICE = "合成数据"
#: Points.
A4 = (595, 842)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice 未安装，不能检验转换为 PDF")
def test_both_files_become_pdf_with_the_notice_on_every_page(ganzhou: Report, tmp_path: Path) -> None:
    assert SOFFICE is not None
    write_forms(ganzhou, tmp_path / "forms.xlsx")
    write_self_report(ganzhou, tmp_path / "letter.docx")
    command = [
        SOFFICE,
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run(
        [*command, str(tmp_path / "forms.xlsx"), str(tmp_path / "letter.docx")],
        check=True,
        capture_output=True,
        timeout=300,
    )
    for name, least in (("forms.pdf", 9), ("letter.pdf", 18)):
        pages = PdfReader(tmp_path / name).pages
        assert least <= len(pages) <= 2 * least, name
        for page in pages:
            assert tuple(sorted(round(float(side)) for side in (page.mediabox.width, page.mediabox.height))) == A4
            assert NOTICE in page.extract_text(), name
