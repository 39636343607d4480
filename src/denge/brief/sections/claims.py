"""What the text claims, and how each claim stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.brief.blocks import Badge, ClaimCard, Line, Paragraph, Section, Table
from denge.brief.evidence import MEASURES
from denge.brief.verdict import WORDS, Word, turned

if TYPE_CHECKING:
    from denge.brief.claims import Weighed
    from denge.brief.context import Context
    from denge.brief.verdict import Test

__all__ = [
    "RECORDED",
    "VERDICT_WORDS",
    "card",
    "claims",
    "has_figures",
    "statement",
    "tally",
    "untested",
    "verdict_badge",
]

# The four words, each with its message; a test holds every language to one word for each.
VERDICT_WORDS: dict[Word, str] = {
    "supported": "supported",
    "contradicted": "contradicted",
    "mixed": "mixed",
    "not testable": "not testable",
}

RECORDED = ("engagement", "call", "deal_count", "deal_value")  # weighed against rows, not measures


def claims(context: Context) -> Section | None:
    """Each claim with its quotation, verdict and rule."""
    w = context.words
    shown = [c for c in context.weighed if c.item is not None and c.rule["kind"] != "risk"]
    if not shown:
        return None
    intro = Paragraph(
        (
            w.say(
                "A claim is supported or contradicted only when the whole interval of its figure "
                "lies "
                "on one side of the threshold; an interval across it is mixed."
            ),
        ),
        "note",
    )
    facts = [c for c in shown if c.rule["kind"] in RECORDED]
    argued = [c for c in shown if c.rule["kind"] not in RECORDED]
    weighed = [c for c in argued if has_figures(c)]
    blocks: list = [intro, *(card(context, c, n) for n, c in enumerate(weighed))]
    if len(argued) > len(weighed):
        blocks += [Paragraph((w.say("Claims that this data cannot test"),), "head")]
        blocks += [untested(context, "untested", [c for c in argued if not has_figures(c)])]
    if facts:
        blocks += [Paragraph((w.say("What the text reports, against the record"),), "head")]
        blocks += [_facts(context, facts), *_one_source(context, facts)]
    return Section("claims", w.say("What the text claims, and how it stands"), tuple(blocks))


def _one_source(context: Context, facts: list[Weighed]) -> list[Paragraph]:
    """What "one source, repeated" means, once, and what would be needed."""
    w = context.words
    repeated = [c for c in facts if c.verdict.one_source]
    if not repeated:
        return []
    said = w.say(
        "One source, repeated: the text and the record repeat the same announcement, so their "
        "agreement proves nothing. Needed: %(needs)s.",
        needs=w.say(repeated[0].verdict.needs),
    )
    return [Paragraph((said,), "note")]


def has_figures(weighed: Weighed) -> bool:
    """Whether there is any number to show for a claim."""
    return weighed.verdict.figure is not None or bool(weighed.verdict.beside)


def _facts(context: Context, facts: list[Weighed]) -> Table:
    """Reported facts in one table: each has its row in the record, or none."""
    w = context.words
    rows = tuple(
        (
            (statement(context, c),),
            _stands(context, c),
            _against(context, c),
            because(context, c),
            quotes(context, c),
        )
        for c in facts
    )
    head = ("The text says", "It stands", "Record, threshold, rule", "Why", "Quotation")
    caption = w.say("Reported facts and how they stand")
    return Table("table-facts", caption, tuple(map(w.say, head)), rows)


def untested(context: Context, name: str, some: list[Weighed]) -> Table:
    """Claims without a figure: what each would need."""
    w = context.words
    rows = tuple(
        (
            (statement(context, c), f" ({c.verdict.rule})"),
            because(context, c),
            quotes(context, c),
        )
        for c in some
    )
    head = ("The text says", "What would be needed", "Quotation")
    caption = w.say("Not testable, and why")
    return Table(f"table-{name}", caption, tuple(map(w.say, head)), rows)


def _stands(context: Context, weighed: Weighed) -> Line:
    badge: Line = (verdict_badge(context, weighed.verdict.word),)
    if weighed.verdict.one_source:
        badge = (*badge, " ", Badge(context.words.say("one source, repeated"), "flag"))
    return badge


def _against(context: Context, weighed: Weighed) -> Line:
    w, verdict = context.words, weighed.verdict
    if verdict.figure is None or verdict.test is None:
        return (w.say("no row in the record"), f" · {verdict.rule}")
    test = threshold(context, verdict.test, verdict.figure)
    return (context.ref(verdict.figure), f" · {test} · {verdict.rule}")


def tally(context: Context) -> dict[Word, int]:
    """How many claims have each verdict, in the order of the words."""
    words = [c.verdict.word for c in context.weighed]
    return {word: words.count(word) for word in WORDS}


def verdict_badge(context: Context, word: Word) -> Badge:
    """The verdict in the brief's language."""
    return Badge(context.words.say(VERDICT_WORDS[word]), word.replace(" ", "-"))


def statement(context: Context, weighed: Weighed) -> str:
    """The claim in plain words."""
    rule = weighed.rule
    message = rule["statement"] if weighed.polarity > 0 else rule["reversed"]
    return context.words.say(message, **_places(context, weighed.values))


def _places(context: Context, values: dict[str, Any]) -> dict[str, str]:
    w = context.words
    places = {k: str(v) for k, v in values.items()}
    for key in ("state", "partner", "after"):
        if values.get(key):
            places[key] = w.actor(values[key])
    if values.get("group"):
        places["group"] = w.group(values["group"])
    named = [object_name(context, code) for code in values.get("objects", ())]
    places["objects"] = w.series(named) if named else w.say("the powers")
    if values.get("value_usd"):
        places["value"] = w.dollars(values["value_usd"])
    if values.get("count"):
        places["n"] = w.decimal(values["count"], 0)
    if values.get("start"):
        places["dates"] = w.dates(values["start"], values.get("end"))
    return places


