"""Make the pictures that open the README, of the site as it is: `python tests/bench/readme_pictures.py`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from opened_pages import Visit, chromium
from tests_support import ROOT

FOLDER = ROOT / "book" / "pictures"
PAGES = {"home": "index.html", "chapter": "notebooks/scoring.html"}
SIZE = {"width": 1120, "height": 700}
QUALITY = 60  # of WebP: text stays sharp, and a picture stays below 50 kB


def main() -> None:
    """Photograph each page in its light colours."""
    from PIL import Image

    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser:
        for name, page in PAGES.items():
            with Visit(browser, ROOT / "_build" / "html" / page, viewport=SIZE) as opened:
                opened.rest()
                picture = Image.open(io.BytesIO(opened.page.screenshot()))
                picture.save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
