"""The options: both/and against each alignment, as shares of sampled worlds and never a winner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Chart, Paragraph, Section, Table
from denge.brief.choice import HOLDS, said
from denge.brief.context import RIVALS
from denge.brief.draw.intervals import Bar, draw_intervals
from denge.brief.draw.svg import text_width
from denge.brief.evidence import Unavailable
from denge.brief.sections.threshold import INPUTS, flips, not_identified, surface

if TYPE_CHECKING:
    from denge.brief.blocks import Line
    from denge.brief.context import Context
    from denge.choose.result import ChooseResult, Share

__all__ = ["options"]

DRAWS = 20_000  # the standard error of a share is then below 0.005
MEASURES = {"uniform": "uniform", "log-uniform": "log_uniform", "beta(2,2)": "beta22"}


def options(context: Context) -> Section | None:
    """Where the stakes of the state are known, and the text speaks of balance or there is none."""
    balance = any(c.rule["kind"] == "balance" for c in context.weighed)
    if context.evidence is None or (context.reading is not None and not balance):
        return None
    result = context.evidence.result("choose", draws=DRAWS)
    if isinstance(result, Unavailable):
        return None
    w = context.words
    warning = w.say(
        "A share of sampled worlds measures the assumptions that went in. It does not say how often"
        " such worlds come about, and %(n)s of the inputs can be estimated by nobody.",
        n=w.decimal(len(result.not_identified), 0),
    )
    title = w.say("Both/and, or one side?")
    blocks = (
        *_told(context, result, "choose.criteria", "choose.mix"),
        Paragraph((warning,), "warning"),
        _chart(context, result),
        surface(context, result),
        flips(context, result),
        not_identified(context, result),
        *_told(context, result, "choose.box", "choose.sanctions"),
    )
    return Section("options", title, blocks)


def _told(context: Context, result: ChooseResult, *stems: str) -> list[Paragraph]:
    """Findings of these kinds as sentences, agreement of the rules first."""
    found = [f for f in result.findings if f.key.startswith(stems)]
    texts = [said(context.words, result, f) for f in found]
    return [Paragraph((text,)) for text in texts if text]


def _cases(result: ChooseResult) -> dict[str, dict[str, Share]]:
    return {"all": result.best, **result.beats}


def _chart(context: Context, result: ChooseResult) -> Chart:
    w = context.words
    bars = []
    for rival, shares in _cases(result).items():
        values = sorted(share.value for share in shares.values())
        shown = f"{w.percent(values[0])}–{w.percent(values[-1])}"
        name = w.say(RIVALS.get(rival, rival))
        bars.append(Bar(name, "home", values[1], values[0], values[-1], shown))
    label = max(text_width(bar.name, 13) for bar in bars) + 22
    line = (0.5, w.say("half of the sampled worlds"))

    def draw(width: int, limit: float):
        return draw_intervals(bars, 0.0, 1.0, w.percent, width, min(label, limit), line)

    return Chart(
        "options-chart",
        _title(context, result),
        w.say("A bar from the lowest to the highest share over three ways to spread the inputs."),
        draw(760, 240),
        draw(358, 130),
        _twin(context, result),
    )


def _title(context: Context, result: ChooseResult) -> str:
    w = context.words
    values = [share.value for share in result.best.values()]
    return w.say(
        "Both/and beats every alignment at once in %(low)s to %(high)s of the sampled worlds",
        low=w.percent(min(values)),
        high=w.percent(max(values)),
    )


def _twin(context: Context, result: ChooseResult) -> Table:
    w = context.words
    holds = {f.values.get("rival"): f.key for f in result.findings if f.key in HOLDS}
    rows = []
    for rival in _cases(result):
        row: list[Line] = [(w.say(RIVALS.get(rival, rival)),)]
        for measure in MEASURES.values():
            case = "best" if rival == "all" else f"beats.{rival}"
            row.append((context.ref(result.figure(f"choose.{result.horizon}.{case}.{measure}")),))
        row.append((w.say(HOLDS[holds[rival]]) if rival in holds else "",))
        rows.append(tuple(row))
    head = (w.say("Both/and against"), *(w.say(m) for m in INPUTS.values()), w.say("What holds"))
    caption = w.say("Share of sampled worlds in which both/and is better, in the long run")
    return Table("table-options", caption, head, tuple(rows), (1, 2, 3))
