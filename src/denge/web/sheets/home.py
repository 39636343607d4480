"""Home: paste a text, pick a state, see what changed."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from denge.brief.sections.places import city_name
from denge.core.catalogue import catalogue_path
from denge.core.errors import DengeError
from denge.web.desk import ledger_at, readings_of
from denge.web.frame import address_of, environment, marks
from denge.web.sheet import Sheet
from denge.web.sheets.common import state_field
from denge.web.sheets.measure import index, run, title_of
from denge.web.words import words

if TYPE_CHECKING:
    from denge.brief.words import Words
    from denge.web.words import AppWords

__all__ = ["examples", "home"]

_FILES = ("kazakhstan.en.txt", "kazakhstan.tr.txt", "serbia.en.txt")
_SHOWN = 8
_SEASON = 90  # days between the two readings of a headline figure
_HEADLINES = ("vectors", "tilt")
_LONGEST = 80  # characters of a text that has no title


@cache
def examples() -> dict[str, dict[str, Any]]:
    """The packaged examples as texts, by the id of their reading."""
    from hashlib import sha256

    found = {}
    for name in _FILES:
        text = catalogue_path(f"catalogue/examples/{name}").read_text("utf-8")
        key = sha256(text.encode()).hexdigest()[:16]
        found[key] = {"id": key, "text": text, "name": name, "source": f"examples/{name}"}
    return found


def home(*, ledger: str | None, lang: str = "en", state: str = "KAZ") -> Sheet:
    """The first page."""
    w = words(lang)
    opened = ledger_at(ledger)
    body = (
        environment()
        .get_template("home.html")
        .render(
            w=w,
            lang=lang,
            csrf=marks().csrf,
            ledger=ledger,
            states=state_field(w, state).choices,
            state=state,
            state_name=w.state(state),
            examples=[
                (address_of(f"/brief/{key}", {"lang": lang}), _example_name(w, text["name"]))
                for key, text in examples().items()
            ],
            moved=_moved(w, opened, state),
            changed=_changed(w, opened, lang),
            texts=_texts(w, opened, lang),
        )
    )
    return Sheet("home", w.say("Read diplomacy, weigh balance"), body)


def _example_name(w: Words, name: str) -> str:
    state, language, _ = name.split(".")
    names = {"en": w.say("in English"), "tr": w.say("in Turkish")}
    return f"{w.state({'kazakhstan': 'KAZ', 'serbia': 'SRB'}[state])}, {names[language]}"


def _moved(w: AppWords, ledger: Any, state: str) -> list[dict[str, str]]:
    """The headline figures of a state now, and as they stood a season before."""
    known = [row["known_from"] for row in ledger.view(None).rows("engagements")]
    last = max((day for day in known if day), default=None)
    if last is None:
        return []
    before = last - timedelta(days=_SEASON)
    found = []
    for name in _HEADLINES:
        about = index(name)
        try:
            now, then = (
                run(about, ledger.view(day), state, {}).figures()[0] for day in (None, before)
            )
        except DengeError:
            continue
        said = w.say(
            "%(now)s (%(interval)s); on %(day)s it was %(then)s",
            now=w.estimate(now.estimate), interval=w.interval(now.estimate),
            day=w.day(before), then=w.estimate(then.estimate),
        )  # fmt: skip
        href = address_of(f"/measure/{name}", {"state": state, "lang": w.lang})
        found.append({"href": href, "name": title_of(w, about), "said": said})
    return found


def _changed(w: Words, ledger: Any, lang: str) -> list[dict[str, str]]:
    """The rows of the record that became known last."""
    view = ledger.view(None)
    rows = [
        (row["known_from"], "engagements", row)
        for row in view.rows("engagements")
        if row.get("known_from")
    ]
    rows += [
        (row["known_from"], "agreements", row)
        for row in view.rows("agreements")
        if row.get("known_from")
    ]
    rows.sort(key=lambda found: (found[0], found[2]["row_id"]), reverse=True)
    return [_change(w, table, row, lang) for _, table, row in rows[:_SHOWN]]


def _change(w: Words, table: str, row: dict[str, Any], lang: str) -> dict[str, str]:
    if table == "engagements":
        said = f"{w.actor(row['state'])} – {w.actor(row['partner'])}"
        place = city_name(w, str(row.get("country") or ""), str(row.get("place") or ""))
        what = " · ".join(p for p in (w.say(row["kind"]), place) if p)
        when = w.dates(row["start"], row["end"])
    else:
        said, what = w.actor(row["partner"]), str(row["title"])[:120]
        when = w.dates(row["date"])
    return {
        "said": said,
        "what": what,
        "when": when,
        "known": w.dates(row["known_from"]),
        "href": address_of(f"/row/{row['row_id']}", {"lang": lang}),
    }


def _first_words(text: str) -> str:
    """The beginning of a text that has no title, a line that is but a date left out."""
    lines = [line.strip() for line in text.splitlines()]
    named = next((line for line in lines if len(line.split()) > 2), text.strip())
    return named if len(named) <= _LONGEST else named[:_LONGEST].rsplit(" ", 1)[0] + "…"


def _texts(w: Words, ledger: Any, lang: str) -> list[tuple[str, str, str]]:
    """The last texts of the ledger."""
    held = sorted(readings_of(ledger).values(), key=lambda r: (r.date or "", r.id), reverse=True)[
        :_SHOWN
    ]
    return [
        (
            address_of(f"/brief/{r.id}", {"lang": lang}),
            r.title or r.source or _first_words(r.text),
            w.dates(r.date) if r.date else w.say("no date stated"),
        )
        for r in held
    ]
