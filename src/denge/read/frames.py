"""What the grammars share: the roles of an act, the pair between whom it happens, relatives."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from denge.read.scene import Act, Party, Scene

__all__ = [
    "FAR",
    "SYMMETRIC",
    "Roles",
    "both_parties",
    "relative_pronoun",
    "sides_between",
    "take_both",
    "take_pronoun",
    "take_sides",
]

SYMMETRIC: Final = frozenset({"symmetric", "mediate"})
FAR: Final = 8  # words; a party farther off is not the object by default
_NEAR_BOTH: Final = 25  # words between an act and its "between X and Y"


@dataclass(slots=True)
class Roles:
    """The parties of one act; `sure` falls with distance and weak cues."""

    source: Party | None = None
    target: Party | None = None
    sure: float = 0.9
    why: list[str] = field(default_factory=list)
    pronoun: bool = False
    loose: bool = False  # the target is only whoever else was named before

    def note(self, role: str, party: Party | None, how: str, cost: float = 0.0) -> None:
        """Say how a role was filled, and what that costs in certainty."""
        if party is not None:
            self.why.append(f"{role} {'+'.join(party.codes)}: {how}")
            self.sure -= cost

    def give(self, role: str, party: Party, how: str, cost: float = 0.0) -> None:
        """Fill a role and say how."""
        setattr(self, role, party)
        self.note(role, party, how, cost)


def both_parties(scene: Scene, roles: Roles, act: Act) -> bool:
    """`X ve Y arasında`, `between X and Y`: both parties of a symmetric act at once."""
    for hit in scene.table("both"):
        if scene.grammar.verb_final:
            side = [p for p in scene.parties if 0 < hit.first - p.last <= FAR]
        else:
            side = [p for p in scene.parties if 0 < p.first - hit.last <= 4][:2]
        if not side or abs(hit.first - act.head) > _NEAR_BOTH:
            continue
        if scene.grammar.verb_final and _pair_between(scene, side[-1].last, hit.first):
            continue
        if len(side[-1].codes) >= 2:
            roles.source = roles.target = side[-1]
            roles.note("both", side[-1], "between the two")
            return True
        if len(side) >= 2 and (side[-2].has("com") or scene.grammar.by_position):
            roles.source, roles.target = side[-2], side[-1]
            roles.note("both", side[-1], f"between it and {'+'.join(side[-2].codes)}")
            return True
    return False


def _pair_between(scene: Scene, low: int, high: int) -> bool:
    """`Катар екі елдің арасында`: between the two in force, not between those named before."""
    return any(low < pair.first < high for pair in scene.table("pair"))


def sides_between(scene: Scene, roles: Roles, act: Act) -> tuple[str, ...]:
    """Who stands on the two sides of a mediation; the mediator itself is still to be found."""
    if act.frame != "mediate" or not both_parties(scene, roles, act):
        return ()
    assert roles.source is not None
    assert roles.target is not None
    codes = tuple(dict.fromkeys((*roles.source.codes, *roles.target.codes)))
    roles.source, roles.target = None, replace(roles.target, codes=codes)
    return codes


def take_both(roles: Roles) -> None:
    """Two subjects of a symmetric act are each other's partner: `Egypt and Sudan agreed`."""
    if roles.source is not None and len(roles.source.codes) > 1:
        roles.give("target", roles.source, "both subjects")


def take_sides(scene: Scene, roles: Roles) -> None:
    """The two between whom somebody mediates, where the sentence coordinates them."""
    own = set(roles.source.codes) if roles.source else set()
    for party in scene.parties:
        if len(party.codes) > 1 and not own & set(party.codes):
            roles.give("target", party, "the two sides", 0.1)
            return


def take_pronoun(scene: Scene, act: Act, roles: Roles) -> bool:
    """`he met`, `он встретился`: the subject is the sentence's own, or the person in focus."""
    at = _pronoun_at(scene, act)
    if at is None:
        return False
    before = [
        p
        for p in scene.parties
        if p.last < at and p.leader and not p.prep and (p.has("nom") or not p.cases)
    ]
    if before:
        roles.give("source", before[0], "the subject before, as a pronoun", 0.05)
    else:
        roles.pronoun = True
    return True


def _pronoun_at(scene: Scene, act: Act) -> int | None:
    pronouns = scene.grammar.pronouns
    if not pronouns:
        return None
    low = 0 if act.hit.form.tense == "converb" else max(0, act.head - _PRONOUN)
    at = [i for i in range(low, act.head) if scene.folds[i] in pronouns]
    if not at or any(at[-1] < p.first < act.head and not p.prep for p in scene.parties):
        return None
    return at[-1]


_PRONOUN: Final = 5  # words between a pronoun and its verb


def relative_pronoun(scene: Scene, act: Act) -> int | None:
    """Index of a relative pronoun shortly before the act, whose antecedent is the subject."""
    if not scene.grammar.relative:
        return None
    for index in range(act.hit.first - 1, max(-1, act.hit.first - 4), -1):
        if scene.folds[index].startswith(scene.grammar.relative):
            return index
    return None
