"""Renews the figures of `docs/explanation/both-and.md` from the model.

    python tools/build_both_and.py

Only what stands between the markers is written; the prose around it holds no figure of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import denge.record
from denge.choose.compare import compare
from denge.choose.parameters import Parameters, load_parameters
from denge.choose.words import percent, sentences

if TYPE_CHECKING:
    from denge.choose.result import ChooseResult, Finding

PAGE = Path(__file__).parents[1] / "docs/explanation/both-and.md"
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


def result(horizon: str, fixed: dict[str, float]) -> ChooseResult:
    """The command's own answer, with some assumptions held still."""
    parameters: Parameters = load_parameters().fixed(**fixed)
    view = denge.record.open().view(DAY)
    return compare("KAZ", view=view, as_of=DAY, horizon=horizon, parameters=parameters)


def span(shares: dict) -> str:
    values = [share.value for share in shares.values()]
    low, high = percent(min(values)), percent(max(values))
    return low if low == high else f"{low.removesuffix(' %')}-{high}"


def variants() -> str:
    head = "| assumption | best of all | beats West | beats Russia | beats China | fails |"
    rows = [head, "|---|---|---|---|---|---|"]
    for name, (horizon, fixed) in VARIANTS.items():
        found = result(horizon, fixed)
        cells = [span(found.best), *(span(found.beats[rival]) for rival in found.against)]
        rows.append(f"| {name} | {' | '.join(cells)} | {percent(found.box.base)} |")
    return "\n".join(rows)


def printed() -> str:
    """The sentences of the command that the table and the prose do not hold already."""
    found = result("long", {})
    kept = tuple(f for f in found.findings if not f.key.startswith(LEFT) or _of_all(f))
    return "\n".join(f"> - {text}" for text in sentences(replace(found, findings=kept)))


def _of_all(finding: Finding) -> bool:
    return finding.values.get("rival") == "all"


def renewed(text: str) -> str:
    """The page with the parts between markers replaced."""
    for name, part in (("printed", printed()), ("variants", variants())):
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        text, count = re.subn(pattern, lambda m, p=part: f"{m[1]}{p}\n{m[2]}", text, flags=re.S)
        if count != 1:
            raise SystemExit(f"{PAGE} has {count} parts marked {name!r}; it needs one")
    return text


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
