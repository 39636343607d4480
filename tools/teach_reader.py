"""Learn `catalogue/lexicon/LANG/taught/` from the passages of `tests/read/taught/`.

    python tools/teach_reader.py [LANG ...]     # write the tables
    python tools/teach_reader.py --apart        # learn from four fifths, say what the rest shows

Logistic regressions (L2) on the features of `denge.read.taught_features`: does a word belong to the
telling of an act; which kind; done, planned or denied; is a state its source, its target. How
likely a whole reading is right is a fifth one, on files of passages that the others did not see.
Weights near 0 are left out. The same passages give the same tables.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import yaml
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from taught_passages import Passage, Told, passages

from denge.read.acts import act_types, plover_of
from denge.read.events import read_events
from denge.read.page import open_page
from denge.read.reader import focus_of, lay_out
from denge.read.score import SYMMETRIC
from denge.read.taught import cues_of, moods_of, read_lessons, remember, share_right
from denge.read.taught_features import (
    Memory,
    cue_features,
    plain_words,
    role_features,
    status_features,
    type_features,
)
from denge.read.taught_weights import Classes, Taught
from denge.read.thread import Draft, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from denge.read.scene import Scene

ROOT = Path(__file__).parents[1]
STORIES = ROOT / "tests/read/stories"
DAY: Final = date(2024, 6, 1)  # of the constructed examples
PASSAGES = ROOT / "tests/read/taught"
LANGUAGES = ("en", "tr", "ru", "kk")
FOLDS: Final = 5
STRENGTH: Final = {"cues": 0.3, "types": 2.0, "statuses": 1.0, "roles": 0.3}  # inverse of L2
LEAST_WEIGHT: Final = {"cues": 0.1, "types": 0.15, "statuses": 0.2, "roles": 0.08}
COPIES: Final = 4  # how often a constructed example without an act counts
PLAIN, MORE = "cd", 3  # plain articles, few and most like what is read, count so often more
LOST: Final = 0.05  # share of the right readings given up for speed
SETTINGS: Final = {"least": -0.4, "goes_on": -1.15, "joined": 0.3, "keep": 0.4, "seed": 0.2}


@dataclass
class Sheet:
    """What is learned from: features and answers of each of the regressions."""

    cues: tuple[list[list[str]], list[int]] = field(default_factory=lambda: ([], []))
    types: tuple[list[list[str]], list[str]] = field(default_factory=lambda: ([], []))
    statuses: tuple[list[list[str]], list[str]] = field(default_factory=lambda: ([], []))
    roles: tuple[list[list[str]], list[tuple[int, int]]] = field(default_factory=lambda: ([], []))


def scenes_of(passage: Passage) -> list[tuple[Scene, list[Draft], str | None]]:
    """The sentences of a passage with what the rules read in them, and whom it is about."""
    page = open_page(passage.text, date=passage.day, lang=passage.lang)
    scenes = lay_out(page)
    focus = focus_of(scenes)
    thread = Thread(main=focus)
    return [(scene, read_events(scene, thread), focus) for scene in scenes]


def marks_of(scene: Scene, passage: Passage) -> list[tuple[int, int, list[Told]]]:
    """The marked words of a sentence, each with the acts that they tell."""
    found: dict[tuple[int, int], list[Told]] = {}
    for told in passage.told:
        start, end = told.span
        inside = [i for i, t in enumerate(scene.tokens) if t.start < end and t.end > start]
        if inside and scene.start <= start < scene.end:
            found.setdefault((inside[0], inside[-1]), []).append(told)
    return [(first, last, acts) for (first, last), acts in sorted(found.items())]


def note(sheet: Sheet, passage: Passage, laid: list[tuple[Scene, list[Draft], str | None]]) -> None:
    """Add a passage to the sheet."""
    memory = Memory(main=laid[0][2] if laid else None)
    for scene, _, _ in laid:
        words, cues = plain_words(scene), cues_of(scene)
        marks = marks_of(scene, passage)
        marked = {i for first, last, _ in marks for i in range(first, last + 1)}
        for at, word in enumerate(words):
            if word[0].isalpha():
                sheet.cues[0].append(cue_features(words, cues, at))
                sheet.cues[1].append(int(at in marked))
        for first, last, told in marks:
            _note_act(sheet, scene, words, (first, last), told, memory)
        remember(scene, memory)


def _note_act(
    sheet: Sheet,
    scene: Scene,
    words: list[str],
    span: tuple[int, int],
    told: list[Told],
    memory: Memory,
) -> None:
    first, last = span
    act = told[0]
    cues = cues_of(scene)
    kinds = [kind for i in range(first, last + 1) for kind in cues.get(i, ())]
    sheet.types[0].append(type_features(words, first, last, kinds))
    sheet.types[1].append(f"{act.type}:{act.plover}" if act.plover else act.type)
    moods = moods_of(scene, first, last)
    sheet.statuses[0].append(status_features(words, first, last, moods))
    sheet.statuses[1].append(act.status)
    sources = frozenset(t.source for t in told)
    targets = frozenset(t.target for t in told)
    for code, features in role_features(scene, words, span, act.type, memory).items():
        sheet.roles[0].append(features)
        sheet.roles[1].append((int(code in sources), int(code in targets)))
    memory.last = (sources, targets, act.type)


def fit(features: list[list[str]], answers: list, name: str) -> tuple[list[str], np.ndarray, list]:
    """Names of the features, their weights with the constants last, and the classes."""
    counted = CountVectorizer(
        analyzer=lambda row: row, min_df=2, binary=name != "cues", dtype=np.float64
    )
    given = counted.fit_transform(features)
    model = LogisticRegression(C=STRENGTH[name], max_iter=300).fit(given, answers)
    weights = np.vstack([model.coef_.T, model.intercept_])
    return list(counted.get_feature_names_out()), weights, list(model.classes_)


def rows_of(names: list[str], weights: np.ndarray, least: float) -> dict[str, str]:
    """`feature -> 3:0.42 7:-0.1`, weights nearer to 0 than `least` left out."""
    rows: dict[str, str] = {}
    for name, row in zip(names, weights, strict=False):
        kept = [f"{i}:{w:.2f}" for i, w in enumerate(row) if abs(w) >= least]
        if kept:
            rows[name] = " ".join(kept)
    return rows


def learn(sheet: Sheet) -> Taught:
    """The tables of one language; `worth` is still to be fitted."""
    names, weights, _ = fit(*sheet.cues, "cues")
    column = weights[:, 0]
    pairs = zip(names, column, strict=False)
    cues = {n: round(float(w), 2) for n, w in pairs if abs(w) >= LEAST_WEIGHT["cues"]}
    classes: list[Classes] = []
    for name, part in (("types", sheet.types), ("statuses", sheet.statuses)):
        names, weights, found = fit(*part, name)
        constants = tuple(round(float(w), 3) for w in weights[-1])
        classes.append(
            Classes(tuple(found), constants, rows_of(names, weights, LEAST_WEIGHT[name]))
        )
    columns = []
    for side in (0, 1):
        names, weights, _ = fit(sheet.roles[0], [a[side] for a in sheet.roles[1]], "roles")
        columns.append(weights[:, 0])
    both = np.column_stack(columns)
    constants = tuple(round(float(w), 3) for w in both[-1])
    rows = rows_of(names, both, LEAST_WEIGHT["roles"])
    roles = Classes(("source", "target"), constants, rows)
    settings = SETTINGS | {"constant": round(float(column[-1]), 3), "worth": [0.0] * 7}
    return Taught(settings, cues, classes[0], classes[1], roles)


def judged(known: Taught, passage: Passage, laid: list) -> list[tuple[tuple[float, ...], bool]]:
    """The chances of every reading of a passage, and whether it is right."""
    memory = Memory(main=laid[0][2] if laid else None)
    found: list[tuple[tuple[float, ...], bool]] = []
    for scene, told, _ in laid:
        gold = marks_of(scene, passage)
        for lesson in read_lessons(scene, memory, told, known, keep=0.0):
            given, status = lesson.act, lesson.act.status
            plover = plover_of(given.type, status, given.hit.entry.get("plover", ""))
            like = Like(given.type, plover, status)
            for (source, target), evidence in zip(lesson.pairs, lesson.evidence, strict=True):
                right = any(
                    first <= lesson.act.hit.last
                    and last >= lesson.act.hit.first
                    and _same(like, source, target, act)
                    for first, last, acts in gold
                    for act in acts
                )
                found.append((evidence, right))
    return found


class Like(NamedTuple):
    """An act to compare: its type, PLOVER type and status."""

    type: str
    plover: str
    status: str


def _same(act: Like, source: str | None, target: str | None, told: Told) -> bool:
    sides = {(told.source, told.target)}
    if told.type in SYMMETRIC or act_types()[act.type]["symmetric"]:
        sides.add((told.target, told.source))
    same = act.plover == plover_of(told.type, told.status, told.plover)
    return same and act.status == told.status and (source, target) in sides


def worth(rows: list[tuple[tuple[float, ...], bool]]) -> list[float]:
    """The regression of being right on what speaks for it: constant and weights, none below 0."""
    given = np.array([evidence for evidence, _ in rows])
    model = LogisticRegression(C=10.0).fit(given, [int(right) for _, right in rows])
    return [
        round(float(model.intercept_[0]), 3),
        *(round(max(0.0, float(w)), 3) for w in model.coef_[0]),
    ]


def least_odds(known: Taught, rows: list[tuple[tuple[float, ...], bool]]) -> float:
    """Log odds of a cue below which hardly a right reading would be kept."""
    keep = known.settings["keep"]
    kept = [c[0] for c, right in rows if right and share_right(known, c) >= keep]
    sure = exp(float(np.quantile(kept, LOST)))
    return round(log(sure / (1 - min(sure, 0.99))), 2)


def fold_of(passage: Passage) -> int:
    """The fifth that a file of passages belongs to."""
    return int(passage.place.partition(".")[0][-2:]) % FOLDS


def refused(lang: str) -> Iterator[Passage]:
    """The constructed examples that hold no event, as passages without an act."""
    stories = yaml.safe_load((STORIES / f"{lang}.yaml").read_text("utf-8"))
    for number, story in enumerate(stories):
        for copy in range(COPIES if story.get("events", True) == [] else 0):
            yield Passage(
                f"{lang}-stories-{copy}-{number % 100:02}.yaml", lang, DAY, story["given"], ()
            )


def teach(lang: str, *, apart: bool = False) -> Taught:
    """Learn one language, `worth` from passages that the tables it judges were not learned from."""
    given = [p for path in sorted(PASSAGES.glob(f"{lang}-*.txt")) for p in passages(path)]
    given += [p for p in given if p.place[3] in PLAIN for _ in range(MORE)]
    given += list(refused(lang))
    laid = [scenes_of(passage) for passage in given]
    rows: list[tuple[tuple[float, ...], bool]] = []
    known = None
    for fold in range(1 if apart else 2):
        sheet = Sheet()
        for passage, scenes in zip(given, laid, strict=True):
            if fold_of(passage) != fold:
                note(sheet, passage, scenes)
        known = learn(sheet)
        for passage, scenes in zip(given, laid, strict=True):
            if fold_of(passage) == fold:
                rows += judged(known, passage, scenes)
    if known is None or not apart:
        sheet = Sheet()
        for passage, scenes in zip(given, laid, strict=True):
            note(sheet, passage, scenes)
        known = learn(sheet)
    known.settings["worth"] = worth(rows)
    known.settings["least"] = least_odds(known, rows)
    right = sum(r for _, r in rows)
    print(f"{lang}: {len(given)} passages, {sum(len(p.told) for p in given)} acts; "
          f"{right} of {len(rows)} readings right before the threshold")  # fmt: skip
    return known


def write(lang: str, known: Taught) -> None:
    """The tables of a language as files."""
    folder = ROOT / f"src/denge/catalogue/lexicon/{lang}/taught"
    folder.mkdir(exist_ok=True)
    tables = {
        "cues": {name: f"{weight:g}" for name, weight in known.cues.items()},
        "types": known.types.rows,
        "statuses": known.statuses.rows,
        "roles": known.roles.rows,
    }
    for name, rows in tables.items():
        lines = "".join(f"{feature}\t{row}\n" for feature, row in sorted(rows.items()))
        (folder / f"{name}.tsv").write_text(lines, "utf-8")
    lines = ["# Made by tools/teach_reader.py from tests/read/taught; see ADR 18."]
    lines += [f"{name} = {value}" for name, value in known.settings.items()]
    for name in ("types", "statuses", "roles"):
        classes: Classes = getattr(known, name)
        names = ", ".join(f'"{n}"' for n in classes.names)
        lines += ["", f"[classes.{name}]", f"names = [{names}]",
                  f"constants = {list(classes.constants)}"]  # fmt: skip
    (folder / "taught.toml").write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Learn the languages named, or all."""
    apart = "--apart" in sys.argv
    for lang in [a for a in sys.argv[1:] if not a.startswith("--")] or LANGUAGES:
        write(lang, teach(lang, apart=apart))


if __name__ == "__main__":
    main()
