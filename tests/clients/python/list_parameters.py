"""A text where a list is expected is an error of the caller; the client never sends its letters."""

import inspect
from typing import Any, get_type_hints

import httpx
import pytest
from capaian_client import Capaian
from capaian_client.v1.models import ApiKeyInput
from environment import URL, target_input

requests: list[str] = []


def respond(request: httpx.Request) -> httpx.Response:
    requests.append(str(request.url))
    return httpx.Response(404)


client = Capaian(URL, transport=httpx.MockTransport(respond))
anything: Any = client

with pytest.raises(TypeError, match=r"level is 'regency', but must be a list: level=\['regency'\]"):
    anything.regions.list(level="regency")
for other in (b"regency", 7, None, {"regency": True}):
    with pytest.raises(TypeError, match="must be a list"):
        anything.regions.list(level=other)

# Every list parameter of every operation.
checked = 0
for group_name in dir(type(client)):
    group = getattr(client, group_name)
    for method_name, method in vars(group).items() if hasattr(group, "with_raw_response") else ():
        if not callable(method) or method_name == "with_raw_response":
            continue
        signature = inspect.signature(method)
        required = {name: "x" for name, one in signature.parameters.items() if one.default is inspect.Parameter.empty}
        for name, hint in get_type_hints(method).items():
            if str(hint).startswith("list[") or "| list[" in str(hint):
                with pytest.raises(TypeError, match=f"{name} is 'abc', but must be a list"):
                    method(**{**required, name: "abc"})
                checked += 1
assert checked > 100, checked

# And fields of bodies.
body: Any = target_input("2036")
body.citations = "antara-2021-01-11"
with pytest.raises(TypeError, match="citations is 'antara-2021-01-11', but must be a list"):
    client.targets.create(body=body)
scopes: Any = "write"
with pytest.raises(TypeError, match="scopes is 'write', but must be a list"):
    client.keys.create(body=ApiKeyInput(name="x", scopes=scopes, institution=None, expires_at=None))
assert requests == []

# Other collections are accepted.
for several in (["province"], ("province",), {"province"}, (one for one in ["province"])):
    with pytest.raises(Exception, match="404"):
        anything.regions.list(level=several).first_page()
assert {url.partition("level=")[2] for url in requests} == {"province"}
