"""The exceptions of the API."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import api
from api import errors


def subclasses(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from subclasses(subclass)


def test_the_module_lists_every_exception() -> None:
    for module in pkgutil.walk_packages(api.__path__, "api."):
        if not module.name.startswith("api.database.embedded.launch"):
            importlib.import_module(module.name)
    listed = re.findall(r"\w+Error\b", errors.__doc__ or "")
    defined = [kind for root in (errors.ApiError, errors.BilingualError) for kind in subclasses(root)]
    assert sorted(listed) == sorted({kind.__name__ for kind in defined} | {"ApiError", "BilingualError"})


@pytest.mark.parametrize(
    "error",
    [errors.NotFoundError("/v1/x"), errors.InvalidRequestError("body", []), errors.RuleViolationError("rule", [])],
)
def test_exceptions_are_hashable_and_equal_only_to_themselves(error: errors.ApiError) -> None:
    assert {error} == {error}
    assert error != type(error)(*vars(error).values())
