"""Who does it to whom: the frame of an act and the grammar of the language fill its roles.

A role that the clause leaves open is filled from the sentence, and what that rests on is said in
`why`. What the sentence does not say at all is lent by the thread (see `events`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.case_roles import case_roles
from denge.read.frames import Roles, take_sides
from denge.read.position_roles import position_roles
from denge.read.suffix_roles import suffix_roles

if TYPE_CHECKING:
    from collections.abc import Callable

    from denge.read.scene import Act, Party, Scene

__all__ = ["Roles", "find_roles"]

_GRAMMARS: Final[dict[str, Callable[[Scene, Act, dict[int, Act]], Roles]]] = {
    "verb_final": suffix_roles,
    "cases": case_roles,
    "positions": position_roles,
}


def find_roles(scene: Scene, act: Act, used: dict[int, Act]) -> Roles:
    """Source and target of an act in its sentence; None where the sentence does not say.

    `used` holds the parties that are already the object of an earlier act.
    """
    roles = _GRAMMARS[scene.grammar.order](scene, act, used)
    shot = act.type == "coerce" or act.hit.first in scene.covered("downed")
    if shot and act.hit.form.passive and roles.source is None:
        _where_done(scene, roles)
    if act.type == "expel" and scene.grammar.by_cases and roles.source is None and roles.target:
        _sent_from(act, scene, roles)
    if act.frame == "mediate" and roles.source is not None and roles.target is None:
        take_sides(scene, roles)
    return roles


def _where_done(scene: Scene, roles: Roles) -> None:
    """`В Иране задержан гражданин Франции`: who arrests is the state where it happens."""
    for party in scene.parties:
        if not _located(scene, party):
            continue
        if roles.target is None or set(party.codes) - set(roles.target.codes):
            roles.give("source", party, "the state where it was done, no agent named", 0.2)
            return


def _sent_from(act: Act, scene: Scene, roles: Roles) -> None:
    """`Дипломаты Перу высланы из Чили`: who sends them away is the state that they leave."""
    for party in scene.parties:
        other = roles.target is None or set(party.codes) - set(roles.target.codes)
        if party.prep == "из" and other and abs(party.first - act.head) <= _NEAR:
            roles.give("source", party, "the state that they leave", 0.1)
            return


_NEAR: Final = 5  # words between an expulsion and the state that is left


def _located(scene: Scene, party: Party) -> bool:
    if scene.grammar.verb_final:
        return party.has("loc")
    declined = party.has("loc") or not scene.grammar.by_cases
    return party.prep in scene.grammar.places and declined
