"""UN General Assembly votes: matrix and roll calls (Voeten), long (unvotes), UN Digital Library.

Votes come as `rollcall, day, year, state, vote`; a vote is yes, abstain, no or absent. A state that
was no member has no row. Whether votes on paragraphs and amendments count is chosen where votes are
read (`denge.record.voting.votes`), not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.core.errors import UnknownColumn
from denge.core.state import states
from denge.record.arrow import compute
from denge.record.codes import name_code

if TYPE_CHECKING:
    import pyarrow as pa

    from denge.record.columns import Sheet
    from denge.record.source import SourceSpec

__all__ = ["load_long", "load_matrix", "load_rollcalls", "load_undl"]

_ISSUES = ("me", "nu", "di", "hr", "co", "ec")


def load_matrix(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """One row per roll call, a column per state: 1 yes, 2 abstain, 3 no, 8 absent, 9 no member."""
    import pyarrow as pa

    pc = compute()
    rollcall, day = sheet.pop("rcid").text(), sheet.pop("date").day()
    sheet.ignore(*_ISSUES)
    strange = [name for name in sheet.left if name not in states()]
    if strange:
        raise UnknownColumn(f"{sheet.where} has columns that are no state: {', '.join(strange)}.")
    meaning = {"1": "yes", "2": "abstain", "3": "no", "8": "absent", "9": None}
    parts = []
    for code in sheet.left:
        vote = sheet.pop(code).choice(meaning)
        cast = pc.is_valid(vote)
        whole = {"rollcall": rollcall, "day": day, "vote": vote}
        table = pa.table({name: pc.filter(column, cast) for name, column in whole.items()})
        parts.append(table.append_column("state", pa.array([code] * table.num_rows, pa.string())))
    joined = pa.concat_tables(parts)
    return joined.append_column("year", pc.year(joined["day"]))


def load_rollcalls(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """What each roll call was about, and whether it was on a paragraph or an amendment."""
    import pyarrow as pa

    rows = {
        "rollcall": sheet.pop("rcid").text(),
        "year": sheet.pop("year").whole(),
        "session": sheet.pop("session").whole(),
        "day": sheet.pop("date").day(),
        "resolution": sheet.pop("unres").text(),
        "yes": sheet.pop("yes").whole(),
        "no": sheet.pop("no").whole(),
        "abstain": sheet.pop("abstain").whole(),
        "important": sheet.pop("importantvote").flag(),
        "amendment": sheet.pop("amend").flag(),
        "paragraph": sheet.pop("para").flag(),
        "title": sheet.pop("short").text(),
        "text": sheet.pop("descr").text(),
    }
    rows |= {f"issue_{name}": sheet.pop(name).flag() for name in _ISSUES}
    sheet.ignore("resid")
    return pa.table(rows)


def load_long(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """One row per vote cast; its author left absences out. The name tells states apart."""
    import pyarrow as pa

    spelt = spec.lookups["country"]
    rows = {
        "rollcall": sheet.pop("rcid").text(),
        "state": sheet.pop("country").code(lambda name: spelt.get(name) or name_code(name)),
        "vote": sheet.pop("vote").choice({"yes": "yes", "abstain": "abstain", "no": "no"}),
    }
    sheet.ignore("country_code")
    gaps = {"day": pa.nulls(sheet.rows, pa.date32()), "year": pa.nulls(sheet.rows, pa.int64())}
    return pa.table(rows | gaps)


def load_undl(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """One row per state and adopted resolution, with the year only; X is absent or not voting."""
    import pyarrow as pa

    pc = compute()
    meaning = {"Y": "yes", "A": "abstain", "N": "no", "X": "absent"}
    year, number = sheet.pop("year"), sheet.pop("vote_no")
    rows = {
        "rollcall": pc.binary_join_element_wise(year.text(), number.text(), "-"),
        "year": year.whole(),
        "resolution": sheet.pop("resolution").text(),
        "state": sheet.pop("country").code(name_code),
        "vote": sheet.pop("vote").choice(meaning),
    }
    return pa.table(rows | {"day": pa.nulls(sheet.rows, pa.date32())})
