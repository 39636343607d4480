"""The coding tables of `catalogue/`: events, actors, sectors, spellings, state numbers."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from denge.core.catalogue import read_csv
from denge.core.errors import UnknownState, nearest
from denge.core.state import states

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "actor_rows",
    "cameo_by_name",
    "cameo_rows",
    "cow_code",
    "cow_codes",
    "name_code",
    "sector_rows",
]

# The open ends of a validity, as days that every engine can hold.
FIRST_DAY, LAST_DAY = "1800-01-01", "2999-12-31"


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if letter.isalnum()).casefold()


@cache
def _names() -> dict[str, str]:
    known = {_key(row["name"]): row["code"] for row in read_csv("catalogue/state_aliases.csv")}
    return known | {_key(entry.name()): code for code, entry in states().items()}


def name_code(name: str) -> str:
    """The ISO 3166 code of a state or territory as a source spells it; spaces and case are free.

    Raises
    ------
    UnknownState
        No state or territory is spelt so; the message names the nearest.

    >>> name_code("RussianFederation"), name_code("Korea, South"), name_code("Soviet Union")
    ('RUS', 'KOR', 'SUN')
    """
    code = _names().get(_key(name))
    if code is None:
        spelt = [row["name"] for row in read_csv("catalogue/state_aliases.csv")]
        known = [entry.name() for entry in states().values()] + spelt
        raise UnknownState(
            f"{name!r} is no known state; {nearest(name, known)}. "
            "Add the spelling to catalogue/state_aliases.csv or to the lookups of the source."
        )
    return code


@cache
def _cow() -> dict[int, list[tuple[int, int, str]]]:
    spells: dict[int, list[tuple[int, int, str]]] = {}
    for row in read_csv("catalogue/cow_states.csv"):
        spell = (int(row["first_year"] or 0), int(row["last_year"] or 9999), row["code"])
        spells.setdefault(int(row["cow"]), []).append(spell)
    return spells


def cow_code(number: int, year: int) -> str:
    """The ISO 3166 code of a Correlates of War state number in a year.

    Raises
    ------
    UnknownState
        The number stands for no state in that year.

    >>> cow_code(705, 2010), cow_code(345, 1980), cow_code(345, 2010)
    ('KAZ', 'YUG', 'SRB')
    """
    for first, last, code in _cow().get(number, ()):
        if first <= year <= last:
            return code
    raise UnknownState(
        f"{number} is no Correlates of War state number in {year}. "
        "Add it to catalogue/cow_states.csv."
    )


def cow_codes(numbers: pa.ChunkedArray, years: pa.ChunkedArray) -> pa.ChunkedArray:
    """Codes of the pairs (number, year); each distinct pair is looked up once."""
    import pyarrow as pa

    from denge.record.arrow import compute

    pc = compute()
    pairs = pc.add(pc.multiply(numbers, 10_000), years)
    encoded = pc.dictionary_encode(pairs).combine_chunks()
    codes = [cow_code(*divmod(pair, 10_000)) for pair in encoded.dictionary.to_pylist()]
    return pa.chunked_array([pc.take(pa.array(codes, pa.string()), encoded.indices)])


@cache
def cameo_rows() -> tuple[dict[str, str], ...]:
    """Event codes with Goldstein score, quad class, PLOVER type, mode and contexts."""
    return read_csv("catalogue/cameo.csv")


@cache
def cameo_by_name() -> dict[str, str]:
    """Event code by lower-case name; the most specific code of a name that a root shares.

    >>> cameo_by_name()["make a visit"]
    '042'
    """
    rows = sorted(cameo_rows(), key=lambda row: len(row["code"]))
    return {row["name"].casefold(): row["code"] for row in rows}


@cache
def actor_rows() -> tuple[dict[str, str], ...]:
    """Every CAMEO country and group code: `code, kind, actor, valid_from, valid_until`.

    States whose code is their ISO code come from `catalogue/states.csv`; the rest, with the days
    of their validity, from `catalogue/cameo_actors.csv`.
    """
    own = [
        {
            "code": row["code"],
            "kind": row["kind"],
            "actor": row["actor"],
            "valid_from": row["valid_from"] or FIRST_DAY,
            "valid_until": row["valid_until"] or LAST_DAY,
        }
        for row in read_csv("catalogue/cameo_actors.csv")
    ]
    taken = {row["code"] for row in own}
    always = {"valid_from": FIRST_DAY, "valid_until": LAST_DAY, "kind": "state"}
    same = [{"code": code, "actor": code} | always for code in states() if code not in taken]
    return (*same, *own)


@cache
def sector_rows(source: str) -> dict[str, str]:
    """PLOVER sector by the sector code or label of a source (`cameo` or `icews`).

    >>> sector_rows("cameo")["HLH"], sector_rows("icews")["Police"]
    ('MED', 'COP')
    """
    table = read_csv(f"catalogue/{source}_sectors.csv")
    key = "code" if source == "cameo" else "label"
    return {row[key]: row["sector"] for row in table}
