"""What other capitals can take from this: where the mix would hold, and what turns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Chart, Details, Paragraph, Section, Table
from denge.brief.choice import flip_said, rival
from denge.brief.draw.intervals import Bar, draw_intervals
from denge.brief.draw.svg import text_width
from denge.brief.evidence import Unavailable
from denge.choose.lessons import CONDITIONS

if TYPE_CHECKING:
    from denge.brief.blocks import Line
    from denge.brief.context import Context
    from denge.choose.carry import CarryOver
    from denge.choose.lessons import Judgement, Lesson, Standing
    from denge.choose.threshold import Flip

__all__ = ["lessons"]


def lessons(context: Context) -> Section | None:
    """Beside the options: shown where they are."""
    balance = any(c.rule["kind"] == "balance" for c in context.weighed)
    if context.evidence is None or (context.reading is not None and not balance):
        return None
    result = context.evidence.result("carry")
    if isinstance(result, Unavailable):
        return None
    w = context.words
    blocks = [
        Paragraph((_about(context, result),)),
        _league(context, result),
        _drawn_together(context, result),
        Details(
            w.say("State by state, and along the hazard of a forced choice"),
            (_turns(context, result, "weights"), _turns(context, result, "flips")),
        ),
        *_missing(context, result),
        Paragraph((_stability(context),), "note"),
    ]
    return Section("lessons", w.say("What other capitals can take from this"), tuple(blocks))


def _about(context: Context, result: CarryOver) -> str:
    w = context.words
    return w.say(
        "The mix of %(state)s is given to %(n)s other states that belong to no pole, each with its "
        "own trade of %(year)s and without oil, routes or pledges; then single conditions of states"
        " with a file of their own are put into %(state)s. Inputs are spread evenly, and a share "
        "has its Monte Carlo interval.",
        state=w.state(result.state),
        n=w.decimal(len(result.league), 0),
        year=str(result.league_year),
    )


def _league(context: Context, result: CarryOver) -> Chart:
    """The states at both ends of the league, each with the interval of its share."""
    w = context.words
    best, worst = result.ends()
    bars = [_bar(context, result, s) for s in dict.fromkeys((*best, *worst))]
    label = max(text_width(bar.name, 13) for bar in bars) + 22
    line = (0.5, w.say("half of the sampled worlds"))

    def draw(width: int, limit: float):
        return draw_intervals(bars, 0.0, 1.0, w.percent, width, min(label, limit), line)

    return Chart(
        "lessons-chart",
        w.say(
            "The mix of %(state)s would do best with the stakes of %(best)s, worst with those of "
            "%(worst)s",
            state=w.state(result.state),
            best=w.series([w.state(s.state) for s in best]),
            worst=w.series([w.state(s.state) for s in reversed(worst)]),
        ),
        w.say("A dot at the share of sampled worlds, a bar over its Monte Carlo interval."),
        draw(760, 240),
        draw(358, 130),
        _ends_table(context, result, best, worst),
        note=_ties(context, result, best, worst),
    )


def _bar(context: Context, result: CarryOver, at: Standing) -> Bar:
    w, e = context.words, result.figure(f"carry.{result.horizon}.{at.state}").estimate
    return Bar(w.state(at.state), "home", e.median, e.low, e.high, w.percent(e.median))


def _ends_table(
    context: Context, result: CarryOver, best: tuple[Standing, ...], worst: tuple[Standing, ...]
) -> Table:
    w = context.words
    rows = []
    for s in dict.fromkeys((*best, *worst)):
        figure = result.figure(f"carry.{result.horizon}.{s.state}")
        stake = w.percent(s.stake / 100, 1)
        end = w.say("best") if s in best else w.say("worst")
        cells = (w.state(s.state), end, w.interval(figure.estimate), stake)
        rows.append(((cells[0],), (cells[1],), (context.ref(figure),), (cells[2],), (cells[3],)))
    head = tuple(
        w.say(h)
        for h in ("State", "End", "Share of sampled worlds", "Interval", "At stake, of GDP a year")
    )
    caption = w.say("Share of sampled worlds in which the mix beats every alignment at once")
    return Table("table-lessons", caption, head, tuple(rows), (2, 4))


def _ties(
    context: Context, result: CarryOver, best: tuple[Standing, ...], worst: tuple[Standing, ...]
) -> str:
    """How many states stand as high as the first, or as low as the last."""
    w, alike = context.words, (result.alike(best[0]), result.alike(worst[-1]))
    if max(alike) <= len(best):
        return ""
    return w.say(
        "%(first)s states share the highest figure and %(last)s the lowest; those with most at "
        "stake are named.",
        first=w.decimal(alike[0], 0),
        last=w.decimal(alike[1], 0),
    )


def _drawn_together(context: Context, result: CarryOver) -> Table:
    """For each condition, how far share and flip point move over the states with data on it."""
    w, base = context.words, result.lessons[0].base
    rivals = [name for name in base.flips if name != "all"]
    rows = [((w.say("as it stands"),), *_moves(context, base, "weights"))]
    for condition in CONDITIONS:
        told = [x for x in result.lessons if x.condition == condition and x.moved is not None]
        if told:
            shares = [w.percent(x.moved.share) for x in sorted(told, key=_by_share) if x.moved]
            flips = ((_span(context, told, name),) for name in rivals)
            rows.append(((w.say(CONDITIONS[condition]),), (f"{shares[0]}–{shares[-1]}",), *flips))
    states = w.series(list(dict.fromkeys(w.state(x.state) for x in result.lessons)))
    caption = w.say(
        "What turns it: %(state)s with one condition of %(states)s, and the part of the loss that a"
        " pole extracts at which both/and is better in half of the sampled worlds",
        state=w.state(result.state),
        states=states,
    )
    return Table(
        "lessons-turn", caption, (w.say("Condition"), *_heads(context, rivals)), tuple(rows)
    )


def _by_share(lesson: Lesson) -> float:
    return lesson.moved.share if lesson.moved else 0.0


def _span(context: Context, told: list[Lesson], name: str) -> str:
    """Flip points of several states: their range, and those that have none by name."""
    w = context.words
    groups: dict[str, list[str]] = {}
    at: dict[str, list[Flip]] = {}
    for lesson in told:
        flip = lesson.moved.weights[name] if lesson.moved else None
        if flip is not None and flip.at is not None:
            at.setdefault(flip.side, []).append(flip)
        elif flip is not None:
            groups.setdefault(flip_said(w, (flip,)), []).append(w.state(lesson.state))
    said = [flip_said(w, tuple(flips)) for flips in at.values()]
    said += [f"{text} ({w.series(states)})" for text, states in groups.items()]
    return "; ".join(said)


def _heads(context: Context, rivals: list[str]) -> tuple[str, ...]:
    w = context.words
    against = (w.say("flips against: %(rival)s", rival=rival(w, name)) for name in rivals)
    return (w.say("beats every alignment"), *against)


def _turns(context: Context, result: CarryOver, kind: str) -> Table:
    """How the share and the flip point move when one condition is another state's."""
    w = context.words
    told = [lesson for lesson in result.lessons if lesson.moved is not None]
    rivals = [name for name in result.lessons[0].base.flips if name != "all"]
    asis: Line = (w.say("as it stands"),)
    rows = [((w.state(result.state),), asis, *_moves(context, result.lessons[0].base, kind))]
    for lesson in sorted(told, key=lambda x: list(CONDITIONS).index(x.condition)):
        assert lesson.moved is not None
        named: tuple[Line, ...] = ((w.state(lesson.state),), (w.say(CONDITIONS[lesson.condition]),))
        rows.append((*named, *_moves(context, lesson.moved, kind)))
    head = (w.say("Condition of"), w.say("Condition"), *_heads(context, rivals))
    caption = (
        w.say(
            "%(state)s with one condition of another state: part of the loss that a pole extracts "
            "at which both/and is better in half of the sampled worlds",
            state=w.state(result.state),
        )
        if kind == "weights"
        else w.say(
            "%(state)s with one condition of another state: hazard of a forced choice at which "
            "both/and is better in half of the sampled worlds",
            state=w.state(result.state),
        )
    )
    return Table(f"lessons-{kind}", caption, head, tuple(rows))


