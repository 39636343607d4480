"""Collect every message of the brief into `src/denge/brief/locale/*/LC_MESSAGES/denge.po`.

    python tools/messages.py           # update the four catalogues, keeping translations
    python tools/messages.py --check   # fail when a catalogue is not up to date or not complete

Messages are the constant first arguments of `say`, `line` and `count`, the texts of the tables
named in TABLES, `w.say(...)` in templates, and the fields of catalogue files named in FIELDS.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from denge.brief.words import catalogue_header

ROOT = Path(__file__).parents[1] / "src/denge"
LOCALE = ROOT / "brief/locale"
LANGUAGES = ("en", "tr", "ru", "kk")
CALLS = {"say", "line"}
# Names whose constants are messages: of dicts the values, of tuples all.
TABLES = re.compile(
    r"^(head|message|needs|ways|words|units|summary|caption|_AGREES|_[A-Z_]+|[A-Z][A-Z_]+|fields)$"
)
NOT_TABLES = {
    "SECTIONS",
    "MEASURES",
    "WORDS",
    "MEETS",
    "RECORDED",
    "LANGUAGES",
    "EXAMPLES",
    "GENERATOR",
}
NOT_TABLES |= {
    "POWERS",
    "AXES",
    "_OF_NO_STATE",
    "_PLACES",
    "UNIT",
    "TYPE_CHECKING",
    "_FILE",
    "_SAYS",
    "_CLDR",
    "_UNITS",
    "_EXAMPLE",
    "_MARKS",
}
NOT_TABLES |= {
    "BLOCK",
    "_KEPT",
    "_WIDE",
    "_NARROW",
    "_PLACE",
    "CENTRE",
    "WIDTH",
    "_FILLS",
    "_AGREED",
}
FIELDS = {
    "claims.yaml": {"statement", "reversed", "needs", "reference"},
    "assumptions.yaml": {"label", "unit"},
    "peers.yaml": {"label"},
    "brief/units.yaml": {"name"},
    "brief/figures.yaml": {"label"},
    "choose/parameters.yaml": {"label", "unit", "name", "each", "high", "low"},
    "choose/strategies.yaml": {"label"},
    "choose/words.yaml": {"label"},
    "choose/states/KAZ.yaml": {"label"},
}
ASSUMED = {"vectors", "tilt", "rank", "target", "coincidence", "distance", "squeeze"}
ASSUMED |= {"dependence", "substance", "stale_years"}
Message = str | tuple[str, str]


def of_python(path: Path) -> Iterator[Message]:
    """Messages of one module."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from _of_call(node, node.func.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from _needs(node)
            if node.func.id == "_table":
                yield from (a.value for a in node.args[2:3] if isinstance(a, ast.Constant))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {t.id for t in targets if isinstance(t, ast.Name)}
            if any(TABLES.match(name) and name not in NOT_TABLES for name in names):
                yield from _constants(node.value)
        elif isinstance(node, ast.comprehension) and ast.unparse(node.target) == "h":
            yield from _constants(node.iter)


def _of_call(node: ast.Call, name: str) -> Iterator[Message]:
    if name in CALLS and node.args:
        yield from _constants(node.args[0])
    yield from _needs(node)
    if name == "count" and len(node.args) >= 2:
        one, many = node.args[:2]
        if isinstance(one, ast.Constant) and isinstance(many, ast.Constant):
            yield (str(one.value), str(many.value))


def _needs(node: ast.Call) -> Iterator[str]:
    """What an untestable claim would need is said wherever its verdict is shown."""
    for keyword in node.keywords:
        if keyword.arg == "needs":
            yield from _constants(keyword.value)


