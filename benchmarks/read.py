"""How well and how fast texts are read, beside what was asked.

    python benchmarks/read.py [GOLD_FOLDER] [--quick]

The folder of gold (`news_dev.jsonl`, `petrarch_dev.jsonl`, `probes.jsonl`) is `shared/gold` beside
the checkout by default. One line a figure. Speeds are CPU time of one core, warm, the first use of
the lexicons apart. A peer's output beside the gold, `peers/NAME.jsonl` with `id` and `events`
(`source`, `target`, `plover`), is scored by the same scorer.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from denge.cli.score import _domestic_reader, _reader, _undated_reader
from denge.read.gold import load_gold, load_ids, score_peers, score_probes
from denge.read.inputs import documents
from denge.read.many import read_many
from denge.read.page import open_page
from denge.read.reader import read
from denge.read.score import bootstrap, score_news

ROOT = Path(__file__).resolve().parents[1]
PEER_PLOVER = {"dyad and type": "0.50 (best peer 0.28)", "dyad": "0.70 (best peer 0.50)"}


def line(what: str, found: str, asked: str = "-") -> None:
    print(f"{what:<58} {found:>30}   asked {asked}", flush=True)


def f1_of(tally: Any, low_high: tuple[float, float] | None = None) -> str:
    interval = f" [{low_high[0]:.2f}, {low_high[1]:.2f}]" if low_high else ""
    return f"{tally.f1:.3f}{interval} P {tally.precision:.2f} R {tally.recall:.2f}"


def news(gold: Path) -> None:
    """The scorecard on news without the documents set aside, and the seed record apart."""
    aside = load_ids(ROOT / "tests/read/holdout.txt")
    records = load_gold(gold / "news_dev.jsonl")
    seed = [r for r in records if r["id"] == "seed"]
    chosen = [r for r in records if r["id"] not in aside and r["id"] != "seed"]
    card = score_news(chosen, _reader)
    line(f"news, {len(chosen)} documents, event F1", f1_of(card.rung(), card.interval()), ">= 0.65")
    for lang, rungs in sorted(card.langs.items()):
        line(f"  {lang}", f1_of(rungs["status"]), ">= 0.55")
    for rung in ("trigger", "dyad", "directed", "status", "date", "kind"):
        line(f"  ladder: {rung}", f1_of(card.rung(rung)))
    for kind, tally in sorted(card.kinds.items()):
        line(f"  {kind}", f"{f1_of(tally)} n {tally.hits + tally.missed}")
    pooled = bootstrap(list(card.other_documents.values()))
    line("  deals, targets, labels, flows", f1_of(card.pooled(), pooled), ">= 0.60")
    line("  false events in the hard negatives", str(card.hard_events), "<= 1")
    for name, (right, stated) in sorted(card.attributes.items()):
        line(f"  {name}, on matches", f"{right}/{stated}")
    if seed:
        line("the seed record apart, event F1", f1_of(score_news(seed, _reader).rung()))


def others(gold: Path) -> None:
    """PLOVER's own records, undirected dyad and type."""
    records = [r for r in load_gold(gold / "petrarch_dev.jsonl") if r["suite"] == "plover-gsr"]
    for label, interstate in (("every dyad", False), ("between states", True)):
        reader = _undated_reader if interstate else _domestic_reader
        scored = score_peers(records, reader, interstate=interstate)
        interval = bootstrap(scored.documents)
        line(f"plover-gsr, {label}, dyad and type", f1_of(scored.both, interval),
             PEER_PLOVER["dyad and type"])  # fmt: skip
        line(f"plover-gsr, {label}, dyad", f1_of(scored.dyad), PEER_PLOVER["dyad"])
        line(f"plover-gsr, {label}, type", f1_of(scored.type), "- (best peer 0.46)")
    for path in sorted((gold / "peers").glob("*.jsonl")):
        _peer(path, records)


def _peer(path: Path, records: list[dict[str, Any]]) -> None:
    """A peer's events on the same records, by the same scorer."""
    coded = {r["id"]: [SimpleNamespace(**event) for event in r["events"]] for r in load_gold(path)}
    scored = score_peers(records, lambda r: SimpleNamespace(events=coded.get(r["id"], [])))  # type: ignore[arg-type, return-value]
    line(f"  {path.stem}, every dyad, dyad and type", f1_of(scored.both))
    line(f"  {path.stem}, every dyad, dyad", f1_of(scored.dyad))


