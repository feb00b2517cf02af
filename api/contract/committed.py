"""The committed contract, openapi.yaml, in the three forms in which it is served; each made once."""

from functools import cache
from typing import Any

import msgspec
import yaml

from api.contract.downgrade import downgrade
from api.resources import OPENAPI


@cache
def as_yaml() -> bytes:
    return OPENAPI.read_bytes()


@cache
def as_json() -> bytes:
    return msgspec.json.format(msgspec.json.encode(parsed()), indent=2)


@cache
def as_json_3_0() -> bytes:
    return msgspec.json.format(msgspec.json.encode(downgrade(parsed())), indent=2)


@cache
def parsed() -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(as_yaml(), Loader=yaml.CSafeLoader)
    return document
