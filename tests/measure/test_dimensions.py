"""Vectors by dimension: unknown rests widen, old years stand aside, weights mix."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import EmptyTies, InputError
from denge.measure.concentration import hill
from denge.measure.dimension_sources import shares_with_rest
from denge.measure.dimensions import combined_shares, dimensions, pole_similarity

NOW = date(2024, 12, 31)


def share(flow, partner, percent, year=2023):
    return {"row_id": f"{flow}-{partner}", "year": year, "flow": flow, "partner_iso3": partner,
            "share_percent": percent, "source_url": "https://example.org"}  # fmt: skip


@pytest.fixture
def tables(calendar):
    return {
        "engagements": calendar,
        "trade_partner_shares": [
            *(share("import", p, s) for p, s in (("RUS", 30), ("CHN", 28), ("DEU", 5))),
            *(share("export", p, s) for p, s in (("CHN", 16), ("ITA", 15), ("RUS", 10))),
        ],
    }


def test_what_is_not_printed_widens_the_interval(rng):
    known = hill(shares_with_rest(np.array([30.0, 28.0, 5.0]), 63.0, 0.0, 2000, rng), 2)
    open_ = hill(shares_with_rest(np.array([30.0, 28.0, 5.0]), 100.0, 0.0, 2000, rng), 2)
    assert known.std() < 1e-12
    assert np.quantile(open_, 0.95) - np.quantile(open_, 0.05) > 0.2


def test_a_total_below_its_parts_leaves_nothing_over(rng):
    draws = shares_with_rest(np.array([3.0, 1.0]), 2.0, 0.0, 5, rng)
    assert draws == pytest.approx(np.tile([0.75, 0.25], (5, 1)))


def test_no_printed_pole_has_no_share(rng):
    with pytest.raises(EmptyTies, match="printed partners"):
        shares_with_rest(np.zeros(3), 10.0, 0.1, 5, rng)


def test_weights_of_the_user_decide_the_mix(view_of, tables):
    view = view_of(NOW, **tables)
    only = dimensions(view, "KAZ", weights={"imports": 1})
    assert only.combined == next(p for p in only.parts if p.name == "imports").d2
    equal = dimensions(view, "KAZ")
    assert equal.weights == {"trips": 1.0, "imports": 1.0, "exports": 1.0}
    assert equal.combined != only.combined


def test_a_weight_for_no_dimension_is_refused(view_of, tables):
    with pytest.raises(InputError, match="weights must be positive"):
        dimensions(view_of(NOW, **tables), "KAZ", weights={"energy": 1})
    with pytest.raises(InputError):
        combined_shares({"trips": np.ones((1, 2)) / 2}, {"trips": -1})


def test_a_dimension_of_another_time_stands_beside(view_of, tables):
    old = [row | {"year": 2015} for row in tables["trade_partner_shares"]]
    found = dimensions(
        view_of(NOW, engagements=tables["engagements"], trade_partner_shares=old), "KAZ"
    )
    assert found.apart == {"imports": 2015, "exports": 2015, "institutions": 2014}
    assert found.combined is None
    assert any("imports of 2015 stands beside" in note for note in found.figures()[0].notes)


def test_what_has_no_data_is_named_and_no_zero(view_of, tables):
    found = dimensions(view_of(NOW, **tables), "KAZ")
    assert set(found.missing) == {"investment", "transit", "security", "pipelines"}
    assert "denge record load gem_gas_pipelines" in found.missing["pipelines"]
    assert [part.name for part in found.parts] == ["trips", "imports", "exports", "institutions"]


def test_poles_that_vote_alike_are_fewer_vectors(view_of, tables):
    found = dimensions(view_of(NOW, **tables), "KAZ")
    assert found.similar is not None
    assert found.similar.high < found.parts[0].d2.low


def test_similarity_falls_with_distance_in_votes():
    z = pole_similarity(("usa", "europe", "china"), 2018, 1.0)
    assert np.diag(z).tolist() == [1.0, 1.0, 1.0]
    assert z[0, 1] > z[0, 2]


def corridor(edge, tail, head, transit=""):
    return {"row_id": edge, "edge_id": edge, "from_node": tail, "to_node": head, "mode": "pipeline",
            "product": "crude", "transit_states": transit, "status": "operating"}  # fmt: skip


def flow(edge, volume, measure="kazakh_origin", year=2023):
    return {"row_id": f"{edge}{year}", "year": year, "period": "FY", "edge_id": edge, "route": "",
            "measure": measure, "volume_mt": volume, "chosen": True}  # fmt: skip


def routes(view_of, flows):
    edges = [
        corridor("N1", "Field", "Border"),
        corridor("N2", "Border", "Port", "RUS"),
        corridor("N3", "Port", "Sea", "RUS;POL"),
        corridor("E", "Field", "China"),
    ]
    found = dimensions(view_of(NOW, corridors=edges, corridor_flows=flows), "KAZ")
    if "transit" in found.missing:
        raise EmptyTies(found.missing["transit"])
    return next(p for p in found.parts if p.name == "transit")


def test_a_route_leans_on_the_state_that_it_crosses_further_on(view_of):
    total = flow("", 100.0, "kazakh_crude_export")
    part = routes(view_of, [flow("N1", 75.0), flow("E", 25.0), total])
    assert part.d2.median == pytest.approx(1 / (0.75**2 + 0.25**2), rel=0.1)


def test_one_flow_seen_on_two_edges_counts_once(view_of):
    total = flow("", 100.0, "kazakh_crude_export")
    once = routes(view_of, [flow("N1", 75.0), flow("E", 25.0), total])
    twice = routes(view_of, [flow("N1", 75.0), flow("N2", 75.0), flow("E", 25.0), total])
    assert twice.d2 == once.d2


def test_a_year_whose_routes_are_mostly_unknown_is_passed_over(view_of):
    flows = [
        *(flow("N1", 75.0, year=2021), flow("E", 25.0, year=2021)),
        flow("", 100.0, "kazakh_crude_export", 2021),
        *(flow("E", 10.0), flow("", 100.0, "kazakh_crude_export")),
    ]
    assert routes(view_of, flows).year == 2021
    with pytest.raises(EmptyTies, match="make up most"):
        routes(view_of, flows[3:])
