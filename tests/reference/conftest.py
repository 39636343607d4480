"""UN votes of the shared test data, read once."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest


@dataclass(frozen=True)
class Votes:
    """Roll calls by states, with the marks of the roll-call file."""

    states: tuple[str, ...]
    votes: np.ndarray
    year: np.ndarray
    session: np.ndarray
    paragraph: np.ndarray


@pytest.fixture(scope="session")
def un_votes(shared: Path) -> Votes:
    folder = shared / "data" / "un_votes"
    with gzip.open(folder / "unga_rollcalls_1946_2018.csv.gz", "rt", encoding="utf-8") as file:
        calls = {row["rcid"]: row for row in csv.DictReader(file)}
    with gzip.open(folder / "unga_votes_matrix_1946_2018.csv.gz", "rt", encoding="utf-8") as file:
        head, *rows = list(csv.reader(file))
    here = [calls[row[0]] for row in rows]
    return Votes(
        states=tuple(head[8:]),
        votes=np.array([[int(cell or 9) for cell in row[8:]] for row in rows], dtype=np.int8),
        year=np.array([int(call["year"]) for call in here]),
        session=np.array([int(call["session"]) for call in here]),
        paragraph=np.array([call["para"] == "1.0" or call["amend"] == "1.0" for call in here]),
    )
