"""Passages in which the words that tell an act are marked, as `tests/read/taught/*.txt` hold them.

    @ 2026-03-14
    Kazakhstan and Uzbekistan {1:signed twelve agreements} in Astana on Friday.

    1 sign KAZ UZB
    =

The first line holds the day of publication (or `-`); `none` instead of acts marks a passage without
an act of one state towards another; `=` ends it. A line of an act is its mark, its type (with a
PLOVER type of its own behind a colon), source, target (`-` for none) and, where it is not done,
`planned` or `denied`.

    python tools/taught_passages.py FILE ...      # check the files
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from denge.core.state import blocs, states
from denge.read.acts import act_types

if TYPE_CHECKING:
    from collections.abc import Iterator

PLOVER: Final = {"SUPPORT", "RETREAT", "CONCEDE", "COOPERATE"}
# Organisations that passages name and the catalogue does not hold.
BEYOND: Final = {"WHO"}
_MARK: Final = re.compile(r"\{(\d+):([^{}]*)\}")
_LINE: Final = re.compile(
    r"^(\d+) (\w+)(?::(\w+))? ([A-Z0-9+]+) ([A-Z0-9+]+|-)(?: (planned|denied))?$"
)


class BadPassage(ValueError):
    """A passage is not written as said above; the message tells what was found."""


@dataclass(frozen=True)
class Told:
    """One act: where it is told, what, by whom, towards whom."""

    span: tuple[int, int]
    type: str
    plover: str
    source: str
    target: str | None
    status: str


@dataclass(frozen=True)
class Passage:
    """A passage with its acts; `place` is its file and line."""

    place: str
    lang: str
    day: date | None
    text: str
    told: tuple[Told, ...]


def passages(path: Path) -> Iterator[Passage]:
    """The passages of a file, in order.

    Raises
    ------
    BadPassage
        With the line at which the passage begins and what is wrong with it.
    """
    block: list[str] = []
    start = 1
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() != "=":
            block.append(line)
            continue
        try:
            yield parse(f"{path.name}:{start}", path.name[:2], block)
        except BadPassage as bad:
            raise BadPassage(f"{path.name}, line {start}: {bad}") from None
        block, start = [], number + 1
    if any(line.strip() for line in block):
        raise BadPassage(f"{path.name}, line {start}: the last passage is not ended by `=`")


def parse(place: str, lang: str, block: list[str]) -> Passage:
    """A passage from its lines."""
    lines = [line for line in block if line.strip()]
    if not lines or not lines[0].startswith("@"):
        raise BadPassage("the first line must be `@ DAY` or `@ -`")
    acts = [line.strip() for line in lines[1:] if _is_act(line)]
    body = [line for line in lines[1:] if not _is_act(line)]
    text, marks = _unmarked("\n".join(body))
    told = tuple(_told(line, marks) for line in acts if line != "none")
    if not acts or (acts == ["none"]) != (not marks):
        raise BadPassage("there must be a line for each mark, or `none` where there is no mark")
    unused = set(marks) - {int(_match(line)[1]) for line in acts if line != "none"}
    if unused:
        raise BadPassage(f"no line tells of the mark {min(unused)}")
    return Passage(place, lang, _day(lines[0][1:].strip()), text, told)


def _is_act(line: str) -> bool:
    return line.strip() == "none" or bool(_LINE.match(line.strip()))


def _day(given: str) -> date | None:
    try:
        return None if given == "-" else date.fromisoformat(given)
    except ValueError:
        raise BadPassage(f"{given!r} is no day; write it as 2026-03-14, or `-`") from None


def _unmarked(text: str) -> tuple[str, dict[int, tuple[int, int]]]:
    """The text without its marks, and where each mark stood."""
    parts: list[str] = []
    marks: dict[int, tuple[int, int]] = {}
    at = done = 0
    for match in _MARK.finditer(text):
        parts += [text[done : match.start()], match[2]]
        at += match.start() - done
        marks[int(match[1])] = (at, at + len(match[2]))
        at += len(match[2])
        done = match.end()
    parts.append(text[done:])
    plain = "".join(parts)
    if "{" in plain or "}" in plain:
        raise BadPassage("a brace stands alone; a mark is written {1:words}")
    return plain, marks


def _match(line: str) -> re.Match[str]:
    match = _LINE.match(line)
    if match is None:
        raise BadPassage(f"{line!r} is no line of an act: MARK type SOURCE TARGET [planned]")
    return match


def _told(line: str, marks: dict[int, tuple[int, int]]) -> Told:
    mark, type_, plover, source, target, status = _match(line).groups()
    if type_ not in act_types():
        raise BadPassage(f"{type_!r} is no type of act; known are {', '.join(sorted(act_types()))}")
    if plover and plover not in PLOVER:
        raise BadPassage(f"{plover!r} is none of {', '.join(sorted(PLOVER))}")
    if int(mark) not in marks:
        raise BadPassage(f"the text has no mark {mark}")
    for code in (source, target):
        if code != "-" and code not in states() and code not in {*blocs(), *BEYOND}:
            raise BadPassage(f"{code!r} is neither a state nor a bloc")
    whom = None if target == "-" else target
    return Told(marks[int(mark)], type_, plover or "", source, whom, status or "done")


def main() -> None:
    """Check files, and count what they hold."""
    for name in sys.argv[1:]:
        try:
            found = list(passages(Path(name)))
        except BadPassage as bad:
            sys.exit(str(bad))
        kinds = Counter(told.type for passage in found for told in passage.told)
        print(f"{name}: {len(found)} passages, {sum(kinds.values())} acts, {dict(kinds)}")


if __name__ == "__main__":
    main()
