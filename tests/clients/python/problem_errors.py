"""ProblemError has the problem document: type, errors with their locations, and texts in the requested language."""

from typing import assert_type

import httpx
import pytest
from capaian_client import Capaian, ProblemError
from capaian_client.v1.models import Problem
from capaian_client.v1.types import Unset
from environment import URL, public, target_input, writer

invalid = target_input("2022-13")
invalid.institution = "no-such-institution"
with pytest.raises(ProblemError) as raised:
    writer.targets.create(body=invalid)
problem = assert_type(raised.value.problem, Problem | None)
assert problem is not None
assert (raised.value.status, problem.status, raised.value.kind) == (422, 422, "invalid-body")
assert problem.type_.endswith("/problems/invalid-body")
assert problem.title == "Invalid body"
assert problem.instance.startswith("urn:capaian:request:")
assert "/period" in {error.pointer for error in problem.errors}
assert "/period" in str(raised.value)

with pytest.raises(ProblemError) as raised:
    Capaian(URL).targets.list(limit=0, cursor="nonsense").first_page()
assert raised.value.problem is not None
assert raised.value.response.headers["Content-Language"] == "id"
assert {error.parameter for error in raised.value.problem.errors} == {"limit", "cursor"}
assert all(isinstance(error.pointer, Unset) for error in raised.value.problem.errors)

gateway = Capaian(URL, transport=httpx.MockTransport(lambda _: httpx.Response(413, text="<h1>Too large</h1>")))
with pytest.raises(ProblemError) as raised:
    gateway.targets.list().first_page()
assert (raised.value.status, raised.value.problem, raised.value.kind) == (413, None, None)

assert public.targets.list(limit=1).first_page().data
