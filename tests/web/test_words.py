"""The app's messages: every one translated in each language, with the same places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import denge.web
from denge.brief.words import words as brief_words
from denge.core.catalogue import read_yaml
from denge.core.errors import EmptyTies
from denge.stress.scenario import load_scenario, scenario_names
from denge.web.sheets.common import context_for
from denge.web.sheets.measure import INDICES, indices
from denge.web.sheets.measure import run as run_measure
from denge.web.sheets.rows import _KEYS as HIDDEN
from denge.web.sheets.shocks import SHOCKS
from denge.web.sheets.shocks import run as run_shock
from denge.web.sheets.stress import _BEYOND as BEYOND
from denge.web.words import catalogue, words

WEB = Path(denge.web.__file__).parent
PLACES = re.compile(r"%\((\w+)\)s")
TEMPLATE = re.compile(r'w\.(?:say|count)\("((?:[^"\\]|\\.)*)"(?:, "((?:[^"\\]|\\.)*)")?')


def messages() -> dict[str, str | None]:
    """Every message of the app, with its plural where it has one."""
    found: dict[str, str | None] = {}
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found |= call(node)
    for path in (WEB / "templates").glob("*.html"):
        for one, many in TEMPLATE.findall(path.read_text("utf-8")):
            found[one] = many or None
    for about in (*INDICES, *SHOCKS):
        found |= {about.title: None, about.about: None}
    return found | dict.fromkeys(data())


def data() -> Iterator[str]:
    """What the pages show of catalogues: columns, codes, phrases, scopes and scenarios."""
    names = read_yaml("web/names.yaml")
    yield from (*names["columns"].values(), *names["tables"].values(), *names["coded"])
    phrases = read_yaml("web/phrases.yaml")
    yield from (p["says"] if isinstance(p, dict) else p for p in phrases)
    yield from (said for pair in BEYOND.values() for said in pair)
    for entry in read_yaml("catalogue/sanction_scopes.yaml")["own_links"].values():
        yield entry["label"]
    for name in scenario_names():
        yield from (load_scenario(name).title, load_scenario(name).story)


def call(node: ast.Call) -> dict[str, str | None]:
    name = node.func.attr  # type: ignore[union-attr]
    texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if name in ("say", "line") and texts:
        return {texts[0]: None}
    if name == "count" and len(texts) > 1:
        return {texts[0]: texts[1]}
    return loop(node)


def loop(node: ast.Call) -> dict[str, str | None]:
    """`tuple(w.say(h) for h in ("A", "B"))`: the words of the loop."""
    found: dict[str, str | None] = {}
    for inner in ast.walk(node):
        if isinstance(inner, ast.GeneratorExp):
            says = isinstance(inner.elt, ast.Call) and getattr(inner.elt.func, "attr", "") == "say"
            source = inner.generators[0].iter
            if says and isinstance(source, ast.Tuple):
                found |= {e.value: None for e in source.elts if isinstance(e, ast.Constant)}
    return found


@pytest.mark.parametrize("lang", ["tr", "ru", "kk"])
def test_no_message_is_left_untranslated(lang):
    own, base = catalogue(lang), brief_words(lang).messages
    missing = []
    for one, many in messages().items():
        there = own.get(one)
        strings = there.string if there else None
        whole = all(strings) if isinstance(strings, tuple) else bool(strings)
        known = (
            whole or base.gettext(one) != one or base.ngettext(one, many or one, 2) != (many or one)
        )
        if not known:
            missing.append(one)
    assert missing == []


@pytest.mark.parametrize("lang", ["tr", "ru", "kk"])
def test_translations_keep_their_places(lang):
    wanted = messages()
    for message in catalogue(lang):
        if not message.id:
            continue
        one = message.id[0] if isinstance(message.id, tuple) else message.id
        assert not message.fuzzy, one
        assert one in wanted, f"{one!r} is no message of the app any more"
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in strings:
            assert set(PLACES.findall(text)) <= set(PLACES.findall(one)), one
        assert set(PLACES.findall(strings[-1])) == set(PLACES.findall(one)), one


def test_words_of_the_app_come_before_those_of_the_brief():
    assert words("tr").say("Stress") == "Sınama"
    assert words("tr").say("The balance") == brief_words("tr").say("The balance")


@pytest.fixture(scope="module")
def view():
    from denge.record import open as open_ledger

    return open_ledger().view()


def test_every_column_of_the_record_has_a_name(view):
    names = read_yaml("web/names.yaml")
    shown = {c for table in view.names for row in view.rows(table)[:1] for c in row} - set(HIDDEN)
    assert shown <= set(names["columns"])
    assert set(view.names) <= set(names["tables"])


OF_A_LAKE = {"attention"}  # what no casebook holds


def results(view):
    for about in indices():
        if about.id not in OF_A_LAKE:
            yield run_measure(about, view, "KAZ", {})
    for about in SHOCKS:
        yield run_shock(about, view, "KAZ", {"draws": 500})


def test_every_label_method_and_assumption_is_said_in_turkish(view):
    context, _ = context_for(None, "tr", "KAZ", None)
    english = []
    for result in results(view):
        labels = {f.label: context.label(f) for f in result.figures()}
        english += [label for label, said in labels.items() if said == label]
        texts = {f.method for f in result.figures()} | {a.label for a in result.assumptions}
        english += [text for text in texts if text and context.words.rephrase(text) is None]
    assert set(english) <= {"Chao & Jost (2015)"}


@pytest.mark.parametrize("name", sorted(OF_A_LAKE))
def test_a_measure_of_a_lake_says_what_is_not_loaded(view, name):
    (about,) = (about for about in indices() if about.id == name)
    with pytest.raises(EmptyTies, match="is loaded"):
        run_measure(about, view, "KAZ", {})


def test_tables_of_a_stress_carry_names_and_not_codes(view):
    names = read_yaml("web/names.yaml")
    for about in SHOCKS:
        for table, rows in run_shock(about, view, "KAZ", {"draws": 500}).tables.items():
            assert table in names["tables"]
            assert not rows or set(rows[0]) <= set(names["columns"])
