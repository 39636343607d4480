"""What the taught reader looks at: the words of a cue, those around it, how parties stand to it.

A feature is a short text, so that its weight can be read in the tables of weights. Names, days and
numbers are not seen as words (`<P>`, `<T>`, `<N>`): what is learned of an act holds for any state.
Names that the reader does not know are `<X>`.

| prefix | of what |
| --- | --- |
| `0w`, `-1a`, `2s` … | the word at that distance: whole, its first 4 or 6 letters, its last 3 |
| `g` | a word within six words, by its first 6 letters |
| `B` `C` `D` `E` | two words side by side, or with one between |
| `cue` | a rule of the lexicon finds that kind of act here |
| `i` | a word of the cue itself |
| `L` `R` `A` | a party left or right of the cue, or one named before the sentence |
| `H` | whether a party did or suffered the act that was told last |
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from denge.read.scene import Party, Scene

__all__ = [
    "OFFSETS",
    "REACH",
    "Memory",
    "candidates",
    "cue_features",
    "forms",
    "key",
    "pair_features",
    "plain_words",
    "role_features",
    "status_features",
    "told_as",
    "type_features",
    "word_features",
]

OFFSETS: Final = (-3, -2, -1, 0, 1, 2, 3)
REACH: Final = 6  # words on each side whose presence counts
_STEM, _LONG, _END = 4, 6, 3  # letters of a word's two beginnings and of its ending
_EDGES: Final = ("^", "$")
_RECENT: Final = 4  # states named before the sentence that can play a part in it
_WIDE: Final = 7  # words on each side of a cue whose presence tells its kind
_NEAR: Final = 3  # words on each side of a cue whose place counts
_CASES: Final = 4  # as many possible cases tell nothing
_DISTANCES: Final = (0, 1, 2, 3, 5, 8, 12, 20)


@dataclass(slots=True)
class Memory:
    """What the text has told before a sentence.

    `recent` are the states named so far, the latest last; `main` the one that the text is about;
    `last` the sides and the kind of the act told last.
    """

    main: str | None = None
    recent: list[str] = field(default_factory=list)
    last: tuple[frozenset[str | None], frozenset[str | None], str] | None = None

    def mention(self, codes: Iterable[str]) -> None:
        for code in codes:
            if code in self.recent:
                self.recent.remove(code)
            self.recent.append(code)


def plain_words(scene: Scene) -> list[str]:
    """The folded words of a sentence with names, times and numbers as signs.

    A word with a capital that is no party's, no title and not the first (`<X>`) names somebody whom
    the reader does not know; in a headline of capitals it is a word as others.
    """
    words = list(scene.folds)
    known = scene.named | scene.covered("head")
    unknown = [
        i for i, t in enumerate(scene.tokens) if i and t.text[0].isupper() and i not in known
    ]
    if len(unknown) * 2 < len(words):
        for index in unknown:
            words[index] = "<X>"
    for index in scene.timed:
        words[index] = "<T>"
    for index in scene.named:
        words[index] = "<P>"
    return ["<N>" if word[0].isdigit() else word for word in words]


def key(word: str) -> str:
    """The beginning by which a word is known beside others.

    >>> key("imzalandı")
    'imzala'
    """
    return word[:_LONG]


@lru_cache(maxsize=50_000)
def forms(word: str) -> tuple[str, ...]:
    """A word as it is compared: whole, by its beginnings, by its ending.

    >>> forms("signed"), forms("<P>")
    (('wsigned', 'asign', 'sned'), ('<P>',))
    """
    if not word[0].isalpha():
        return (word,)
    found = ["w" + word]
    if len(word) > _STEM:
        found.append("a" + word[:_STEM])
    if len(word) > _LONG:
        found.append("b" + word[:_LONG])
    if len(word) > _STEM:
        found.append("s" + word[-_END:])
    return tuple(found)


def word_features(word: str, offset: int) -> tuple[str, ...]:
    """The features of a word that stands `offset` words behind the one looked at (-1: before)."""
    if word in _EDGES:
        return (f"{offset}{word}",)
    if abs(offset) == OFFSETS[-1]:
        found = forms(word)
        return (f"{offset}{found[min(1, len(found) - 1)]}",)
    return tuple(f"{offset}{form}" for form in forms(word))


def pair_features(one: str, other: str, *, beside: bool) -> tuple[str, str]:
    """Two words side by side (or with one between): as seen from the second and from the first."""
    pair = f"{key(one)} {key(other)}"
    return ("B" + pair, "C" + pair) if beside else ("E" + pair, "D" + pair)


def cue_features(words: Sequence[str], cues: dict[int, list[str]], at: int) -> list[str]:
    """All features of the word `at`: whether it belongs to the telling of an act."""
    padded = ("^", *words, "$")
    here = at + 1
    found: list[str] = []
    for offset in OFFSETS:
        if 0 <= here + offset < len(padded):
            found += word_features(padded[here + offset], offset)
    near = range(max(0, at - REACH), min(len(words), at + REACH + 1))
    found += ["g" + key(words[i]) for i in near if i != at]
    for step in (1, 2):
        if here - step >= 0:
            found.append(pair_features(padded[here - step], padded[here], beside=step == 1)[0])
        if here + step < len(padded):
            found.append(pair_features(padded[here], padded[here + step], beside=step == 1)[1])
    return [*found, *("cue" + kind for kind in cues.get(at, ()))]


def type_features(words: Sequence[str], first: int, last: int, kinds: Iterable[str]) -> list[str]:
    """Features of a cue [first, last] that tell its kind; `kinds` are those of rules there."""
    low, high = max(0, first - _WIDE), min(len(words), last + _WIDE + 1)
    keys = [word[:_LONG] for word in words[low:high]]
    here, end, count = first - low, last - low, high - low  # the cue among the keys
    found = ["i" + form for word in words[first : last + 1] for form in forms(word)]
    found += [f"ib{keys[i]}_{keys[i + 1]}" for i in range(here, end)]
    for step in range(1, _NEAR + 1):
        if here >= step:
            found += [f"-{step}{keys[here - step]}", "n" + keys[here - step]]
        if end + step < count:
            found += [f"+{step}{keys[end + step]}", "n" + keys[end + step]]
    if here > 0:
        found.append(f"lb{keys[here - 1]}_{keys[here]}")
    if end + 1 < count:
        found.append(f"rb{keys[end]}_{keys[end + 1]}")
    found += ["g" + name for name in keys[:here] + keys[end + 1 :]]
    return [*found, *("cue" + kind for kind in kinds)]


_SIGNS: Final = {"<P>": "[party]", "<X>": "[name]", "<T>": "[time]", "<N>": "[number]"}
_TOLD: Final = re.compile(r"^(?:i[wabs]|ib|[-+]\d|lb|rb|n|g)")


def told_as(feature: str) -> str:
    """The words of a feature of `type_features`, for people.

    >>> told_as("iwsigned"), told_as("rbsigned_twelve"), told_as("cuesign")
    ('“signed”', '“signed twelve”', 'a rule for sign')
    """
    if feature.startswith("cue"):
        return f"a rule for {feature[3:].removeprefix('x')}"
    words = _TOLD.sub("", feature, count=1).replace("_", " ")
    for sign, name in _SIGNS.items():
        words = words.replace(sign, name)
    return f"“{words}”"


def status_features(words: Sequence[str], first: int, last: int, moods: Iterable[str]) -> list[str]:
    """Features of a cue that tell whether the act is done, planned or denied."""
    found: list[str] = []
    for word in words[first : last + 1]:
        found += ["i" + word, "is" + word[-3:], "it" + word[-4:]]
    end = words[last]
    found += ["l" + end, "ls" + end[-3:], "lt" + end[-4:], "lu" + end[-5:], "f" + words[first]]
    for step in range(1, 5):
        if first - step >= 0:
            found += [f"-{step}{words[first - step]}", "p" + words[first - step]]
        if last + step < len(words):
            after = words[last + step]
            found += [f"+{step}{after}", "q" + after, "qs" + after[-3:]]
    near = range(max(0, first - 8), min(len(words), last + 9))
    found += ["g" + key(words[i]) for i in near]
    return [*found, *("mood" + mood for mood in moods)]


def candidates(scene: Scene, memory: Memory) -> tuple[list[str], int]:
    """Who can play a part: the states and blocs of the sentence, then those named before it.

    Returns
    -------
    (codes, how many of them stand in the sentence)
    """
    codes = list(dict.fromkeys(code for party in scene.parties for code in party.codes))
    inside = len(codes)
    before = [code for code in reversed(memory.recent) if code not in codes][:_RECENT]
    codes += before
    if memory.main is not None and memory.main not in codes:
        codes.append(memory.main)
    return codes, inside


@dataclass(slots=True)
class _Cue:
    """What all candidates of one cue share."""

    words: Sequence[str]
    first: int
    last: int
    kind: str
    inside: int
    strangers: int
    left: list[Party]
    right: list[Party]

    near: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """What is said by the cue's own words and its neighbours."""
        words, last = self.words, self.last
        before = words[self.first - 1] if self.first else "^"
        after = words[last + 1] if last + 1 < len(words) else "$"
        self.near = (
            f"cl{words[last][-3:]}",
            f"cw{key(words[last])}",
            f"cf{key(words[self.first])}",
            f"pr{before}",
            f"nx{after}",
        )


