"""Photograph the main pages at three widths for the documentation.

    python -m checks.pictures [FOLDER]        (default docs/pictures/pages)

Builds a city of its own below a temporary folder, serves it with the real processes, and leaves it behind for nobody.
Pictures are reduced to few colours: they show where things stand, not how they shine.
"""

from __future__ import annotations

import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from checks.every_page import Page

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {"phone": (390, 844), "desk": (1280, 800), "wall": (1920, 1080)}
SHOWN = {
    "portal:home": "home", "portal:guide": "guide", "portal:search": "search",
    "portal:materials supplement": "supplement", "portal:case submitted": "my-case",
    "workbench:desk": "desk", "workbench:queue": "queue",
    "workbench:case accepted": "case", "workbench:intake_papers": "intake", "console:statistics": "statistics",
    "error 404": "not-found",
}  # fmt: skip
ELDER = ("home", "desk")
COLOURS = 48


def main() -> int:
    """Returns the exit code."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tongban-pictures-", ignore_cleanup_errors=True) as home:
        os.environ |= {"TONGBAN_HOME": home, "TONGBAN_CITY_KIND": "test", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
        from tongban.shell.command import enter_city

        enter_city()
        from bench.town import served
        from checks.every_page import pages
        from checks.real_browser import settled
        from tongban.furniture.tests.browsing import chromium

        listed = {page.name: page for page in pages(settled())}
        with served(web=1) as serving, chromium() as browser:
            for name, title in SHOWN.items():
                for width in WIDTHS:
                    _take(browser, serving.address, listed[name], width, folder / f"{title}-{width}.png")
                if title in ELDER:
                    for width in ("phone", "desk"):
                        target = folder / f"{title}-elder-{width}.png"
                        _take(browser, serving.address, listed[name], width, target, mode="elder")
    return 0


def _take(browser: Browser, url: str, page: Page, width: str, target: Path, *, mode: str = "") -> None:
    from PIL import Image

    from checks.real_browser import visitor

    across, down = WIDTHS[width]
    context = visitor(browser, url, page.who, width=across, mode=mode)
    tab = context.new_page()
    tab.set_viewport_size({"width": across, "height": down})
    answer = tab.goto(page.address)
    if answer is None or answer.status != page.status:
        raise SystemExit(f"{page.name} answered {answer and answer.status}")
    picture = Image.open(BytesIO(tab.screenshot()))
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
