"""Nobody publishes what they entered: it takes a second person, and then everybody sees it."""

import pytest
from capaian_client import Refused
from capaian_client.v1.api.targets import create_target, publish_target, read_target, submit_target
from surroundings import promised, public, publisher, writer

answer = writer.answer(create_target(body=promised("2032")))
draft = answer.value
assert (answer.status, answer.headers["Location"]) == (201, f"/v1/targets/{draft.id}")
assert (draft.status, draft.value, draft.region) == ("draft", 40_000_000, "ID")
with pytest.raises(Refused) as refused:
    public.ask(read_target(draft.id))
assert refused.value.status == 404

assert writer.ask(submit_target(draft.id)).status == "submitted"
with pytest.raises(Refused) as refused:
    writer.ask(publish_target(draft.id))
assert (refused.value.status, refused.value.kind) == (403, "forbidden")

published = publisher.ask(publish_target(draft.id))
seen = public.ask(read_target(draft.id))
assert (published.status, seen.status, seen.revision) == ("published", "published", published.revision)
assert seen.citations[0].source == "antara-2021-01-11"
