"""The choose page: both/and against either/or, as a threshold and never a winner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.brief.blocks import Chart, Paragraph, Section, Table, Verbatim
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
    from denge.choose.words import sentences

    w = context.words
    figures = result.figures()
    told: list[Block] = [
        Paragraph((context.phrase(s) if w.lang != "en" else Verbatim(s, "en"),), "item")
        for s in sentences(result)
    ]
    best = [f for f in figures if ".best." in f.id][:3]
    blocks: list[Block] = [facts(context, best), *told]
    where: list[Block] = [_surface(context, result, gamma), _outcomes(context, result)]
    return [
        Section("answer", w.say("What can be said"), tuple(blocks)),
        Section("where", w.say("Where it flips"), tuple(where)),
        Section("rules", w.say("Rules of choice"), (_criteria(context, result),)),
        Section("figures-section", w.say("Figures"), (figure_table(context, figures),)),
        method_section(context, result, summary),
        figures_section(context, figures, w.say("Figures and their trails")),
    ]


def _surface(context: Context, result: ChooseResult, gamma: int) -> Chart:
    w = context.words
    s = result.surface
    k = min(gamma, len(s.gamma) - 1)
    share = s.share[0, :, :, k]  # (hazard, nu)
    hazards = [w.percent(float(h), 1 if h < 0.1 else 0) for h in s.hazard]
    rows = [(w.decimal(float(nu), 1), [float(v) for v in share[:, n]]) for n, nu in enumerate(s.nu)]
    names = (w.say("bargaining weight"), w.say("hazard of a forced choice, a year"))
    above = float((share > 0.5).mean())
    title = w.say(
        "Both/and is best in more than half of the sampled worlds on %(share)s of this grid",
        share=w.percent(above),
    )
    head = (names[0], *hazards)
    twin = tuple(((name,), *((w.percent(v),) for v in values)) for name, values in rows)
    said = w.say(
        "The area of a square is the share of sampled worlds in which both/and is best; squares "
        "above one half are coloured. Curvature %(gamma)s.",
        gamma=w.decimal(float(s.gamma[k]), 1),
    )
    numeric = tuple(range(1, len(head)))
    return Chart(
        "surface",
        title,
        said,
        draw_grid(rows, hazards, w.percent, names, 760),
        draw_grid(rows, hazards, w.percent, names, 358),
        Table("table-surface", title, head, twin, numeric),
        note=said,
    )


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
    names = {row.id: w.say(row.label) for row in result.strategies}
    rows = tuple(
        (
            (c.rule.replace("_", " "),),
            (names.get(c.picks, c.picks),),
            (w.say("highest") if c.best == "high" else w.say("lowest"),),
            (w.say(c.unit),),
        )
        for c in result.criteria
    )
    head = (w.say("Rule"), w.say("Picks"), w.say("Best is"), w.say("Unit"))
    said = w.say(
        "Nine rules, and they disagree: concordance %(w)s", w=w.decimal(result.concordance, 2)
    )
    return Table("criteria", said, head, rows)
