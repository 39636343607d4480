"""Roles of a passive: its subject suffers, `by` names who acts, a place whose seat it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.frames import Roles
from denge.read.position_subject import find_subject

if TYPE_CHECKING:
    from denge.read.scene import Act, Party, Scene

__all__ = ["passive_roles"]

_SEAT: Final = frozenset({"in", "at", "to", "before", "posted"})  # before the place of a ministry
_LEFT: Final = frozenset({"leave", "quit"})  # told to leave Peru
_NEXT: Final = 2  # words between an act and a party that belongs to it


def passive_roles(
    scene: Scene, act: Act, roles: Roles, right: list[Party], used: dict[int, Act]
) -> None:
    """Fill the roles of a passive; what is left open is lent by the thread."""
    patient = Roles()
    find_subject(scene, act, patient, used)
    if act.hit.entry.get("own"):
        roles.source = patient.source
        _recalled(scene, act, roles)
        return
    if act.hit.entry.get("passive"):
        patient = Roles()
    agent = next((p for p in right if p.prep == "by"), None)
    if act.frame == "symmetric":
        roles.source = agent
        other = next((p for p in scene.parties if p.prep == "with"), None)
        if agent is not None and other is not None and other is not agent:
            roles.give("target", other, "with whom")
            return
        both = agent if agent is not None and len(agent.codes) > 1 else patient.source
        if both is not None and len(both.codes) > 1:
            roles.source = roles.target = both
        return
    if act.hit.entry.get("passive"):
        _turned(scene, act, roles, agent)
        return
    roles.source, roles.target = agent, patient.source
    roles.note("source", agent, "agent of the passive")
    roles.note("target", roles.target, "subject of the passive")
    if agent is None and act.hit.entry.get("host"):
        _host(scene, roles)
    elif agent is None and act.type == "expel":
        near = act.hit.last + _NEXT if scene.folds[act.hit.last] in _LEFT else -1
        roles.source = next((p for p in right if p.prep == "from" or p.first <= near), None)
        posts = [p for p in scene.parties if p.prep == "posted" and p.last < act.hit.first]
        roles.source = roles.source or next(iter(posts), None)
        roles.note("source", roles.source, "the state that they had to leave")
    elif agent is None:
        others = [
            p
            for p in right
            if (roles.target is None or set(p.codes) - set(roles.target.codes))
            and (act.type == "coerce" or p.prep not in scene.grammar.places)
        ]
        if others and act.type in {"assault", "coerce", "protest", "criticise"}:
            roles.source = others[0]
            roles.note("source", others[0], "the other party of a passive", 0.3)


def _turned(scene: Scene, act: Act, roles: Roles, agent: Party | None) -> None:
    """`Aid was sent to Nepal by India`, `India's restrictions on Nepal were lifted`."""
    owner = [p for p in scene.parties if 0 <= act.hit.first - p.last - 1 <= _NEXT and not p.prep]
    source = agent or (owner[-1] if owner else None)
    if source is not None:
        roles.give("source", source, "agent of the passive" if agent else "whose act it is")
    slots = tuple(act.hit.entry.get("to", ()))
    own = set(roles.source.codes) if roles.source else set()
    open_to = [
        (max(0, p.first - act.hit.last) + 2 * slots.index(p.prep), p.first, p)
        for p in scene.parties
        if p.first > act.hit.first and p.prep in slots and p.prep != "by" and set(p.codes) - own
    ]
    if open_to:
        target = min(open_to, key=lambda item: item[:2])[2]
        roles.give("target", target, f"slot {target.prep}")


def _recalled(scene: Scene, act: Act, roles: Roles) -> None:
    """`Peru's ambassador to Chile was recalled`: where he was posted is the target."""
    slots = act.hit.entry.get("to", ())
    own = set(roles.source.codes) if roles.source else set()
    posts = [p for p in scene.parties if p.prep in slots and not own & set(p.codes)]
    if posts:
        roles.give("target", posts[0], "where the envoy is posted")


def _host(scene: Scene, roles: Roles) -> None:
    """`In Lima the ambassador was summoned`, `summoned to the ministry`: whose seat it is."""
    own = set(roles.target.codes) if roles.target else set()
    seats = [p for p in scene.parties if p.prep in _SEAT and not own & set(p.codes)]
    if seats:
        roles.give("source", seats[0], "where the envoy was called to", 0.1)
