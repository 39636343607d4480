"""denge score: scores the reader against gold coded by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from denge.read.score import Card, Tally

__all__ = ["score"]


def score(
    gold: Path,
    *,
    by: Literal["lang", "kind", "all"] = "all",
    without: Path | None = None,
    only: Path | None = None,
    misses: Annotated[bool, Parameter(negative=())] = False,
    format: Literal["table", "json"] = "table",
) -> None:
    """Score the reader on a gold file: news coded by hand, PLOVER's records, or probes.

    Parameters
    ----------
    gold
        A file of JSON lines. News gold gives the event F1 with its ladder, interval, languages and
        kinds; records of other coders give dyad and type; probes give shares right.
    by
        Break the events down by language, by kind, or both.
    without
        A file of ids, one a line, to leave out.
    only
        A file of ids, one a line, to score alone.
    misses
        List what was missed and what was read falsely.
    format
        A table for people, or JSON.
    """
    import json

    from denge.read.gold import gold_kind, load_gold, load_ids

    records = load_gold(gold)
    if without is not None:
        records = [r for r in records if r["id"] not in load_ids(without)]
    if only is not None:
        records = [r for r in records if r["id"] in load_ids(only)]
    kind = gold_kind(records) if records else "news"
    result = {"news": _news, "peers": _peers, "probes": _probes}[kind](records, by, misses)
    if format == "json":
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        _show(result)


def _reader(record: dict[str, Any]) -> Any:
    from datetime import date

    from denge.read.reader import read

    published = record.get("published")
    day = date.fromisoformat(published) if published else None
    return read(record["text"], date=day, lang=record["lang"])


def _undated_reader(record: dict[str, Any]) -> Any:
    from denge.read.reader import read

    return read(record["text"], lang=record["lang"])


def _domestic_reader(record: dict[str, Any]) -> Any:
    """With acts inside one state, which other coders' records hold too."""
    from denge.read.reader import read

    return read(record["text"], lang=record["lang"], domestic=True)


def _news(records: list[dict[str, Any]], by: str, misses: bool) -> dict[str, Any]:
    from denge.read.score import RUNGS, bootstrap, score_news

    card = score_news(records, _reader)
    low, high = card.interval()
    result: dict[str, Any] = {"documents": len(records)}
    result["events"] = _line(card.rung()) | {"interval": [round(low, 3), round(high, 3)]}
    result["ladder"] = {rung: _line(card.rung(rung)) for rung in RUNGS}
    if by in ("lang", "all"):
        result["by language"] = {k: _line(v["status"]) for k, v in sorted(card.langs.items())}
    if by in ("kind", "all"):
        result["by kind"] = {k: _line(v) for k, v in sorted(card.kinds.items())}
    result["attributes"] = {
        k: {"right": v[0], "stated": v[1]} for k, v in sorted(card.attributes.items())
    }
    result["confidence"] = _confidence(card)
    pooled = bootstrap(list(card.other_documents.values()))
    result["other items"] = {k: _line(v) for k, v in card.others.items()}
    result["other items"]["pooled"] = _line(card.pooled()) | {
        "interval": [round(pooled[0], 3), round(pooled[1], 3)]
    }
    result["hard negatives"] = _hard(card)
    if misses:
        result["misses"] = _misses(records)
    return result


def _confidence(card: Card) -> dict[str, Any]:
    """Share right by confidence, and what is left of F1 when less sure readings are dropped."""
    from denge.read.reliability import BANDS, above, reliability

    coded = card.rung().hits + card.rung().missed
    rows: dict[str, Any] = {
        f"said {band.said:.2f}": {
            "right": round(band.share, 3),
            "of": band.n,
            "interval": [round(band.low, 3), round(band.high, 3)],
        }
        for band in reliability(card.judged)
    }
    for edge in BANDS[1:-1]:
        rows[f"at least {edge:.1f}"] = _line(above(card.judged, coded, edge))
    return rows


