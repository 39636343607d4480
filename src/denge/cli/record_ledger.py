"""`denge record add | load | review | correct | export | sources | status | upgrade`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from denge.core.errors import DengeError, InputError

if TYPE_CHECKING:
    from denge.record.ledger import SqlLedger
    from denge.record.load import Loaded

__all__ = ["register"]

Place = Annotated[str, Parameter(name="--ledger")]
_PLACE = "denge.db"


def register(app: App) -> None:
    """Put the commands of the ledger on the `record` command."""
    for command in (add, load, review, correct, export, sources, status, upgrade):
        app.command(command)


@contextmanager
def _ledger(place: str, *, must_exist: bool = False) -> Iterator[SqlLedger]:
    from denge.record import open as open_ledger

    ledger: Any = open_ledger(place, must_exist=must_exist)
    try:
        yield ledger
    finally:
        ledger.store.close()


def _say(words: str) -> None:
    print(words, file=sys.stderr)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"{text!r} is no day; write YYYY-MM-DD") from None


def add(
    files: list[Path], /, *, ledger: Place = _PLACE, date: str | None = None, lang: str = "auto"
) -> int:
    """Read texts and take what they tell into the ledger.

    Parameters
    ----------
    files
        Texts, one document each.
    ledger
        A file, or the address of a PostgreSQL database.
    date
        The day of the documents, where they do not state it.
    lang
        en, tr, ru, kk, or auto.
    """
    import denge.read as reader

    failed, day = 0, _day(date)
    with _ledger(ledger) as book:
        for file in files:
            try:
                reading = reader.read(file.read_text("utf-8"), date=day, lang=lang)
                brought = book.add(replace(reading, source=file.name))
            except (DengeError, OSError, UnicodeDecodeError) as error:
                failed += 1
                _say(f"{file}: {error}")
                continue
            print(
                f"{file}\t{brought.joined} joined\t{brought.new} new\t{brought.unplaced} unplaced"
            )
            for differs in brought.disagreements:
                _say(f"{file}: {differs.field} is {differs.theirs} here, {differs.ours} on record")
    return 1 if failed else 0


def load(
    source: str,
    paths: list[str] | None = None,
    /,
    *,
    ledger: Place = _PLACE,
    from_: Annotated[str | None, Parameter(name="--from")] = None,
    to: str | None = None,
    release: Literal["v1", "v2"] = "v2",
    index: str = "",
    bad_rows: Literal["stop", "skip"] = "stop",
    recheck: bool = False,
) -> int:
    """Load a publisher's files into the lake beside the ledger; the same file again adds nothing.

    Parameters
    ----------
    source
        A name that `denge record sources` lists.
    paths
        Files or https addresses; for gdelt, leave them out and give --from and --to.
    from_
        First day (gdelt).
    to
        Last day (gdelt).
    release
        GDELT 1.0 or 2.0.
    index
        Address of the file list, where it is not the publisher's own.
    bad_rows
        Stop at a row that does not fit, or leave it out and name it.
    recheck
        Ask again for files loaded before, in case their content has changed.
    """
    first, last = _day(from_), _day(to)
    if (first is None) != (last is None) or (not paths and first is None):
        _say("denge: give files, or --from and --to (gdelt)")
        return 2
    if first and source != "gdelt":
        _say(f"denge: --from and --to fetch gdelt only; give the files of {source}")
        return 2
    with _ledger(ledger) as book:
        if first and last:
            _load_range(book, first, last, release, index, bad_rows, recheck)
            return 0
        return _load_files(book, source, paths or [], bad_rows)


def _load_files(book: SqlLedger, source: str, paths: list[str], bad_rows: str) -> int:
    failed = 0
    for path in paths:
        try:
            _told(book.load(source, _had(book, path), bad_rows=bad_rows))
        except DengeError as error:
            failed += 1
            _say(f"{path}: {error}")
    return 1 if failed else 0


def _had(book: SqlLedger, path: str) -> Path:
    if not path.startswith(("http://", "https://")):
        return Path(path)
    from denge.record.fetch import Fetcher

    with Fetcher(book.lake.root / "fetched") as fetcher:
        return fetcher.get(path).path


def _load_range(
    book: SqlLedger, first: date, last: date, release: str, index: str, bad_rows: str, recheck: bool
) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from denge.record.fetch import Fetcher
    from denge.record.gdelt import load_range

    bar = Progress(console=Console(stderr=True), disable=not sys.stderr.isatty())
    with bar, Fetcher(book.lake.root / "fetched") as fetcher:
        task = bar.add_task("gdelt", total=None)

        def tell(done: int, of: int, loaded: Loaded) -> None:
            bar.update(task, completed=done, total=of)
            _told(loaded)

        load_range(
            book.lake,
            fetcher,
            first,
            last,
            index=index,
            version=release,
            bad_rows=bad_rows,
            recheck=recheck,
            tell=tell,
        )


def _told(loaded: Loaded) -> None:
    print(f"{loaded.source}\t{loaded.file}\t{loaded.rows} rows\t{loaded.added} added")
    for note in loaded.notes:
        _say(f"{loaded.file}: {note}")


def review(*, ledger: Place = _PLACE, kind: str = "") -> int:
    """Go through machine readings that nobody has decided: accept, correct or reject each.

    Parameters
    ----------
    kind
        Only events, deals, targets, statuses, flows or claims.
    """
    from denge.record.review import pending
    from denge.record.review import review as run

    with _ledger(ledger, must_exist=True) as book:
        if not pending(book, kind):
            _say("Nothing waits for review.")
            return 0
        for verdict, number in run(book, kind).items():
            print(f"{verdict}\t{number}")
        _say(f"{len(pending(book, kind))} left.")
    return 0


def correct(
    row: str,
    values: list[str],
    /,
    *,
    why: str,
    ledger: Place = _PLACE,
    known_from: str | None = None,
) -> int:
    """Correct a row of the record; the old reading stays and is shown --as-of days before.

    Parameters
    ----------
    row
        The row_id.
    values
        FIELD=VALUE, one or more.
    why
        The reason, shown with every comparison of the two.
    known_from
        The day from which the correction was known; today, unless given.
    """
    with _ledger(ledger) as book:
        table, old = book._row(row)
        types = {name: entry["type"] for name, entry in book.fields(table).items()}
        changes = dict(_pair(word, types) for word in values)
        book.correct(row, changes, why, _day(known_from))
        for name, value in changes.items():
            print(f"{table}\t{row}\t{name}\t{old.get(name)}\t{value}")
    return 0


def _pair(word: str, types: dict[str, str]) -> tuple[str, object]:
    name, equals, text = word.partition("=")
    if not equals:
        raise InputError(f"{word!r} is no FIELD=VALUE")
    make = {"number": float, "integer": int, "date": _day}.get(types.get(name, "string"), str)
    try:
        return name, make(text) if text else None
    except ValueError:
        raise InputError(f"{name} is a {types[name]}; {text!r} is none") from None


def export(
    out: Path,
    /,
    *,
    ledger: Place = _PLACE,
    format: Literal["csv", "parquet", "jsonl"] = "csv",
    table: list[str] | None = None,
    state: str = "",
    partner: str = "",
    from_: Annotated[str | None, Parameter(name="--from")] = None,
    to: str | None = None,
    kind: str = "",
    sql: str = "",
    as_of: str | None = None,
    include_unreviewed: bool = False,
) -> int:
    """Write the ledger as it stood on a day, or what you ask of it, with descriptor and citation.

    Without a question: every table, the statements and the decisions.

    Parameters
    ----------
    out
        An empty or new folder, or one that denge exported before.
    format
        csv (safe for spreadsheets), parquet or jsonl.
    table
        Only this table or data set of the lake; may be given more than once. gdelt_events and
        icews_events are events made comparable.
    state
        Only rows about this state.
    partner
        Only rows with this state or bloc on the other side.
    from_
        Only rows whose day or period touches this day or a later one.
    to
        Only rows whose day or period touches this day or an earlier one.
    kind
        Only engagements of this kind (visit, meeting, summit, call), or events of this PLOVER type.
    sql
        The answer of one SELECT over these tables, in place of all the above.
    as_of
        What was known on this day.
    include_unreviewed
        With rows that rest on machine readings nobody has reviewed.
    """
    from denge.record.export import export as write
    from denge.record.selection import Selection

    only = Selection.of(state, partner, _day(from_), _day(to), kind)
    if sql and (table or only):
        _say("denge: a SELECT names its own tables and rows; leave out the other questions")
        return 2
    with _ledger(ledger, must_exist=True) as book:
        day = _day(as_of)
        for path in write(book, out, format, table or (), day, include_unreviewed, only, sql):
            _say(str(path))
        for change in book.changes(day) if as_of else ():
            _say(f"Since {as_of}: {change}")
    return 0


def sources() -> int:
    """List the sources that can be loaded: what reads each, on what terms, and what was checked."""
    from denge.record.source import source_ids, source_spec

    for name in source_ids():
        spec = source_spec(name)
        print(
            f"{name}\t{spec.dataset}\t{spec.consumer}\t{spec.licence}\t{spec.title}\t{spec.checked}"
        )
    return 0


def status(
    *, ledger: Place = _PLACE, as_of: str | None = None, sweep: bool = False, verify: bool = False
) -> int:
    """Show what ledger and lake hold, how much waits for review, and what was corrected.

    Parameters
    ----------
    as_of
        Tables as they stood on this day, and the corrections since.
    sweep
        Remove files of killed loads and those that were compacted.
    verify
        Compare every file of the lake with its checksum.
    """
    from denge.record.cluster import JOINED_TABLES
    from denge.record.review import pending

    with _ledger(ledger, must_exist=True) as book:
        day = _day(as_of)
        view = book.view(day)
        for name in view.names:
            open_rows = view.unreviewed(name)[0] if name in JOINED_TABLES else 0
            print(f"table\t{name}\t{len(view.rows(name))} rows\t{open_rows} more unreviewed")
        print(f"review\t{len(pending(book))} readings wait\t{len(book.decisions())} decided")
        for held in book.lake.status():
            span = f"{held.first_day}..{held.last_day}" if held.first_day else ""
            size = f"{held.rows} rows\t{held.files} files\t{held.bytes} bytes"
            print(f"lake\t{held.dataset}\t{size}\t{held.sources} source files\t{span}")
        for change in book.changes(day):
            print(f"changed\t{change}")
        wrong = book.lake.verify() if verify else []
        for problem in wrong:
            print(f"problem\t{problem}")
        if sweep:
            _say(f"{book.lake.sweep()} files removed.")
    return 1 if wrong else 0


def upgrade(*, ledger: Place = _PLACE) -> int:
    """Bring the ledger of an older denge up to the present schema. Make a copy first."""
    from denge.record.upgrade import upgrade as migrate

    print(f"{ledger}\t{migrate(ledger)}")
    return 0