def role_features(
    scene: Scene, words: Sequence[str], span: tuple[int, int], kind: str, memory: Memory
) -> dict[str, list[str]]:
    """For each candidate its features as a side of the act told by the words of `span`."""
    first, last = span
    codes, inside = candidates(scene, memory)
    left = [p for p in scene.parties if p.first <= first and p.last <= last]
    right = [p for p in scene.parties if p.first > first and not (p.last <= last and p in left)]
    strangers = min(2, _strangers(words)) if "<X>" in words else 0
    cue = _Cue(words, first, last, kind, min(3, inside), strangers, left[::-1], right)
    before = codes[inside:]
    found: dict[str, list[str]] = {}
    for number, code in enumerate(codes):
        if number < inside:
            found[code] = [*_beside(scene, cue, code, "L"), *_beside(scene, cue, code, "R")]
        else:
            found[code] = _absent(cue, before.index(code), main=code == memory.main)
        found[code] += _history(cue, code, memory, here=number < inside)
    return found


def _strangers(words: Sequence[str]) -> int:
    """How many names stand in a sentence that the reader does not know."""
    return sum(w == "<X>" and words[i - 1] != "<X>" for i, w in enumerate(words))


def _absent(cue: _Cue, rank: int, *, main: bool) -> list[str]:
    """A state that the sentence does not name: how long ago it was named."""
    a = f"A{rank}"
    return [
        f"{a}x{cue.strangers}{cue.inside}",
        f"{a}{main}n{cue.inside}",
        f"{a}{cue.kind}n{cue.inside}",
        a + "0" + cue.words[0],
        *[a + shared for shared in cue.near],
    ]


