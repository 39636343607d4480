"""What all grammars ask about a mood: the mood words near an act, and the act that governs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from denge.read.lexicon import Hit
    from denge.read.scene import Act, Scene

__all__ = ["cue", "drop", "governor"]


def drop(act: Act, why: str) -> None:
    """No event, and why."""
    act.dropped = True
    act.why.append(why)


def cue(scene: Scene, name: str, low: int, high: int) -> Hit | None:
    """A mood word of this kind among the words low..high."""
    for hit in scene.table("mood"):
        if hit.entry.id == name and low <= hit.first <= high:
            return hit
    return None


def governor(act: Act, others: list[Act], reach: int) -> Act | None:
    """The act that governs this one as its infinitive or object: `agreed to`, `rejected a`."""
    for other in others:
        if other.hit.entry.get("governs") and 0 < act.head - other.hit.last <= reach:
            return other
    return None
