"""A list becomes a pandas DataFrame: one row per item, the columns of the CSV variant, exact numbers."""

import asyncio
import sys

import httpx
import pytest
from capaian_client import AsyncCapaian, Capaian
from environment import URL, public

# Without pandas, everything else works.
sys.modules["pandas"] = None  # type: ignore[assignment]
listing = public.targets.list(limit=1)
assert listing.first_page().data
with pytest.raises(ImportError, match="requires pandas"):
    listing.to_dataframe()
del sys.modules["pandas"]

frame = public.targets.list(limit=5).to_dataframe()
targets = list(public.targets.list())
assert len(frame) == len(targets) > 5
assert [str(one.id) for one in targets] == list(frame["id"])
assert list(frame["value"].dropna()) == [one.value for one in targets if one.value is not None]
assert str(frame["stated_on"].dtype).startswith("datetime64")
assert str(frame["recorded_at"].dtype).endswith("UTC]")
assert frame["value"].sum() == sum(one.value for one in targets if one.value is not None)
assert frame["citations"][0][0]["source"] == targets[0].citations[0].source

# The columns are those of the CSV.
for name, items in (
    ("targets", public.targets.list(limit=1000)),
    ("regions", public.regions.list(limit=1000)),
    ("sources", public.sources.list(limit=1000)),
):
    header = httpx.get(f"{URL}/v1/{name}.csv?limit=1").text.removeprefix("\ufeff").splitlines()[0]
    assert set(items.to_dataframe().columns) == set(header.split(","))

progress = public.progress.list().to_dataframe()
assert {"target_value", "realization_value", "verdict"} <= set(progress.columns)
assert "target" not in progress.columns
changes = public.changes.list(type_=["program"]).to_dataframe()
assert {"record_type", "record_id", "record_url"} <= set(changes.columns)

# Without rows, the columns are those of the model.
empty = public.targets.list(period=["1990"]).to_dataframe()
assert len(empty) == 0
assert {"period", "value", "citations"} <= set(empty.columns)


# Integers that do not fit into a double, missing values and fields of later versions.
page = public.regions.list(limit=3).first_page().to_dict()
for one, revision in zip(page["data"], (2**53 + 1, 7, 10**25), strict=True):
    one["revision"] = revision
page["data"][1]["bps_code"] = None
page["data"][2]["a_later_field"] = 1.25
page["meta"]["has_more"] = False
changed = Capaian(URL, transport=httpx.MockTransport(lambda _: httpx.Response(200, json=page)))
frame = changed.regions.list().to_dataframe()
assert list(frame["revision"]) == [2**53 + 1, 7, 10**25]
assert list(frame["bps_code"].isna()) == [False, True, False]
assert frame["a_later_field"][2] == 1.25


async def count_rows() -> int:
    async with AsyncCapaian(URL) as client:
        return len(await client.targets.list(limit=5).to_dataframe())


assert asyncio.run(count_rows()) == len(targets)
