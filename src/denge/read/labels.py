"""Statuses: the labels that a text gives to the relation of two states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.core.reading import Status
from denge.read.amounts import only_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.read.lexicon import Hit
    from denge.read.scene import Scene
    from denge.read.thread import Thread

__all__ = ["read_statuses"]


def read_statuses(scene: Scene, thread: Thread, text: str) -> list[Status]:
    """Relationship labels that somebody uses, signs or confirms of two states."""
    if "modifier" not in scene.hits:
        return []
    statuses: list[Status] = []
    for label, first, last in _labels(scene):
        use = [h for h in scene.table("label_use") if -6 <= h.head - last <= 7]
        if not use:
            continue
        pairs = _labelled(scene, thread, first)
        span = scene.text_between(first, last)
        statuses.extend(
            Status(
                quote=text[span[0] : span[1]],
                quote_span=span,
                rule=f"{scene.lang}.status",
                confidence=0.8 if scene.parties else 0.65,
                parties=pair,
                label=label,
                speaker=_labeller(scene, use),
                instrument=_document(scene, last, text),
                why=(f"label “{text[span[0] : span[1]]}”, {scene.folds[use[0].first]}",),
            )
            for pair in pairs
        )
    return statuses


def _labeller(scene: Scene, use: Sequence[Hit]) -> str | None:
    """Who uses the label: the subject, where a verb of naming does it."""
    if not any(hit.entry.get("names") for hit in use):
        return None
    for party in scene.parties:
        if party.agent and not party.prep and (party.has("nom") or not party.cases):
            return party.codes[0]
    return None


def _document(scene: Scene, last: int, text: str) -> str | None:
    """The declaration or treaty that carries the label, where it stands right behind it."""
    for hit in scene.table("instrument"):
        if 0 < hit.first - last <= 2:
            start, end = scene.text_between(hit.first, hit.last)
            return text[start:end]
    return None


def _labels(scene: Scene) -> list[tuple[str, int, int]]:
    """Labels put together from modifiers and heads: (snake_case, first word, last word)."""
    modifiers = {h.first: h for h in scene.table("modifier")}
    heads = {h.first: h for h in scene.table("label")}
    ands = {h.first for h in scene.table("label_and")}
    found: list[tuple[str, int, int]] = []
    index = 0
    while index < len(scene.folds):
        if index not in modifiers:
            index += 1
            continue
        first = index
        words: list[str] = []
        while index in modifiers:
            words.append(modifiers[index].entry.id)
            index += 1
        if index not in heads:
            index += 1
            continue
        words.append(heads[index].entry.id)
        last = index
        if index + 2 < len(scene.folds) and index + 1 in ands and index + 2 in heads:
            words += ["and", heads[index + 2].entry.id]
            last = index + 2
        found.append(("_".join(dict.fromkeys(words)), first, last))
        index = last + 1
    return found


def _labelled(scene: Scene, thread: Thread, near: int) -> list[tuple[str, str]]:
    codes = list(
        dict.fromkeys(c for p in scene.parties if not only_place(scene, p) for c in p.codes)
    )
    if len(codes) == 2:
        return [(codes[0], codes[1])]
    if len(codes) > 2:
        owner = min(scene.parties, key=lambda p: abs(p.first - near)).codes[0]
        return [(owner, code) for code in codes if code != owner]
    if thread.pair is not None and (not codes or codes[0] in thread.pair):
        return [thread.pair]
    if codes and thread.focus and thread.focus != codes[0]:
        return [(codes[0], thread.focus)]
    return []
