"""The command line: one file per stage; nothing heavy is imported before a command runs."""

from __future__ import annotations

import gc
import os
import sys

from denge.core.errors import DengeError, UnknownName, UnknownState

__all__ = ["COMMANDS", "main", "reference", "run"]

# name -> (module:function, one line for --help). A command stands here only once it works.
COMMANDS: dict[str, tuple[str, str]] = {
    "brief": ("denge.cli.brief:brief", "Make the brief of a text or of a state."),
    "choose": ("denge.cli.choose:choose", "Compare both/and with either/or over sampled worlds."),
    "measure": ("denge.cli.measure:measure", "Measure a state, with intervals."),
    "compare": ("denge.cli.compare:compare", "The league table of states between two powers."),
    "why": ("denge.cli.why:why", "Show what one figure rests on."),
    "watch": ("denge.cli.watch:watch", "Follow feeds and folders, and be told when a rule fires."),
    "serve": ("denge.cli.serve:serve", "Serve the app on this machine."),
    "score": ("denge.cli.score:score", "Score the reader on gold coded by hand."),
    "stress": ("denge.cli.stress:stress", "Stress prices, routes, sanctions and tension."),
    "read": ("denge.cli.read:read", "Read texts: events, deals, targets, labels, claims, quoted."),
    "record": ("denge.cli.record:app", "Check, fill, review and export the ledger."),
}


def _app():
    from cyclopts import App

    import denge

    app = App(
        name="denge",
        help="Reads diplomacy, measures balance, stresses it, compares strategies, briefs.",
        version=denge.__version__,
        help_format="plaintext",
    )
    for name, (target, line) in COMMANDS.items():
        app.command(target, name=name, help=line)
    return app


def main(argv: list[str] | None = None) -> int:
    """Run denge; data on stdout, words on stderr. Exit codes: 0 done, 1 failed, 2 wrong use."""
    from cyclopts import CycloptsError

    try:
        result = _app()(argv, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        print(f"denge: {error}", file=sys.stderr)
        return 2
    except (UnknownState, UnknownName) as error:
        print(f"denge: {error}", file=sys.stderr)
        return 2
    except DengeError as error:
        print(f"denge: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("denge: stopped; nothing half-written was kept.", file=sys.stderr)
        return 1
    except Exception as error:
        if os.environ.get("DENGE_DEBUG"):
            raise
        print(
            f"denge: a fault of denge itself, {type(error).__name__}: {error}. "
            "Set DENGE_DEBUG=1 to see where, and please report it with the input.",
            file=sys.stderr,
        )
        return 1
    return result if isinstance(result, int) else 0


def run() -> None:
    """The console script."""
    # Our arrays are small: threads of the linear algebra and frequent garbage collection cost
    # a third of a brief's time and bring nothing; nor does a last collection as the process ends.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(100_000)
    status = main()
    gc.freeze()
    sys.exit(status)


def reference() -> str:
    """The reference page of all commands, in Markdown, made from their signatures."""
    given, sys.argv = sys.argv, ["denge"]  # what started this process is no part of the page
    try:
        page = _app().generate_docs(output_format="markdown", recursive=True)
    finally:
        sys.argv = given
    codes = "Data goes to standard output, words to standard error. "
    codes += "Exit codes: 0 done, 1 failed, 2 wrong use."
    return page.rstrip().replace("# denge", f"# Commands\n\n{codes}", 1) + "\n"
