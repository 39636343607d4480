"""The text is reproduced whole; drawings keep their labels apart and inside."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denge.brief.draw.labels import place
from denge.brief.draw.map import Stop, draw_map
from denge.brief.draw.svg import text, ticks
from denge.brief.projection import great_circle, kilometres, project
from denge.brief.text import paragraphs, pieces
from denge.core.catalogue import catalogue_path
from denge.core.state import states

spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda s: (s[0], s[0] + s[1]))
)


@given(st.text(min_size=1, max_size=80), spans)
def test_pieces_put_together_are_the_text(words, some):
    inside = [s for s in some if s[1] <= len(words)]
    assert "".join(p.text for p in pieces(words, inside)) == words


@given(st.text(alphabet="ab\n", min_size=1, max_size=80), spans)
def test_every_quotation_has_one_anchor(words, some):
    inside = [s for s in set(some) if s[1] <= len(words) and words[s[0] : s[1]].strip()]
    anchors = [a for line in paragraphs(words, inside) for p in line for a in p.anchors]
    assert len(anchors) == len(set(anchors))
    assert {f"q-{a}-{b}" for a, b in inside} == set(anchors)


def test_no_label_covers_another_or_leaves_the_frame():
    points = [(50.0 + 9 * n, 60.0 + 5 * (n % 3), f"Place {n}") for n in range(9)]
    placed = [p for p in place(points, 300, 160) if p]
    assert len(placed) >= 7
    for n, one in enumerate(placed):
        left, top, right, bottom = one.box
        assert left >= 0
        assert right <= 300
        assert top >= 0
        assert bottom <= 160
        for other in placed[n + 1 :]:
            apart = right <= other.box[0] or other.box[2] <= left
            assert apart or bottom <= other.box[1] or other.box[3] <= top


def test_a_hostile_name_stays_text_in_a_drawing():
    drawn = draw_map(
        Stop("</svg><script>alert(1)</script>", 51, 71, "", "", "KAZ"),
        [Stop('"><img src=x>', 55, 37, "russia", "outgoing", "RUS")],
        700,
    )
    assert "<script" not in drawn.body
    assert "<img" not in drawn.body
    assert "&lt;b&gt;" in text(0, 0, "<b>")


@pytest.mark.parametrize(("lon", "lat"), [(-169, 60), (179, 66), (-77, 39), (71, 51), (11.6, -89)])
def test_the_projection_keeps_every_place_on_the_map(lon, lat):
    x, y = project(lon, lat)
    assert 0 <= x <= 2000
    assert 0 <= y <= 975


def test_a_great_circle_is_as_long_as_its_chords():
    a, b = (51.17, 71.43), (38.9, -77.04)
    way = great_circle(a, b, 200)
    length = sum(kilometres(p, q) for p, q in itertools.pairwise(way))
    assert length == pytest.approx(kilometres(a, b), rel=1e-9)
    assert max(lat for lat, _ in way) > 75  # over the Arctic, as the globe has it


def test_the_map_knows_most_states_and_only_states():
    drawn = json.loads(catalogue_path("catalogue/map/world.json").read_text("utf-8"))["states"]
    assert set(drawn) <= set(states())
    assert len(drawn) > 160
    assert {"KAZ", "RUS", "USA", "SRB", "CHN"} <= set(drawn)
    start_x, start_y = (int(n) for n in re.findall(r"M(\d+) ?(\d+)", drawn["KAZ"])[0])
    x, y = project(71.4, 51.2)
    assert abs(start_x - x) < 150
    assert abs(start_y - y) < 100


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e6))
def test_ticks_cover_the_range_with_round_steps(low, span):
    found = ticks(low, low + span)
    assert found[0] <= low + 1e-6 * span
    assert found[-1] >= low + span - 1e-6 * span
    assert 2 <= len(found) <= 12
