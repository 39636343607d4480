"""The reader: one pass over a text, from words to events, deals, labels and claims."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar, cast

from denge.core.reading import Event, Item, Reading
from denge.read.acts import find_acts, settle
from denge.read.amounts import read_flows, read_targets
from denge.read.calibration import calibrated, with_shares
from denge.read.claims import read_claims
from denge.read.deals import date_items, join_deals, read_deals
from denge.read.events import read_events, taught_events
from denge.read.labels import read_statuses
from denge.read.lexicon import lexicon
from denge.read.money import find_counts, find_money
from denge.read.names import find_actors
from denge.read.page import Span, open_page
from denge.read.scene import Party, Scene
from denge.read.taught_features import Memory
from denge.read.thread import Draft, Thread, beside, merge
from denge.read.when import find_times
from denge.read.who import find_parties

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from denge.core.reading import Deal, Flow, Lang, Mood, Status, Target
    from denge.read.lexicon import Hit
    from denge.read.money import Count, Money
    from denge.read.names import Actor
    from denge.read.page import Page
    from denge.read.when import Time

__all__ = ["focus_of", "lay_out", "read", "sense"]

_T = TypeVar("_T", bound=Item)
_S = TypeVar("_S", "Actor", "Time", "Money", "Count")


_FLOOR = 0.4  # confidence; below it an act is noise rather than something to review


def read(
    text: str,
    *,
    date: dt.date | None = None,
    lang: str = "auto",
    title: str = "",
    domestic: bool = False,
    learned: bool = False,
) -> Reading:
    """Read one text.

    Parameters
    ----------
    text : str
    date : date | None
        The document's day; without it a header such as `date 2025-11-19` is used.
    lang : {"auto", "en", "tr", "ru", "kk"}
    title : str
    domestic : bool
        Also give acts inside one state (source and target alike); off, since a reading is of what
        states do to each other.
    learned : bool
        Also give acts that no rule tells, read by what was learned from coded passages; off, since
        on real news they are more often wrong than right (ADR 18).

    Returns
    -------
    Reading
        Events, deals, targets, statuses, flows and claims, each with its exact quotation.

    Raises
    ------
    UnreadableText
        The text is empty or not text.
    UnknownLanguage
        The text is in a language that denge does not read.

    Examples
    --------
    >>> reading = read("Kazakhstan and Uzbekistan signed 12 agreements on 5 May 2023.")
    >>> [(e.type, e.source, e.target, e.start) for e in reading.events]
    [('sign', 'KAZ', 'UZB', '2023-05-05')]
    """
    page = open_page(text, date=date, lang=lang, title=title)
    return _reading(page, text, title, domestic, learned, calibrated)


def sense(
    text: str,
    *,
    date: dt.date | None = None,
    lang: str = "auto",
    title: str = "",
    domestic: bool = False,
    learned: bool = False,
) -> Reading:
    """Read one text as `read` does, each item with how sure its rule is instead of a share.

    Examples
    --------
    >>> sense("Kazakhstan and Uzbekistan signed 12 agreements.").events[0].confidence
    0.9
    """
    page = open_page(text, date=date, lang=lang, title=title)
    return _reading(page, text, title, domestic, learned, float)


def _reading(
    page: Page,
    text: str,
    title: str,
    domestic: bool,
    learned: bool,
    share: Callable[[float], float],
) -> Reading:
    """What stands in a page; `share` gives the confidence for how sure a rule is."""
    scenes = lay_out(page)
    about = _about(scenes)
    focus = about[0][0] if about else None
    thread, memory = (
        Thread(
            main=focus,
            second=_second(about),
            paired=_paired(about, lexicon(page.lang).grammar.clear),
        ),
        Memory(main=focus),
    )
    drafts: list[Draft] = []
    lessons: list[Draft] = []
    deals: list[Deal] = []
    targets: list[Target] = []
    statuses: list[Status] = []
    flows: list[Flow] = []
    for scene in scenes:
        found = read_events(scene, thread, domestic=domestic)
        drafts += found
        if learned:
            lessons += taught_events(scene, memory, found)
        deals += read_deals(scene, found, page.text)
        targets += read_targets(scene, thread, page.text)
        statuses += read_statuses(scene, thread, page.text)
        flows += read_flows(scene, thread, page.text)
    claims = read_claims(scenes, page.text, focus)
    drafts = merge([*drafts, *beside(lessons, drafts)])
    drafts = [draft for draft in drafts if draft.confidence >= _FLOOR]
    events = [_event(draft, page.text, share) for draft in drafts]
    deals, statuses = date_items(join_deals(deals, page.text), _unique(statuses), drafts)
    return Reading(
        id=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        lang=cast("Lang", page.lang),
        date=page.date.isoformat() if page.date else None,
        text=page.text,
        events=tuple(_in_order(events)),
        deals=with_shares(_in_order(deals), share),
        targets=with_shares(_in_order(targets), share),
        statuses=with_shares(_in_order(statuses), share),
        flows=with_shares(_in_order(_once(flows)), share),
        claims=tuple(_in_order(claims)),
        title=title,
        date_basis=getattr(page, "date_basis", ""),
        focus=focus,
    )


def _in_order(items: Sequence[_T]) -> list[_T]:
    return sorted(items, key=lambda item: item.quote_span)


def _once(flows: Sequence[Flow]) -> list[Flow]:
    """The same amount told twice is one flow, quoted where it is told first."""
    kept: dict[tuple[object, ...], Flow] = {}
    for flow in flows:
        kept.setdefault((frozenset(flow.parties), flow.quantity, flow.value, flow.unit), flow)
    return list(kept.values())


def _unique(statuses: Sequence[Status]) -> list[Status]:
    kept: dict[tuple[tuple[str, ...], str], Status] = {}
    for status in statuses:
        kept.setdefault((tuple(sorted(status.parties)), status.label), status)
    return list(kept.values())


def focus_of(scenes: Sequence[Scene]) -> str | None:
    """The state that the text is about: the one whose sentences it is mostly the subject of.

    A sentence counts double for its first acting party and once for each state that it names; the
    earlier state wins a tie.
    """
    about = _about(scenes)
    return about[0][0] if about else None


def _about(scenes: Sequence[Scene]) -> list[tuple[str, int]]:
    """The three states that a text is most about, with their counts."""
    counts: dict[str, int] = {}
    for scene in scenes:
        for code in dict.fromkeys(actor.code for actor in scene.actors):
            counts[code] = counts.get(code, 0) + 1
        for party in scene.parties:
            if _leads(party):
                counts[party.codes[0]] = counts.get(party.codes[0], 0) + 2
                break
    return sorted(counts.items(), key=lambda item: -item[1])[:3]


def _second(about: list[tuple[str, int]]) -> str | None:
    return about[1][0] if len(about) > 1 else None


def _paired(about: list[tuple[str, int]], clear: float) -> bool:
    """Whether a text is about two states, a third being named `clear` times less."""
    return len(about) == 2 or (len(about) > 2 and about[1][1] > clear * about[2][1])


def _leads(party: Party) -> bool:
    """Whether a party can be what its sentence is about."""
    cases = party.cases
    return party.agent and not party.prep and ("nom" in cases or "gen" in cases or not cases)


def _event(draft: Draft, text: str, share: Callable[[float], float]) -> Event:
    when = draft.when if draft.when and draft.when.precision in {"day", "days"} else None
    start, end = draft.span
    return Event(
        quote=text[start:end],
        quote_span=draft.span,
        rule=draft.rule,
        confidence=draft.confidence if draft.learned else share(draft.confidence),
        type=draft.type,
        plover=draft.plover,
        source=draft.source,
        target=draft.target,
        start=when.start.isoformat() if when else None,
        end=when.end.isoformat() if when else None,
        place=draft.place,
        format=draft.format,
        level=draft.level,
        status=cast("Mood", draft.status),
        cameo=draft.cameo,
        source_person=draft.source_person,
        target_person=draft.target_person,
        because=tuple(draft.because),
        why=tuple(draft.why),
    )


def _home(page: Page, actors: Sequence[Actor]) -> str | None:
    """The state whose officials texts of this language name bare, where the text names it."""
    state = lexicon(page.lang).grammar.home or None
    return state if any(actor.code == state for actor in actors) else None


def _whole_names(page: Page, actors: Sequence[Actor], times: Sequence[Time]) -> list[Actor]:
    """Without surnames that are somebody's first name here: `Merkel Smith` is no `Merkel`."""
    starts = {a.start for a in actors} | {t.start for t in times}
    kept: list[Actor] = []
    for actor in actors:
        if actor.kind == "leader" and " " not in page.text[actor.start : actor.end]:
            sentence = page.sentences[actor.sentence]
            tokens = page.tokens[sentence.first_token : sentence.last_token]
            after = next((t for t in tokens if t.start >= actor.end), None)
            before = next((t for t in reversed(tokens) if t.end <= actor.start), None)
            if (
                after is not None
                and after.start == actor.end + 1
                and after.text[:1].isupper()
                and after.text.isalpha()
                and after.start not in starts
                and (before is None or not before.text[:1].isupper())
                and not lexicon(page.lang).has(after.fold, "head")
            ):
                continue
        kept.append(actor)
    return kept


