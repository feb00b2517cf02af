"""Problems have types: what is wrong, where it stands, and what to do, in the language that was asked for."""

from typing import assert_type

import httpx
import pytest
from capaian_client import Capaian, Refused
from capaian_client.v1.api.targets import create_target, list_targets
from capaian_client.v1.models import Problem
from capaian_client.v1.types import Unset
from surroundings import URL, promised, public, writer

wrong = promised("2022-13")
wrong.institution = "nobody-at-all"
with pytest.raises(Refused) as refused:
    writer.ask(create_target(body=wrong))
problem = assert_type(refused.value.problem, Problem | None)
assert problem is not None
assert (refused.value.status, problem.status, refused.value.kind) == (422, 422, "invalid-body")
assert problem.type_ == "/problems/invalid-body"
assert problem.title == "Invalid body"
assert problem.instance.startswith("urn:capaian:request:")
assert "/period" in {fault.pointer for fault in problem.errors}
assert "/period" in str(refused.value)

with pytest.raises(Refused) as refused:
    Capaian(URL).ask(list_targets(limit=0, cursor="nonsense"))
assert refused.value.problem is not None
assert refused.value.response.headers["Content-Language"] == "id"
assert {fault.parameter for fault in refused.value.problem.errors} == {"limit", "cursor"}
assert all(isinstance(fault.pointer, Unset) for fault in refused.value.problem.errors)

gateway = Capaian(URL, transport=httpx.MockTransport(lambda _: httpx.Response(413, text="<h1>Too large</h1>")))
with pytest.raises(Refused) as refused:
    gateway.ask(list_targets())
assert (refused.value.status, refused.value.problem, refused.value.kind) == (413, None, None)

assert public.ask(list_targets(limit=1)).data
