"""Evidence on file: there, unchanged, and named. 佐证材料档案。"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from analysis.errors import UserError
from analysis.intake.evidence_files import HEADINGS, NAME, read_evidence, record_hashes

TODAY = date(2025, 10, 1)
POINTS = {13: 3, 14: 4}
HEAD = ",".join(HEADINGS)


def index(folder: Path, *rows: str) -> None:
    (folder / NAME).write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8-sig")


def test_a_file_is_recorded_once_and_a_change_or_a_loss_is_seen(tmp_path: Path) -> None:
    (tmp_path / "批复.pdf").write_bytes(b"one")
    index(tmp_path, "13,,1、2,预算批复,2025-03-01,区财政局,批复.pdf,", "14,,1,拨款文件,2025-03-01,区财政局,,")
    first = read_evidence(tmp_path, POINTS, [], TODAY)
    assert [entry.state for entry in first] == ["new", "unlisted"] and first[0].points == (1, 2)
    assert record_hashes(tmp_path, first) == 1
    assert sha256(b"one").hexdigest() in (tmp_path / NAME).read_text(encoding="utf-8-sig")
    assert read_evidence(tmp_path, POINTS, [], TODAY)[0].state == "same"
    (tmp_path / "批复.pdf").write_bytes(b"two")
    changed = read_evidence(tmp_path, POINTS, [], TODAY)
    assert changed[0].state == "changed" and record_hashes(tmp_path, changed) == 0, (
        "a hash on record is never overwritten"
    )
    (tmp_path / "批复.pdf").unlink()
    assert read_evidence(tmp_path, POINTS, [], TODAY)[0].state == "missing"


def test_every_bad_row_is_named_at_once(tmp_path: Path) -> None:
    index(
        tmp_path,
        "33,,1,甲,2025-03-01,区财政局,,",
        "13,6207020099,1,甲,2025-03-01,区财政局,,",
        "13,,4,甲,2025-03-01,区财政局,,",
        "13,,1,—,2025-03-01,区财政局,,",
        "13,,1,甲,2026-03-01,区财政局,,",
        "13,,1,甲,三月,区财政局,,",
        "13,,1,甲,2025-03-01,区财政局,../密.pdf,",
    )
    with pytest.raises(UserError) as caught:
        read_evidence(tmp_path, POINTS, ["6207020009"], TODAY)
    said = str(caught.value)
    assert (
        "7 处问题" in said
        and all(f"第{row}行" in said for row in range(2, 9))
        and "6207020009" in said
        and "晚于今天" in said
    )


def test_without_an_index_nothing_is_on_file(tmp_path: Path) -> None:
    assert read_evidence(tmp_path, POINTS, [], TODAY) == []
