"""Russian phrases: adjectives, names behind titles, genitives, what a preposition governs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from denge.read.grammar import grammar

if TYPE_CHECKING:
    from denge.read.scene import Scene

__all__ = ["adjective", "governed", "names_after", "owned", "within"]


def _capital(scene: Scene, index: int) -> bool:
    return scene.tokens[index].text[:1].isupper()


def adjective(fold: str) -> bool:
    """Whether a Russian word between a state's adjective and its noun may be one too."""
    return fold in _CLOSE or fold.endswith(_ADJECTIVES)


_CLOSE: Final = frozenset({"-", "–"})
_ADJECTIVES: Final = (
    "ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие", "ого", "его", "ому", "ему", "ым", "им",
    "ом", "ем", "ую", "юю", "ых", "их", "ыми", "ими", "ей",
)  # fmt: skip


def names_after(scene: Scene, end: int, limit: int) -> int:
    """`министр Перу Ана Руис`: the last word of the name that follows a title and its state."""
    last = end
    while last + 1 < min(limit, end + _NAME) and _capital(scene, last + 1):
        if last + 1 in scene.heads or scene.folds[last + 1] in scene.grammar.prepositions:
            break
        last += 1
    return last


_NAME: Final = 4  # words of a name, and one


@cache
def _free(lang: str) -> frozenset[str]:
    """Words that own no name behind them."""
    words = grammar(lang)
    return words.prepositions | words.breaks | words.ands | words.parting | words.adverbs


def owned(scene: Scene, first: int) -> bool:
    """`возвращение Сирии`: right behind a noun a name stands in its genitive."""
    before = first - 1
    if before < 0 or not _capital(scene, first):
        return False
    if before in scene.timed or before in scene.verbs or before in scene.verb_ends:
        return False
    word, fold = scene.tokens[before].text, scene.folds[before]
    if not word[:1].islower() or len(fold) <= _SHORT or fold in _free(scene.lang):
        return False
    return fold.endswith(_NOUNS) or not fold.endswith(_UNLIKE)


_SHORT: Final = 3  # letters of a small word
_NOUNS: Final = ("ние", "тие", "вие", "ия", "ство", "нием", "ением")
_VERBAL: Final = (
    "л", "ла", "ло", "ли", "лся", "лась", "лось", "лись", "ет", "ит", "ют", "ут", "ят", "ат", "ть",
    "ся", "в", "ая", "яя", "уя", "но", "ше", "о",
)  # fmt: skip
_UNLIKE: Final = (*_ADJECTIVES, *_VERBAL)


@cache
def _governs(lang: str) -> dict[str, frozenset[str]]:
    table = grammar(lang).governs
    return {prep: frozenset(cases.split("|")) for preps, cases in table for prep in preps}


def governed(scene: Scene, start: int, prep: str, cases: frozenset[str]) -> str:
    """The preposition if it can govern a phrase in one of these cases: `до этого премьер …`."""
    if start and scene.folds[start - 1] == prep:
        return prep
    wanted = _governs(scene.lang).get(prep)
    return "" if wanted is not None and cases and cases.isdisjoint(wanted) else prep


def within(scene: Scene, first: int, cases: frozenset[str]) -> str:
    """`на юге Перу`, `в небе Перу`: the preposition of the part that lies in a state; "" else."""
    if first < _PART or not cases & {"gen"} or scene.folds[first - 1] not in scene.grammar.regions:
        return ""
    before = scene.folds[first - _PART]
    return before if before in scene.grammar.places else ""


_PART: Final = 2  # words of a preposition and a part
