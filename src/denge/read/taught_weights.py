"""The tables of what was learned from passages coded by hand, one set a language.

`catalogue/lexicon/LANG/taught/` holds four tables of weights (`cues`, `types`, `statuses`,
`roles`: a feature and its weight, or a weight for each class that has one) and `taught.toml` with
the constants, the threshold and the shares right. `tools/teach_reader.py` makes them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from denge.core.catalogue import catalogue_path, read_toml
from denge.core.errors import UnknownName
from denge.read.taught_features import OFFSETS, key, word_features

if TYPE_CHECKING:
    from collections.abc import Iterable
__all__ = ["Classes", "Taught", "Weighed", "taught"]

_Pairs = dict[str, tuple[float, float]]
Weighed = tuple[
    float, float, float, float, float, float, float, float, str, _Pairs, _Pairs
]  # fmt: skip

_CACHE: Final = 100_000  # words and features whose weights are kept


class Classes:
    """Weights of several classes: `names`, their constants, and a row of weights a feature.

    Parameters
    ----------
    names : tuple[str, ...]
    constants : tuple[float, ...]
    rows : dict[str, str]
        For each feature `3:0.42 7:-0.1`: places of classes and their weights; read when first met.
    """

    def __init__(
        self, names: tuple[str, ...], constants: tuple[float, ...], rows: dict[str, str]
    ) -> None:
        self.names, self.constants, self.rows = names, constants, rows
        self._weights: dict[str, tuple[tuple[int, float], ...]] = {}

    def scores(self, features: Iterable[str]) -> list[float]:
        """The sum of the weights of each class; each feature counts once."""
        known = self._weights
        total = list(self.constants)
        for feature in dict.fromkeys(features):
            weights = known.get(feature)
            if weights is None:
                weights = self._read(feature)
            for place, weight in weights:
                total[place] += weight
        return total

    def strongest(self, features: Iterable[str], name: str, count: int) -> list[tuple[str, float]]:
        """The features that speak most for a class, with their weights.

        >>> Classes(("a", "b"), (0.0, 0.0), {"x": "0:1.5", "y": "1:2.0"}).strongest("xy", "a", 3)
        [('x', 1.5)]
        """
        place = self.names.index(name)
        weights = {f: dict(self._read(f)).get(place, 0.0) for f in features}
        order = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        return [(feature, weight) for feature, weight in order[:count] if weight > 0]

    def _read(self, feature: str) -> tuple[tuple[int, float], ...]:
        """The places and weights of a feature; none for one that was not learned."""
        if len(self._weights) >= _CACHE:
            self._weights.clear()
        parts = (part.partition(":") for part in self.rows.get(feature, "").split())
        found = self._weights[feature] = tuple((int(p), float(w)) for p, _, w in parts)
        return found


@dataclass(slots=True)
class Taught:
    """What was learned for one language.

    Attributes
    ----------
    settings : dict
        Constants and thresholds, as in `taught.toml`.
    cues : dict[str, float]
        Weights of the features of a word that belongs to the telling of an act.
    types, statuses, roles : Classes
    constant : float
        What every word begins with.
    places : dict[str, Weighed]
        For each word met its weights at each distance of `OFFSETS` from a cue, that of its
        presence, its key, and for the keys of words that follow it side by side, and with one
        between, the weights of the first and the second.
    """

    settings: dict[str, Any]
    cues: dict[str, float]
    types: Classes
    statuses: Classes
    roles: Classes
    constant: float = 0.0
    places: dict[str, Weighed] = field(default_factory=dict)
    pairs: dict[str, tuple[_Pairs, _Pairs]] = field(default_factory=dict)
    _order: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.constant = self.settings["constant"]
        self._order = sorted(self.cues)

    def _of_key(self, name: str) -> tuple[_Pairs, _Pairs]:
        """Weights of a key with those behind it: side by side, and with one between."""
        found = self.pairs.get(name)
        if found is None:
            found = self.pairs[name] = self._pairs(name, "C", "B"), self._pairs(name, "D", "E")
        return found

    def _pairs(self, name: str, first: str, second: str) -> _Pairs:
        """The pairs of a key, by the names that `pair_features` gives them."""
        ones, others = self._begun(f"{first}{name} "), self._begun(f"{second}{name} ")
        keys = dict.fromkeys((*ones, *others))
        return {key: (ones.get(key, 0.0), others.get(key, 0.0)) for key in keys}

    def _begun(self, prefix: str) -> dict[str, float]:
        """The weights of the features that begin so, by the rest of their names."""
        order = self._order
        low = high = bisect_left(order, prefix)
        while high < len(order) and order[high].startswith(prefix):
            high += 1
        return {name[len(prefix) :]: self.cues[name] for name in order[low:high]}

    def of_rule(self, kind: str) -> float:
        """The weight of a kind of act that a rule finds at a word."""
        return self.cues.get("cue" + kind, 0.0)

    def word(self, word: str) -> Weighed:
        """What is known of a word, weighed when it is first met."""
        found = self.places.get(word)
        if found is not None:
            return found
        if len(self.places) >= _CACHE:
            self.places.clear()
            self.pairs.clear()
        get = self.cues.get
        a, b, c, d, e, f, g = (sum(get(x, 0.0) for x in word_features(word, o)) for o in OFFSETS)
        name = key(word)
        beside, apart = self._of_key(name)
        present = get("g" + name, 0.0)
        found = self.places[word] = (a, b, c, d, e, f, g, present, name, beside, apart)
        return found


def _table(lang: str, name: str) -> dict[str, str]:
    text = catalogue_path(f"catalogue/lexicon/{lang}/taught/{name}.tsv").read_text("utf-8")
    cells = text.replace("\n", "\t").split("\t")
    return dict(zip(cells[::2], cells[1::2], strict=False))  # behind the last line end stands ""


@cache
def taught(lang: str) -> Taught | None:
    """What was learned for a language; None where nothing was."""
    try:
        settings = read_toml(f"catalogue/lexicon/{lang}/taught/taught.toml")
    except UnknownName:
        return None
    classes = {
        name: Classes(tuple(given["names"]), tuple(given["constants"]), _table(lang, name))
        for name, given in settings["classes"].items()
    }
    cues = {feature: float(weight) for feature, weight in _table(lang, "cues").items()}
    return Taught(settings, cues, classes["types"], classes["statuses"], classes["roles"])