def _beside(scene: Scene, cue: _Cue, code: str, side: str) -> list[str]:
    """The nearest party of a state on one side of the cue."""
    parties = cue.left if side == "L" else cue.right
    place = next((i for i, p in enumerate(parties) if code in p.codes), None)
    if place is None:
        return []
    party, words = parties[place], cue.words
    gap = cue.first - party.last if side == "L" else party.first - cue.last
    between = (
        words[party.last + 1 : cue.first] if side == "L" else words[cue.last + 1 : party.first]
    )
    how = _cases(party.cases) + party.prep
    stand = f"{side}{min(place, 2)}{party is scene.parties[0]}"
    before = words[party.first - 1] if party.first else "^"
    after = words[party.last + 1] if party.last + 1 < len(words) else "$"
    kind = party.actors[-1].kind if party.actors else "home"
    return [
        f"{stand}{min(len(parties), 3)}{how}",
        stand + cue.kind,
        side + how + cue.kind,
        f"{side}d{_bucket(gap)}",
        f"{side}x{cue.strangers}{'<X>' in between}",
        f"{side}pw{before}",
        f"{side}nw{after}",
        f"{side}a{party.agent}{party.leader}{kind}",
        f"{stand}q{chr(34) in words[: cue.first]}{',' in between}",
        *[side + shared + how for shared in cue.near],
    ]


@cache
def _cases(cases: frozenset[str]) -> str:
    """Possible cases as one word."""
    return "|".join(sorted(cases)) if len(cases) < _CASES else "many"


@cache
def _bucket(gap: int) -> int:
    return max(edge for edge in _DISTANCES if edge <= max(0, gap))


def _history(cue: _Cue, code: str, memory: Memory, *, here: bool) -> list[str]:
    """Whether the state did or suffered what was told last."""
    if memory.last is None:
        return []
    sources, targets, kind = memory.last
    part = f"H{code in sources}{code in targets}{here}"
    return [f"{part}{cue.inside}", part + cue.kind, f"{part}{kind}_{cue.kind}"]
