"""Problem documents (RFC 9457): how a request that ends other than well is answered."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import Meta

from api.faults import Fault
from api.http.negotiation import Language
from api.http.problem_types import PROBLEMS

MEDIA_TYPE = "application/problem+json"
ENCODER = msgspec.json.Encoder()


class FaultReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One fault: where it stands, its stable code, and a sentence."""

    code: Annotated[str, Meta(description="Stable code of the fault.", examples=["not-a-date"])]
    detail: Annotated[
        str,
        Meta(description="What is wrong there.", examples=["as_of must be a date YYYY-MM-DD between 1900 and 2200"]),
    ]
    parameter: (
        Annotated[str, Meta(description="Name of the query parameter or header field.", examples=["as_of"])]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    pointer: (
        Annotated[str, Meta(description="JSON Pointer (RFC 6901) into the body.", examples=["/value"])]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class Problem(msgspec.Struct, frozen=True):
    """Why a request was not answered (RFC 9457), in the language of `Content-Language`."""

    type: Annotated[
        str,
        Meta(
            description="Kind of problem: an address on this service that explains it.",
            examples=["/problems/invalid-parameters"],
        ),
    ]
    title: Annotated[str, Meta(description="Short name of the kind.", examples=["Invalid parameters"])]
    status: Annotated[
        int, Meta(description="HTTP status of the answer.", examples=[400], extra_json_schema={"format": "int32"})
    ]
    detail: Annotated[
        str,
        Meta(
            description="What happened and what to do.",
            examples=["Mend every fault listed under errors and send the request again."],
        ),
    ]
    instance: Annotated[
        str,
        Meta(
            description="This occurrence: the request's id as a URN.",
            examples=["urn:capaian:request:4d6f0a0f3c1b4a0c9c0e5d0f7a1b2c3d"],
        ),
    ]
    errors: Annotated[
        list[FaultReport], Meta(description="Every fault found; empty where the problem has no single place.")
    ]


def problem(
    slug: str,
    language: Language,
    request_id: str,
    faults: list[Fault] | None = None,
    filled: Mapping[str, str] | None = None,
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body of one problem document."""
    kind = PROBLEMS[slug]
    advice = kind.on_occasion if kind.on_occasion is not None and filled else kind.advice
    body = ENCODER.encode(
        Problem(
            type=f"/problems/{slug}",
            title=getattr(kind.title, language),
            status=kind.status,
            detail=getattr(advice, language).format_map(filled or {}),
            instance=f"urn:capaian:request:{request_id}",
            errors=[_report(fault, language) for fault in faults or ()],
        )
    )
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-language", language.encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"accept-language"),
    ]
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"5"))
    return kind.status, headers, body


def _report(fault: Fault, language: Language) -> FaultReport:
    where = fault.parameter or fault.pointer or ""
    return FaultReport(
        fault.code,
        f"{where} {getattr(fault.detail, language)}".strip(),
        parameter=fault.parameter or msgspec.UNSET,
        pointer=msgspec.UNSET if fault.pointer is None else fault.pointer,
    )
