"""Renews the figures of the page on both/and and of the reference to its model.

    python tools/build_both_and.py

Only what stands between the markers is written; the prose around it holds no figure of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import denge.record
from denge.choose.compare import compare
from denge.choose.follow import follow
from denge.choose.ledger_stakes import started
from denge.choose.parameters import Parameters, load_parameters
from denge.choose.room import room_by_scenario
from denge.choose.state_file import exposure
from denge.choose.words import percent, sentences

if TYPE_CHECKING:
    from denge.choose.result import ChooseResult, Finding
    from denge.choose.room import Room

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "explanation/both-and.md"
REFERENCE = DOCS / "reference/choose-model.md"
DAY = date(2025, 11, 19)
LEFT = ("choose.share.", "choose.not_identified", "choose.stability.")  # told elsewhere on the page
VARIANTS: dict[str, tuple[str, dict[str, float]]] = {
    "as shipped, one to ten years": ("long", {}),
    "as shipped, one to two years": ("short", {}),
    "poles never extract anything (bargaining weight 0)": ("long", {"nu": 0.0}),
    "poles extract all they could take (bargaining weight 1)": ("long", {"nu": 1.0}),
    "coercion hardly follows tension": ("long", {"h1": 1.0}),
    "coercion follows tension closely": ("long", {"h1": 5.0}),
    "a choice is forced in most years": ("long", {"f0": 1.0}),
    "engagement has strongly falling returns (curvature 0.2)": ("long", {"gamma": 0.2}),
    "engagement has no falling returns (curvature 1)": ("long", {"gamma": 1.0}),
    "pledges bring nothing": ("long", {"pledge_yield": 0.0}),
    "full sanctions cut trade by 86 % (kappa 2)": ("long", {"kappa": 2.0}),
}
# The rows of the one page, in its words.
SHORT = {
    "as shipped, one to ten years": "as assumed, over ten years",
    "as shipped, one to two years": "as assumed, over two years",
    "poles never extract anything (bargaining weight 0)": "powers never extract anything",
    "poles extract all they could take (bargaining weight 1)": "powers extract all they could",
    "engagement has strongly falling returns (curvature 0.2)": "a little attention buys most",
    "engagement has no falling returns (curvature 1)": "attention pays in proportion",
    "pledges bring nothing": "pledges bring nothing",
}


@cache
def _result(horizon: str, fixed: tuple[tuple[str, float], ...]) -> ChooseResult:
    parameters: Parameters = load_parameters().fixed(**dict(fixed))
    view = denge.record.open().view(DAY)
    return compare("KAZ", view=view, as_of=DAY, horizon=horizon, parameters=parameters)


def result(horizon: str, fixed: dict[str, float]) -> ChooseResult:
    """The command's own answer, with some assumptions held still."""
    return _result(horizon, tuple(fixed.items()))


def span(shares: dict) -> str:
    values = [share.value for share in shares.values()]
    low, high = percent(min(values)), percent(max(values))
    return low if low == high else f"{low.removesuffix(' %')}-{high}"


def _table(names: dict[str, str], first: str) -> str:
    rows = [f"| {first} | best of all | beats West | beats Russia | beats China | fails |"]
    rows.append("|---|---|---|---|---|---|")
    for name, shown in names.items():
        horizon, fixed = VARIANTS[name]
        found = result(horizon, fixed)
        cells = [span(found.best), *(span(found.beats[rival]) for rival in found.against)]
        rows.append(f"| {shown} | {' | '.join(cells)} | {percent(found.box.base)} |")
    return "\n".join(rows)


def variants() -> str:
    return _table({name: name for name in VARIANTS}, "assumption")


def short() -> str:
    note = (
        'Shares of sampled worlds, lowest to highest of the three ways; "fails" is losing more '
        f"than {result('long', {}).fails_by:g} % of GDP a year to the best alignment."
    )
    return f"{_table(SHORT, 'if')}\n\n{note}"


def today() -> str:
    """What the shares, the rules of choice and the room come to, each under all three spreads."""
    found = result("long", {})
    names = {"align_west": "the West", "align_russia": "Russia", "align_china": "China"}
    alone = "; ".join(
        f"against {names[r]} alone in {span(found.beats[r])}, {_holds(found, r)}"
        for r in found.against
    )
    best = (
        f"Both/and beats every alignment at once in {span(found.best)} of the sampled worlds, "
        f"{_holds(found, 'all')}; {alone}."
    )
    return "\n".join(f"- {text}" for text in (best, _agreement(found), _room(), _watched()))


