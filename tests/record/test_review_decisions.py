"""Review: who decided what and when, and what that does to the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from denge.core.errors import UnknownName
from denge.record.audit import audit
from denge.record.ledger import SqlLedger, open_ledger
from denge.record.review import pending, review


@pytest.fixture
def book(tmp_path: Path, told) -> SqlLedger:
    made = open_ledger(tmp_path / "a.db")
    made.who = "reviewer"
    made.add(told())
    return made


def engagements(book: SqlLedger, as_of: date | None = None) -> list[dict]:
    return [r for r in book.view(as_of).rows("engagements") if r["origin"] == "reading"]


def test_unreviewed_readings_add_no_row_and_are_counted(book: SqlLedger) -> None:
    assert engagements(book) == []
    view = book.view()
    rows = len(view.rows("engagements"))
    assert view.unreviewed("engagements") == (1, rows + 1)
    assert view.unreviewed("agreements")[0] == 1


def test_the_least_certain_comes_first(book: SqlLedger) -> None:
    assert [s.subject for s in pending(book)] == ["events", "deals"]
    assert [s.subject for s in pending(book, "deals")] == ["deals"]


def test_an_accepted_reading_counts_and_carries_who_and_when(book: SqlLedger) -> None:
    event = pending(book, "events")[0]
    decision = book.decide(event.id, "accept")
    (row,) = engagements(book)
    assert row["reviewed"]
    assert row["doubt"] == ""
    assert book.view().unreviewed("engagements")[0] == 0
    assert (decision.who, decision.verdict) == ("reviewer", "accept")
    assert decision.decided_at.startswith(date.today().isoformat()[:4])
    assert book.decisions() == [decision]
    assert event.id not in {s.id for s in pending(book)}


def test_a_rejected_reading_is_gone_from_every_view_and_stays_on_record(book: SqlLedger) -> None:
    event = pending(book, "events")[0]
    book.decide(event.id, "reject", "another president")
    for unreviewed in (True, False):
        view = book.view(None, unreviewed)
        assert [r for r in view.rows("engagements") if r["origin"] == "reading"] == []
    assert event.id in {s.id for s in book.statements(everything=True)}
    assert book.decisions()[0].note == "another president"


def test_a_corrected_reading_holds_from_the_day_of_the_text(book: SqlLedger) -> None:
    event = pending(book, "events")[0]
    rows = len(book.view(None, True).rows("engagements"))
    before = [r for r in book.view(None, True).rows("engagements") if r["origin"] == "reading"]
    book.decide(event.id, "correct", "it was Ganja", {"place": "AZE:Ganja"})
    (row,) = engagements(book, date(2026, 3, 10))
    assert (row["place"], row["reviewed"]) == ("Ganja", True)
    assert row["row_id"] == before[0]["row_id"]
    assert len(book.view(None, True).rows("engagements")) == rows
    old = next(s for s in book.statements(everything=True) if s.id == event.id)
    new = next(s for s in book.statements(subject="events"))
    assert old.superseded_by == new.id
    assert (new.origin, new.recorded_by, new.why) == ("person", "reviewer", "it was Ganja")
    assert new.quote == old.quote
    assert audit(Path(book.place)) == []


def test_a_correction_that_changes_nothing_is_an_acceptance_in_place(book: SqlLedger) -> None:
    event = pending(book, "events")[0]
    book.decide(event.id, "correct", "", {"place": event.payload["place"]})
    assert len(book.statements(subject="events", everything=True)) == 1
    assert len(engagements(book)) == 1


def test_the_last_decision_counts(book: SqlLedger) -> None:
    event = pending(book, "events")[0]
    book.decide(event.id, "reject")
    book.decide(event.id, "accept", "looked again")
    assert len(engagements(book)) == 1
    assert [d.verdict for d in book.decisions()] == ["reject", "accept"]


def test_what_a_person_decided_survives_a_new_reading_of_the_text(book: SqlLedger, told) -> None:
    event = pending(book, "events")[0]
    book.decide(event.id, "correct", "", {"place": "AZE:Ganja"})
    reading = told()
    better = replace(reading, events=(replace(reading.events[0], format="state"),))
    for again in (reading, better):
        book.add(again)
        assert engagements(book)[0]["place"] == "Ganja"
    assert [s.origin for s in book.statements(subject="events")] == ["person"]
    assert [s.subject for s in pending(book)] == ["deals"]


def test_a_second_text_about_the_same_visit_is_a_second_report(book: SqlLedger, told) -> None:
    book.decide(pending(book, "events")[0].id, "accept")
    book.add(told("Baku", known="2026-03-05"))  # the same words are the same text
    assert engagements(book)[0]["reports"] == 1
    book.add(told("Ganja"))
    book.add(told("Sheki", "2026-03-03", "2026-03-01"))  # told later, dated earlier
    assert engagements(book)[0]["reports"] == 3
    assert len(engagements(book)) == 1


def test_a_statement_or_field_that_is_not_there_is_named(book: SqlLedger) -> None:
    with pytest.raises(UnknownName, match="no statement 'st-x'"):
        book.decide("st-x", "accept")
    with pytest.raises(UnknownName, match="nearest: place"):
        book.decide(pending(book)[0].id, "correct", "", {"plaec": "x"})


def play(book: SqlLedger, *answers: str) -> tuple[dict[str, int], str]:
    left, out = list(answers), StringIO()

    def ask(_: str) -> str:
        if not left:
            raise EOFError
        return left.pop(0)

    return review(book, ask=ask, out=out), out.getvalue()


def test_the_terminal_shows_quotation_source_and_confidence(book: SqlLedger) -> None:
    _, shown = play(book, "q")
    assert "[1 of 2] event" in shown
    assert "“The president visited Baku”" in shown
    assert "https://example.org/baku" in shown
    assert "confidence 0.60" in shown


def test_each_answer_is_recorded_at_once(book: SqlLedger) -> None:
    counts, _ = play(book, "a")  # then the input ends
    assert counts == {"accept": 1, "correct": 0, "reject": 0, "skip": 0}
    assert len(pending(book)) == 1


def test_correct_skip_and_reject_in_the_terminal(book: SqlLedger) -> None:
    counts, _ = play(book, "c start=2026-03-02 end=2026-03-03 format=official", "c count=3")
    assert counts["correct"] == 2
    held = {s.subject: s.payload for s in book.statements()}
    assert held["events"]["start"] == "2026-03-02"
    assert held["events"]["format"] == "official"
    assert held["deals"]["count"] == 3


def test_a_wrong_answer_is_asked_again_in_words(book: SqlLedger) -> None:
    counts, shown = play(book, "x", "c", "c plaec=y", "s", "r no such deal")
    assert counts == {"accept": 0, "correct": 0, "reject": 1, "skip": 1}
    assert "Answer a, r, c, s or q." in shown
    assert "A correction names what changes" in shown
    assert "nearest: place" in shown
    assert book.decisions()[0].note == "no such deal"
