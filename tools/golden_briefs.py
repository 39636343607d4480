"""Write the golden briefs of the packaged examples anew, after a change that is meant.

python tools/golden_briefs.py
"""

from __future__ import annotations

from pathlib import Path

from denge.brief import make
from denge.core.catalogue import catalogue_path

FOLDER = Path(__file__).parents[1] / "tests/brief/golden"
# The English example in every language, each other example in its own; one page in full.
BRIEFS = [
    ("kazakhstan.en.txt", "en", "md"),
    ("kazakhstan.en.txt", "tr", "md"),
    ("kazakhstan.en.txt", "ru", "md"),
    ("kazakhstan.en.txt", "kk", "md"),
    ("kazakhstan.tr.txt", "tr", "md"),
    ("serbia.en.txt", "en", "md"),
    ("serbia.en.txt", "en", "html"),
]


def golden(example: str, lang: str, kind: str) -> tuple[Path, str]:
    """Where a golden brief stands, and what it should hold today."""
    brief = make(str(catalogue_path(f"catalogue/examples/{example}")), lang=lang)
    text = brief.markdown() if kind == "md" else brief.html()
    return FOLDER / f"{example.removesuffix('.txt')}.{lang}.{kind}", text


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for entry in BRIEFS:
        path, text = golden(*entry)
        path.write_text(text, "utf-8")
        print(f"{path.name}: {len(text.encode()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
