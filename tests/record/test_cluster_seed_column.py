"""The column that started denge, read and added to a casebook that knows its visits already."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from denge.record import View
from denge.record import open as open_ledger

DAY = date(2025, 11, 19)


def _trips(view: View) -> tuple[int, dict[str, float]]:
    rows = [row for row in view.rows("engagements") if row["start"] >= date(2025, 11, 1)]
    partners = Counter(partner for _, partner in {(row["trip_id"], row["partner"]) for row in rows})
    return len(rows), {code: n / partners.total() for code, n in partners.items()}


@pytest.mark.parametrize("include_unreviewed", [False, True])
def test_the_column_leaves_every_count_and_share_of_its_month_equal(
    shared: Path, include_unreviewed: bool
) -> None:
    from denge.read import read

    ledger = open_ledger()
    before = _trips(ledger.view(DAY, include_unreviewed))
    value = [row["value_usd"] for row in ledger.view(DAY, include_unreviewed).rows("agreements")]
    told = read((shared / "seed" / "column.tr.txt").read_text("utf-8"))
    added = ledger.add(told)
    after = ledger.view(DAY, include_unreviewed)
    assert _trips(after) == before
    assert [row["value_usd"] for row in after.rows("agreements")] == value
    assert added.joined > 0
    twice = {row["partner"] for row in after.rows("engagements") if row["reports"] == 2}
    assert twice == {"USA", "RUS"}
    assert ("format", "state", "official") in {
        (told.field, told.ours, told.theirs) for told in added.disagreements
    }
