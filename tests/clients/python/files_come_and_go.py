"""Files come and go: what is imported is published by somebody else, exported, and unchanged when it comes again."""

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
from capaian_client import AsyncCapaian, Capaian, Incomplete, Patience, Refused
from capaian_client.v1.api.exports import export_realizations_csv, export_realizations_parquet
from capaian_client.v1.api.imports import publish_import, submit_import
from capaian_client.v1.api.realizations import list_realizations_csv
from surroundings import URL, public, publisher, writer

SAID = "31 Desember 2020;{};final;11 Januari 2021;kemenko-marves;antara-2021-01-11;paragraph 3\n"
ROWS = (
    "indikator;sifat;wilayah;periode;nilai;mutu;dinyatakan_pada;instansi;sumber;locator\n"
    f"umkm-onboarded;kumulatif;Jawa Barat;{SAID.format('1,7 juta')}"
    f"umkm-onboarded;kumulatif;Jawa Timur;{SAID.format('1,2 juta')}"
)
directory = Path(tempfile.mkdtemp())
file = directory / "realisasi.csv"
file.write_text(ROWS)

tried = writer.import_file(file, collection="realizations", dry_run=True)
assert (tried.state, tried.created, tried.rejected) == ("planned", 2, 0)
done = writer.import_file(file, collection="realizations")
assert (done.state, done.stage, done.created) == ("done", "draft", 2)
assert writer.wait_for(writer.ask(submit_import(done.id))).stage == "submitted"
assert publisher.wait_for(publisher.ask(publish_import(done.id))).stage == "published"

saved = public.save(export_realizations_csv(region=["32", "35"]), directory / "exported.csv")
rows = list(csv.DictReader(saved.read_text("utf-8-sig").splitlines()))
assert [(row["region"], float(row["value"])) for row in rows] == [("32", 1_700_000), ("35", 1_200_000)]
assert {path.name for path in directory.iterdir()} == {"realisasi.csv", "exported.csv"}
parquet = public.save(export_realizations_parquet(region=["32"]), directory / "exported.parquet")
assert parquet.read_bytes()[:4] == b"PAR1"
assert public.ask(list_realizations_csv(region=["32"])).payload.read().startswith(b"id,")

packed = directory / "exported.csv.gz"
packed.write_bytes(gzip.compress(saved.read_bytes()))
again = writer.import_file(packed, collection="realizations", number_format="en")
assert (again.state, again.unchanged, again.created) == ("done", 2, 0)

file.write_text(ROWS.replace("Jawa Timur", "Atlantis"))
refused_import = writer.import_file(file, collection="realizations")
assert (refused_import.state, refused_import.rejected) == ("refused", 1)
assert refused_import.faulty_rows[0].faults[0].code

with pytest.raises(Refused) as refused:
    public.save(export_realizations_csv(region=["nowhere"]), directory / "never.csv")
assert refused.value.status == 400


class Garbling(httpx.BaseTransport):
    """Breaks the first download off, and swaps a byte of the others as often as it is told to."""

    def __init__(self, garbled: int) -> None:
        self.asked = 0
        self.garbled = garbled
        self._there = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        response = self._there.handle_request(request)
        content = response.read()
        # As the service says it of what it does not stream; a busy machine streams sooner.
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        if self.asked == 1:
            content = content[:-1]
        elif self.asked <= self.garbled:
            content = b"x" + content[1:]
        return httpx.Response(200, headers={"Repr-Digest": f"sha-256=:{digest}:"}, stream=httpx.ByteStream(content))


older = saved.read_bytes()
garbling = Garbling(garbled=2)
mended = Capaian(URL, transport=garbling, patience=Patience(first=0.01))
assert mended.save(export_realizations_csv(region=["32", "35"]), saved).read_bytes() == older
assert garbling.asked == 3
with pytest.raises(Incomplete):
    Capaian(URL, transport=Garbling(garbled=99), patience=Patience(first=0.01)).save(
        export_realizations_csv(region=["32"]), saved
    )
assert saved.read_bytes() == older
assert not list(directory.glob("*.part"))


async def awaited() -> None:
    file.write_text(ROWS)
    async with AsyncCapaian(URL, key=os.environ["WRITES"]) as client:
        assert (await client.import_file(file, collection="realizations")).unchanged == 2
        exported = await client.save(export_realizations_csv(region=["32", "35"]), directory / "awaited.csv")
        assert exported.read_bytes() == older


asyncio.run(awaited())