def _hard(card: Card) -> dict[str, Any]:
    per = 100 * card.hard_events / card.hard_sentences if card.hard_sentences else 0.0
    return {
        "documents": card.hard_documents,
        "sentences": card.hard_sentences,
        "false events": card.hard_events,
        "per 100 sentences": round(per, 2),
    }


def _misses(records: list[dict[str, Any]]) -> list[str]:
    """One line for each event missed or read falsely."""
    from dataclasses import asdict

    from denge.read.score import match_events

    lines = []
    for record in records:
        found = [asdict(event) for event in _reader(record).events]
        pairs = match_events(record["text"], record["events"], found, "status")
        hit_gold, hit_found = {g for g, _ in pairs}, {f for _, f in pairs}
        for side, events, hit in (("-", record["events"], hit_gold), ("+", found, hit_found)):
            for index, event in enumerate(events):
                if index not in hit:
                    what = " ".join(
                        str(event[k]) for k in ("type", "plover", "source", "target", "status")
                    )
                    quote = " ".join(event["quote"].split())[:160]
                    lines.append(f"{side} {record['id']} {what} {event.get('rule', '')} | {quote}")
    return lines


def _peers(records: list[dict[str, Any]], by: str, misses: bool) -> dict[str, Any]:
    from denge.read.gold import score_peers
    from denge.read.score import bootstrap

    suites: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        if record["lang"] == "en" and not record.get("fictional"):
            suites.setdefault(record["suite"], []).append(record)
    result: dict[str, Any] = {"documents": sum(map(len, suites.values()))}
    for suite, chosen in sorted(suites.items()):
        for label, interstate in (("every dyad", False), ("between states", True)):
            reader = _undated_reader if interstate else _domestic_reader
            scored = score_peers(chosen, reader, interstate=interstate)
            low, high = bootstrap(scored.documents)
            result[f"{suite}, {label}"] = {
                "dyad and type": _line(scored.both) | {"interval": [round(low, 3), round(high, 3)]},
                "dyad": _line(scored.dyad),
                "type": _line(scored.type),
            }
    return result


def _probes(records: list[dict[str, Any]], by: str, misses: bool) -> dict[str, Any]:
    from denge.read.gold import score_probes

    counts, failed = score_probes(records)
    result: dict[str, Any] = {"probes": len(records)}
    for task in dict.fromkeys(task for task, _ in counts):
        langs = {lang: v for (t, lang), v in counts.items() if t == task}
        right, whole = (sum(v[i] for v in langs.values()) for i in (0, 1))
        result[task] = {"right": right, "of": whole, "share": round(right / whole, 3)} | {
            lang: f"{v[0]}/{v[1]}" for lang, v in sorted(langs.items())
        }
    if misses:
        result["misses"] = [f"{r['id']}: {r['text']} -> {r['read']}" for r in failed]
    return result


def _line(tally: Tally) -> dict[str, Any]:
    return {
        "f1": round(tally.f1, 3),
        "precision": round(tally.precision, 3),
        "recall": round(tally.recall, 3),
        "hits": tally.hits,
        "false": tally.false,
        "missed": tally.missed,
    }


def _show(result: dict[str, Any], indent: int = 0) -> None:
    """Print nested results, one line a row."""
    pad = "  " * indent
    for name, value in result.items():
        if isinstance(value, dict) and any(isinstance(v, dict) for v in value.values()):
            print(f"{pad}{name}")
            _show(value, indent + 1)
        elif isinstance(value, dict):
            cells = "  ".join(f"{k} {_cell(v)}" for k, v in value.items())
            print(f"{pad}{name:<{24 - len(pad)}} {cells}")
        elif isinstance(value, list):
            print(f"{pad}{name}", *value, sep=f"\n{pad}  ")
        else:
            print(f"{pad}{name:<{24 - len(pad)}} {value}")


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list):
        return "–".join(_cell(v) for v in value)
    return str(value)
