"""Every result as a notebook shows it: a table, and a chart that needs no network."""

from __future__ import annotations

import json
import re
import socket
from xml.etree import ElementTree

import pytest

from denge.core.chart import alt_text, as_svg, interval_chart
from denge.core.errors import DengeError, EmptyTies, UnknownName
from denge.core.estimate import Estimate
from denge.core.result import Result
from denge.core.trail import Figure

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def view():
    from denge.record import open as open_ledger

    return open_ledger().view()


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("a notebook result asked for the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def results(view):
    """One result of every type that a person can ask for here."""
    from denge.choose import summary as choose
    from denge.measure.registry import measures, run
    from denge.stress.single import stress_channel

    for measure in measures().values():
        try:
            yield from (o.result for o in run(measure, view, "KAZ") if o.result is not None)
        except DengeError:  # needs options or data of one's own
            continue
    for channel in ("oil", "corridor", "sanctions", "tension", "all"):
        yield stress_channel(view, channel, "KAZ", draws=400)  # type: ignore[arg-type]
    yield choose(view, "KAZ", draws=400)


def test_every_result_is_a_table_and_a_picture(view, no_network):
    kinds = set()
    for result in results(view):
        html = result._repr_html_()
        assert html.startswith("<table>")
        assert html.count("<tr>") == len(result.figures()) + 1
        assert_offline(html)
        if any(f.estimate.has_interval for f in result.figures()):
            drawn = re.search(r"<svg.*</svg>", html, re.DOTALL)
            assert drawn, type(result).__name__
            ElementTree.fromstring(drawn[0])
        kinds.add(type(result).__name__)
    assert len(kinds) >= 14


def assert_offline(markup: str) -> None:
    addresses = re.findall(r"https?://[^\s\"'<>)]+", markup)
    assert [a for a in addresses if not a.startswith("http://www.w3.org/")] == []
    assert "<script" not in markup


def test_a_chart_says_in_words_what_it_draws_and_holds_every_interval(view):
    from denge.measure import vectors

    result = vectors(view, "KAZ")
    spec = result.chart().to_dict()
    first = result.figures()[0]
    assert spec["description"].startswith(f"{first.label}: {first.estimate}")
    values = [row for panel in spec["vconcat"] for row in panel["data"]["values"]]
    drawn = {f.label: f.estimate for f in result.figures() if f.estimate.has_interval}
    assert {row["label"]: (row["low"], row["median"], row["high"]) for row in values} == {
        label: (e.low, e.median, e.high) for label, e in drawn.items()
    }
    json.dumps(spec)


def test_the_picture_holds_the_labels_as_text(no_network):
    hostile = "<script>alert(1)</script> & co"
    figure = Figure("x", hostile, Estimate(2.0, 1.0, 3.0, 0.9, "trips"))
    root = ElementTree.fromstring(as_svg(interval_chart([figure])))
    assert root.tag == f"{SVG}svg"
    assert list(root.iter(f"{SVG}script")) == []
    assert any(hostile[:20] in "".join(node.itertext()) for node in root.iter(f"{SVG}text"))


def test_units_stand_in_panels_of_their_own():
    figures = [
        Figure("a", "A", Estimate(2.0, 1.0, 3.0, 0.9, "trips")),
        Figure("b", "B", Estimate(0.4, 0.3, 0.5, 0.9, "share")),
        Figure("c", "C", Estimate(3.0, reason="a count", unit="trips")),
    ]
    spec = interval_chart(figures, "Two units").to_dict()
    assert [len(panel["data"]["values"]) for panel in spec["vconcat"]] == [2, 1]
    assert spec["title"] == "Two units"


def test_many_figures_are_described_in_part():
    figures = [Figure(str(n), f"F{n}", Estimate(float(n), reason="x")) for n in range(20)]
    assert alt_text(figures).endswith("; and 8 more")


def test_a_chart_of_nothing_or_of_an_unknown_figure_is_refused(view):
    from denge.measure import vectors

    with pytest.raises(EmptyTies):
        interval_chart([])
    with pytest.raises(UnknownName):
        vectors(view, "KAZ").chart("no.such.figure")


def test_chosen_figures_are_drawn_alone(view):
    from denge.measure import vectors

    spec = vectors(view, "KAZ").chart("vectors.diplomatic.d2").to_dict()
    assert len(spec["vconcat"]) == 1
    assert len(spec["data"]["values"]) == 1


def test_a_hostile_label_stays_text_in_the_table():
    class Odd(Result):
        __slots__ = ()
        origins = assumptions = ()
        seed = as_of = None

        def figures(self):
            return (Figure("x", "<img src=x onerror=alert(1)>", Estimate(1.0, reason="one")),)

    assert "<img" not in Odd()._repr_html_()
