"""Problem documents (RFC 9457): the responses to requests that fail."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import Meta

from api.errors import MAX_ERROR_LENGTH, MAX_LISTED_ERRORS, ErrorDetail
from api.http.headers.content_negotiation import ResponseLanguage
from api.http.problems.problem_types import PROBLEM_TYPES
from api.service_url import build_url

PROBLEM_TYPE = "application/problem+json"
ENCODER = msgspec.json.Encoder()


class ProblemError(msgspec.Struct, frozen=True, omit_defaults=True):
    """One error: its location, a stable code, and a message."""

    code: Annotated[str, Meta(description="Stable code of the error.", examples=["not_a_date"])]
    detail: Annotated[
        str,
        Meta(
            max_length=MAX_ERROR_LENGTH,
            description="The error, and the values that are allowed.",
            examples=["as_of must be a date YYYY-MM-DD between 1900 and 2200"],
        ),
    ]
    parameter: (
        Annotated[
            str,
            Meta(
                max_length=MAX_ERROR_LENGTH,
                description="Name of the query parameter or request header.",
                examples=["as_of"],
            ),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    pointer: (
        Annotated[
            str,
            Meta(
                max_length=MAX_ERROR_LENGTH,
                description="JSON Pointer (RFC 6901) into the body; absent if the error is about the whole body.",
                examples=["/value"],
            ),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class Problem(msgspec.Struct, frozen=True):
    """Why a request failed (RFC 9457), in the language of `Content-Language`."""

    type: Annotated[
        str,
        Meta(
            description="Type of the problem: the path of its explanation on this service.",
            examples=["/problems/invalid-parameters"],
        ),
    ]
    title: Annotated[str, Meta(description="Title of the problem type.", examples=["Invalid parameters"])]
    status: Annotated[
        int, Meta(description="HTTP status of the response.", examples=[400], extra_json_schema={"format": "int32"})
    ]
    detail: Annotated[
        str,
        Meta(
            description="What happened and what to do.",
            examples=["Fix every error in `errors`, then send the request again."],
        ),
    ]
    instance: Annotated[
        str,
        Meta(
            description="This occurrence: the request id as a URN.",
            examples=["urn:capaian:request:4d6f0a0f3c1b4a0c9c0e5d0f7a1b2c3d"],
        ),
    ]
    errors: Annotated[
        list[ProblemError],
        Meta(
            max_length=MAX_LISTED_ERRORS,
            description="The first errors of the request, in the order of their locations; empty if the problem has "
            "no location.",
        ),
    ]
    error_count: Annotated[
        int,
        Meta(
            ge=0,
            description="Number of all errors of the request, also of those that `errors` does not list. Of a file to "
            "import, each further rejected row counts once.",
            examples=[1],
            extra_json_schema={"format": "int32"},
        ),
    ]


def build_problem(
    slug: str,
    language: ResponseLanguage,
    request_id: str,
    errors: list[ErrorDetail] | None = None,
    variables: Mapping[str, str] | None = None,
    *,
    unlisted: int = 0,
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Return the status, headers and body of a problem; `variables` fill the placeholders of its detail.

    `unlisted`: the number of errors in addition to `errors`.
    """
    problem_type = PROBLEM_TYPES[slug]
    detail = (variables and problem_type.detail_template) or problem_type.detail
    body = ENCODER.encode(
        Problem(
            type=build_url(f"/problems/{slug}"),
            title=getattr(problem_type.title, language),
            status=problem_type.status,
            detail=getattr(detail, language).format_map(variables or {}),
            instance=f"urn:capaian:request:{request_id}",
            errors=[_format_error(error, language) for error in (errors or [])[:MAX_LISTED_ERRORS]],
            error_count=len(errors or ()) + unlisted,
        )
    )
    headers = [
        (b"content-type", PROBLEM_TYPE.encode()),
        (b"content-language", language.encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"accept-language"),
    ]
    if problem_type.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"5"))
    return problem_type.status, headers, body


def _format_error(error: ErrorDetail, language: ResponseLanguage) -> ProblemError:
    location = error.parameter or error.pointer or ""
    return ProblemError(
        error.code,
        _shorten(f"{location} {getattr(error.detail, language)}".strip()),
        parameter=_shorten(error.parameter or "") or msgspec.UNSET,
        pointer=_shorten(error.pointer or "") or msgspec.UNSET,
    )


def _shorten(text: str) -> str:
    return text if len(text) <= MAX_ERROR_LENGTH else f"{text[: MAX_ERROR_LENGTH - 1]}…"
