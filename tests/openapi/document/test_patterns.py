"""Every pattern runs in the regular expressions of all languages, and no response model has one."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pcre2
import pytest
import re2

from api.openapi.document.downgrade import downgrade_to_3_0
from tests.openapi.committed import written

# An I-Regexp (RFC 9485, section 2) of ASCII characters, without Unicode categories, which some engines do not have.
_CLASS_ESCAPE = r"\\[()*+\-.?\[-^nrt{-}]"
_CLASS_CHARACTER = rf"(?:[ -,.-Z^-~]|{_CLASS_ESCAPE})"
_CLASS = rf"\[\^?(?:-|{_CLASS_CHARACTER}(?:-{_CLASS_CHARACTER})?)(?:{_CLASS_CHARACTER}(?:-{_CLASS_CHARACTER})?)*-?\]"
_CHARACTER = r"[ -#%-',\-/->@-Z_-z~]"
_QUANTIFIER = r"(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})"
_PIECES = rf"(?:(?:{_CHARACTER}|{_CLASS_ESCAPE}|\.|{_CLASS}|\0){_QUANTIFIER}?|\|)*"
_GROUP = re.compile(rf"\({_PIECES}\)")


def is_portable(pattern: str) -> bool:
    """Return whether a pattern is an I-Regexp between anchors; groups are replaced from the inside by NUL."""
    body = pattern.removeprefix("^").removesuffix("$")
    if not body.isascii() or "\0" in body:
        return False
    while (replaced := _GROUP.sub("\0", body)) != body:
        body = replaced
    return re.fullmatch(_PIECES, body) is not None


def list_patterns(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            yield node["pattern"]
        for key, value in node.items():
            if key not in ("example", "examples"):
                yield from list_patterns(value)
    elif isinstance(node, list):
        for item in node:
            yield from list_patterns(item)


@pytest.mark.parametrize("version", ["3.1", "3.0"])
def test_every_pattern_compiles_in_pcre2_and_re2_and_is_an_i_regexp(version: str) -> None:
    patterns = set(list_patterns(written() if version == "3.1" else downgrade_to_3_0(written())))
    assert len(patterns) > 20
    for pattern in patterns:
        pcre2.compile(pattern)
        re2.compile(pattern)
        assert is_portable(pattern), pattern


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\S+$",
        r"^[\u0000-\u001f]$",
        r"^(?:a|b)$",
        r"^\d+$",
        r"^(?=a)$",
        "^[é]$",
        r"^a+?$",
        r"^\x41$",
        "^a$|^b$",
        "^(a$",
    ],
)
def test_the_check_rejects_a_pattern_that_is_not_portable(pattern: str) -> None:
    assert not is_portable(pattern)


@pytest.mark.parametrize("pattern", ["^(ID|[0-9]{2}(\\.[0-9]{2})?)$", "^[^ \\n=+@-]", "^(\\{[^\\n]+\\}|a{1,3})$"])
def test_the_check_accepts_a_portable_pattern(pattern: str) -> None:
    assert is_portable(pattern)


def test_no_schema_of_a_response_has_a_pattern() -> None:
    components = written()["components"]
    operations = [operation for item in written()["paths"].values() for operation in item.values()]
    waiting = json.dumps([components["responses"], components["headers"], [one["responses"] for one in operations]])
    assert list(list_patterns(json.loads(waiting))) == []
    found: set[str] = set()
    while names := set(re.findall(r"#/components/schemas/(\w+)", waiting)) - found:
        found |= names
        waiting = json.dumps([components["schemas"][name] for name in names])
    assert {"Target", "Problem", "SavedMapping"} <= found
    assert {name for name in found if list(list_patterns(components["schemas"][name]))} == set()
