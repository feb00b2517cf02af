"""The pages of a session in Chromium: accessible, and as narrow as a phone."""

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload

from tests.exchange.imports.conftest import build_csv
from tests.support import services
from tests.support.browser import DESK, PHONE, tab
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls


@pytest.fixture(scope="module")
def key(stored: DatabaseUrls) -> str:
    return key_for(stored, "penulis peramban", "write")


@pytest.fixture(scope="module")
def paths(site: services.Service, key: str) -> dict[str, str]:
    """The pages of a draft and of an import."""
    with httpx.Client(base_url=site.url, timeout=20) as client:
        writer = Person(client, key)
        assert writer.post("/v1/programs", {"code": "peramban", "name": "Program peramban"}).status_code == 201
        headers = writer.headers | {"Content-Type": "text/csv"}
        content = build_csv({"period": "2023-08"}, {"period": "2023-09"})
        run = client.post("/v1/imports?collection=realizations", content=content, headers=headers).json()
        content = build_csv({"period": "2023-10"}, {"period": "2023-11", "region": "x"})
        dry_run = client.post("/v1/imports?collection=realizations&dry_run=true", content=content, headers=headers)
        target = client.get("/v1/targets?limit=1").json()["data"][0]
        return {
            "record": "/en/reviews/programs/peramban",
            "import": f"/en/reviews/imports/{run['id']}",
            "dry run": f"/en/reviews/imports/{dry_run.json()['id']}",
            "correction": f"/en/reviews/targets/{target['id']}/correct",
            "upload": "/en/imports/new",
        }


def test_axe_finds_nothing_on_pages_of_a_session(
    site: services.Service, key: str, paths: dict[str, str], chromium: Browser
) -> None:
    for size in (DESK, PHONE):
        with tab(chromium, site.url, size, bypass_csp=True) as opened:  # axe runs as a script
            opened.open("/en/sign-in")
            found = {"sign-in": Axe().run(opened.page).response["violations"]}
            opened.page.get_by_label("API key").fill(key)
            opened.page.locator("main").get_by_role("button", name="Sign in").click()
            opened.page.wait_for_url("**/en/reviews")
            for path in ("/en/reviews", *paths.values()):
                found[path] = Axe().run(opened.open(path)).response["violations"]
                box = opened.page.locator("body").bounding_box()
                assert box is not None
                assert box["width"] <= size["width"], path
            file: FilePayload = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"No,Provinsi,nilai\n1,Bali,12\n"}
            opened.page.locator("#file").set_input_files(file)
            opened.page.get_by_role("button", name="Send the file").click()
            opened.page.wait_for_url("**/en/imports/mapping")
            found["mapping"] = Axe().run(opened.page).response["violations"]
            assert [(path, one["id"], one["nodes"][0]["html"]) for path, all_ in found.items() for one in all_] == []
