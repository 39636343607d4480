"""The tilt on the map, promises beside their prior, trails of titles, days after the last row."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denge.brief import make
from denge.brief.blocks import SentenceRef
from denge.brief.draw.lean import HEIGHT, Lean, corner, draw_lean
from denge.brief.text import anchor
from denge.brief.words import LANGUAGES, words


@pytest.fixture(scope="module")
def brief():
    return make()


def chart(brief, name: str):
    return next(b for s in brief.sections for b in s.blocks if getattr(b, "id", "") == name)


ENDS = st.lists(st.floats(-1, 1), min_size=3, max_size=3).map(sorted)
BOXES = st.lists(
    st.tuples(st.floats(0, 700), st.floats(0, 300)).map(lambda p: (*p, p[0] + 90, p[1] + 40)),
    max_size=5,
)


@given(ENDS, BOXES)
def test_the_bar_of_a_tilt_stays_in_its_frame_and_covers_nothing(ends, taken):
    lean = Lean("Tilt of all trips", ("Russia", "United States"), ("russia", "usa"),
                ends[1], ends[0], ends[2])  # fmt: skip
    spot = corner(lean, (760, 320), taken)
    if spot is None:
        return
    left, top = spot
    assert 0 <= left <= 760 - lean.width
    assert 0 <= top <= 320 - HEIGHT
    for box in taken:
        apart = left >= box[2] or box[0] >= left + lean.width
        assert apart or top >= box[3] or box[1] >= top + HEIGHT
    places = [float(x) for x in re.findall(r'cx="([\d.]+)"', "".join(draw_lean(lean, *spot)))]
    assert min(places) >= left
    assert max(places) <= left + lean.width


def test_the_map_shows_the_tilt_and_its_twin_holds_it(brief):
    drawn = chart(brief, "map")
    tilt = brief.context.evidence.result("tilt").tilt
    shown = brief.context.words.estimate(tilt)
    for drawing in (drawn.wide, drawn.narrow):
        assert f"{shown}</text>" in drawing.body
        assert 'class="inset"' in drawing.body
    number, interval = drawn.table.rows[-1][-1]
    assert (number.text, number.figure_id) == (shown, "tilt.usa_russia")
    assert brief.context.words.interval(tilt) in interval


def test_the_share_that_leaves_through_a_state_opens_its_trail(brief):
    title = chart(brief, "corridors").title_line
    share = next(part for part in title if not isinstance(part, str))
    trail = next(t for t in brief.trails if t.figure_id == share.figure_id)
    assert trail.value == share.text
    assert trail.rows is not None or any("behind" in str(line) for _, line in trail.lines)
    assert f'<a class="figure" href="#fig-{share.figure_id}">{share.text}</a>' in brief.html()


def test_promises_of_few_outcomes_are_drawn_with_what_is_assumed_before_any(brief):
    drawn, result = chart(brief, "delivered"), brief.context.evidence.result("substance")
    thin = [c for c in result.cohorts if c.matured < 10]
    assert thin
    assert drawn.wide.body.count('class="before"') == len(thin)
    assert all(brief.context.words.pole(c.pole) in drawn.note for c in thin)
    before = [row[4] != ("–",) for row in drawn.table.rows]
    assert before == [c.matured < 10 for c in result.cohorts]


def test_a_row_that_the_text_tells_of_leads_to_its_sentence(brief):
    page = brief.html()
    told = {
        row[0]
        for trail in brief.trails
        if trail.rows
        for row in trail.rows.rows
        if any(isinstance(part, SentenceRef) for part in row[0])
    }
    assert told
    for line in told:
        ref = next(part for part in line if isinstance(part, SentenceRef))
        assert f'id="{anchor(ref.span)}"' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_day_long_after_the_last_row_says_after_which_day_nothing_is_known(lang):
    made = make("KAZ", lang=lang, as_of=date(2040, 1, 1))
    assert words(lang).day(date(2026, 3, 1)) in str(made)
    assert words(lang).day(date(2026, 3, 1)) in made.markdown()
