"""A second person publishes a draft; after that every caller can read it."""

import pytest
from capaian_client import ProblemError
from environment import public, publisher, target_input, writer

response = writer.targets.with_raw_response.create(body=target_input("2032"))
draft = response.value
assert (response.status, response.headers["Location"]) == (201, draft.url)
assert (draft.status, draft.value, draft.region) == ("draft", 40_000_000, "ID")
with pytest.raises(ProblemError) as raised:
    public.targets.get(draft.id)
assert raised.value.status == 404

response = writer.targets.with_raw_response.submit(draft.id)
assert response.value.status == "submitted"
with pytest.raises(ProblemError) as raised:
    writer.targets.publish(draft.id, if_match=response.etag or "")
assert (raised.value.status, raised.value.kind) == (403, "forbidden")

seen = publisher.targets.with_raw_response.get(draft.id)
published = publisher.targets.publish(draft.id, if_match=seen.etag or "")
read = public.targets.get(draft.id)
assert (published.status, read.status, read.revision) == ("published", "published", published.revision)
assert read.citations[0].source == "antara-2021-01-11"
