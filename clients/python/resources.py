"""Group the generated operations by resource: `capaian.targets.list` sends the call that `list_targets` builds.

The input is the generated code in `v1/api`, one package for each resource; the output is `v1/resources`.
"""

import ast
import textwrap
from dataclasses import dataclass
from pathlib import Path

CLASS_VARIANTS = ("", "Async")


@dataclass
class Operation:
    """A generated function that builds a call."""

    resource: str
    module: ast.Module

    @property
    def function(self) -> ast.FunctionDef:
        return next(node for node in self.module.body if isinstance(node, ast.FunctionDef))

    @property
    def name(self) -> str:
        return self.function.name

    @property
    def method(self) -> str:
        """The operation id without the name of the resource: `read_target` is `get`."""
        singular = self.resource.removesuffix("s")
        name = f"_{self.name}_".replace(f"_{self.resource}_", "_").replace(f"_{singular}_", "_").strip("_")
        return "get" + name.removeprefix("read") if name.split("_")[0] == "read" else name

    @property
    def returns(self) -> str:
        """The type of the response: `Target` of `Call[Target]`."""
        returns = self.function.returns
        if not isinstance(returns, ast.Subscript):
            raise TypeError(f"{self.name} does not return a Call[…]")
        return ast.unparse(returns.slice)

    @property
    def arguments(self) -> dict[str, str]:
        """The keyword arguments, each as its name, type and default."""
        arguments = self.function.args
        return {
            argument.arg: f"{argument.arg}: {ast.unparse(argument.annotation or ast.Name('Any'))}"
            + (f" = {ast.unparse(default)}" if default else "")
            for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        }

    @property
    def is_list(self) -> bool:
        return "cursor" in self.arguments and self.returns.endswith("Page")

    @property
    def is_feed(self) -> bool:
        return self.is_list and "wait" in self.arguments

    @property
    def imports(self) -> list[str]:
        """The imports of models and types, as a module of `v1/resources` writes them."""
        nodes = [node for node in self.module.body if isinstance(node, (ast.ImportFrom, ast.Import))]
        return [ast.unparse(node).replace("from ...", "from ..") for node in nodes]


def write_resources(v1: Path) -> None:
    directory = v1 / "resources"
    directory.mkdir()
    names = sorted(path.name for path in (v1 / "api").iterdir() if path.is_dir() and path.name != "__pycache__")
    for name in names:
        modules = sorted(path for path in (v1 / "api" / name).glob("*.py") if path.stem != "__init__")
        operations = [Operation(name, ast.parse(path.read_text())) for path in modules]
        methods = [operation.method for operation in operations]
        if len(set(methods)) < len(methods):
            raise ValueError(f"{name}: two operations have one name: {methods}")
        (directory / f"{name}.py").write_text(build_module(v1, name, operations))
    (directory / "__init__.py").write_text(build_index(names))


def class_name(resource: str) -> str:
    return "".join(map(str.capitalize, resource.split("_"))) + "Operations"


def build_module(v1: Path, resource: str, operations: list[Operation]) -> str:
    """Build a module with four classes: synchronous or not, each also with raw responses."""
    cls = class_name(resource)
    lines = [
        f'"""Operations of `/v1/{resource.replace("_", "-")}`."""',
        "import datetime",
        "from functools import cached_property",
        "from pathlib import Path",
        "from typing import Any, Literal",
        "from uuid import UUID",
        "from ...async_connection import AsyncConnection",
        "from ...connection import Connection",
        "from ...follower import AsyncFollower, Follower",
        "from ...imports import AsyncImportFiles, ImportFiles",
        "from ...operations import async_download, async_listing, async_operation, async_raw_operation",
        "from ...operations import download, listing, operation, raw_operation",
        "from ..types import UNSET, File, Unset",
    ]
    for one in operations:
        lines += [f"from ..api.{resource}.{one.name} import {one.name}"]
        if one.is_list:
            lines += [f"from ..models import {item_type(v1, one)}"]
        if one.is_feed:
            lines += [line for line in one.imports if line.startswith("from ..models")]
    for variant in CLASS_VARIANTS:
        prefix = f"{variant.lower()}_" if variant else ""
        base = f"({variant}ImportFiles)" if resource == "imports" else ""
        lines += [f"class {variant}{cls}{base}:"]
        lines += [f"    def __init__(self, connection: {variant}Connection) -> None:"]
        lines += ["        self._connection = connection"]
        for one in operations:
            lines += [f"        self.{one.method} = {prefix}{binding(v1, one)}", docstring(one)]
        lines += ["    @cached_property", f"    def with_raw_response(self) -> '{variant}{cls}WithRawResponse':"]
        lines += [f"        return {variant}{cls}WithRawResponse(self._connection)"]
        for one in operations:
            if one.is_feed:
                lines += [follow_method(v1, one, variant)]
        lines += [f"class {variant}{cls}WithRawResponse:"]
        lines += [f"    def __init__(self, connection: {variant}Connection) -> None:"]
        lines += [f"        self.{one.method} = {prefix}raw_operation(connection, {one.name})" for one in operations]
    return "\n".join(lines)


