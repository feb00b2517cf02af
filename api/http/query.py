"""The query string, read strictly: every parameter known, given once, and of its kind; all faults in one answer."""

import functools
import re
from typing import Any, ClassVar, TypeVar, get_type_hints
from urllib.parse import unquote_to_bytes

import msgspec

from api.faults import Fault, Invalid, Text
from api.http.deprecation import Deprecation
from api.http.kinds import Kind

MALFORMED_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters of an operation, none by default. Each field is `Annotated[type, kind, "what it does"]`, and
    one that will go away has its `Deprecation` behind that.

    A parameter of somebody else's standard that is no name of a field has its own: `msgspec.field(name="asOf")`.
    """

    left_out: ClassVar[frozenset[str]] = frozenset()  # fields of a wider query that this operation does not take

    def faults(self) -> list[Fault]:
        """What is wrong with those parameters that are each in order, taken together."""
        return []


Parameters = TypeVar("Parameters", bound=Query)


class Parameter(msgspec.Struct, frozen=True):
    """One query parameter as its operation declares it; `field` is where its value goes."""

    name: str
    field: str
    kind: Kind
    description: str
    default: object
    deprecation: Deprecation | None = None


@functools.cache
def parameters_of(query: type[Query]) -> dict[str, Parameter]:
    hints = get_type_hints(query, include_extras=True)
    found = {}
    for field in msgspec.structs.fields(query):
        if field.name in query.left_out:
            continue
        metadata = hints[field.name].__metadata__
        kind = next(item for item in metadata if isinstance(item, Kind))
        description = next(item for item in metadata if isinstance(item, str))
        name = field.encode_name
        deprecation = next((item for item in metadata if isinstance(item, Deprecation)), None)
        found[name] = Parameter(name, field.name, kind, description, field.default, deprecation)
    return found


def read_query(raw: bytes, query: type[Parameters]) -> Parameters:
    """Raises Invalid with every fault: unknown, repeated, empty, malformed or out of range."""
    declared = parameters_of(query)
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    seen: set[str] = set()
    for pair in raw.split(b"&") if raw else ():
        raw_name, _, raw_value = pair.partition(b"=")
        name = _decoded(raw_name)
        shown = (name or "?")[:64]
        if name is None or name not in declared:
            faults.append(Fault("unknown-parameter", _unknown(declared), parameter=shown))
        elif name in seen:
            faults.append(Fault("repeated-parameter", REPEATED, parameter=name))
        elif (value := _decoded(raw_value)) is None:
            faults.append(Fault("malformed-encoding", MALFORMED, parameter=name))
        elif "\0" in value:
            faults.append(Fault("nul-not-allowed", NUL, parameter=name))
        elif not value:
            faults.append(Fault("empty-parameter", EMPTY, parameter=name))
        else:
            kind = declared[name].kind
            try:
                values[declared[name].field] = kind.read(value)
            except ValueError:
                faults.append(Fault(kind.code, kind.refusal, parameter=name))
        seen.add(shown)
        if len(faults) == MOST_FAULTS:
            break
    read = query(**values)
    if faults := [*faults, *read.faults()]:
        raise Invalid("parameters", faults)
    return read


@functools.cache
def deprecated_parameters(query: type[Query]) -> dict[str, Deprecation]:
    return {name: one.deprecation for name, one in parameters_of(query).items() if one.deprecation is not None}


def deprecated_in(raw: bytes, query: type[Query]) -> list[Deprecation]:
    """Of the parameters that a request has."""
    deprecated = deprecated_parameters(query)
    if not deprecated:
        return []
    names = {_decoded(pair.partition(b"=")[0]) for pair in raw.split(b"&")}
    return [deprecation for name, deprecation in deprecated.items() if name in names]


def _decoded(raw: bytes) -> str | None:
    if MALFORMED_PERCENT.search(raw):
        return None
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        return None


def _unknown(declared: dict[str, Parameter]) -> Text:
    if not declared:
        return Text("alamat ini tidak mengenal parameter", "this address takes no parameters")
    names = ", ".join(declared)
    return Text(f"tidak dikenal; yang dikenal: {names}", f"is unknown; known are: {names}")


MOST_FAULTS = 50
REPEATED = Text("diberikan lebih dari sekali", "is given more than once")
MALFORMED = Text("bukan UTF-8 dalam percent-encoding yang benar", "is not UTF-8 in correct percent-encoding")
NUL = Text("tidak boleh berisi aksara NUL", "must not contain the NUL character")
EMPTY = Text("tidak boleh kosong", "must not be empty")
