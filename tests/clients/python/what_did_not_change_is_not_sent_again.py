"""What did not change is not sent again: the copy at hand is given, and a change is seen at once."""

from typing import assert_type

import httpx
import pytest
from capaian_client import Answer, Capaian, Refused, Unreadable
from capaian_client.v1.api.targets import create_target, list_targets, read_target, revise_target
from capaian_client.v1.models import Target, TargetChanges
from surroundings import URL, promised, writer


class Noting(httpx.BaseTransport):
    def __init__(self) -> None:
        self.statuses: list[int] = []
        self._there = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._there.handle_request(request)
        self.statuses.append(response.status_code)
        return response


noting = Noting()
client = Capaian(URL, transport=noting)
first = client.answer(list_targets(limit=5))
again = client.answer(list_targets(limit=5))
assert noting.statuses == [200, 304]
assert (first.is_unchanged, again.is_unchanged) == (False, True)
assert again.status == 200
assert again.value == first.value
assert again.value is not first.value, "whoever changes one answer does not change the other"
assert again.etag == first.etag is not None
client.ask(list_targets(limit=4))
assert noting.statuses[-1] == 200, "another address has another answer"

own = client.answer(list_targets(limit=5, if_none_match=first.etag or ""))
assert own.status == 304
with pytest.raises(Unreadable) as nothing:
    own.value  # noqa: B018, it raises
assert nothing.value.response.status_code == 304

forgetful = Capaian(URL, transport=(forgetting := Noting()), kept=0)
assert forgetful.ask(list_targets()) == forgetful.ask(list_targets())
assert forgetting.statuses == [200, 200]

draft = writer.ask(create_target(body=promised("2031")))
read = assert_type(writer.answer(read_target(draft.id)), Answer[Target])
assert writer.answer(read_target(draft.id)).is_unchanged
revised = writer.ask(revise_target(draft.id, body=TargetChanges(note="Mended"), if_match=read.etag or ""))
seen = writer.answer(read_target(draft.id))
assert (seen.is_unchanged, seen.value.note, seen.value.revision) == (False, "Mended", revised.revision)
with pytest.raises(Refused) as refused:
    writer.ask(revise_target(draft.id, body=TargetChanges(note="Too late"), if_match=read.etag or ""))
assert (refused.value.status, refused.value.kind) == (412, "precondition-failed")
