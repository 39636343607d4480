"""Acts whose Russian wording sets the roles: calling in, ordering out, what is ahead of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from denge.read.frames import Roles
    from denge.read.scene import Act, Party, Scene

__all__ = ["ahead_of", "behind", "by_order", "by_summons"]


def by_summons(scene: Scene, act: Act, roles: Roles, parties: list[Party]) -> None:
    """`Посол Перу вызван в МИД Чили`: the ministry's state calls in the envoy's."""
    posts = scene.covered("envoy")
    hosts = [p for p in parties if p.prep in scene.grammar.places and p.last > act.hit.first]
    if not hosts and not act.hit.form.passive:
        hosts = [
            p for p in parties if p.has("nom") and not p.prep and p.agent and p.last < act.head
        ]
    guests = [p for p in parties if not hosts or set(p.codes) - set(hosts[0].codes)]
    envoys = [p for p in guests if not posts.isdisjoint(range(p.first, p.last + 1))]
    if hosts:
        roles.give("source", hosts[0], "who calls in")
    if envoys or guests:
        roles.give("target", (envoys or guests)[0], "who is called in", 0.0 if envoys else 0.2)


def by_order(roles: Roles, parties: list[Party], role: str) -> None:
    """`Послу Перу велено покинуть Чили`: to whom it is said, and the other state named."""
    told = [p for p in parties if not p.prep and p.has("dat")]
    if not told:
        return
    roles.give(role, told[0], "to whom the order goes")
    others = [p for p in parties if set(p.codes) - set(told[0].codes)]
    if others:
        other = "source" if role == "target" else "target"
        roles.give(other, others[0], "the other state of the order", 0.1)


def ahead_of(scene: Scene, act: Act, roles: Roles, parties: list[Party]) -> None:
    """`Премьеру Перу предстоит встреча с …`: whom it awaits stands in the dative."""
    if scene.folds[act.hit.first - 1].startswith("предсто") or scene.folds[
        act.hit.last + 1 : act.hit.last + 2
    ] == ["предстоит"]:
        to = [p for p in parties if p.has("dat") and not p.prep]
        if to:
            roles.give("source", to[0], "whom it awaits")


def behind(scene: Scene, act: Act, roles: Roles, right: list[Party]) -> bool:
    """`…, посредником выступает Оман`: the subject behind a verb that opens its clause."""
    opens = act.hit.first == 0 or scene.folds[act.hit.first - 1] == ","
    if act.frame != "mediate" or not opens:
        return False
    near = [p for p in right if p.has("nom") and not p.prep and p.first - act.hit.last <= 2]
    if near:
        roles.give("source", near[0], "subject behind the act")
    return bool(near)