def object_name(context: Context, code: str) -> str:
    """Name of what a claim is about: a state, a bloc, or a pole."""
    from denge.core.catalogue import read_yaml

    if code in read_yaml("catalogue/poles.yaml")["poles"]:
        return context.words.pole(code)
    return context.words.actor(code)


def card(context: Context, weighed: Weighed, n: int) -> ClaimCard:
    """One claim with everything that its verdict rests on."""
    w, verdict = context.words, weighed.verdict
    evidence: list[tuple[str, Line]] = []
    if verdict.figure is not None and verdict.test is not None:
        figure = verdict.figure
        evidence.append((w.say("Figure"), (context.label(figure),)))
        value: Line = (context.ref(figure), f" ({context.interval(figure.estimate)})")
        evidence.append((w.say("Estimate"), value))
        evidence.append((w.say("Data"), (w.period(figure.period),)))
        evidence.append((w.say("Threshold"), (threshold(context, verdict.test, figure),)))
        evidence.append((w.say("Why this threshold"), (w.say(weighed.rule["reference"]),)))
    for figure in verdict.beside:
        value = (context.ref(figure), f" ({context.interval(figure.estimate)})")
        evidence.append((context.label(figure), value))
    evidence.append((w.say("Rule"), (verdict.rule,)))
    flags = (w.say("one source, repeated"),) if verdict.one_source else ()
    return ClaimCard(
        f"claim-{n}",
        statement(context, weighed),
        verdict_badge(context, verdict.word),
        because(context, weighed),
        quotes(context, weighed),
        tuple(evidence),
        flags,
    )


def quotes(context: Context, weighed: Weighed) -> Line:
    """Every sentence that makes the claim."""
    found = [q for item in (weighed.item, *weighed.also) if (q := context.quote(item))]
    return tuple(part for q in dict.fromkeys(found) for part in (q, " "))[:-1]


def because(context: Context, weighed: Weighed) -> Line:
    """One sentence on why the verdict is what it is."""
    w, verdict = context.words, weighed.verdict
    if verdict.one_source:
        return (w.say("The same announcement twice."),)
    if verdict.word == "not testable":
        return _untestable(context, weighed)
    figure, test = verdict.figure, verdict.test
    assert figure is not None
    assert test is not None
    if test.side in ("equal", "near"):
        return (w.say(_AGREES[verdict.word]),)
    message = "%(label)s: %(figure)s (%(interval)s). Threshold: %(threshold)s."
    if test.side == "reaches":
        message = _REACHES[turned(verdict.word, weighed.polarity)]
    high, unit = figure.estimate.high, figure.estimate.unit
    said = w.line(
        message,
        label=context.label(figure),
        figure=context.ref(figure),
        interval=context.interval(figure.estimate),
        high=w.amount(high, unit) if high is not None else "",
        threshold=threshold(context, test, figure),
    )
    held, asked = verdict.agree
    if asked > 1:
        message = "The claim holds on %(held)s of %(asked)s pairs of rivals."
        said = (*said, " ", w.say(message, held=w.decimal(held, 0), asked=w.decimal(asked, 0)))
    elif verdict.word == "mixed":
        said = (*said, " ", w.say(_OPEN.get(test.side, _OPEN["interval"])))
    for note in figure.notes:
        if "base year" in note:
            said = (*said, " ", context.phrase(note), ".")
    if context.stale(figure.period):
        said = (*said, " ", w.say("The data are of %(year)s.", year=w.period(figure.period)))
    return said


_OPEN = {
    "interval": "The threshold lies inside the interval.",
    "zone": "It lies between the two thresholds.",
    "at_most": "A larger value settles nothing.",
}
_AGREES = {
    "supported": "The record says the same.",
    "contradicted": "The record says otherwise.",
}


_REACHES = {
    "supported": (
        "One sampled future in twenty goes beyond %(high)s; the threshold is %(threshold)s. "
        "The central value is %(figure)s."
    ),
    "contradicted": (
        "Only one sampled future in twenty goes beyond %(high)s, which is below the threshold of "
        "%(threshold)s. The central value is %(figure)s."
    ),
}


def _untestable(context: Context, weighed: Weighed) -> Line:
    w, verdict = context.words, weighed.verdict
    if weighed.rule.get("measure", "record") not in (*MEASURES, "record"):
        said = w.say("Not testable yet: needs %(needs)s.", needs=w.say(verdict.needs))
    else:
        said = w.say("Not testable: needs %(needs)s.", needs=w.say(verdict.needs))
    return (said, " ", context.phrase(verdict.why)) if verdict.why else (said,)


def threshold(context: Context, test: Test, figure: Any) -> str:
    """The comparison in words."""
    w, unit = context.words, figure.estimate.unit
    if unit == "rows":
        return w.say("one row for the same partner and days")
    if test.side == "zone":
        return w.say(
            "supported from %(high)s, contradicted to %(low)s",
            high=w.value(test.high, unit),
            low=w.value(test.low, unit),
        )
    if test.side == "within":
        return w.say(
            "between %(low)s and %(high)s",
            low=w.value(-test.threshold, unit),
            high=w.value(test.threshold, unit),
        )
    message = {
        "above": "above %(value)s",
        "below": "below %(value)s",
        "at_most": "up to %(value)s",
        "reaches": "%(value)s within the interval",
        "equal": "equal to %(value)s",
        "near": "about %(value)s",
    }[test.side]
    return w.say(message, value=w.amount(test.threshold, unit))
