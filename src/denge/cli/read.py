"""denge read: events, deals, targets, labels, flows and claims of texts, each quoted."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date as date_

    from denge.core.reading import Reading
    from denge.read.inputs import Document, Refusal

__all__ = ["read"]

_MANY = 20  # texts from which a progress bar is worth its line


def read(
    *files: Annotated[str, Parameter(allow_leading_hyphen=True)],
    date: str | None = None,
    lang: Annotated[str, Parameter(validator=lambda _, code: _known(code))] = "auto",
    format: Literal["table", "jsonl"] = "table",
    explain: Annotated[bool, Parameter(negative=())] = False,
    learned: Annotated[bool, Parameter(negative=())] = False,
    processes: Annotated[int, Parameter(validator=lambda _, n: _positive(n))] = 0,
    model: str | None = None,
    model_name: str = "default",
) -> int:
    """Read texts: what happened, what was agreed, and what is claimed, each with its quotation.

    Parameters
    ----------
    files
        Text, Markdown, HTML or JSONL files, folders, http(s) addresses, or - for standard input.
    date
        Day of the texts, YYYY-MM-DD, where they do not state it.
    lang
        Language of the texts (en, tr, ru, kk), or auto: each paragraph is recognised.
    format
        A table for people, or one JSON object per document.
    explain
        Say for each item the rule, the cue, and why each role was filled so.
    learned
        Also give acts that no rule tells, by what was learned from coded passages: more of prose
        that is idiomatic, and more errors. Their confidence is the share right on our own passages.
    processes
        Processes to read with; by default one per core for folders of many texts.
    model
        Address of an OpenAI-compatible server whose readings may add to or confirm the rules'.
        The texts are sent there; the key is read from DENGE_MODEL_KEY.
    model_name
        Name of the model on that server.
    """
    from denge.core.dates import parse_when
    from denge.read.inputs import Refusal, documents

    if not files:
        print("denge: name a file, folder or address to read, or - for standard input.",
              file=sys.stderr)  # fmt: skip
        return 2
    day = parse_when(date).end if date else None
    refused = 0
    given = _counted(list(files), documents(files))
    read_all = partial(_read_all, day=day, lang=lang, processes=processes, learned=learned)
    for result in _with_model(read_all(given), model, model_name):
        if isinstance(result, Refusal):
            refused += 1
            print(f"denge: {result.reason}", file=sys.stderr)
        else:
            _write(result, format, explain=explain)
    return 1 if refused else 0


def _known(code: str) -> None:
    from denge.read.tongue import languages

    if code not in ("auto", *languages()):
        raise ValueError(f"{code!r} is not read; give auto, {', '.join(languages())}")


def _positive(number: int) -> None:
    if number < 0:
        raise ValueError("give the number of processes as 0 (one per core) or more")


def _read_all(
    documents: Iterator[Document | Refusal],
    *,
    day: date_ | None,
    lang: str,
    processes: int,
    learned: bool,
) -> Iterator[Reading | Refusal]:
    import os

    from denge.read.many import read_many

    count = processes or os.cpu_count() or 1
    return read_many(documents, date=day, lang=lang, processes=count, learned=learned)


def _with_model(
    results: Iterator[Reading | Refusal], model: str | None, model_name: str
) -> Iterator[Reading | Refusal]:
    """The readings, added to or confirmed by a model where a server is named."""
    if model is None:
        return results
    from denge.read.model import Server, read_with

    server = Server.at(model, name=model_name)
    return (read_with(server, result) for result in results)


def _counted(
    files: list[str], documents: Iterator[Document | Refusal]
) -> Iterator[Document | Refusal]:
    """The documents, with a progress bar on stderr where a person watches and there are many."""
    count = _texts_in(files)
    if count < _MANY or not sys.stderr.isatty():
        yield from documents
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    screen = Console(stderr=True)  # the data on stdout must not be drawn on it
    with Progress(*columns, console=screen, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("reading", total=count)
        for document in documents:
            yield document
            bar.advance(task)


def _texts_in(files: list[str]) -> int:
    """How many texts there are to read: files of folders, lines of JSONL, else one each."""
    from pathlib import Path

    count = 0
    for name in files:
        path = Path(name)
        try:
            if path.is_dir():
                count += sum(1 for p in path.rglob("*") if p.is_file())
            elif path.suffix in (".jsonl", ".ndjson"):
                with path.open("rb") as file:
                    count += sum(1 for _ in file)
            else:
                count += 1
        except (OSError, ValueError):
            count += 1
    return count


def _write(reading: Reading, format: str, *, explain: bool) -> None:
    if format == "jsonl":
        import json

        line = reading.to_dict() | {"source": reading.source, "date_basis": reading.date_basis}
        print(json.dumps(line, ensure_ascii=False))
        return
    from denge.read.explain import lines_of

    print("\n".join(lines_of(reading, explain=explain)))
