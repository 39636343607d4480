"""Brings the ledger of an older schema up to this denge's, with Alembic; a newer one is refused."""

from __future__ import annotations

from pathlib import Path

from denge.core.errors import LedgerError, MissingExtra
from denge.record import schema
from denge.record.store import is_address

__all__ = ["upgrade"]


def upgrade(place: str | Path, to: str = "head") -> str:
    """Migrate a ledger; the revision that it then has.

    Raises
    ------
    MissingExtra
        Alembic is not installed.
    LedgerError
        The ledger is of a schema that this denge does not know.
    """
    try:
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError
    except ImportError:
        raise MissingExtra("alembic", "pg", "Migrating a ledger") from None
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("sqlalchemy.url", _url(place).replace("%", "%%"))
    try:
        command.upgrade(config, to)
    except CommandError as error:
        raise LedgerError(
            f"{place} is of a schema that this denge does not know ({error}). Update denge; "
            "nothing in the ledger has been changed."
        ) from None
    return schema.REVISIONS[-1]


def _url(place: str | Path) -> str:
    if is_address(place):
        return "postgresql+psycopg://" + str(place).partition("://")[2]
    return f"sqlite:///{Path(place).resolve()}"
