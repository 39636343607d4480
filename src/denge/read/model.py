"""An optional second reader: any OpenAI-compatible server, checked against the text itself.

What the rules read stays as it is. An item of the model counts only when its quotation stands in
the text letter by letter, its kind is in the catalogue and its actors are found in the sentences it
quotes; it then confirms an item of the rules or is added with low confidence. Off unless a server
is named; the key comes from the environment variable DENGE_MODEL_KEY alone.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from denge.core.catalogue import read_toml
from denge.core.errors import InputError, MissingExtra
from denge.core.reading import Deal, Event, Flow, Reading, Status, Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from denge.read.inputs import Refusal

__all__ = ["Server", "merge_answer", "read_with"]

KEY_VARIABLE: Final = "DENGE_MODEL_KEY"
_RETRIED: Final = frozenset({429, 500, 502, 503, 504})
_LARGEST_ANSWER: Final = 2**21  # bytes


@dataclass(frozen=True, slots=True)
class Server:
    """An OpenAI-compatible server; `key` never appears in a message."""

    url: str
    name: str
    key: str = field(default="", repr=False)
    timeout: float = 60.0

    @classmethod
    def at(cls, url: str, name: str = "default", timeout: float | None = None) -> Server:
        """The server at an address, e.g. `http://localhost:8000/v1`.

        Raises
        ------
        InputError
            The address is no http(s) address, or holds a user name or key.
        MissingExtra
            httpx is not installed.

        >>> Server.at("http://localhost:8000/v1/").url
        'http://localhost:8000/v1'
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(
                f"{url!r} is no address of a model server; give e.g. http://localhost:8000/v1"
            )
        if parts.username or parts.password or parts.query:
            raise InputError(
                "the address of a model server must hold no user, key or query; "
                f"put the key in the environment variable {KEY_VARIABLE}."
            )
        try:
            import httpx  # noqa: F401
        except ImportError:
            raise MissingExtra("httpx", "llm", "Asking a model server") from None
        wait = timeout if timeout is not None else _settings()["timeout_seconds"]
        return cls(url.rstrip("/"), name, os.environ.get(KEY_VARIABLE, ""), wait)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


@cache
def _settings() -> dict[str, Any]:
    return read_toml("catalogue/model.toml")


@cache
def _to_machines() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in _settings()["addressed_to_machines"]))


