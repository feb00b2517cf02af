"""The page of an operation: its result as a table or a record, its filters as a form, and how to get it as data."""

import shlex
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import msgspec

from api.errors import Text
from api.http.request.query_string import list_parameters
from api.pages.browse.cells import Cell, CellBuilder, NamedCell
from api.pages.browse.form import FormField, build_form
from api.pages.browse.links import Links
from api.pages.browse.operations import API_PREFIX, CSV_PATHS, JSON_PREFIX, OPERATIONS, BrowsedOperation
from api.pages.browse.redirect import encode_query
from api.pages.language import choose_name, choose_text
from api.pages.point_parameters import join_query
from api.pages.texts import TEXTS
from api.pages.texts.fields import FIELDS
from api.service_url import build_example_url, build_url

_DECODER: Final = msgspec.json.Decoder(float_hook=Decimal)
_NOT_IN_CSV: Final = frozenset({"cursor", "limit", "count", "include"})
Pairs = Sequence[tuple[str, str]]


class Link(msgspec.Struct, frozen=True):
    """A link; without a URL it is the page itself."""

    text: str
    url: str | None


class Column(msgspec.Struct, frozen=True):
    """The header of a column."""

    label: str
    is_number: bool


class RejectedQuery(msgspec.Struct, frozen=True):
    """Why there is no result; `errors` are those that no field of the form has."""

    title: str
    detail: str
    errors: list[str]


class BrowsePage(msgspec.Struct, frozen=True, kw_only=True):
    """What the template shows: a table with `columns` and `rows`, or the `fields` of a record, or a problem."""

    title: str
    crumbs: list[Link]
    problem: RejectedQuery | None
    form: list[FormField]
    is_list: bool
    columns: list[Column]
    rows: list[list[Cell]]
    fields: tuple[NamedCell, ...]
    note: str | None
    count: str | None
    count_url: str | None
    first_url: str | None
    next_url: str | None
    related: list[Link]
    downloads: list[Link]
    request: str
    curl: str


class BrowsedRequest(NamedTuple):
    """A request for the page of an operation. `path` has its values, such as `/units/percent`."""

    browsed: BrowsedOperation
    path: str
    keys: Mapping[str, str]
    pairs: Pairs
    links: Links

    def text(self, text: Text) -> str:
        return choose_text(text, self.links.language)

    def link_here(self, pairs: Pairs) -> str:
        return self.links.browse(quote(self.path), encode_query(list(pairs)))

    def without(self, *names: str) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.pairs if name not in names]


def build_browse_page(request: BrowsedRequest, body: bytes) -> BrowsePage:
    """Build the page of the JSON that the API returned."""
    found: dict[str, Any] = _DECODER.decode(body)
    cells = CellBuilder(request.links, _read_names(found, request))
    if "meta" not in found:
        record = {name: value for name, value in found.items() if name != "included"}
        return _build_page(request, fields=cells.build_fields(record))
    meta = found["meta"]
    columns, rows = _build_table(request, [cells.merge_languages(row) for row in found["data"]], cells)
    can_count = "count" in list_parameters(request.browsed.operation.query_model)
    has_next = meta["has_more"] and meta["next_cursor"] is not None
    return _build_page(
        request,
        is_list=True,
        columns=columns,
        rows=rows,
        note=choose_name(meta["note"], meta["note_en"], request.links.language) if meta["note"] else None,
        count=None if meta["count"] is None else cells.build("count", meta["count"]).text,
        count_url=request.link_here([*request.pairs, ("count", "exact")])
        if can_count and meta["count"] is None
        else None,
        first_url=request.link_here(request.without("cursor")) if "cursor" in dict(request.pairs) else None,
        next_url=request.link_here([*request.without("cursor"), ("cursor", meta["next_cursor"])]) if has_next else None,
    )


def build_problem_page(request: BrowsedRequest, problem: Mapping[str, Any]) -> BrowsePage:
    """Build the page of a rejected request: the form with its errors."""
    by_parameter: dict[str, list[str]] = defaultdict(list)
    for error in problem["errors"]:
        by_parameter[error.get("parameter", "")].append(error["detail"])
    form = build_form(request.browsed.operation.query_model, request.pairs, by_parameter, request.links.language)
    shown = {field.name for field in form}
    others = [detail for name, details in by_parameter.items() if name not in shown for detail in details]
    detail = problem["detail"] if problem["status"] != HTTPStatus.BAD_REQUEST else request.text(TEXTS["fix_fields"])
    page = _build_page(request, problem=RejectedQuery(problem["title"], detail, others))
    return msgspec.structs.replace(page, form=form)


