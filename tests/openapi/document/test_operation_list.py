"""Every handler declares an operation, and its function has the operation id as name, as tracebacks show it."""

from types import ModuleType

import pytest
from litestar import Litestar, get

from api.app import ROUTE_MODULES, create_litestar, name_generated_handlers
from api.database.pool import Database
from api.openapi.document.operation_list import list_handlers, list_operations
from tests.openapi.committed import is_undocumented


@pytest.fixture(scope="module")
def app() -> Litestar:
    return create_litestar(Database("postgresql://user@127.0.0.1:1/nothing", 1))


def test_every_handler_declares_an_operation_with_a_unique_id(app: Litestar) -> None:
    handlers = [handler for _, handler in list_handlers(app)]
    assert [handler.handler_name for handler in handlers if "operation" not in handler.opt] == []
    assert len({handler.operation_id for handler in handlers}) == len(handlers)


def test_the_documents_omit_only_pages_other_forms_and_monitoring(app: Litestar) -> None:
    omitted = {one.path for one in list_operations(app) if not one.operation.is_documented}
    assert {one.path for one in list_operations(app) if is_undocumented(one.path)} == omitted


@pytest.mark.parametrize("module", ROUTE_MODULES, ids=lambda module: module.__name__)
def test_each_routes_module_lists_its_operation_ids(module: ModuleType) -> None:
    assert sorted(module.OPERATION_IDS) == sorted(str(handler.operation_id) for handler in module.handlers)


def test_each_handler_has_the_name_of_its_operation(app: Litestar) -> None:
    for _, handler in list_handlers(app):
        function = handler.fn
        # Litestar wraps functions that run in threads.
        function = getattr(function, "func", function)
        names = {function.__name__, function.__qualname__, function.__code__.co_name, function.__code__.co_qualname}
        assert names == {handler.operation_id}


def test_a_handler_with_another_name_is_rejected() -> None:
    with pytest.raises(TypeError, match="The handler of list_things has the name list_others"):
        name_generated_handlers([get("/", operation_id="list_things")(list_others)])


async def list_others() -> None: ...
