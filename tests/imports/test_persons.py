"""No name, number or telephone of a person leaves the reading of a list or of answers. 个人信息不外泄。"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from bureau_files import CODE, book, put, school

from analysis.intake.imports.import_folder import import_folder
from analysis.intake.imports.write import write_import
from analysis.pages.data_check.reconciliation import write_reconciliation
from analysis.project import find_project

PARAMS = find_project(Path(__file__)).root / "params" / "imports"
CANARIES = ("欧阳金丝雀", "310700201501011234", "13912345678", "203.0.113.77")


def content(path: Path) -> str:
    """What a file holds, unpacked."""
    if path.suffix != ".xlsx":
        return path.read_bytes().decode("utf-8", "ignore")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())


def test_persons_stay_out_of_every_file_message_and_page(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    name, identity, telephone, place = CANARIES
    source = tmp_path / "received"
    put(source, "一校.xlsx", school())
    rows = [["学校标识码", "年级", "班级", "姓名", "身份证件号", "联系电话"]]
    rows += [[CODE, "一年级", "1班", name, identity, telephone]] * 15
    # What stands in the wrong column may be of a person too.
    rows += [[CODE, name, "1班"], [CODE, "一年级", name], [identity + "X?", "一年级", "1班"]]
    put(source, "学籍.xlsx", book({"Sheet1": rows}))
    answers = [["序号", "提交答卷时间", "所用时间", "来自IP", "1、您的身份是", "2、总体满意度", "3、您的姓名和电话"]]
    answers += [
        [1, "2025/10/1", "60秒", place, "家长", "满意", name + telephone],
        [2, "2025/10/1", "60秒", place, name, telephone, "x"],
    ]
    put(source, "答卷.xlsx", book({"Sheet1": answers}))
    imported = import_folder(PARAMS, source, "620702", "2025")
    assert imported.merged.frames["classes"]["pupils"].tolist() == [15.0]
    assert imported.merged.frames["survey"][["sent", "valid", "satisfied"]].values.tolist() == [[1.0, 1.0, 1.0]]
    write_import(imported, tmp_path / "out" / "2025", "甘州区", "甘州区教育局", True)
    write_reconciliation(imported, tmp_path / "page", "甘州区", True)
    written = [path for folder in ("out", "page") for path in (tmp_path / folder).rglob("*") if path.is_file()]
    assert len(written) > 5
    everywhere = (
        "".join(map(content, written)) + str(imported.findings) + str(imported.compared) + "".join(capfd.readouterr())
    )
    assert [canary for canary in CANARIES if canary in everywhere] == []
