"""The choose page: both/and against either/or, as a threshold and never a winner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.brief.blocks import Chart, Paragraph, Section, Table
from denge.brief.choice import said
from denge.brief.sections.threshold import flips, not_identified, surface
from denge.choose.words import RULE_WORDS
from denge.core.errors import DengeError
from denge.web.draw import draw_grid
from denge.web.sheets.common import (
    Field,
    as_of_field,
    context_for,
    figures_section,
    page,
    state_field,
)
from denge.web.sheets.results import facts, figure_table, intervals, method_section

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.choose.result import ChooseResult
    from denge.web.sheet import Sheet

__all__ = ["choose"]


def choose(*, ledger: str | None, lang: str = "en", **options: Any) -> Sheet:
    """The comparison of strategies of one state."""
    from denge.choose import summary

    state, as_of = options.get("state") or "KAZ", options.get("as_of")
    horizon, draws = options.get("horizon") or "long", options.get("draws") or 2000
    gamma = options.get("gamma") or 0
    context, view = context_for(ledger, lang, state, as_of)
    w = context.words
    keep = {"lang": lang, "state": state, "as_of": as_of, "horizon": horizon, "draws": draws,
            "seed": options.get("seed"), "gamma": gamma}  # fmt: skip
    title = w.say("%(state)s: both/and or either/or?", state=w.state(state))
    fields = [
        state_field(w, state),
        as_of_field(w, as_of),
        Field("horizon", w.say("Horizon"), horizon, "select",
              (("short", w.say("one to two years")), ("long", w.say("one to ten years")))),
        Field("draws", w.say("Sampled worlds"), draws, "range", low=500, high=20000, step=500),
        Field("gamma", w.say("Band of curvature"), gamma, "range", low=0, high=3, step=1),
    ]  # fmt: skip
    lead = [Paragraph((w.say(
        "Shares of sampled worlds measure the assumptions that went in, not how often such worlds "
        "come about."
    ),), "lead")]  # fmt: skip
    try:
        result = summary(view, state, draws=draws, seed=options.get("seed") or 0, horizon=horizon)
    except DengeError as error:
        said = w.line("No data: %(why)s", why=context.phrase(str(error)))
        none = Section("none", w.say("No data"), (Paragraph(said, "warning"),))
        return page("choose", title, "/choose", keep, [none], lead=lead, fields=fields,
                    context=context)  # fmt: skip
    parts = _parts(context, result, gamma)
    data = {"state": state, "as_of": as_of, "figures": result.table()}
    return page("choose", title, "/choose", keep, parts, lead=lead, fields=fields,
                context=context, data=data)  # fmt: skip


def _parts(context: Context, result: ChooseResult, gamma: int) -> list[Section]:
    from denge.choose import summary

    w, figures = context.words, result.figures()
    texts = [said(w, result, f) for f in result.findings if f.key != "choose.not_identified"]
    told: list[Block] = [Paragraph((text,), "item") for text in texts if text]
    best = [f for f in figures if ".best." in f.id][:3]
    blocks: list[Block] = [facts(context, best), *told, not_identified(context, result)]
    where: list[Block] = [surface(context, result), flips(context, result)]
    where += [_band(context, result, gamma), _outcomes(context, result)]
    return [
        Section("answer", w.say("What can be said"), tuple(blocks)),
        Section("where", w.say("Where it flips"), tuple(where)),
        Section("rules", w.say("Rules of choice"), (_criteria(context, result),)),
        Section("figures-section", w.say("Figures"), (figure_table(context, figures),)),
        method_section(context, result, summary),
        figures_section(context, figures, w.say("Figures and their trails")),
    ]


def _band(context: Context, result: ChooseResult, gamma: int) -> Chart:
    """One band of curvature close up: shares of evenly spread inputs, verdicts of all three."""
    w, s = context.words, result.surface
    k = min(gamma, len(s.gamma) - 1)
    hazards = [w.percent(float(h), 1 if h < 0.1 else 0) for h in s.hazard]
    rows = [
        (w.percent(float(nu)), [float(v) for v in s.share[0, :, n, k]]) for n, nu in enumerate(s.nu)
    ]
    names = (
        w.say("part of the loss that a pole extracts"),
        w.say("forced choice, hazard a year"),
    )
    verdict = s.verdict[:, :, k]
    title = w.say(
        "Curvature %(gamma)s: more than half of the sampled worlds on %(most)s of this grid, less "
        "than half on %(few)s, however the inputs are spread",
        gamma=w.decimal(float(s.gamma[k]), 1),
        most=w.percent(float((verdict > 0).mean())),
        few=w.percent(float((verdict < 0).mean())),
    )
    note = w.say(
        "The area of a square is the share of sampled worlds in which both/and is best, inputs "
        "spread evenly; squares above one half are coloured."
    )
    return Chart(
        "surface-band",
        title,
        note,
        draw_grid(rows, hazards, w.percent, names, 760),
        draw_grid(rows, hazards, w.percent, names, 358),
        _band_table(context, result, k, title),
        note=note,
    )


def _band_table(context: Context, result: ChooseResult, k: int, title: str) -> Table:
    """Every cell of a band: its share, and what holds under all three ways."""
    w, s = context.words, result.surface
    words = {
        1: w.say("all three: more than half"),
        -1: w.say("all three: less than half"),
        0: w.say("open: the three ways do not agree"),
    }
    rows = tuple(
        (
            (w.percent(float(nu)),),
            (w.percent(float(h), 1 if h < 0.1 else 0),),
            (w.percent(float(s.share[0, i, n, k])),),
            (words[int(s.verdict[i, n, k])],),
        )
        for n, nu in enumerate(s.nu)
        for i, h in enumerate(s.hazard)
    )
    head = (
        w.say("part of the loss that a pole extracts"),
        w.say("forced choice, hazard a year"),
        w.say("inputs spread evenly"),
        w.say("What holds"),
    )
    return Table("table-surface-band", title, head, rows, (0, 1, 2))


def _outcomes(context: Context, result: ChooseResult) -> Chart:
    w = context.words
    rows = [(w.say(r.label), "home", r.outcome) for r in result.strategies]
    best = max(result.strategies, key=lambda r: r.outcome.median)
    title = w.say(
        "The outcomes overlap: the highest median (%(name)s) is no winner", name=w.say(best.label)
    )
    return intervals(context, "outcomes", rows, title=title)


def _criteria(context: Context, result: ChooseResult) -> Table:
    w = context.words
    place = {row.id: n for n, row in enumerate(result.strategies)}
    rows = tuple(
        (
            (w.say(RULE_WORDS.get(c.rule, c.rule)),),
            (w.say(result.strategy(c.picks).label),),
            (w.say("highest") if c.best == "high" else w.say("lowest"),),
            (w.value(c.scores[place[c.picks]], c.unit),),
            (w.unit(c.unit),),
        )
        for c in result.criteria
    )
    head = (w.say("Rule"), w.say("Picks"), w.say("Best is"), w.say("Value"), w.say("Unit"))
    about = next(f for f in result.findings if f.key.startswith("choose.criteria"))
    return Table("criteria", said(w, result, about) or "", head, rows, (3,))
