"""Forms of the pages: a strict parser, and the checks that a form comes from a page of this service (CSRF)."""

from typing import Annotated, Final, TypeVar
from urllib.parse import urlsplit

from api.auth.session_store import matches_form_token
from api.errors import ErrorDetail, InvalidRequestError, RuleViolationError, Text
from api.http.request.api_request import ApiRequest, get_header
from api.http.request.body import read_body
from api.http.request.parameter_types import ParameterType
from api.http.request.query_string import QueryParameters, parse_query
from api.service_url import PUBLIC_URL

FORM_TYPE: Final = "application/x-www-form-urlencoded"
MAX_FIELDS: Final = 100
_TOKEN_FIELD: Final = b"form_token="  # in hexadecimal, so that it needs no encoding
# Any text. The API checks what becomes part of a record, and no message repeats a secret.
ANY_TEXT: Final = ParameterType("invalid_text", str, Text("harus teks", "must be a text"), {"type": "string"})


class FormFields(QueryParameters, frozen=True, kw_only=True):
    """The fields of a form: declared like query parameters, each `None` by default, because empty ones are omitted.

    Every form has `form_token`, the value of `session.form_token` in its page.
    """

    form_token: Annotated[str | None, ANY_TEXT, "Token of the session."] = None


FormFieldsT = TypeVar("FormFieldsT", bound=FormFields)


async def read_form(request: ApiRequest, model: type[FormFieldsT], secret: str) -> FormFieldsT:
    """Read a form that a page of this service has sent for the session, or the sign-in cookie, `secret`.

    Raise RuleViolationError (403) for a form from elsewhere, InvalidRequestError (400) for an unknown, repeated or
    malformed field, and the errors of `read_body`.
    """
    require_same_origin(request)
    return parse_form(await read_body(request), model, secret)


def parse_form(body: bytes, model: type[FormFieldsT], secret: str) -> FormFieldsT:
    """Check the token of a form, then parse the fields with content; a browser also sends those that are empty.

    Raise the same errors as `read_form`.
    """
    # Before the other fields, so that a forged request gets no other response.
    tokens = [pair.removeprefix(_TOKEN_FIELD) for pair in body.split(b"&") if pair.startswith(_TOKEN_FIELD)]
    if len(tokens) != 1 or not matches_form_token(secret, tokens[0].decode("latin-1")):
        raise RuleViolationError("forbidden", [FORM_EXPIRED])
    pairs = body.split(b"&", MAX_FIELDS)
    if len(pairs) > MAX_FIELDS:
        raise InvalidRequestError("parameters", [TOO_MANY_FIELDS])
    return parse_query(b"&".join(pair for pair in pairs if not pair.endswith(b"=")), model)


def normalize_breaks(text: str) -> str:
    """Return a text with the line breaks of the API: a browser sends CR LF."""
    return text.replace("\r\n", "\n")


def require_same_origin(request: ApiRequest) -> None:
    """Raise RuleViolationError if the browser states that a page of another site sends the request.

    Sec-Fetch-Site decides; browsers send it over https only. Otherwise Origin must have the host of the service.
    """
    site, origin = get_header(request, "sec-fetch-site"), get_header(request, "origin")
    hosts = {get_header(request, "host"), urlsplit(PUBLIC_URL).netloc} - {""}
    is_same = site in ("same-origin", "none") if site else not origin or origin.partition("://")[2] in hosts
    if not is_same:
        raise RuleViolationError("forbidden", [FOREIGN_FORM])


FORM_EXPIRED: Final = ErrorDetail(
    "form_expired",
    Text(
        "Formulir ini bukan dari sesi Anda, atau sudah kedaluwarsa. Buka lagi halamannya, lalu kirim sekali lagi.",
        "This form is not from your session, or it has expired. Open its page again, then send it once more.",
    ),
)
FOREIGN_FORM: Final = ErrorDetail(
    "foreign_form",
    Text(
        "Formulir ini dikirim oleh situs lain. Buka halaman layanan ini, lalu kirim dari sana.",
        "Another site sent this form. Open the page of this service and send it from there.",
    ),
)
TOO_MANY_FIELDS: Final = ErrorDetail(
    "too_many_fields",
    Text(f"Formulir paling banyak berisi {MAX_FIELDS} isian.", f"A form has at most {MAX_FIELDS} fields."),
)
MISSING_ACTION: Final = ErrorDetail(
    "missing_field",
    Text("tidak ada. Kirim formulir ini dengan salah satu tombolnya.", "is missing. Send the form with its button."),
    parameter="action",
)
