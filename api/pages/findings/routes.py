"""Routes of the page of all findings."""

from api.http.request.api_request import ApiRequest
from api.http.request.operation import RawResponse
from api.pages.findings.findings_page import FindingsPageParameters, load_findings_overview
from api.pages.page_request import PageRequest
from api.pages.page_routes import build_page_routes, list_operation_ids
from api.pages.rendering import build_page_response, render

OPERATION_IDS = list_operation_ids("findings")


async def _read_findings_page(request: ApiRequest, page_request: PageRequest) -> RawResponse:
    query: FindingsPageParameters = request.query
    page = await load_findings_overview(page_request, query.severity)
    own = {} if query.severity is None else {"severity": query.severity}
    html = render("findings.html", page, "/findings", query.build_query(**own), page_request.language)
    return build_page_response(html, is_complete=page.programs is not None)


handlers = build_page_routes("/findings", "findings", FindingsPageParameters, _read_findings_page)
