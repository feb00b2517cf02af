"""Pictures on other sites: the page for frames, oEmbed, and the preview of a link."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.pages.conftest import HTML, PUBLIC_URL
from tests.support import services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls


@pytest.fixture(scope="module")
def reader(private: services.Service, stored: DatabaseUrls) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {key_for(stored, 'pembaca oembed', 'write')}"}
    with httpx.Client(base_url=private.url, timeout=20, headers=headers) as client:
        yield client


def test_every_site_may_show_the_page_of_a_picture_in_a_frame(http: httpx.Client) -> None:
    for path in ("/embed/programs/umkm-digital", "/en/embed/indicators/umkm-onboarded?as_of=2021-12-31"):
        response = http.get(path)
        assert response.status_code == 200
        assert "frame-ancestors *" in response.headers["content-security-policy"]
        assert "<nav" not in response.text
        assert response.text.count("<svg") == 2
    assert "As stated by 31 December 2021. Sources: " in response.text
    assert 'href="/en/indicators/umkm-onboarded?as_of=2021-12-31"' in response.text
    assert http.get("/embed/programs/daerah").status_code == 404


def test_oembed_returns_a_frame_of_at_most_the_requested_size(reader: httpx.Client) -> None:
    url = f"{PUBLIC_URL}/en/programs/umkm-digital?as_of=2021-12-31#isi"
    response = reader.get("/oembed", params={"url": url, "format": "json", "maxwidth": 500, "maxheight": 400})
    assert response.status_code == 200, response.text
    found = response.json()
    assert (found["type"], found["version"], found["width"], found["height"]) == ("rich", "1.0", 500, 400)
    assert f'src="{PUBLIC_URL}/en/embed/programs/umkm-digital?as_of=2021-12-31"' in found["html"]
    whole = reader.get("/oembed", params={"url": f"{PUBLIC_URL}/indicators/umkm-onboarded"}).json()
    assert (whole["width"], 400 < whole["height"] < 700) == (840, True)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"url": "https://example.org/programs/umkm-digital"}, 404),
        ({"url": f"{PUBLIC_URL}.example.org/programs/umkm-digital"}, 404),
        ({"url": f"{PUBLIC_URL}/programs/tidak-ada"}, 404),
        ({"url": f"{PUBLIC_URL}/sources/borneo24-2021-06-11"}, 404),
        ({"url": f"{PUBLIC_URL}/programs/umkm-digital?as_of=besok"}, 404),
        ({"url": f"{PUBLIC_URL}/programs/umkm-digital", "format": "xml"}, 501),
        ({"url": f"{PUBLIC_URL}/programs/umkm-digital", "maxwidth": "0"}, 400),
        ({}, 404),
    ],
)
def test_oembed_of_another_url_or_format_is_an_error(reader: httpx.Client, query: dict[str, str], status: int) -> None:
    assert reader.get("/oembed", params=query).status_code == status


def test_the_page_of_a_program_names_its_picture_for_other_sites(reader: httpx.Client, http: httpx.Client) -> None:
    page = reader.get("/programs/umkm-digital", headers=HTML).text
    (image,) = re.findall(r'<meta property="og:image" content="([^"]+)">', page)
    assert image == f"{PUBLIC_URL}/v1/programs/umkm-digital/progress.png?language=id&amp;width=1200"
    assert reader.get(image.removeprefix(PUBLIC_URL).replace("&amp;", "&")).headers["content-type"] == "image/png"
    (oembed,) = re.findall(r'type="application/json\+oembed"[^>]+href="([^"]+)"', page)
    assert reader.get(oembed.removeprefix(PUBLIC_URL)).json()["html"].startswith("<iframe ")
    assert f"&lt;iframe src=&#34;{PUBLIC_URL}/embed/programs/umkm-digital&#34;" in page
    assert "oembed" not in http.get("/programs/umkm-digital").text  # a URL needs CAPAIAN_PUBLIC_URL
