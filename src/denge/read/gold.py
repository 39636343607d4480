"""Gold files: news coded by hand, records of other coders, and probes; one JSON object a line."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from denge.core.dates import parse_when
from denge.core.errors import BadRow, UnreadableText
from denge.read.score import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from denge.core.reading import Reading

__all__ = ["PeerScore", "gold_kind", "load_gold", "load_ids", "score_peers", "score_probes"]

GoldKind = Literal["news", "peers", "probes"]
_PLOVER_OF_ROOT: Final = "catalogue/cameo.csv"
# Codes of the peers' records that are no states: intergovernmental and other international actors.
_NO_STATE: Final = frozenset({"NGO", "IMG", "MNC", "INT", "UIS", "REB", "CVL"})


def load_gold(path: Path) -> list[dict[str, Any]]:
    """The records of a gold file.

    Raises
    ------
    UnreadableText
        There is no such file, or it has no records.
    BadRow
        A line is no JSON object.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableText(f"{path} cannot be read as gold: {error}.") from None
    records = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadRow(f"{path}, line {number}: no JSON object ({error.msg}).") from None
        if not isinstance(record, dict):
            raise BadRow(f"{path}, line {number}: a JSON object is expected.")
        records.append(record)
    if not records:
        raise UnreadableText(f"{path} holds no records; give a file of JSON lines.")
    return records


def gold_kind(records: list[dict[str, Any]]) -> GoldKind:
    """What a gold file holds, by the fields of its first record.

    >>> gold_kind([{"task": "date"}])
    'probes'
    """
    first = records[0]
    if "task" in first:
        return "probes"
    if "suite" in first:
        return "peers"
    if "events" in first:
        return "news"
    raise BadRow(
        "the first record is no gold: it needs `events` (news), `suite` (peers' records) "
        f"or `task` (probes); it has {', '.join(sorted(first)) or 'nothing'}."
    )


def load_ids(path: Path) -> set[str]:
    """Ids in a file, one a line."""
    try:
        return set(path.read_text("utf-8").split())
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableText(f"{path} cannot be read as a list of ids: {error}.") from None


@dataclass(frozen=True, slots=True)
class PeerScore:
    """Undirected country dyads with PLOVER type, dyads alone, and types alone."""

    both: Tally
    dyad: Tally
    type: Tally
    documents: tuple[Tally, ...]


def score_peers(
    records: Iterable[dict[str, Any]],
    read: Callable[[dict[str, Any]], Reading],
    *,
    interstate: bool = False,
) -> PeerScore:
    """Score PLOVER's records: sectors are ignored and dyads with no actor left out.

    Parameters
    ----------
    interstate : bool
        Leave out as well the dyads within one country and those with actors that are no state or
        intergovernmental body, of which a reader of diplomacy has none.
    """
    both, dyads, types = Tally(), Tally(), Tally()
    documents = []
    for record in records:
        gold = _coded(record, interstate=interstate)
        found = _read_events(read(record))
        tally = _tally(gold, found)
        documents.append(tally)
        both += tally
        dyads += _tally(_only(gold, 0), _only(found, 0))
        types += _tally(_only(gold, 1), _only(found, 1))
    return PeerScore(both, dyads, types, tuple(documents))


Pair = tuple[frozenset[str], str]


def _only(events: Counter[Pair], part: int) -> Counter[Any]:
    """One part of each event alone, each value once, as a record is asked for it."""
    return Counter({event[part] for event in events})


def _tally(gold: Counter[Any], found: Counter[Any]) -> Tally:
    hits = sum((gold & found).values())
    return Tally(hits, sum(found.values()) - hits, sum(gold.values()) - hits)


def _coded(record: dict[str, Any], *, interstate: bool) -> Counter[Pair]:
    events: Counter[Pair] = Counter()
    for event in record["expected"]:
        pair = (event["source"][:3], event["target"][:3])
        if "---" in pair:
            continue
        if interstate and (pair[0] == pair[1] or _NO_STATE & set(pair)):
            continue
        events[frozenset(pair), event.get("plover") or _plover(event["code"])] = 1
    return events


def _plover(code: str) -> str:
    from denge.core.catalogue import read_csv

    roots = {row["code"]: row["plover"] for row in read_csv(_PLOVER_OF_ROOT)}
    return roots.get(code[:2], "")


def _read_events(reading: Reading) -> Counter[Pair]:
    events: Counter[Pair] = Counter()
    for event in reading.events:
        if event.source and event.target:
            pair = frozenset({_peer_code(event.source), _peer_code(event.target)})
            events[pair, event.plover] = 1
    return events


def _peer_code(code: str) -> str:
    """Our code as CAMEO writes it: any intergovernmental body is IGO.

    >>> _peer_code("UN"), _peer_code("KAZ")
    ('IGO', 'KAZ')
    """
    from denge.core.state import blocs

    return "IGO" if code in blocs() else code


def score_probes(
    records: Iterable[dict[str, Any]],
) -> tuple[dict[tuple[str, str], list[int]], list[dict[str, Any]]]:
    """(right, all) by task and language, and the probes that failed with what was read instead."""
    counts: dict[tuple[str, str], list[int]] = {}
    failed = []
    for record in records:
        got = _PROBES[record["task"]](record)
        slot = counts.setdefault((record["task"], record["lang"]), [0, 0])
        slot[0] += got is None
        slot[1] += 1
        if got is not None:
            failed.append(record | {"read": got})
    return counts, failed


def _probe_date(record: dict[str, Any]) -> Any:
    from denge.read.page import open_page
    from denge.read.when import find_times

    day = date.fromisoformat(record["doc_date"])
    times = find_times(open_page(record["text"], date=day, lang=record["lang"]))
    want = parse_when(record["expected"])
    read = [(t.when.start, t.when.end) for t in times]
    return None if read == [(want.start, want.end)] else [t.when.iso() for t in times]


def _probe_money(record: dict[str, Any]) -> Any:
    """The probes write `>` for at least, too."""
    from denge.read.money import find_money
    from denge.read.page import open_page

    want = record["expected"]
    read = [
        {"low": m.low, "high": m.high, "currency": m.currency, "op": m.op.rstrip("=") or "="}
        for m in find_money(open_page(record["text"], lang=record["lang"]))
    ]
    return None if read == [want] else read


def _probe_lang(record: dict[str, Any]) -> Any:
    from denge.read.page import open_page

    lang = open_page(record["text"]).lang
    return None if lang == record["expected"] else lang


def _probe_sentences(record: dict[str, Any]) -> Any:
    from denge.read.page import open_page

    count = len(open_page(record["text"], lang=record["lang"]).sentences)
    return None if count == record["expected"] else count


_PROBES: Final[dict[str, Callable[[dict[str, Any]], Any]]] = {
    "date": _probe_date, "money": _probe_money, "lang": _probe_lang, "sentences": _probe_sentences,
}  # fmt: skip