def _by_sentence(items: Sequence[_S]) -> dict[int, list[_S]]:
    found: dict[int, list[_S]] = {}
    for item in items:
        found.setdefault(item.sentence, []).append(item)
    return found


def _dateline(page: Page, time: Time) -> bool:
    """The day of the document at its head says when it was written, not when anything happened."""
    start = page.sentences[0].start
    return (
        time.sentence == 0
        and time.start - start < 12
        and page.date is not None
        and time.when.start == time.when.end == page.date
        and time.basis == "stated"
    )


def lay_out(page: Page) -> list[Scene]:
    """Sentences with their words, cues, actors, times, sums, acts and parties."""
    actors = find_actors(page)
    times = find_times(page, [Span(a.start, a.end) for a in actors])
    money = find_money(page)
    counts = find_counts(page)
    actors = _whole_names(page, actors, times)
    home = _home(page, actors)
    of_actors, of_times = _by_sentence(actors), _by_sentence(times)
    of_money, of_counts = _by_sentence(money), _by_sentence(counts)
    scenes: list[Scene] = []
    for index, sentence in enumerate(page.sentences):
        tokens = page.tokens[sentence.first_token : sentence.last_token]
        folds = page.folds[sentence.first_token : sentence.last_token]
        lang = sentence.lang
        hits: dict[str, list[Hit]] = {}
        for hit in lexicon(lang).find(folds):
            table = hit.entry.table
            if table in hits:
                hits[table].append(hit)
            else:
                hits[table] = [hit]
        scene = Scene(
            index,
            sentence.paragraph,
            lang,
            lexicon(lang).grammar,
            sentence.start,
            sentence.end,
            tokens,
            [token.end for token in tokens],
            folds,
            hits,
            of_actors.get(index, []),
            [t for t in of_times.get(index, ()) if not _dateline(page, t)],
            of_money.get(index, []),
            of_counts.get(index, []),
        )
        scene.headline = index == 0 and page.text[sentence.end - 1] not in ".!?…"
        if scene.actors or scene.table("pair") or home is not None:
            scene.acts = find_acts(scene)
            scene.parties = find_parties(scene, home)
            settle(scene, scene.acts)
        elif "act" in hits:
            scene.acts = find_acts(scene)
            settle(scene, scene.acts)
        scenes.append(scene)
    return scenes