def _agreement(found: ChooseResult) -> str:
    """Whether the rules of choice agree, by the finding of the comparison."""
    keys = {f.key for f in found.findings}
    told = f"(Kendall's W {found.concordance:.2f}; 1 is full agreement)"
    if "choose.criteria.disagree" in keys:
        return f"The rules of choice do not agree on an order {told}, so no winner is named."
    return f"The rules of choice largely agree {told}."


def _room() -> str:
    """How much of all mixes stays affordable in calm and in tense worlds."""
    calm, tense = (rooms()[band, 10] for band in ("detente", "break"))
    return (
        f"Room for manoeuvre: of all ways to spread the effort, {percent(calm.size)} cost at most "
        f"{calm.loss:g} % of GDP a year in {percent(calm.share)} of calm worlds ten years on, "
        f"{percent(tense.size)} in tense ones."
    )


def _holds(found: ChooseResult, rival: str) -> str:
    words = {
        "most": "more than half however spread",
        "few": "less than half however spread",
        "depends": "which says nothing, as it turns on the spread",
    }
    key = next(
        f.key
        for f in found.findings
        if f.key.startswith("choose.share.") and f.values["rival"] == rival
    )
    return words[key.rpartition(".")[2]]


@cache
def followed() -> tuple:
    return follow(denge.record.open().view(DAY), "KAZ", DAY, draws=4_000)


def _watched() -> str:
    """Whether a rule that watches tension manages the risk, in one sentence."""
    shelter = next(row for row in followed() if row.id == "shelter")
    verbs = {"pays": "pays", "costs": "costs more than it saves", "open": "neither pays nor costs"}
    verb = verbs[shelter.finding.key.rpartition(".")[2]]
    lead = f"{shelter.lead:+.2f} ± {2 * shelter.lead_error:.2f}".replace("-", "−")
    return (
        "A rule that shelters with one power while tension runs high, and comes back after, "
        f"{verb}: {lead} % of GDP a year."
    )


def rules() -> str:
    rows = ["| rule | lead, % of GDP a year | better in | changes of course |", "|---|---|---|---|"]
    rows += [
        f"| {row.label} | {row.lead:+.2f} ± {2 * row.lead_error:.2f} | {percent(row.better.value)} "
        f"| {row.moves:.1f} |"
        for row in followed()
    ]
    return "\n".join(rows)


@cache
def rooms() -> dict[tuple[str, int], Room]:
    parameters, view = load_parameters(), denge.record.open().view(DAY)
    stakes = exposure("KAZ", view, DAY, parameters=parameters)
    return room_by_scenario(started(parameters, view, DAY), stakes)


def room() -> str:
    found = rooms()
    years = sorted({year for _, year in found})
    rows = [f"| tension | {' | '.join(f'year {y}' for y in years)} |", "|---" * 4 + "|"]
    for band in dict.fromkeys(name for name, _ in found):
        cells = (found[band, year] for year in years)
        shown = " | ".join(
            f"{percent(r.size)} [{percent(r.size_low)}, {percent(r.size_high)}]" for r in cells
        )
        rows.append(f"| {band} | {shown} |")
    return "\n".join(rows)


def printed() -> str:
    """The sentences of the command that the table and the prose do not hold already."""
    found = result("long", {})
    kept = tuple(f for f in found.findings if not f.key.startswith(LEFT) or _of_all(f))
    return "\n".join(f"> - {text}" for text in sentences(replace(found, findings=kept)))


def _of_all(finding: Finding) -> bool:
    return finding.values.get("rival") == "all"


PARTS: dict[Path, dict[str, Callable[[], str]]] = {
    PAGE: {"today": today, "short": short},
    REFERENCE: {"printed": printed, "variants": variants, "room": room, "rules": rules},
}


def renewed(path: Path) -> str:
    """A page with the parts between its markers replaced."""
    text = path.read_text("utf-8")
    for name, part in PARTS[path].items():
        pattern, new = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", part()
        text, count = re.subn(pattern, lambda m, p=new: f"{m[1]}{p}\n{m[2]}", text, flags=re.S)
        if count != 1:
            raise SystemExit(f"{path} has {count} parts marked {name!r}; it needs one")
    return text


if __name__ == "__main__":
    for page in PARTS:
        page.write_text(renewed(page), "utf-8")
