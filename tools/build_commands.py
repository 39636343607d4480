"""Writes docs/reference/commands.md from the commands themselves.

python tools/build_commands.py
"""

from __future__ import annotations

from pathlib import Path

from denge.cli import reference

OUT = Path(__file__).parents[1] / "docs/reference/commands.md"

if __name__ == "__main__":
    OUT.write_text(reference(), encoding="utf-8")
