"""The squeeze: flows against an independent solver, order of closures, what is not recorded."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import EmptyTies, InputError
from denge.measure.squeeze import largest_flow, lost_share, squeeze

NOW = date(2025, 11, 19)
ARCS = [
    ("field", "north", 50.0),
    ("field", "east", 20.0),
    ("field", "port", 5.0),
    ("port", "sea", np.inf),
    ("north", "market", np.inf),
    ("east", "China", np.inf),
]


def test_flow_equals_networkx_on_random_networks(rng):
    networkx = pytest.importorskip("networkx")
    for _ in range(20):
        n = 8
        arcs = [
            (f"n{i}", f"n{j}", float(rng.integers(1, 9)))
            for i in range(n) for j in range(i + 1, n) if rng.random() < 0.4
        ]  # fmt: skip
        if not arcs:
            continue
        graph = networkx.DiGraph()
        for t, h, u in arcs:
            graph.add_edge(t, h, capacity=u)
        for node in [x for x in graph if not graph.in_degree(x)]:
            graph.add_edge("S", node)
        for node in [x for x in graph if not graph.out_degree(x) and x != "S"]:
            graph.add_edge(node, "T")
        graph.add_edge("SS", "S", capacity=25.0)
        assert largest_flow(arcs, 25.0) == pytest.approx(
            networkx.maximum_flow_value(graph, "SS", "T")
        )


def test_closing_more_never_loses_less():
    north = lost_share(ARCS, 60.0, lambda a: a[1] == "north")
    both = lost_share(ARCS, 60.0, lambda a: a[1] in ("north", "east"))
    assert 0 < north < both < 1
    assert both == pytest.approx(1 - 5 / 60)


def test_spare_capacity_elsewhere_hides_a_closure():
    assert lost_share(ARCS, 20.0, lambda a: a[1] == "east") == 0.0


def test_a_dead_end_is_no_market():
    assert lost_share(ARCS, 60.0, lambda a: a == ("port", "sea", np.inf)) == pytest.approx(0.0)
    assert lost_share(ARCS[:1] + ARCS[4:5], 60.0, lambda a: a[0] == "north") == 1.0


def corridor(edge, tail, head, capacity=None, transit="", mode="pipeline"):
    return {"row_id": edge, "edge_id": edge, "from_node": tail, "to_node": head, "mode": mode,
            "product": "crude", "capacity_mt_per_year": capacity, "transit_states": transit,
            "status": "operating", "source_url": "https://example.org"}  # fmt: skip


def share(flow, partner, percent, year=2023):
    return {"row_id": f"{flow}-{partner}", "year": year, "flow": flow, "partner_iso3": partner,
            "share_percent": percent, "source_url": "https://example.org"}  # fmt: skip


@pytest.fixture
def tables():
    flow = {"row_id": "f", "year": 2023, "period": "FY", "edge_id": "", "route": "all routes",
            "measure": "kazakh_crude_export", "volume_mt": 60.0, "chosen": True}  # fmt: skip
    return {
        "trade_partner_shares": [
            share("import", "RUS", 24),
            share("import", "CHN", 28),
            share("export", "CHN", 16),
            share("export", "ITA", 5),
        ],
        "corridors": [
            corridor("N", "Field", "Port", 50.0, "RUS"),
            corridor("E", "Field", "China", 20.0),
            corridor("S", "Field", "Baku", 5.0),
            corridor("X", "Russia_Omsk", "China", 9.0),
        ],
        "corridor_flows": [flow],
    }


def test_shares_add_and_routes_close(view_of, tables):
    found = squeeze(view_of(NOW, **tables), "KAZ")
    assert found.shares["imports"].median == pytest.approx(0.52)
    assert found.lost == pytest.approx({"CHN": 1 - 55 / 60, "RUS": 1 - 25 / 60, "both": 1 - 5 / 60})
    assert found.years == {"imports": 2023, "exports": 2023, "oil": 2023}


def test_a_partner_that_is_not_printed_is_no_zero(view_of, tables):
    exports = squeeze(view_of(NOW, **tables), "KAZ").shares["exports"]
    assert exports.low < 0.16 < exports.median
    assert exports.high == pytest.approx(0.16 + 0.05 + 0.01)


def test_a_state_without_data_is_told_what_to_load(view_of, tables):
    with pytest.raises(EmptyTies, match="casebook"):
        squeeze(view_of(NOW, **tables), "UZB")
    with pytest.raises(InputError, match="squeezed between itself"):
        squeeze(view_of(NOW, **tables), "RUS")
