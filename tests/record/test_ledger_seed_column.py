"""The column in a ledger on disk: every item comes back, no count moves, what is new waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import denge.read
from denge.record.audit import audit
from denge.record.ledger import SqlLedger, open_ledger
from denge.record.memory import MemoryLedger
from denge.record.review import pending
from denge.record.statement import item_of

DAY = date(2025, 11, 19)


@pytest.fixture(scope="module")
def reading(shared: Path):
    text = (shared / "seed" / "column.tr.txt").read_text("utf-8")
    return replace(denge.read.read(text), source="column.tr.txt")


@pytest.fixture
def book(tmp_path: Path, reading) -> SqlLedger:
    made = open_ledger(tmp_path / "a.db")
    made.add(reading)
    return open_ledger(made.place)


def test_every_item_comes_back_as_it_was_read(book: SqlLedger, reading) -> None:
    held = sorted((s.subject, s.slot, item_of(s)) for s in book.statements())
    by_slot = {slot: item for _, slot, item in held}
    for kind in ("events", "deals", "targets", "statuses", "flows", "claims"):
        for position, item in enumerate(getattr(reading, kind)):
            assert by_slot[f"{reading.id}/{kind}/{position}"] == item
    assert len(held) == len(reading.items) > 10
    assert book._reports(None)[0].reading == replace(reading, notes=())
    assert audit(Path(book.place)) == []


def test_no_count_moves_and_the_ledger_in_memory_agrees(book: SqlLedger, reading) -> None:
    memory = MemoryLedger()
    memory.add(reading)
    empty = MemoryLedger().view(DAY)
    for table in book.view(DAY).names:
        rows = book.view(DAY).rows(table)
        assert rows == memory.view(DAY).rows(table)
        assert len(rows) == len(empty.rows(table))


def test_its_readings_wait_for_review(book: SqlLedger, reading) -> None:
    assert len(pending(book)) == len(reading.items)
    for told in pending(book):
        book.decide(told.id, "accept")
    assert pending(book) == []
    assert len(book.decisions()) == len(reading.items)
