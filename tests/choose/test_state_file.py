"""Five states from files, any other from the trade table, and what a ledger changes."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import denge.record
from denge.choose.compare import compare, summary
from denge.choose.exposure import matrix_row, pole_positions
from denge.choose.ledger_stakes import started
from denge.choose.parameters import load_parameters
from denge.choose.state_file import described_states, exposure, trade_shares
from denge.core.errors import BadScenario, UnknownState

COLUMN_DAY = date(2025, 11, 19)


@pytest.fixture(scope="module")
def view():
    return denge.record.open().view(COLUMN_DAY)


def test_the_five_states_are_described() -> None:
    assert described_states() == ("KAZ", "SRB", "TUR", "UZB", "VNM")


@pytest.mark.parametrize("state", ["KAZ", "UZB", "TUR", "SRB", "VNM"])
def test_each_state_file_says_what_it_rests_on(state: str) -> None:
    found = exposure(state)
    assert found.exports.sum() > 5
    assert found.mix.sum() == pytest.approx(1)
    assert ("mix" in dict(found.assumed)) == ("engagements" in found.missing)
    assert {o.id for o in found.origins} >= {"wdi", "factbook", "unctad", "ideal_points"}
    assert all(step.says for step in found.steps)


def test_a_state_without_oil_data_is_said_to_have_none_rather_than_a_zero_it_does_not_know() -> (
    None
):
    assert "oil and routes" in exposure("UZB").missing
    assert "oil and routes" not in exposure("KAZ").missing


@pytest.mark.parametrize("flow", ["exports", "imports"])
@pytest.mark.parametrize("state", ["KAZ", "UZB", "TUR", "SRB", "VNM"])
def test_shares_by_pole_sum_to_one_and_keep_what_the_source_prints(state: str, flow: str) -> None:
    poles = tuple(load_parameters().poles)
    share = trade_shares(state, flow, {"RUS": 12.5, "CHN": 7.5}, poles)
    assert share.sum() == pytest.approx(1)
    assert share[poles.index("russia")] == pytest.approx(0.125)
    assert share[poles.index("china")] == pytest.approx(0.075)
    base = [float(matrix_row(state)[f"{flow}_{p}_pct_gdp"]) for p in ("west", "other")]
    left = share[[poles.index("west"), poles.index("other")]]
    assert left[0] / left[1] == pytest.approx(base[0] / base[1])


def test_a_pole_that_is_not_printed_keeps_its_share_of_2015() -> None:
    poles = tuple(load_parameters().poles)
    row = matrix_row("VNM")
    total = sum(float(row[f"exports_{p}_pct_gdp"]) for p in poles)
    share = trade_shares("VNM", "exports", {"USA": 28, "CHN": 17}, poles)
    expected = float(row["exports_russia_pct_gdp"]) / total
    assert share[poles.index("russia")] == pytest.approx(expected)


def test_named_partners_of_more_than_the_whole_are_refused() -> None:
    with pytest.raises(BadScenario, match=r"add to 130\.0 %"):
        trade_shares(
            "KAZ", "exports", {"CHN": 100, "RUS": 30}, ("west", "russia", "china", "other")
        )


def test_poles_stand_where_their_members_vote() -> None:
    west, russia, china, other = pole_positions(("west", "russia", "china", "other"))
    assert west > other > russia > china
    assert russia == pytest.approx(float(matrix_row("RUS")["ideal_point_2018"]))


def test_the_ledger_gives_kazakhstan_its_mix_and_pledges(view) -> None:
    without, with_ = exposure("KAZ"), exposure("KAZ", view)
    assert "mix" in dict(without.assumed)
    assert "mix" not in dict(with_.assumed)
    assert "engagements" not in with_.missing
    assert with_.pledges.min() > 0
    assert (with_.pledges < 10).all()
    assert len(with_.steps) > len(without.steps) + 30
    assert all(step.source_url for step in with_.steps if step.table == "engagements")


def test_delivery_is_the_prior_until_ten_pledges_have_matured(view) -> None:
    found = exposure("KAZ", view)
    for (a, b), matured in zip(found.delivery, found.matured, strict=True):
        assert a + b == pytest.approx(2 + (matured if matured >= 10 else 0))


def test_rows_known_only_later_change_nothing(view) -> None:
    """The casebook runs past the day of the column."""
    later = exposure("KAZ", denge.record.open().view(date(2026, 6, 30)))
    again = exposure("KAZ", denge.record.open().view(COLUMN_DAY))
    now = exposure("KAZ", view)
    assert (now.mix == again.mix).all()
    assert not np.allclose(now.mix, later.mix)
    assert {s.row_id for s in now.steps} != {s.row_id for s in later.steps}
    latest = max(s.known_from for s in now.steps if s.table == "engagements")
    assert latest <= COLUMN_DAY.isoformat()


def test_the_oil_price_starts_from_the_last_twelve_months_known(view) -> None:
    parameters = load_parameters()
    found = started(parameters, view, COLUMN_DAY)
    rows = sorted(view.rows("brent_monthly"), key=lambda r: str(r["month"]))[-12:]
    mean = sum(float(r["price_usd_per_bbl"]) for r in rows) / 12
    assert np.exp(found.paths["price"].start) == pytest.approx(mean)
    assert "12 months to 2025-10" in found.paths["price"].reference
    assert started(parameters, None) is parameters


def test_a_state_without_a_file_runs_from_the_trade_table() -> None:
    found = compare("Georgia", draws=300)
    assert found.trade_year == 2015
    assert set(found.missing) == {"oil and routes", "pledges", "engagements"}


def test_a_state_without_any_data_is_a_sentence() -> None:
    with pytest.raises(UnknownState, match="nothing to compare strategies on"):
        exposure("Monaco")


@pytest.mark.parametrize("state", ["RUS", "Germany", "CHN"])
def test_a_member_of_a_pole_is_refused(state: str) -> None:
    with pytest.raises(BadScenario, match="belongs to a pole"):
        exposure(state)


def test_data_published_after_the_day_asked_about_is_marked() -> None:
    early = exposure("KAZ", as_of=date(2024, 1, 1))
    assert "after the day asked about" in dict(early.assumed)["trade of 2023"]
    assert "trade of 2023" not in dict(exposure("KAZ", as_of=COLUMN_DAY).assumed)


def test_a_state_file_of_ones_own_is_used(tmp_path) -> None:
    import yaml

    from denge.core.catalogue import read_yaml

    data = dict(read_yaml("catalogue/choose/states/UZB.yaml"))
    data["trade"] = data["trade"] | {"exports_pct_gdp": 50.0}
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    assert exposure("UZB", file=path).exports.sum() == pytest.approx(50)


def test_a_brief_of_another_state_does_not_borrow_kazakhstans_engagements(view) -> None:
    assert (exposure("UZB", view).mix == exposure("UZB").mix).all()
    assert summary(view, "UZB", draws=200).missing == (
        "oil and routes",
        "pledges",
        "engagements",
    )
