"""An export is of one moment, however slowly it is read."""

import httpx
import pytest

from tests.exports.reading import asking, body, is_whole, rest
from tests.support import databases, services
from tests.support.databases import Addresses
from tests.wire import recording

NEW = recording.target(901, program="program-1", indicator="indicator-1", institution="office-1", citations=[
    {"source": "source-1", "locator": "p", "quote": None, "note": None}
], period="2009")  # fmt: skip


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_what_is_written_while_it_is_read_is_not_in_it(
    filled: Addresses, crowded: services.Service, ending: str
) -> None:
    address = f"/v1/exports/targets.{ending}"
    before = httpx.get(f"{crowded.url}/v1/targets?count=exact&limit=1").json()["meta"]["count"]
    with asking(crowded.url, address) as connection:
        first = connection.recv(2000)
        number = 901 + ["csv", "ndjson"].index(ending)
        statement = NEW.replace(recording.figure_id(901), recording.figure_id(number))
        databases.execute(filled.service, statement, role="capaian_service")
        answer = first + rest(connection)
    assert is_whole(answer)
    lines = body(answer).count(b"\n") - (ending == "csv")
    assert lines == before
    assert httpx.get(f"{crowded.url}/v1/targets?count=exact&limit=1").json()["meta"]["count"] == before + 1
    moment = next(
        line.partition(b": ")[2].decode()
        for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n")
        if line.startswith(b"capaian-known-at")
    )
    assert httpx.get(f"{crowded.url}{address}?known_at={moment}", timeout=60).content == body(answer)
