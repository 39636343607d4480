"""The section on votes: what a brief says of a state that no casebook describes."""

import pytest

import denge
from denge.brief.blocks import Chart, plain
from denge.brief.compose import compose
from denge.brief.known import acts_told
from denge.measure.alignment import stance_history
from denge.read.reader import read


def _brief(state, text=None, lang="en"):
    ledger = denge.open()
    return compose(read(text) if text else None, ledger, lang=lang, state=state)


def _section(brief, name):
    return next(s for s in brief.sections if s.id == name)


@pytest.mark.parametrize("state", ["UZB", "TUR", "SRB", "VNM", "IND"])
def test_a_state_without_a_casebook_opens_with_its_place_in_votes(state):
    brief = _brief(state)
    section = _section(brief, "votes")
    charts = [b for b in section.blocks if isinstance(b, Chart)]
    assert [c.id for c in charts] == ["stance", "agreement"]
    assert "tilt" in plain(brief.finding)
    assert any(t.figure_id == "stance.USA_RUS" for t in brief.trails)


def test_an_end_of_the_axis_is_placed_between_the_others():
    assert _section(_brief("RUS"), "votes").blocks
    ids = {t.figure_id for t in _brief("RUS").trails}
    assert "stance.USA_CHN" in ids
    assert "stance.USA_RUS" not in ids


def test_the_history_ends_with_the_stance_itself():
    placed = denge.measure.stance(denge.open().view(None), "SRB")
    year, last = stance_history(placed)[-1]
    assert year == placed.year
    assert last.median == pytest.approx(placed.tilt.median, abs=0.02)


def test_a_session_without_votes_of_the_state_is_left_out():
    placed = denge.measure.stance(denge.open().view(None), "SRB")
    years = [year for year, _ in stance_history(placed)]
    assert 1990 in years
    assert not set(years) & set(range(1993, 2000))


SIGNED = "date 2024-05-10\nSerbia and China signed 28 agreements in Belgrade on Wednesday."


def test_a_signing_and_its_documents_are_one_act():
    reading = read(SIGNED)
    assert len(reading.events) == len(reading.deals) == 1
    assert len(acts_told(reading)) == 1
    assert "1 act" in plain(_brief("SRB", SIGNED).finding)


PHONED = (
    "date 2024-05-10\nSerbian President Aleksandar Vucic spoke by phone with the US Secretary of "
    "State Antony Blinken on Wednesday."
)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "spoke by telephone"), ("tr", "telefonda"), ("ru", "телефону"), ("kk", "телефонмен")],
)
def test_a_call_is_no_meeting(lang, said):
    brief = _brief("SRB", PHONED, lang)
    says = " ".join(c["says"] for c in brief.claims())
    assert said in says
    assert "met" not in says.split()
