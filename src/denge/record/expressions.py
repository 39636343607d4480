"""What is computed on the lake, as Ibis expressions that run unchanged on every engine.

`gdelt_events` and `icews_events` bring both sources to one table of comparable events;
`clustered` joins what several reports tell of one event; `dyad_month` and `exposure` count.
Nothing runs here: an engine runs the expression (`engine.py`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import ibis
from ibis import _

from denge.core.catalogue import read_yaml
from denge.record.codes import actor_rows, cameo_rows, sector_rows

if TYPE_CHECKING:
    import pyarrow as pa

    # Ibis makes its column methods at run time; a checker sees only that they exist.
    Table = Any

__all__ = [
    "EVENT_COLUMNS",
    "ClusterRule",
    "actor_month",
    "clustered",
    "dyad_month",
    "exposure",
    "gdelt_events",
    "icews_events",
    "rate",
]

ClusterRule = Literal["report", "event", "day"]

EVENT_COLUMNS = (
    *("event_id", "day", "month", "source", "target", "source_sector", "target_sector"),
    *("cameo", "plover", "mode", "quad", "goldstein", "place", "url", "reports", "known_from"),
)


def _actors(kind: str) -> Table:
    rows = [row for row in actor_rows() if row["kind"] == kind]
    return ibis.memtable(_arrow(rows, ("code", "actor", "valid_from", "valid_until")))


def _cameo() -> Table:
    table = _arrow(cameo_rows(), ("code", "plover", "mode", "quad", "goldstein"))
    return ibis.memtable(table)


def _arrow(rows, names: tuple[str, ...]) -> pa.Table:
    import pyarrow as pa

    types = {"quad": pa.int64(), "goldstein": pa.float64()}
    types |= dict.fromkeys(("valid_from", "valid_until"), pa.date32())

    def value(name: str, text: str):
        if name in ("valid_from", "valid_until"):
            return date.fromisoformat(text)
        if name in types:
            return float(text) if name == "goldstein" and text else int(text) if text else None
        return text or None

    columns = {
        n: pa.array([value(n, r[n]) for r in rows], types.get(n, pa.string())) for n in names
    }
    return pa.table(columns)


def _with_actor(table: Table, side: str, country: str, group: str) -> Table:
    """Add the state, else the bloc, that the codes of one side stood for on that day."""
    for kind, code in (("state", country), ("bloc", group)):
        known = _actors(kind)
        known = known.select(**{f"{side}_{kind}_{name}": known[name] for name in known.columns})
        table = table.left_join(known, [(code, f"{side}_{kind}_code")])
    found = [
        ibis.ifelse(
            table.day.between(
                table[f"{side}_{kind}_valid_from"], table[f"{side}_{kind}_valid_until"]
            ),
            table[f"{side}_{kind}_actor"],
            None,
        )
        for kind in ("state", "bloc")
    ]
    return table.mutate(**{side: ibis.coalesce(*found)})


def _sector(code: Any, source: str) -> Any:
    """The PLOVER sector of a code, as cases: an engine drops them where nobody asks for them."""
    known = [(code == label, sector) for label, sector in sector_rows(source).items() if sector]
    return ibis.cases(*known, else_=ibis.null("string"))


def _with_type(table: Table) -> Table:
    known = _cameo()
    known = known.rename(cameo_code="code")
    return table.left_join(known, [("cameo", "cameo_code")])


def gdelt_events(raw: Table) -> Table:
    """GDELT rows between two different states or blocs, in the columns `EVENT_COLUMNS`.

    An actor is the state of its country code, else the bloc of its group code, on the event's day.
    Type, mode, quad class and Goldstein score come from the event code by `catalogue/cameo.csv`.
    """
    table = raw.mutate(day=raw.SQLDATE)
    table = _with_actor(table, "source", "Actor1CountryCode", "Actor1KnownGroupCode")
    table = _with_actor(table, "target", "Actor2CountryCode", "Actor2KnownGroupCode")
    table = table.filter(table.source != table.target)
    table = table.mutate(
        event_id=ibis.literal("gdelt:") + table.GLOBALEVENTID.cast("string"),
        month=table.day.truncate("M"),
        cameo=table.EventCode,
        place=ibis.coalesce(table.ActionGeo_FeatureID, table.ActionGeo_CountryCode, ""),
        url=ibis.coalesce(table.SOURCEURL, ""),
        source_sector=_sector(table.Actor1Type1Code, "cameo"),
        target_sector=_sector(table.Actor2Type1Code, "cameo"),
        reports=table.NumArticles.cast("int64"),
        known_from=table.DATEADDED.date(),
    )
    return _with_type(table).select(*EVENT_COLUMNS)


def icews_events(raw: Table) -> Table:
    """ICEWS rows between two different states, in the columns `EVENT_COLUMNS`.

    States and sectors were read from the source's labels when it was loaded; a row of a fact file
    has no identifier, place or page, and counts as one report (facts are sets, so presence only).
    """
    table = raw.filter(raw.source_state != raw.target_state)
    table = table.mutate(
        event_id=ibis.literal("icews:") + table.row_id,
        month=table.day.truncate("M"),
        source=table.source_state,
        target=table.target_state,
        url=ibis.literal(""),
        reports=ibis.literal(1, "int64"),
    )
    return _with_type(table).select(*EVENT_COLUMNS)


def clustered(events: Table, rule: ClusterRule = "event", *, paged: bool = True) -> Table:
    """One row per event, with the reports that tell of it.

    `report` leaves every coded row. `event` joins rows of the same dyad, type and day that share
    the page they were coded from, then rows that share the place. `day` joins all rows of the same
    dyad, type and day (the one-a-day rule). For the types that
    `catalogue/event_clusters.yaml` calls symmetric, A to B and B to A are one dyad. A source whose
    rows name no page (`paged` false) has none to join by, which halves the work.

    Columns: `source, target, day, month, plover, quad, place, goldstein` (mean of its reports),
    `reports` (articles), `coded_rows`, `event_id` and `url` (the first of them), `known_from`.
    """
    symmetric = events.plover.isin(read_yaml("catalogue/event_clusters.yaml")["symmetric"])
    one = events.mutate(
        source=ibis.ifelse(symmetric, ibis.least(_.source, _.target), _.source),
        target=ibis.ifelse(symmetric, ibis.greatest(_.source, _.target), _.target),
        goldstein_total=ibis.coalesce(_.goldstein, 0.0),
        scored=_.goldstein.notnull().cast("int64"),
        coded_rows=ibis.literal(1, "int64"),
    )
    same = ("source", "target", "day", "month", "plover", "quad")
    if rule == "event":
        if paged:
            own = ibis.ifelse(one.url == "", one.event_id, one.url)
            one = _joined(one.mutate(page=own), (*same, "page"))
        one = _joined(one, (*same, "place"))
    elif rule == "day":
        one = _joined(one, same)
    columns = (
        *same,
        "place",
        "goldstein",
        "reports",
        "coded_rows",
        "event_id",
        "url",
        "known_from",
    )
    return one.mutate(goldstein=one.goldstein_total / one.scored.nullif(0)).select(*columns)


def _joined(events: Table, same: tuple[str, ...]) -> Table:
    told = {} if "place" in same else {"place": events.place.min()}
    return events.group_by(same).agg(
        goldstein_total=events.goldstein_total.sum(),
        scored=events.scored.sum(),
        reports=events.reports.sum(),
        coded_rows=events.coded_rows.sum(),
        event_id=events.event_id.min(),
        url=events.url.min(),
        known_from=events.known_from.min(),
        **told,
    )


def dyad_month(events: Table) -> Table:
    """State, partner, month and quad class: `events`, `reports`, `goldstein_mean`."""
    return events.group_by("source", "target", "month", "quad").agg(
        events=events.count(),
        reports=events.reports.sum(),
        goldstein_mean=events.goldstein.mean(),
    )


def actor_month(events: Table) -> Table:
    """State and month: `events` with any partner, `partners`, `cooperative` (quad 1 and 2)."""
    return events.group_by("source", "month").agg(
        events=events.count(),
        partners=events.target.nunique(),
        cooperative=(events.quad <= 2).cast("int64").sum(),
    )


def exposure(events: Table) -> Table:
    """All events of the source in each month: the exposure behind every count from it."""
    return events.group_by("month").agg(
        total_events=events.count(), total_reports=events.reports.sum()
    )


def rate(counts: Table, totals: Table) -> Table:
    """Counts with the source's total of the month and `share` = events / total events.

    A source that grows tells of more events without more happening; the share does not.
    """
    joined = counts.join(totals, "month")
    return joined.mutate(share=joined.events / joined.total_events.nullif(0))