def read_with(server: Server, reading: Reading | Refusal) -> Reading | Refusal:
    """The reading with what the server confirms or adds; on any failure the reading as it was.

    The number of characters that go to the host is said on stderr before they go.
    """
    if not isinstance(reading, Reading):
        return reading
    name = reading.source or reading.id
    print(f"denge: sending {len(reading.text)} characters of {name} to {server.host}",
          file=sys.stderr)  # fmt: skip
    for start, end in _chunks(reading.text):
        try:
            answer = _ask(server, reading.text[start:end])
        except _NoAnswer as failure:
            note = f"the model at {server.host} was not used: {failure}"
            print(f"denge: {note}", file=sys.stderr)
            return replace(reading, notes=(*reading.notes, note))
        reading = merge_answer(reading, answer, server.name)
    return reading


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of pieces of the text, cut at line ends where there are any."""
    size, start = _settings()["chunk_characters"], 0
    while start < len(text):
        end = min(start + size, len(text))
        if end < len(text):
            end = text.rfind("\n", start + size // 2, end) + 1 or end
        yield start, end
        start = end


class _NoAnswer(Exception):
    """The server gave nothing that can be used; the message says why."""


def _ask(server: Server, text: str) -> dict[str, Any]:
    """The JSON object that the server answers, after retries where it is busy."""
    import httpx

    headers = {"Authorization": f"Bearer {server.key}"} if server.key else {}
    body = {
        "model": server.name,
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "messages": [
            {"role": "system", "content": _system()},
            {"role": "user", "content": f"<<<TEXT\n{text}\nTEXT>>>"},
        ],
    }
    status = 0
    for attempt in range(_settings()["retries"] + 1):
        try:
            answer = httpx.post(
                f"{server.url}/chat/completions",
                json=body, headers=headers, timeout=server.timeout, follow_redirects=False,
            )  # fmt: skip
        except httpx.TimeoutException:
            raise _NoAnswer(f"no answer within {server.timeout:g} s") from None
        except httpx.HTTPError as error:
            raise _NoAnswer(str(error) or type(error).__name__) from None
        status = answer.status_code
        if status == 200:
            return _content(answer)
        if status not in _RETRIED:
            break
        if attempt < _settings()["retries"]:
            time.sleep(_pause(answer.headers.get("retry-after"), attempt))
    raise _NoAnswer(f"it answers {status}")


def _system() -> str:
    from denge.read.acts import act_types

    text = _settings()["system"].replace("%TYPES%", ", ".join(act_types()))
    return text.replace("%QUANTITIES%", ", ".join(_settings()["quantities"]))


def _pause(asked: str | None, attempt: int) -> float:
    """Seconds to wait: as asked, else doubling; never longer than the catalogue allows."""
    try:
        wait = float(asked) if asked else 0.5 * 2**attempt
    except ValueError:
        wait = 0.5 * 2**attempt
    return max(0.0, min(wait, _settings()["longest_wait_seconds"]))


def _content(answer: Any) -> dict[str, Any]:
    if len(answer.content) > _LARGEST_ANSWER:
        raise _NoAnswer("its answer is too large")
    try:
        content = answer.json()["choices"][0]["message"]["content"]
        found = json.loads(_unfenced(content))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise _NoAnswer("its answer is not the JSON that was asked for") from None
    if not isinstance(found, dict):
        raise _NoAnswer("its answer is not a JSON object")
    return found


def _unfenced(content: str) -> str:
    match = re.fullmatch(r"\s*```(?:json)?\s*(.*?)\s*```\s*", content, re.DOTALL)
    return match[1] if match else content


def merge_answer(reading: Reading, answer: dict[str, Any], model: str) -> Reading:
    """Add or confirm what an answer holds and the text bears out; drop the rest.

    Examples
    --------
    >>> from denge.read.reader import read
    >>> reading = read("Kazakhstan and Uzbekistan signed 12 agreements.")
    >>> answer = {"events": [{"type": "sign", "source": "Kazakhstan", "target": "Peru",
    ...     "status": "done", "quote": "Kazakhstan and Uzbekistan signed"}]}
    >>> merge_answer(reading, answer, "m") == reading
    True
    """
    checker = _Checker(reading, model)
    groups = {
        "events": checker.event, "deals": checker.deal, "targets": checker.target,
        "statuses": checker.label, "flows": checker.flow,
    }  # fmt: skip
    changed: dict[str, Any] = {}
    for group, check in groups.items():
        kept = list(getattr(reading, group))
        for raw in _list(answer.get(group)):
            item = check(raw) if isinstance(raw, dict) else None
            if item is not None:
                _add_or_confirm(kept, item, model)
        changed[group] = tuple(kept)
    return replace(reading, **changed)


def _list(value: Any) -> list[Any]:
    return value[:500] if isinstance(value, list) else []


def _add_or_confirm(kept: list[Any], item: Any, model: str) -> None:
    """Say on the like item of the rules that the model read it too, or add the item."""
    for index, old in enumerate(kept):
        if _alike(old, item):
            word = f"confirmed by the model {model}"
            if not old.rule.startswith("model.") and word not in old.why:
                kept[index] = replace(old, why=(*old.why, word))
            return
    kept.append(item)


def _alike(one: Any, two: Any) -> bool:
    meets = one.quote_span[0] < two.quote_span[1] and two.quote_span[0] < one.quote_span[1]
    if isinstance(one, Event):
        same = (one.plover, one.status) == (two.plover, two.status)
        return meets and same and {one.source, one.target} == {two.source, two.target}
    kind = getattr(one, "quantity", getattr(one, "label", ""))
    return (
        meets
        and set(one.parties) == set(two.parties)
        and kind == getattr(two, "quantity", getattr(two, "label", ""))
    )


class _Checker:
    """Checks items of an answer against one text."""

    def __init__(self, reading: Reading, model: str) -> None:
        from denge.read.names import find_actors
        from denge.read.page import open_page

        self.text = reading.text
        self.model = model
        self.page = open_page(reading.text, lang=reading.lang)
        self.actors = find_actors(self.page)

    def _base(self, raw: dict[str, Any]) -> dict[str, Any] | None:
        """Quote, span, rule and confidence, where the quotation stands in the text."""
        quote = raw.get("quote")
        if not isinstance(quote, str) or not quote.strip():
            return None
        start = self.text.find(quote)
        if start < 0 or self._to_machine(start, start + len(quote)):
            return None
        return {
            "quote": quote, "quote_span": (start, start + len(quote)),
            "rule": f"model.{self.model}", "confidence": _settings()["confidence"],
            "why": (f"read by the model {self.model} alone",),
        }  # fmt: skip

    def _sentences(self, start: int, end: int) -> Iterator[Any]:
        return (s for s in self.page.sentences if s.start < end and start < s.end)

    def _to_machine(self, start: int, end: int) -> bool:
        return any(
            _to_machines().search(self.page.folded[s.start : s.end])
            for s in self._sentences(start, end)
        )

    def _code(self, name: Any, span: tuple[int, int]) -> str | None:
        """The code of a name, where our own table finds that actor in the quoted sentences."""
        from denge.read.names import find_actors
        from denge.read.page import open_page

        if not isinstance(name, str) or not name.strip() or len(name) > 200:
            return None
        page = open_page(name, lang=self.page.lang, date=self.page.date)
        named = {a.code for a in find_actors(page)} | {name.strip()}
        quoted = {s.index for s in self._sentences(*span)}
        there = {a.code for a in self.actors if a.sentence in quoted}
        found = named & there
        return found.pop() if len(found) == 1 else None

    def _parties(self, raw: dict[str, Any], span: tuple[int, int]) -> tuple[str, ...] | None:
        codes = [self._code(name, span) for name in _list(raw.get("parties"))]
        if not codes or None in codes:
            return None
        return tuple(dict.fromkeys(code for code in codes if code))

    def event(self, raw: dict[str, Any]) -> Event | None:
        from denge.read.acts import act_types, plover_of

        base = self._base(raw)
        kind, status = raw.get("type"), raw.get("status")
        if base is None or kind not in act_types() or status not in ("done", "planned", "denied"):
            return None
        source = self._code(raw.get("source"), base["quote_span"])
        target = self._code(raw.get("target"), base["quote_span"])
        if source is None or source == target or (raw.get("target") and target is None):
            return None
        return Event(
            **base, type=kind, plover=plover_of(kind, status), source=source, target=target,
            status=status, cameo=act_types()[kind]["cameo"],
        )  # fmt: skip

    def deal(self, raw: dict[str, Any]) -> Deal | None:
        base = self._base(raw)
        parties = self._parties(raw, base["quote_span"]) if base else None
        if base is None or parties is None:
            return None
        count = raw.get("count")
        counts = {c.value for c in self._counts(base["quote_span"])}
        value = self._usd(raw.get("value_usd"), base["quote_span"])
        return Deal(
            **base, parties=parties, count=count if count in counts else None, value_usd=value
        )

    def target(self, raw: dict[str, Any]) -> Target | None:
        base = self._base(raw)
        parties = self._parties(raw, base["quote_span"]) if base else None
        quantity = raw.get("quantity")
        if base is None or parties is None or not self._is_quantity(quantity):
            return None
        year = raw.get("by")
        by = year if isinstance(year, int) and str(year) in base["quote"] else None
        value = self._usd(raw.get("value_usd"), base["quote_span"])
        return Target(**base, parties=parties, quantity=str(quantity), value_usd=value, by=by)

    def label(self, raw: dict[str, Any]) -> Status | None:
        base = self._base(raw)
        parties = self._parties(raw, base["quote_span"]) if base else None
        label = raw.get("label")
        known = isinstance(label, str) and re.fullmatch(r"[a-z][a-z_]{2,80}", label)
        if base is None or parties is None or not known:
            return None
        return Status(**base, parties=parties, label=str(label))

    def flow(self, raw: dict[str, Any]) -> Flow | None:
        base = self._base(raw)
        parties = self._parties(raw, base["quote_span"]) if base else None
        quantity = raw.get("quantity")
        if base is None or parties is None or not self._is_quantity(quantity):
            return None
        value = self._usd(raw.get("value"), base["quote_span"])
        if value is None or raw.get("unit") != "usd":
            return None
        return Flow(**base, parties=parties, quantity=str(quantity), value=value, unit="usd")

    def _is_quantity(self, name: Any) -> bool:
        return isinstance(name, str) and name in _settings()["quantities"]

    def _usd(self, value: Any, span: tuple[int, int]) -> float | None:
        """The amount, where the quoted sentences hold it in dollars."""
        from denge.read.money import find_money

        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        for money in find_money(self.page):
            inside = span[0] <= money.start and money.end <= span[1]
            if inside and money.currency == "USD" and abs(money.low - value) <= 0.01 * money.low:
                return money.low
        return None

    def _counts(self, span: tuple[int, int]) -> list[Any]:
        from denge.read.money import find_counts

        return [c for c in find_counts(self.page) if span[0] <= c.start and c.end <= span[1]]