def _constants(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip():
        yield node.value
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _constants(value)
    elif isinstance(node, (ast.Tuple, ast.List)):
        for value in node.elts:
            yield from _constants(value)
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
    elif isinstance(node, ast.Subscript):
        yield from _constants(node.value)


def of_template(path: Path) -> Iterator[str]:
    """Messages of one template."""
    yield from re.findall(r'w\.say\("((?:[^"\\]|\\.)*)"', path.read_text("utf-8"))


def of_catalogue(path: Path, fields: set[str]) -> Iterator[Any]:
    """Messages of one catalogue file; of the assumptions those that a measure of the brief uses."""
    entries = yaml.safe_load(path.read_text("utf-8"))
    if path.name == "assumptions.yaml":
        entries = {k: v for k, v in entries.items() if k.partition(".")[0] in ASSUMED}
    if path.name == "parameters.yaml":  # settings and grids are for the command alone
        entries = {k: entries[k] for k in ("draws", "per_pole", "per_route", "poles")}
    yield from _fields(entries, fields)


def _fields(node: Any, fields: set[str]) -> Iterator[Any]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "plural":
                yield tuple(value)
            elif key in fields and isinstance(value, str) and value:
                yield value
            else:
                yield from _fields(value, fields)
    elif isinstance(node, list):
        for value in node:
            yield from _fields(value, fields)


def messages() -> dict[Message, set[str]]:
    """Every message, with the files that say it."""
    found: dict[Message, set[str]] = {}

    def take(where: Path, some: Iterator[Any]) -> None:
        for message in some:
            found.setdefault(message, set()).add(str(where.relative_to(ROOT)))

    for path in sorted((ROOT / "brief").rglob("*.py")):
        take(path, of_python(path))
    for path in sorted((ROOT / "brief/templates").glob("brief.[hm]*")):
        take(path, of_template(path))
    for name, fields in FIELDS.items():
        take(ROOT / "catalogue" / name, of_catalogue(ROOT / "catalogue" / name, fields))
    phrases = ROOT / "catalogue/brief/phrases.yaml"
    take(phrases, iter(yaml.safe_load(phrases.read_text("utf-8"))))
    plurals = {m for pair in found if isinstance(pair, tuple) for m in pair}
    return {m: where for m, where in found.items() if m not in plurals}


def updated(lang: str) -> Catalog:
    """The catalogue of a language with today's messages and the translations that it had."""
    path = LOCALE / lang / "LC_MESSAGES/denge.po"
    old = read_po(BytesIO(path.read_bytes()), locale=lang)
    new = Catalog(locale=lang, project="denge", fuzzy=False)
    for message, where in sorted(messages().items(), key=lambda pair: str(pair[0])):
        places = [(name, None) for name in sorted(where)]
        kept = old.get(message if isinstance(message, str) else message[0])
        text = kept.string if kept is not None else ""
        if lang == "en":
            text = message
        elif isinstance(message, tuple) and not isinstance(text, tuple):
            text = ("",) * new.num_plurals
        new.add(message, text, locations=places)  # type: ignore[arg-type]
    return new


def _headers(lang: str, catalog: Catalog) -> list[tuple[str, str]]:
    reviewer = catalogue_header(lang).get("X-Reviewed-By", "")
    return [
        ("Project-Id-Version", "denge"),
        ("Language", lang),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", catalog.plural_forms),
        ("X-Reviewed-By", "the authors" if lang == "en" else reviewer),
    ]


def as_text(lang: str, catalog: Catalog) -> bytes:
    """The file as it is kept: no dates, files without line numbers."""
    out = BytesIO()
    write_po(out, catalog, width=100, omit_header=True, include_lineno=False)
    head = ['msgid ""', 'msgstr ""', *(f'"{k}: {v}\\n"' for k, v in _headers(lang, catalog))]
    return ("\n".join(head) + "\n\n").encode() + out.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """Messages without a translation."""
    return [
        str(m.id)
        for m in catalog
        if m.id and not (all(m.string) if isinstance(m.string, (tuple, list)) else m.string)
    ]


def main(check: bool) -> int:
    wrong = 0
    for lang in LANGUAGES:
        path = LOCALE / lang / "LC_MESSAGES/denge.po"
        catalog = updated(lang)
        text = as_text(lang, catalog)
        lacking = missing(catalog)
        print(f"{lang}: {len(catalog)} messages, {len(lacking)} without translation")
        if check:
            wrong += text != path.read_bytes() or bool(lacking)
        else:
            path.write_bytes(text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
