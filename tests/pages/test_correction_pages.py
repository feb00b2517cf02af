"""The page of a correction: before and after, a new revision, and a change by another user in between."""

from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest

from tests.pages.conftest import MARKUP, TARGET, Tags
from tests.pages.visitor import Visitor
from tests.support import services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls


class Corrector(NamedTuple):
    """A writer in a browser, and two clients of the API."""

    visitor: Visitor
    writer: Person
    publisher: Person


@pytest.fixture(scope="module")
def corrector(site: services.Service, stored: DatabaseUrls) -> Iterator[Corrector]:
    keys = [key_for(stored, "pengoreksi", "write"), key_for(stored, "penerbit koreksi", "publish")]
    visitor = Visitor(site.url)
    assert visitor.sign_in(keys[0]).status_code == 303
    with httpx.Client(base_url=site.url, timeout=20) as client:
        yield Corrector(visitor, *(Person(client, key) for key in keys))
    visitor.close()


def create_figure(corrector: Corrector, region: str) -> tuple[str, str]:
    """Publish a target, and return its URL in the API and the path of its correction."""
    created = corrector.writer.post("/v1/targets", {**TARGET, "indicator": "daerah", "region": region})
    assert created.status_code == 201, created.text
    url = created.headers["location"]
    assert corrector.writer.post(f"{url}/submit").status_code == 200
    assert corrector.publisher.transition(f"{url}/publish").status_code == 200
    return url, f"/en/reviews/targets/{created.json()['id']}/correct"


def fill(corrector: Corrector, path: str, **fields: str) -> dict[str, str]:
    """Return the fields of the form as the browser sends them."""
    form = corrector.visitor.read_form(path, "preview")
    figure = {"value": "5", "resolution": "1", "qualifier": "exact", "period": "2022", "stated_on": "2022-01-01"}
    return {**form, **figure, "source": "markup", "locator": MARKUP, **fields}


def read_save_form(response: httpx.Response) -> dict[str, str]:
    """Return the fields of the button that saves what the page of a preview shows."""
    form = response.text.partition('name="action" value="save"')[0].rpartition("<form")[2]
    return Visitor.read_hidden(form) | {"action": "save"}


def test_a_correction_is_shown_before_it_becomes_a_draft_revision(corrector: Corrector) -> None:
    url, path = create_figure(corrector, "33")
    record = corrector.visitor.get(path.removesuffix("/correct")).text
    assert path in Tags(record).links
    changes = {"value": "7", "locator": "hlm. 4", "note": "Satu.\r\nDua.", "reason": "Salah baca"}
    preview = corrector.visitor.send(path, fill(corrector, path, **changes))
    assert preview.status_code == 200
    assert "<td>5</td>\n<td>7</td>" in preview.text
    assert "PATCH" in preview.text
    assert corrector.writer.get(url).json()["revision"] == 3
    form = read_save_form(preview)
    saved = [corrector.visitor.send(path, form) for _ in range(2)]
    assert [one.headers["location"] for one in saved] == [path.removesuffix("/correct")] * 2
    draft = corrector.writer.get(url).json()
    assert (draft["revision"], draft["status"], draft["value"], draft["reason"]) == (4, "draft", 7, "Salah baca")
    assert (draft["citations"][0]["locator"], draft["note"]) == ("hlm. 4", "Satu.\nDua.")
    assert httpx.get(f"{corrector.visitor.url}{url}").json()["value"] == 5  # until it is published


def test_a_change_in_between_is_shown_and_not_overwritten(corrector: Corrector) -> None:
    url, path = create_figure(corrector, "34")
    form = read_save_form(corrector.visitor.send(path, fill(corrector, path, value="7")))
    etag = corrector.writer.get(url).headers["etag"]
    assert corrector.writer.patch(url, {"note": "Dihitung ulang."}, etag).status_code == 200
    conflict = corrector.visitor.send(path, form)
    assert conflict.status_code == 412
    assert "Another user changed this in between" in conflict.text
    assert conflict.text.count("Dihitung ulang.") >= 2  # the change, and the form
    again = corrector.visitor.send(path, fill(corrector, path, value="7", note="Dihitung ulang."))
    assert corrector.visitor.send(path, read_save_form(again)).status_code == 303
    draft = corrector.writer.get(url).json()
    assert (draft["value"], draft["note"]) == (7, "Dihitung ulang.")


def test_the_errors_of_a_correction_are_those_of_the_api(corrector: Corrector) -> None:
    _, path = create_figure(corrector, "35")
    assert corrector.visitor.send(path, fill(corrector, path)).status_code == 422  # nothing changed
    preview = corrector.visitor.send(path, fill(corrector, path, value=MARKUP, note="=1+1"))
    assert "<script" not in preview.text
    rejected = corrector.visitor.send(path, read_save_form(preview))
    assert rejected.status_code == 422
    assert "The API rejected this request" in rejected.text
    assert "<script" not in rejected.text
    form = corrector.visitor.read_form(path, "preview")
    for other in ("/en/reviews/programs/markup/correct", "/en/reviews/targets/tidak-ada/correct"):
        assert corrector.visitor.get(other).status_code == 404
        assert corrector.visitor.send(other, form).status_code == 404
