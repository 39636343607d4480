"""`denge serve`: the app on this machine."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

__all__ = ["serve"]


def serve(*, port: int = 8421, ledger: str | None = None, workers: int = 2) -> int:
    """Serve the app on the loopback interface, for this machine alone.

    Without a ledger the casebook is shown, and what you paste is forgotten when the server stops.

    Parameters
    ----------
    port
        Port on 127.0.0.1.
    ledger
        A ledger file, or the address of a PostgreSQL database, to read and to add texts to.
    workers
        Processes that read texts and compute.
    """
    from denge.core.errors import InputError, MissingExtra

    if not 1 <= port <= 65_535:
        raise InputError(f"{port} is no port; give one from 1024 to 65535")
    if not 1 <= workers <= 64:
        raise InputError(f"{workers} workers cannot be; give 1 to 64")
    try:
        import multipart  # noqa: F401
        import uvicorn

        from denge.web import Settings, create_app
    except ModuleNotFoundError as error:
        raise MissingExtra(str(error.name), "serve", "Serving the app") from None
    _check_ledger(ledger)
    app = create_app(Settings(ledger, port, workers))
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=15,
        limit_concurrency=256,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the workers end in order

    class Server(uvicorn.Server):
        """Says its address once it answers."""

        async def startup(self, sockets: list[Any] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                print(f"denge: http://127.0.0.1:{port}/ (stop with Ctrl-C)", file=sys.stderr)

    try:
        Server(config).run()
    except SystemExit as ended:
        if not ended.code:
            return 0
        print(f"denge: port {port} is taken; give another with --port.", file=sys.stderr)
        return 1
    return 0


def _check_ledger(ledger: str | None) -> None:
    """Open the ledger once, so that what is wrong with it is said before anything is served."""
    if ledger is None:
        return
    import denge.record

    if "://" not in ledger and not Path(ledger).parent.is_dir():
        from denge.core.errors import LedgerError

        raise LedgerError(f"there is no folder {Path(ledger).parent}; make it, or name another.")
    denge.record.open(ledger)
