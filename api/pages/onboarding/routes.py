"""Routes of the page of onboarding counts."""

from api.http.request.api_request import ApiRequest
from api.http.request.operation import RawResponse
from api.pages.onboarding.onboarding_page import load_onboarding_page
from api.pages.onboarding.parameters import OnboardingPageParameters
from api.pages.page_request import PageRequest
from api.pages.page_routes import build_page_routes, list_operation_ids
from api.pages.rendering import build_page_response, render

OPERATION_IDS = list_operation_ids("onboarding")


async def _read_onboarding_page(request: ApiRequest, page_request: PageRequest) -> RawResponse:
    query: OnboardingPageParameters = request.query
    page = await load_onboarding_page(page_request, query)
    html = render("onboarding.html", page, "/onboarding", query.build_own_query(), page_request.language)
    return build_page_response(html)


handlers = build_page_routes("/onboarding", "onboarding", OnboardingPageParameters, _read_onboarding_page)
