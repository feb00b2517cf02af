"""Pictures as files: SVG, PNG and Vega-Lite, of programs and indicators."""

import asyncio
import struct
import xml.etree.ElementTree as ET
from typing import Any

import httpx
import pytest
import vl_convert

from api.errors import UnavailableError
from api.http.request.concurrency_limit import CallerIdentity
from api.pages.files.png import PngRenderer

URL = "/v1/programs/umkm-digital/progress"
SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "title", "desc", "g", "a", "text", "rect", "line", "polyline", "polygon", "circle"}
CALLERS = [CallerIdentity(name, has_key=name == "c") for name in "abcd"]
EMPTY_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'


def read_width(png: bytes) -> int:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    (width,) = struct.unpack(">I", png[16:20])
    return int(width)


def test_a_picture_is_a_file_with_title_day_and_sources(http: httpx.Client) -> None:
    response = http.get(f"{URL}.svg?as_of=2021-12-31&language=en")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml")
    picture = ET.fromstring(response.text)  # our own picture
    text = "".join(picture.itertext())
    assert "Digitalization of small businesses" in text
    assert "As stated by 31 December 2021. Sources: " in text
    assert "Reported 13.7 million UMKM for May 2021" in picture.attrib["aria-label"]
    assert picture.findtext(f"{SVG}desc") == picture.attrib["aria-label"]
    assert "style=" not in response.text
    flows = http.get(f"{URL}.svg?nature=flow&indicator=umkm-onboarded")
    assert flows.text != http.get(f"{URL}.svg").text
    assert http.get("/v1/indicators/umkm-onboarded/progress.svg").text == http.get(f"{URL}.svg").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{URL}.svg?nature=rate", 404),
        (f"{URL}.svg?indicator=qris-merchants", 404),
        (f"{URL}.svg?language=fr", 400),
        (f"{URL}.svg?width=900", 400),
        (f"{URL}.png?width=4001", 400),
        ("/v1/programs/tidak-ada/progress.png", 404),
        ("/v1/indicators/tidak-ada/progress.vl.json", 404),
        ("/v1/indicators/umkm-onboarded/progress.svg?indicator=umkm-onboarded", 400),
    ],
)
def test_an_invalid_request_for_a_file_is_an_error(http: httpx.Client, path: str, status: int) -> None:
    assert http.get(path).status_code == status


def test_a_picture_contains_no_markup_of_users_and_nothing_that_a_renderer_would_load(http: httpx.Client) -> None:
    picture = ET.fromstring(http.get("/v1/programs/markup/progress.svg").text)  # as above
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= TAGS
    links = [value for element in picture.iter() for name, value in element.attrib.items() if "href" in name]
    assert links
    assert [link for link in links if not link.startswith("/sources/markup#")] == []


def test_a_png_has_the_requested_width_and_is_cached(http: httpx.Client) -> None:
    response = http.get(f"{URL}.png")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    assert read_width(response.content) == 2 * 1144
    assert read_width(http.get("/v1/indicators/umkm-onboarded/progress.png?width=600").content) == 600
    again = http.get(f"{URL}.png", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, "hit" in again.headers["cache-status"]) == (304, True)


def test_one_picture_is_rendered_at_a_time_and_two_wait() -> None:
    async def render() -> list[bytes | BaseException]:
        renderer = PngRenderer()
        left = asyncio.create_task(renderer.render(EMPTY_SVG.format("").encode(), 40, CALLERS[0]))
        await asyncio.sleep(0)
        left.cancel()  # a client that has disconnected
        await asyncio.gather(left, return_exceptions=True)
        texts = ['<text y="15" font-family="sans-serif">a</text>', "", "", ""]
        requests = [
            renderer.render(EMPTY_SVG.format(text).encode(), 40, caller)
            for text, caller in zip(texts, CALLERS, strict=True)
        ]
        return await asyncio.gather(*requests, return_exceptions=True)

    first, second, third, rejected = asyncio.run(render())
    assert isinstance(first, bytes)
    assert first != second  # the text is drawn with the included font
    assert second == third
    assert isinstance(rejected, UnavailableError)


def test_an_svg_that_cannot_be_rendered_is_an_error() -> None:
    with pytest.raises(UnavailableError):
        asyncio.run(PngRenderer().render(b"<svg", 40, CALLERS[0]))


def draw(specification: dict[str, Any]) -> list[str]:
    """Draw a specification and return the roles of its marks."""
    picture = ET.fromstring(vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]))  # from our own file
    return [role for element in picture.iter() if (role := element.get("aria-roledescription")) is not None]


def test_a_vega_lite_specification_draws_the_marks_of_the_picture(http: httpx.Client) -> None:
    response = http.get(f"{URL}.vl.json?language=en")
    assert response.headers["content-type"] == "application/json"
    specification, svg = response.json(), http.get(f"{URL}.svg?language=en").text
    drawn = draw(specification)
    # The key of the file has one mark of each kind.
    assert drawn.count("point") == svg.count('class="report"') - 1
    assert drawn.count("tick") == svg.count('class="target"') + svg.count('class="replaced"') - 2
    assert specification["description"] == ET.fromstring(svg).attrib["aria-label"]  # as above
    flows, svg = http.get(f"{URL}.vl.json?nature=flow").json(), http.get(f"{URL}.svg?nature=flow").text
    drawn = draw(flows)
    assert (drawn.count("bar"), drawn.count("tick")) == (svg.count('class="bar"'), svg.count('class="target"') - 1)
