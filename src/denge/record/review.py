"""Review of machine readings: accept, correct or reject, with who and when."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

import sqlalchemy as sa

from denge.core.errors import InputError, UnknownName, nearest
from denge.record import schema
from denge.record.append import insert_new, statement_of_row, supersede
from denge.record.dated import Decision
from denge.record.manifest import now
from denge.record.statement import Statement, statement_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from denge.record.dated import Verdict
    from denge.record.ledger import SqlLedger

__all__ = ["decide", "pending", "review"]

_SHOWN = ("type", "source", "target", "parties", "start", "end", "place", "format", "status",
          "count", "value_usd", "value", "unit", "quantity", "by", "sectors", "label",
          "instrument", "kind", "subject", "objects")  # fmt: skip


def pending(ledger: SqlLedger, subject: str = "") -> list[Statement]:
    """Machine readings that nobody has decided, the least certain first."""
    decided = {decision.statement_id for decision in ledger.decisions()}
    found = [
        told
        for told in ledger.statements(subject=subject)
        if told.origin == "reading" and told.id not in decided
    ]
    return sorted(found, key=lambda told: (told.confidence, told.slot))


def decide(
    ledger: SqlLedger,
    statement: str,
    verdict: Verdict,
    note: str = "",
    values: Mapping[str, Any] | None = None,
) -> Decision:
    """Record one decision; see `SqlLedger.decide`."""
    told = _find(ledger, statement)
    at = now()
    made = Decision(told.id, verdict, ledger.who, at, note)
    with ledger.store.write() as connection:
        if verdict == "correct":
            new = _corrected(told, values or {}, ledger.who, at, note)
            if new.id != told.id:
                by_id = schema.statement.c.id == told.id
                insert_new(connection, [new])
                supersede(connection, by_id, at, told.known_from, new.id)
                made = replace(made, statement_id=new.id)
        key = statement_id(made.statement_id, verdict, ledger.who, at)
        row = {name: getattr(made, name) for name in made.__slots__}
        connection.execute(schema.decision.insert(), row | {"id": key})
    return made


def _find(ledger: SqlLedger, statement: str) -> Statement:
    with ledger.store.read() as connection:
        query = sa.select(schema.statement).where(schema.statement.c.id == statement)
        row = connection.execute(query).mappings().first()
    if row is None:
        raise UnknownName(
            f"no statement {statement!r} in {ledger.place}. List them with: denge record review"
        )
    return statement_of_row(row)


def _corrected(
    told: Statement, values: Mapping[str, Any], who: str, at: str, note: str
) -> Statement:
    """The statement as a person reads it: in the same slot, with the same quotation."""
    strange = sorted(set(values) - set(told.payload))
    if strange:
        raise UnknownName(
            f"{told.subject} have no field {strange[0]!r}; {nearest(strange[0], told.payload)}"
        )
    payload = told.payload | dict(values)
    if payload == told.payload:
        return told
    raw = json.dumps(payload, sort_keys=True, ensure_ascii=False)
    return replace(
        told,
        id=statement_id(told.id, raw, who, at),
        origin="person",
        payload=payload,
        rule="person",
        confidence=1.0,
        recorded_at=at,
        recorded_by=who,
        why=note,
    )


def review(
    ledger: SqlLedger,
    subject: str = "",
    ask: Callable[[str], str] = input,
    out: TextIO | None = None,
) -> dict[str, int]:
    """Go through the undecided readings in the terminal; the number of each verdict.

    Answers: `a` accept, `r` reject, `c FIELD=VALUE ...` correct, `s` skip, `q` stop. What was
    decided is recorded at once, so stopping loses nothing.
    """
    words = out or sys.stderr
    counts = {"accept": 0, "correct": 0, "reject": 0, "skip": 0}
    waiting = pending(ledger, subject)
    for number, told in enumerate(waiting, 1):
        print(f"\n[{number} of {len(waiting)}] {_says(told)}", file=words)
        verdict, note, values = _answer(ask, words, told)
        if verdict == "quit":
            break
        counts[verdict] += 1
        if verdict != "skip":
            decide(ledger, told.id, verdict, note, values)  # type: ignore[arg-type]
    return counts


def _says(told: Statement) -> str:
    shown = {n: told.payload[n] for n in _SHOWN if told.payload.get(n) not in (None, "", [], ())}
    fields = "  ".join(f"{name}={_text(value)}" for name, value in shown.items())
    return (
        f"{told.subject[:-1] if told.subject != 'statuses' else 'status'}  {fields}\n"
        f"  “{told.quote}”\n"
        f"  {told.source_url or 'no address'}, known from {told.known_from}; "
        f"rule {told.rule}, confidence {told.confidence:.2f}"
    )


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _answer(
    ask: Callable[[str], str], out: TextIO, told: Statement
) -> tuple[str, str, dict[str, Any]]:
    while True:
        try:
            answer = ask("accept, reject, correct FIELD=VALUE, skip or quit [a/r/c/s/q]? ").strip()
        except EOFError:
            return "quit", "", {}
        word, _, rest = answer.partition(" ")
        verdict = next((v for v in _VERDICTS if word and v.startswith(word.casefold())), "")
        if not verdict:
            print("Answer a, r, c, s or q.", file=out)
            continue
        try:
            return verdict, rest, _values(rest, told) if verdict == "correct" else {}
        except InputError as error:
            print(error, file=out)


_VERDICTS = ("accept", "reject", "correct", "skip", "quit")


def _values(words: str, told: Statement) -> dict[str, Any]:
    """`start=2025-11-06 count=3` as values of the types that the statement's fields have."""
    import shlex

    values: dict[str, Any] = {}
    for word in shlex.split(words):
        name, equals, text = word.partition("=")
        if not equals or name not in told.payload:
            raise InputError(
                f"{word!r} is no FIELD=VALUE of this reading; {nearest(name, told.payload)}"
            )
        values[name] = _value(told.payload[name], text)
    if not values:
        raise InputError("A correction names what changes, as in: c start=2025-11-06")
    return values


def _value(now_held: Any, text: str) -> Any:
    if text == "":
        return None
    if isinstance(now_held, list | tuple):
        return text.split(",")
    try:
        parsed = json.loads(text)
    except ValueError:
        return text
    return parsed if isinstance(parsed, int | float) and not isinstance(parsed, bool) else text
