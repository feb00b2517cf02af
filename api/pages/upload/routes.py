"""Routes of the pages of an upload."""

from typing import Final

from litestar.handlers import HTTPRouteHandler

from api.exchange.imports.receive.form import FORM
from api.http.request.api_request import ApiRequest
from api.http.request.operation import MAX_LARGE_BODY_BYTES, RawResponse, post
from api.http.request.query_string import QueryParameters
from api.pages.language import LANGUAGES, Language, build_path
from api.pages.page_routes import list_operation_ids
from api.pages.rendering import HTML
from api.pages.signed_in.forms import FORM_TYPE, FormFields
from api.pages.signed_in.page import SessionPage, build_session_form, build_session_page, list_form_operation_ids
from api.pages.upload.mapping_form import MappingForm
from api.pages.upload.mapping_page import receive_mapping_form, show_mapping
from api.pages.upload.upload_page import receive_upload_form, show_upload

OPERATION_IDS = (*list_operation_ids("upload", "mapping"), *list_form_operation_ids("upload", "mapping"))
_UPLOAD: Final = "/imports/new"
_MAPPING: Final = "/imports/mapping"


def _build_upload_form(language: Language) -> HTTPRouteHandler:
    @post(
        build_path(_UPLOAD, language),
        "Send a file to map",
        "A form of a session: a file, or pasted text.",
        "service",
        None,
        operation_id=f"send_upload_form_{language}",
        requires="session",
        media_type=HTML,
        body_media_types=(FORM_TYPE, FORM),
        max_body_bytes=MAX_LARGE_BODY_BYTES,  # of pasted text
        accepts_file=True,
        is_documented=False,
    )
    async def receive(request: ApiRequest) -> RawResponse:
        return await receive_upload_form(SessionPage(request, language, FormFields()))

    return receive


handlers = [
    *build_session_page(_UPLOAD, "upload", QueryParameters, show_upload),
    *(_build_upload_form(language) for language in LANGUAGES),
    *build_session_page(_MAPPING, "mapping", QueryParameters, show_mapping),
    *build_session_form(_MAPPING, "mapping", MappingForm, receive_mapping_form, max_body_bytes=MAX_LARGE_BODY_BYTES),
]
