"""Security ties: what counts, when it counts, and what stands beside."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import EmptyTies
from denge.measure.dimensions import dimensions
from denge.measure.security_ties import defence_agreements, pact_ties, security_ties

NOW = date(2024, 12, 31)
POLES = ("usa", "europe", "russia", "china", "turkiye")


def member(organisation, left="", role="member"):
    return {"row_id": organisation, "organisation": organisation, "member": "KAZ", "joined": "1994",
            "left": left, "role": role, "source_url": "https://example.org"}  # fmt: skip


def agreement(partner, day, sectors="defence", row_id="", part_of=""):
    return {"row_id": row_id or f"{partner}{day}", "state": "KAZ", "partner": partner, "date": day,
            "sectors": sectors, "title": "A plan", "part_of": part_of,
            "source_url": "https://example.org"}  # fmt: skip


def ties(view_of, memberships=(), agreements=()):
    view = view_of(NOW, memberships=list(memberships), agreements=list(agreements))
    return security_ties(view, "KAZ", POLES, 2024)


def test_an_alliance_counts_for_the_poles_that_lead_it(view_of):
    count, steps = ties(view_of, [member("CSTO"), member("SCO"), member("AIIB")])
    assert dict(zip(POLES, count, strict=True)) == {
        "usa": 0, "europe": 0, "russia": 1.5, "china": 0.5, "turkiye": 0}  # fmt: skip
    assert [s.row_id for s in steps] == ["CSTO", "SCO"]


def test_observers_and_states_that_left_have_no_tie(view_of):
    with pytest.raises(EmptyTies, match=r"memberships\.csv"):
        ties(view_of, [member("CSTO", left="2012"), member("SCO", role="observer")])


def test_the_casebook_of_another_state_tells_nothing(view_of):
    view = view_of(NOW, memberships=[member("SCO") | {"member": "UZB"}])
    with pytest.raises(EmptyTies, match="of UZB with a pole"):
        security_ties(view, "UZB", POLES, 2024)


def test_only_defence_agreements_of_the_last_years_count(view_of):
    rows = [
        agreement("TUR", "2022-05-01", "trade;defence"),
        agreement("TUR", "2021-12-31"),
        agreement("TUR", "2023-03-01", "trade"),
        agreement("TUR", "2025-01-01"),
        agreement("MNG", "2023-01-01"),
    ]
    count, _ = ties(view_of, agreements=rows)
    assert count.tolist() == [0, 0, 0, 0, 1]


def test_a_part_of_a_counted_package_counts_once(view_of):
    rows = [
        agreement("ITA", "2023-01-18", row_id="whole"),
        agreement("ITA", "2023-01-18", row_id="part", part_of="whole"),
        agreement("FRA", "2023-02-01", row_id="alone", part_of="a package of trade"),
    ]
    view = view_of(NOW, agreements=rows)
    found = [r["row_id"] for r in defence_agreements(view, "KAZ", 2024)]
    assert found == ["whole", "alone"]


def test_relabelled_partners_permute_the_ties(view_of):
    one, _ = ties(view_of, agreements=[agreement("TUR", "2023-01-01")])
    other, _ = ties(view_of, agreements=[agreement("CHN", "2023-01-01")])
    assert one[4] == other[3] == 1


def test_few_ties_have_wide_shares(view_of, calendar):
    def shares(n):
        rows = [agreement("TUR", f"2023-{1 + k:02}-01") for k in range(n)]
        view = view_of(NOW, engagements=calendar, agreements=rows)
        return dimensions(view, "KAZ").figure("dimensions.security.share.turkiye").estimate

    few, many = shares(1), shares(12)
    assert few.high - few.low > 1.5 * (many.high - many.low)
    assert many.median > 0.9


def pact(partner, year, defense=1):
    return {"state": "KAZ", "partner": partner, "year": year, "defense": defense}


def test_pacts_of_the_last_year_count_allies_and_no_mere_consultation():
    rows = [pact("RUS", 2018), pact("CHN", 2018, 0), pact("TUR", 2011), pact("FRA", 2018)]
    count, year = pact_ties(rows, "KAZ", POLES, 2024)
    assert (count.tolist(), year) == ([0, 1, 1, 0, 0], 2018)
    with pytest.raises(EmptyTies, match="by 2017"):
        pact_ties(rows, "KAZ", ("china",), 2017)


def test_old_pacts_stand_beside_and_new_ones_are_combined(view_of, calendar):
    view = view_of(NOW, engagements=calendar)
    old = dimensions(view, "KAZ", alliances=[pact("RUS", 2018)])
    assert old.apart == {"alliances": 2018, "institutions": 2014}
    assert old.sources["alliances"][0].id == "atop"
    new = dimensions(view, "KAZ", alliances=[pact("RUS", 2023)])
    assert new.weights == {"trips": 1.0, "alliances": 1.0}
    assert np.isclose(new.figure("dimensions.alliances.share.russia").estimate.median, 1.0)


def test_a_state_without_security_rows_gets_the_reason_and_no_zero(view_of, calendar):
    found = dimensions(view_of(NOW, engagements=calendar), "KAZ")
    assert "no security organisation or defence agreement" in found.missing["security"]
    assert not any(".security." in f.id for f in found.figures())
