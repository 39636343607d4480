"""What each entry of the lexicons of acts is worth: read the development documents without it.

    python benchmarks/reader_ablation.py [GOLD_FOLDER] [--quick]

Each `[[act]]` entry is taken away in turn and the documents of its language are read again. One
line an entry: the documents whose events change, and the stories (tests/read/stories) that name it.
An entry that changes one development document only, and that fewer than three stories need, rests
on that document. `--quick` leaves the stories out.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from denge.read import lexicon as compiled
from denge.read.gold import load_gold, load_ids
from denge.read.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "tr", "ru", "kk")
STORY_DATE = dt.date(2024, 6, 1)
BACKED = 3  # stories that an entry needs when one document alone rests on it

Text = tuple[str, dt.date | None]


def documents(gold: Path, lang: str) -> list[Text]:
    """The development documents of a language: neither set aside nor the seed record."""
    aside = load_ids(ROOT / "tests/read/holdout.txt") | {"seed"}
    return [
        (r["text"], dt.date.fromisoformat(r["published"]) if r.get("published") else None)
        for r in load_gold(gold / "news_dev.jsonl")
        if r["lang"] == lang and r["id"] not in aside
    ]


def stories(lang: str) -> list[Text]:
    """The constructed examples of a language, single sentences and paragraphs."""
    texts: list[Text] = []
    for name in (f"{lang}.yaml", f"news_{lang}.yaml"):
        given = yaml.safe_load((ROOT / "tests/read/stories" / name).read_text("utf-8"))
        texts += [(s["given"], s.get("date", STORY_DATE)) for s in given]
    return texts


def coded(text: Text, lang: str) -> set[tuple[Any, ...]]:
    """The events of a text as what is scored."""
    reading = read(text[0], date=text[1], lang=lang)
    return {(e.plover, e.source, e.target, e.status, e.start) for e in reading.events}


def changed(before: list[set[Any]], texts: list[Text], lang: str) -> int:
    return sum(coded(t, lang) != was for t, was in zip(texts, before, strict=True))


def entries(lang: str) -> Iterable[int]:
    return range(len(compiled.lexicon(lang).entries("act")))


def main() -> None:
    quick = "--quick" in sys.argv
    named = [a for a in sys.argv[1:] if not a.startswith("--")]
    gold = Path(named[0]) if named else ROOT.parent / "shared/gold"
    if not gold.is_dir():
        sys.exit(f"there is no folder {gold}; give the folder of gold files.")
    counts = {"no document": 0, "one document": 0, "more": 0}
    lone = 0
    for lang in LANGUAGES:
        texts, examples = documents(gold, lang), [] if quick else stories(lang)
        before = [coded(t, lang) for t in texts]
        shown = [coded(t, lang) for t in examples]
        for number in entries(lang):
            entry = compiled.lexicon(lang).entries("act")[number]
            compiled.lexicon(lang).drop(entry)
            news, backed = changed(before, texts, lang), changed(shown, examples, lang)
            compiled.lexicon.cache_clear()
            counts["no document" if not news else "one document" if news == 1 else "more"] += 1
            rests = news == 1 and backed < BACKED
            lone += rests
            mark = "   rests on one document" if rests and not quick else ""
            kind = entry.get("type")
            print(
                f"{lang} {kind:<10} {entry.id:<18} documents {news:>2}, stories {backed:>2}{mark}"
            )
    for what, count in counts.items():
        print(f"entries that change {what:<20} {count:>4}")
    if not quick:
        print(f"resting on one document, with < {BACKED} stories {lone:>4}   asked 0")


if __name__ == "__main__":
    main()