def _build_page(request: BrowsedRequest, **content: Any) -> BrowsePage:
    empty: dict[str, Any] = {
        **dict.fromkeys(("problem", "note", "count", "count_url", "first_url", "next_url")),
        "is_list": False,
        "columns": [],
        "rows": [],
        "fields": (),
    }
    form = build_form(request.browsed.operation.query_model, request.pairs, {}, request.links.language)
    crumbs = _build_crumbs(request)
    api_request = join_query(quote(API_PREFIX + request.path), encode_query(request.without("include")))
    return BrowsePage(
        **{**empty, **content},
        title=crumbs[-1].text,
        crumbs=crumbs,
        form=form,
        related=_build_related(request),
        downloads=_build_downloads(request),
        request=build_url(api_request),
        curl=f"curl -s {shlex.quote(build_example_url(api_request))}",
    )


def _read_names(found: Mapping[str, Any], request: BrowsedRequest) -> dict[str, dict[str, str]]:
    """Return the names of the records that the response includes, by type and code."""
    included: dict[str, dict[str, Any]] = found.get("included") or {}
    return {
        record_type: {code: _read_name(record, request) for code, record in records.items()}
        for record_type, records in included.items()
        if isinstance(records, dict)
    }


def _read_name(record: Mapping[str, Any], request: BrowsedRequest) -> str:
    name = record.get("name") or record.get("title") or record["code"]
    return choose_name(name, record.get("name_en"), request.links.language)


def _build_table(
    request: BrowsedRequest, rows: Sequence[Mapping[str, Any]], cells: CellBuilder
) -> tuple[list[Column], list[list[Cell]]]:
    """Build the columns that have a value in some row, and the rows."""
    names = list(dict.fromkeys(name for row in rows for name in row if name != "url"))
    table = [[_build_cell(request, row, name, cells) for name in names] for row in rows]
    used = [index for index in range(len(names)) if not all(row[index].is_empty for row in table)]
    columns = [
        Column(cells.label(names[index]), is_number=all(row[index].is_number or row[index].is_empty for row in table))
        for index in used
    ]
    return columns, [[row[index] for index in used] for row in table]


def _build_cell(request: BrowsedRequest, row: Mapping[str, Any], name: str, cells: CellBuilder) -> Cell:
    path, links = request.browsed.path, request.links
    value = row.get(name)
    if name == "value" and path.endswith("/values"):
        of = dict(request.pairs).get("of") or _find_default_filter(request)
        others = [pair for pair in request.pairs if pair[0] not in ("of", of, "limit")]
        url = links.browse(path.removesuffix("/values"), encode_query([*others, (of, str(value))]))
        return Cell(text=str(value), url=url)
    if name in ("code", "id") and f"{path}/{{{name}}}" in OPERATIONS and value is not None:
        return Cell(text=str(value), url=links.link_record(path.removeprefix("/").removesuffix("s"), str(value)))
    return cells.build(name, value)


def _find_default_filter(request: BrowsedRequest) -> str:
    return str(list_parameters(request.browsed.operation.query_model)["of"].default)


def _build_crumbs(request: BrowsedRequest) -> list[Link]:
    """Build the links to the pages above; the last one is the page itself."""
    crumbs = [Link(request.text(TEXTS["data"]), request.links.browse(""))]
    template, path = "", ""
    for part in request.browsed.path.split("/")[1:]:
        value = part.format_map(request.keys)
        template, path = f"{template}/{part}", f"{path}/{quote(value, safe='')}"
        is_name = part == value and part in FIELDS
        text = request.text(FIELDS[part]) if is_name else value
        crumbs.append(Link(text, request.links.browse(path) if template in OPERATIONS else None))
    return [*crumbs[:-1], Link(crumbs[-1].text, None)]


def _build_related(request: BrowsedRequest) -> list[Link]:
    """Link the other pages of the same record or list: its page in pictures, its revisions, its values."""
    template = request.browsed.path
    others = []
    if template.endswith("}"):
        collection, key = request.path.split("/")[1:3]
        page = request.links.find_page(collection, key)
        others += [] if page is None else [Link(request.text(TEXTS["page_of_record"]), page)]
    for path in OPERATIONS:
        below = path.removeprefix(f"{template}/")
        if below != path and "{" not in below:
            text = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ".join(
                request.text(FIELDS[part]) for part in below.split("/")
            )
            others.append(Link(text, request.links.browse(f"{quote(request.path)}/{below}")))
    return others


def _build_downloads(request: BrowsedRequest) -> list[Link]:
    query = encode_query(list(request.pairs))
    downloads = [Link("JSON", build_url(join_query(JSON_PREFIX + quote(request.path), query)))]
    if request.path in CSV_PATHS:
        filters = encode_query(request.without(*_NOT_IN_CSV))
        downloads.append(Link("CSV", build_url(join_query(f"{API_PREFIX}{request.path}.csv", filters))))
    return downloads