def probes(gold: Path) -> None:
    counts, _ = score_probes(load_gold(gold / "probes.jsonl"))
    for task in dict.fromkeys(task for task, _ in counts):
        langs = {lang: v for (t, lang), v in counts.items() if t == task}
        right, whole = (sum(v[i] for v in langs.values()) for i in (0, 1))
        worst = min(v[0] / v[1] for v in langs.values())
        asked = ">= 95 %, no language under 90 %" if task in ("date", "money") else "-"
        line(f"probes: {task}", f"{right}/{whole}, worst language {worst:.0%}", asked)


def neutral() -> None:
    """False events on the neutral sentences of the tests."""
    false, whole = 0, 0
    for path in sorted((ROOT / "tests/read/neutral").glob("*.txt")):
        for sentence in path.read_text("utf-8").splitlines():
            if sentence and not sentence.startswith("#"):
                false += len(read(sentence, lang=path.stem).events)
                whole += 1
    line(f"neutral sentences, {whole}", f"{100 * false / whole:.1f} false in 100", "<= 3")


def speed(gold: Path, seconds: float) -> None:
    """Sentences a second of one core, warm; the first reading in each language apart."""
    records = load_gold(gold / "news_dev.jsonl")
    start = time.process_time()
    for lang in ("en", "tr", "ru", "kk"):
        read("2024.", lang=lang)
        read(next(r["text"] for r in records if r["lang"] == lang), lang=lang)
    line("lexicons of four languages, first use", f"{time.process_time() - start:.2f} s CPU")
    for r in records:
        read(r["text"], lang=r["lang"])
    lengths = {r["id"]: len(open_page(r["text"], lang=r["lang"]).sentences) for r in records}
    for learned, label in (
        (False, "sentences a second, one core, warm"),
        (True, "  with --learned"),
    ):
        whole, characters = 0, 0
        start = time.process_time()
        while (spent := time.process_time() - start) < seconds:
            for r in records:
                read(r["text"], lang=r["lang"], learned=learned)
                whole += lengths[r["id"]]
                characters += len(r["text"])
        line(label, f"{whole / spent:,.0f}", "-" if learned else ">= 5,000")
        line("  characters a second", f"{characters / spent:,.0f}")


def folder(gold: Path, count: int) -> None:
    """A folder of many documents: time, memory at a fifth and at the end, and sameness."""
    texts = [r["text"] for r in load_gold(gold / "news_dev.jsonl")]
    with tempfile.TemporaryDirectory() as place:
        for number in range(count):
            text = texts[number % len(texts)]
            (Path(place) / f"{number:05}.txt").write_text(text, "utf-8")
        start, early = time.perf_counter(), 0
        for number, _ in enumerate(read_many(documents([place]))):
            if number == count // 5:
                early = _memory()
        took = time.perf_counter() - start
    line(f"a folder of {count:,} documents", f"{took:.1f} s")
    line("  memory grown after the first fifth", f"{_memory() - early:.0f} MB", "flat")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def sameness(gold: Path, count: int) -> None:
    """The same bytes under other hash seeds and any number of processes."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "texts.jsonl"
        records = load_gold(gold / "news_dev.jsonl")[:count]
        path.write_text("".join(json.dumps({"text": r["text"]}) + "\n" for r in records), "utf-8")
        digests = {
            _digest(path, seed, processes) for seed, processes in (("0", 1), ("1", 2), ("77", 3))
        }
    same = "byte-equal" if len(digests) == 1 else "DIFFERENT"
    line("output under 3 hash seeds, 1 to 3 processes", same, "byte-equal")


def _digest(path: Path, seed: str, processes: int) -> str:
    command = [sys.executable, "-m", "denge", "read", str(path), "--format", "jsonl"]
    done = subprocess.run(
        [*command, "--processes", str(processes)],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        check=False,
    )
    return hashlib.sha256(done.stdout).hexdigest()


def main() -> None:
    quick = "--quick" in sys.argv
    named = [a for a in sys.argv[1:] if not a.startswith("--")]
    gold = Path(named[0]) if named else ROOT.parent / "shared/gold"
    if not gold.is_dir():
        sys.exit(f"there is no folder {gold}; give the folder of gold files.")
    speed(gold, 3.0 if quick else 20.0)  # first, while no lexicon has been used yet
    news(gold)
    others(gold)
    probes(gold)
    neutral()
    folder(gold, 100 if quick else 1_000)
    sameness(gold, 20 if quick else 50)


if __name__ == "__main__":
    main()
