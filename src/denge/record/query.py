"""One SELECT over a ledger as it stood on a day, in a database that can reach nothing else.

The tables of the view, the statements, the decisions and the data sets of the lake stand in a
DuckDB in memory. Before the question runs, its access to files, network and settings is closed and
locked; only one statement is taken, and it must be a SELECT.
"""

from __future__ import annotations

from threading import Timer
from typing import TYPE_CHECKING, Any

from denge.core.errors import InputError

if TYPE_CHECKING:
    from datetime import date

    import duckdb
    import pyarrow as pa

    from denge.record.ledger import SqlLedger

__all__ = ["SECONDS", "query"]

SECONDS = 600.0  # how long one question may run


def query(
    ledger: SqlLedger,
    sql: str,
    as_of: date | None = None,
    include_unreviewed: bool = False,
    seconds: float = SECONDS,
) -> pa.Table:
    """Answer one SELECT.

    Parameters
    ----------
    sql : str
        It may name every table of the view, `statements`, `decisions` and every data set of the
        lake, all as they were known on the day.
    seconds : float
        Then the question is broken off.

    Raises
    ------
    InputError
        It is no single SELECT, names what is not there, reaches outside, gives two columns one
        name, or takes too long.

    Examples
    --------
    >>> from denge.record.ledger import open_ledger
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     ledger = open_ledger(f"{folder}/a.db")
    ...     query(ledger, "SELECT capital FROM capitals WHERE iso3 = 'KAZ'").to_pylist()
    [{'capital': 'Astana'}]
    """
    import duckdb

    with duckdb.connect(config={"temp_directory": ""}) as connection:
        _fill(connection, ledger, as_of, include_unreviewed)
        watch = Timer(seconds, connection.interrupt)
        watch.start()
        try:
            found = connection.sql(_single_select(connection, sql)).to_arrow_table()
        except duckdb.InterruptException:
            raise InputError(f"the query was broken off after {seconds:g} seconds") from None
        except duckdb.PermissionException:
            raise InputError(
                "the query reaches for a file or address; it may use the tables of the ledger only"
            ) from None
        except duckdb.Error as error:
            raise InputError(f"the query cannot be answered: {_first(error)}") from None
        finally:
            watch.cancel()
    return _plain(found)


def _fill(
    connection: duckdb.DuckDBPyConnection,
    ledger: SqlLedger,
    as_of: date | None,
    include_unreviewed: bool,
) -> None:
    """Put in every table, then close all ways out."""
    from denge.record.export import tables_of

    view = ledger.view(as_of, include_unreviewed)
    tables = tables_of(ledger, view, as_of)
    for name, make in tables.items():
        connection.register(name, make())
    paths = {name: ledger.lake.paths(name) for name in ledger.lake.datasets()}
    every = [path for found in paths.values() for path in found]
    connection.execute(f"SET allowed_paths = [{', '.join(map(_quoted, every))}]")
    for name in sorted(paths.keys() - tables.keys()):
        connection.execute(_lake_view(connection, name, paths[name], as_of))
    for setting in ("python_enable_replacements", "enable_external_access"):
        connection.execute(f"SET {setting} = false")
    connection.execute("SET lock_configuration = true")


def _lake_view(
    connection: duckdb.DuckDBPyConnection, name: str, paths: list[str], as_of: date | None
) -> str:
    files = f"read_parquet([{', '.join(map(_quoted, paths))}], union_by_name = true)"
    known = ""
    if as_of:
        columns = connection.sql(f"SELECT * FROM {files} LIMIT 0").columns
        day = "known_from" if "known_from" in columns else "CAST(DATEADDED AS DATE)"
        known = f" WHERE {day} <= DATE '{as_of.isoformat()}'"
    return f'CREATE VIEW "{name}" AS SELECT * FROM {files}{known}'


def _single_select(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    import duckdb

    told = connection.extract_statements(sql)
    if len(told) != 1 or told[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(one.type.name for one in told) or "nothing"
        raise InputError(f"give one SELECT; this is {kinds}")
    return told[0].query


def _plain(table: pa.Table) -> pa.Table:
    """Names told apart, and numbers of one width."""
    import pyarrow as pa

    twice = sorted({n for n in table.column_names if table.column_names.count(n) > 1})
    if twice:
        raise InputError(f"the query gives the name {twice[0]!r} to more than one column")

    def wide(kind: pa.DataType) -> pa.DataType:
        if pa.types.is_decimal(kind):
            return pa.float64()
        return pa.string() if pa.types.is_interval(kind) or pa.types.is_binary(kind) else kind

    return table.cast(pa.schema([(f.name, wide(f.type)) for f in table.schema]))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _first(error: Any) -> str:
    """The first line, and what the engine proposes instead."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    hints = [line for line in lines[1:] if line.startswith(("Did you mean", "Candidate bindings"))]
    return " ".join([lines[0].partition(": ")[2] or lines[0], *hints])
