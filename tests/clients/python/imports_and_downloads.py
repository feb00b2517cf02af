"""The client imports a file, another person publishes it, and an export of it can be imported without changes."""

import asyncio
import base64
import csv
import gzip
import hashlib
import os
import tempfile
from pathlib import Path

import httpx
import pytest
from capaian_client import AsyncCapaian, Capaian, IncompleteDownloadError, ProblemError, RetryPolicy
from environment import URL, public, publisher, writer

FIELDS = "31 Desember 2020;{};final;11 Januari 2021;kemenko-marves;antara-2021-01-11;paragraph 3\n"
ROWS = (
    "indikator;sifat;wilayah;periode;nilai;mutu;dinyatakan_pada;instansi;sumber;locator\n"
    f"umkm-onboarded;kumulatif;Jawa Barat;{FIELDS.format('1,7 juta')}"
    f"umkm-onboarded;kumulatif;Jawa Timur;{FIELDS.format('1,2 juta')}"
)
directory = Path(tempfile.mkdtemp())
file = directory / "realisasi.csv"
file.write_text(ROWS)

checked = writer.imports.import_file(file, collection="realizations", dry_run=True)
assert (checked.status, checked.would_create, checked.rejected) == ("checked", 2, 0)
done = writer.imports.import_file(file, collection="realizations")
assert (done.status, done.records_status, done.created) == ("done", "draft", 2)
assert writer.imports.wait(writer.imports.submit(done.id)).records_status == "submitted"
submitted = publisher.imports.with_raw_response.get(done.id)
published = publisher.imports.publish(done.id, if_match=submitted.etag or "")
assert publisher.imports.wait(published).records_status == "published"

exported = public.exports.realizations_csv(region=["32", "35"]).save(directory / "exported.csv")
rows = list(csv.DictReader(exported.read_text("utf-8-sig").splitlines()))
assert [(row["region"], float(row["value"])) for row in rows] == [("32", 1_700_000), ("35", 1_200_000)]
assert {path.name for path in directory.iterdir()} == {"realisasi.csv", "exported.csv"}
parquet = public.exports.realizations_parquet(region=["32"]).save(directory / "exported.parquet")
assert parquet.read_bytes()[:4] == b"PAR1"

compressed = directory / "exported.csv.gz"
compressed.write_bytes(gzip.compress(exported.read_bytes()))
again = writer.imports.import_file(compressed, collection="realizations", number_format="en")
assert (again.status, again.unchanged, again.created) == ("done", 2, 0)

file.write_text(ROWS.replace("Jawa Timur", "Atlantis"))
invalid = writer.imports.import_file(file, collection="realizations")
assert (invalid.status, invalid.rejected) == ("rejected", 1)
assert invalid.rejected_rows[0].errors[0].code

with pytest.raises(ProblemError) as raised:
    public.exports.realizations_csv(region=["nowhere"]).save(directory / "never.csv")
assert raised.value.status == 400


class DamagingTransport(httpx.BaseTransport):
    """Cuts off the first download, and changes a byte of the others up to a number of requests."""

    def __init__(self, damaged: int) -> None:
        self.requests = 0
        self.damaged = damaged
        self._transport = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        content = self._transport.handle_request(request).read()
        # The service sends the digest of responses that it does not stream; on a busy machine it streams earlier.
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        if self.requests == 1:
            content = content[:-1]
        elif self.requests <= self.damaged:
            content = b"x" + content[1:]
        return httpx.Response(200, headers={"Repr-Digest": f"sha-256=:{digest}:"}, stream=httpx.ByteStream(content))


FAST_RETRY = RetryPolicy(initial_delay=0.01)
original = exported.read_bytes()
damaging = DamagingTransport(damaged=2)
retrying = Capaian(URL, transport=damaging, retry=FAST_RETRY)
assert retrying.exports.realizations_csv(region=["32", "35"]).save(exported).read_bytes() == original
assert damaging.requests == 3
damaged = Capaian(URL, transport=DamagingTransport(damaged=99), retry=FAST_RETRY)
with pytest.raises(IncompleteDownloadError):
    damaged.exports.realizations_csv(region=["32"]).save(exported)
assert exported.read_bytes() == original
assert not list(directory.glob("*.part"))


async def import_and_download() -> None:
    file.write_text(ROWS)
    async with AsyncCapaian(URL, key=os.environ["WRITES"]) as client:
        assert (await client.imports.import_file(file, collection="realizations")).unchanged == 2
        downloaded = await client.exports.realizations_csv(region=["32", "35"]).save(directory / "async.csv")
        assert downloaded.read_bytes() == original
        assert await client.exports.realizations_csv(region=["32", "35"]).read() == original


asyncio.run(import_and_download())
