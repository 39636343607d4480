"""A view of the packaged casebook on the column's day, shared by the stress tests."""

from __future__ import annotations

from datetime import date

import pytest

from denge.record.casebook import casebook
from denge.record.view import View


@pytest.fixture(scope="session")
def view() -> View:
    return View(casebook("kaz"), date(2025, 11, 19))