def _moves(context: Context, judged: Judgement, kind: str) -> tuple[Line, ...]:
    w = context.words
    share = f"{w.percent(judged.share)} ± {w.percent(2 * judged.error, 1)}"
    flips = getattr(judged, kind)
    return ((share,), *((flip_said(w, (f,)),) for name, f in flips.items() if name != "all"))


def _missing(context: Context, result: CarryOver) -> list[Paragraph]:
    """Where there are no data there is no lesson."""
    gaps: dict[tuple[str, str], list[Lesson]] = {}
    for lesson in result.lessons:
        if lesson.missing:
            gaps.setdefault((lesson.condition, lesson.missing), []).append(lesson)
    return [Paragraph((_gap(context, *key, found),)) for key, found in gaps.items()]


def _gap(context: Context, condition: str, why: str, found: list[Lesson]) -> str:
    w = context.words
    return w.say(
        "No data, no lesson: %(condition)s of %(states)s (%(why)s).",
        condition=w.say(CONDITIONS[condition]),
        states=w.series([w.state(lesson.state) for lesson in found]),
        why=w.say(why),
    )


def _stability(context: Context) -> str:
    return context.words.say(
        "Regional stability is not testable here: it would need yearly outcomes of the neighbours "
        "under both kinds of policy."
    )
