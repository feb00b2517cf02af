"""Take the pictures of docs/pages/ from a service with the seed data: python -m tests.pages.screenshots URL."""

import sys
from pathlib import Path

from tests.support.browser import DESK, PHONE, chromium, tab

FOLDER = Path(__file__).parents[2] / "docs" / "pages"
AS_OF = "as_of=2022-12-31"  # on later days the texts name the current day
PICTURES = {
    "front": (f"/en/programs?{AS_OF}", DESK),
    "program": (f"/en/programs/umkm-digital?{AS_OF}", DESK),
    "program-phone": (f"/programs/umkm-digital?{AS_OF}", PHONE),
    "source": ("/en/sources/borneo24-2021-06-11", DESK),
}


def take_screenshots(url: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser:
        for name, (path, size) in PICTURES.items():
            with tab(browser, url, size) as opened:
                opened.open(path).screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    take_screenshots(sys.argv[1])