def binding(v1: Path, one: Operation) -> str:
    if one.is_list:
        return f"listing(connection, {one.name}, {item_type(v1, one)})"
    kind = "download" if one.returns == "File" else "operation"
    return f"{kind}(connection, {one.name})"


def docstring(one: Operation) -> str:
    text = (ast.get_docstring(one.function) or "").strip().replace("\\", "\\\\").replace('"', '\\"')
    return textwrap.indent(f'"""{text}"""', " " * 8)


def item_type(v1: Path, one: Operation) -> str:
    """Return the type of the items of a list, from the generated model of its pages."""
    for path in (v1 / "models").glob("*_page.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and node.name == one.returns:
                data = next(
                    field
                    for field in node.body
                    if isinstance(field, ast.AnnAssign) and ast.unparse(field.target) == "data"
                )
                return ast.unparse(data.annotation).removeprefix("list[").removesuffix("]").strip("'\"")
    raise LookupError(f"{one.name}: no model is called {one.returns}")


def follow_method(v1: Path, one: Operation, variant: str) -> str:
    """Build `follow` with the parameters of the list except the cursor."""
    filters = {name: text for name, text in one.arguments.items() if name not in ("cursor", "wait", "if_none_match")}
    passed = ", ".join(f"{name}={name}" for name in filters)
    return f'''
    def follow(
        self, *, after: str | None = None, position_file: str | Path | None = None, wait: int = 30,
        {", ".join(filters.values())},
    ) -> {variant}Follower[{item_type(v1, one)}]:
        """Yield all changes after the cursor `after`, and wait for the next ones: the loop does not end by itself.

        Without `after`, it starts with the first change, with `"latest"` with the next one. `position_file` stores the
        cursor of each change after your code has processed it; if the file exists, the loop continues from there.
        Broken connections and temporary errors are retried without limit. `wait` is the seconds of one request."""
        call = {one.name}(wait=wait, {passed})
        return {variant}Follower(self._connection, call, after=after, position_file=position_file)
'''


def build_index(names: list[str]) -> str:
    """Build the base classes of the clients, with one attribute for each resource; a group is imported when used."""
    lines = [
        '"""The resources of `/v1` as attributes of a client."""',
        "from functools import cached_property",
        "from typing import TYPE_CHECKING",
        "from ...async_connection import AsyncConnection",
        "from ...connection import Connection",
        "if TYPE_CHECKING:",
        *(f"    from .{name} import Async{class_name(name)}, {class_name(name)}" for name in names),
    ]
    for variant in CLASS_VARIANTS:
        lines += [f"class {variant}Resources:", f"    _connection: {variant}Connection"]
        for name in names:
            cls = f"{variant}{class_name(name)}"
            lines += ["    @cached_property", f"    def {name}(self) -> '{cls}':"]
            lines += [f'        """The operations of `/v1/{name.replace("_", "-")}`."""']
            lines += [f"        from .{name} import {cls}", f"        return {cls}(self._connection)"]
    return "\n".join(lines)
