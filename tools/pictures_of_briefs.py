"""Draw the pictures of the brief that the README shows, with Debian's Chromium.

python tools/pictures_of_briefs.py
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from denge.brief import make

FOLDER = Path(__file__).parents[1] / "docs/images"
SIZE = {"width": 1280, "height": 1000}


def main() -> None:
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium)
        for lang in ("en", "tr"):
            page = browser.new_page(viewport=SIZE)
            place = Path(name) / f"{lang}.html"
            make(lang=lang).save(str(place))
            page.goto(place.as_uri())
            page.screenshot(path=FOLDER / f"brief.{lang}.png")
        browser.close()


if __name__ == "__main__":
    main()
