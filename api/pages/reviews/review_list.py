"""The page of what waits for the user: reviews to decide, own drafts to submit, and imports."""

from datetime import datetime
from typing import Any, Final

import msgspec

from api.errors import Text
from api.http.reads.list_parameters import CursorParameter
from api.http.request.operation import RawResponse
from api.http.request.query_string import QueryParameters
from api.pages.formatting import format_long_day
from api.pages.language import Language, choose_text
from api.pages.signed_in.api_calls import ApiCall, ApiResult
from api.pages.signed_in.page import SessionPage, SessionView
from api.service_url import find_path
from api.types import JAKARTA

MAX_REVIEWS: Final = 50
MAX_DRAFTS: Final = 20  # of each collection
TYPES: Final = {
    "import": Text("impor", "import"),
    "program": Text("program", "program"),
    "indicator": Text("indikator", "indicator"),
    "target": Text("target", "target"),
    "realization": Text("realisasi", "realization"),
    "source": Text("sumber", "source"),
    "claim": Text("klaim", "claim"),
    "institution": Text("lembaga", "institution"),
    "unit": Text("satuan", "unit"),
}
STATUSES: Final = {
    "draft": Text("draf", "draft"),
    "submitted": Text("diajukan", "submitted"),
    "published": Text("terbit", "published"),
    "rejected": Text("ditolak", "rejected"),
    "withdrawn": Text("ditarik", "withdrawn"),
}


class CursorParameters(QueryParameters, frozen=True, kw_only=True):
    """Parameters of a page with a list that can be longer than the page."""

    cursor: CursorParameter = None


class ReviewItem(msgspec.Struct, frozen=True, kw_only=True):
    """A record or an import of the list; `path` is that of its page."""

    type: str
    title: str
    path: str
    status: str
    institution: str | None
    record_count: int
    by: str
    at: str


class ReviewList(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of the list shows. A list is None if the key lacks the scope for it."""

    session: SessionView
    reviews: list[ReviewItem] | None
    next_query: str | None
    drafts: list[ReviewItem] | None
    imports: list[ReviewItem]
    requests: list[str]


async def show_reviews(page: SessionPage[Any]) -> RawResponse:
    """Show at most 50 reviews, 20 drafts of each collection, and the 20 newest imports."""
    scopes, language = page.request.caller.scopes, page.language
    reviews = drafts = next_query = None
    if "publish" in scopes:
        found, next_query = await read_list(page, "/v1/reviews", MAX_REVIEWS)
        reviews = [_build_review(one, language) for one in found]
    if "write" in scopes:
        query = {"status": "draft,rejected", "limit": str(MAX_DRAFTS)}
        results = {
            name: await page.read(ApiCall(path=f"/v1/{name}s", query=query)) for name in TYPES if name != "import"
        }
        drafts = [item for name, result in results.items() for item in _build_drafts(name, result, language)]
    imports = await page.read(ApiCall(path="/v1/imports", query={"limit": str(MAX_DRAFTS)}))
    content = ReviewList(
        session=page.session,
        reviews=reviews,
        next_query=next_query,
        drafts=drafts,
        imports=[_build_import(run, language) for run in imports.content["data"]],
        requests=page.read_urls,
    )
    return page.respond("reviews.html", content)


async def read_list(page: SessionPage[Any], path: str, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """Read a list from the cursor of the page. Return its items, and the query string of the next page if there is one.

    A form has no cursor, so after it the list starts again.
    """
    cursor = getattr(page.request.query, "cursor", None)
    query = {"limit": str(limit)} | ({} if cursor is None else {"cursor": cursor})
    content = (await page.read(ApiCall(path=path, query=query))).content
    next_cursor = content["meta"]["next_cursor"]
    return content["data"], None if next_cursor is None else f"cursor={next_cursor}"


def build_page_path(url: str) -> str:
    """Return the path of the page of a record or import, such as `/reviews/targets/…`, from its URL in the API."""
    return f"/reviews/{find_path(url).removeprefix('/v1/')}"


def format_time(text: str, language: Language) -> str:
    """Write a timestamp as day and minute in Jakarta."""
    time = datetime.fromisoformat(text).astimezone(JAKARTA)
    return f"{format_long_day(time.date(), language)}, {time:%H:%M}"


def format_name(name: str, language: Language, names: dict[str, Text]) -> str:
    """Write a value of the API in the language of the page; one without a translation as it is."""
    return choose_text(names[name], language) if name in names else name


def _build_review(review: dict[str, Any], language: Language) -> ReviewItem:
    return ReviewItem(
        type=format_name(review["type"], language, TYPES),
        title=review["id"],
        path=build_page_path(review["url"]),
        status=format_name("submitted", language, STATUSES),
        institution=review["institution"],
        record_count=review["record_count"],
        by=review["submitted_by"],
        at=format_time(review["submitted_at"], language),
    )


def _build_drafts(name: str, result: ApiResult, language: Language) -> list[ReviewItem]:
    return [
        ReviewItem(
            type=format_name(name, language, TYPES),
            title=record.get("code") or record["id"],
            path=build_page_path(record["url"]),
            status=format_name(record["status"], language, STATUSES),
            institution=None,
            record_count=1,
            by=record["recorded_by"],
            at=format_time(record["recorded_at"], language),
        )
        for record in result.content["data"]
    ]


def _build_import(run: dict[str, Any], language: Language) -> ReviewItem:
    return ReviewItem(
        type=format_name("import", language, TYPES),
        title=run["id"],
        path=f"/reviews/imports/{run['id']}",
        status=format_name(run["records_status"] or run["status"], language, STATUSES),
        institution=None,
        record_count=run["row_count"],
        by=run["recorded_by"],
        at=format_time(run["received_at"], language),
    )
