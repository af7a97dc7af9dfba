"""Six invented counties, as tables and as a dataset. 多县样例。"""

from __future__ import annotations

from pathlib import Path

import pytest
from six_counties import CODES, Tables, of_counties, six_counties

from analysis.national.dataset import write_tables
from analysis.national.files import place


@pytest.fixture(scope="session")
def tables() -> Tables:
    return six_counties()


@pytest.fixture(scope="session")
def dataset(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    for part, codes in enumerate((CODES[:2], CODES[2:4], CODES[4:])):
        write_tables(of_counties(tables, codes), place(str(folder)), part)
    return folder
