"""Problem documents (RFC 9457): every way a request can end other than well, in Indonesian and English."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import Meta

from api.faults import Fault, Text
from api.http.negotiation import Language

MEDIA_TYPE = "application/problem+json"
ENCODER = msgspec.json.Encoder()


class ProblemType(msgspec.Struct, frozen=True):
    """One kind of problem: its status, its title, and what the client can do about it."""

    status: int
    title: Text
    advice: Text


class FaultReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One fault: where it stands, its stable code, and a sentence."""

    code: Annotated[str, Meta(description="Stable code of the fault.", examples=["not-a-date"])]
    detail: Annotated[
        str,
        Meta(description="What is wrong there.", examples=["as_of must be a date YYYY-MM-DD between 1900 and 2200"]),
    ]
    parameter: (
        Annotated[str, Meta(description="Name of the query parameter.", examples=["as_of"])] | msgspec.UnsetType
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
    status: Annotated[int, Meta(description="HTTP status.", examples=[400], extra_json_schema={"format": "int32"})]
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


PROBLEMS: dict[str, ProblemType] = {
    "malformed-url": ProblemType(
        400,
        Text("Alamat rusak", "Malformed address"),
        Text(
            "Tulis alamat dalam UTF-8 dengan percent-encoding yang benar, tanpa NUL, dan sebut hosnya sekali (Host).",
            "Write the address in UTF-8 with correct percent-encoding, without NUL, and name its host once (Host).",
        ),
    ),
    "invalid-parameters": ProblemType(
        400,
        Text("Parameter tidak sah", "Invalid parameters"),
        Text(
            "Perbaiki setiap kesalahan di errors lalu kirim ulang permintaan.",
            "Mend every fault listed under errors and send the request again.",
        ),
    ),
    "unauthenticated": ProblemType(
        401,
        Text("Kunci diperlukan", "A key is needed"),
        Text(
            "Kirim kunci API yang berlaku sebagai Authorization: Bearer atau X-API-Key.",
            "Send a valid API key as Authorization: Bearer or X-API-Key.",
        ),
    ),
    "forbidden": ProblemType(
        403,
        Text("Tidak diizinkan", "Not allowed"),
        Text("Kunci ini tidak memiliki cakupan {scope}.", "This key lacks the scope {scope}."),
    ),
    "not-found": ProblemType(
        404,
        Text("Tidak ditemukan", "Not found"),
        Text(
            "Tidak ada apa pun di alamat ini; periksa kode atau id.",
            "There is nothing at this address; check the code or id.",
        ),
    ),
    "method-not-allowed": ProblemType(
        405,
        Text("Metode tidak diizinkan", "Method not allowed"),
        Text(
            "Alamat ini hanya menerima metode yang tercantum dalam Allow.",
            "This address takes only the methods listed in Allow.",
        ),
    ),
    "not-acceptable": ProblemType(
        406,
        Text("Jenis media tidak tersedia", "Not acceptable"),
        Text("Alamat ini hanya menjawab dengan {offered}.", "This address answers with {offered} only."),
    ),
    "gone": ProblemType(
        410,
        Text("Telah ditarik", "Withdrawn"),
        Text("Ditarik pada {since}: {reason}", "Withdrawn on {since}: {reason}"),
    ),
    "address-too-long": ProblemType(
        414,
        Text("Alamat terlalu panjang", "Address too long"),
        Text(
            "Alamat dengan parameternya paling banyak 8.192 bita; bagi permintaan menjadi beberapa.",
            "An address with its parameters has at most 8,192 bytes; split the request.",
        ),
    ),
    "internal-error": ProblemType(
        500,
        Text("Kesalahan layanan", "Internal error"),
        Text(
            "Ini kesalahan kami. Sebutkan instance bila melapor.",
            "This is our fault. Quote the instance when you report it.",
        ),
    ),
    "unavailable": ProblemType(
        503,
        Text("Sementara tidak tersedia", "Temporarily unavailable"),
        Text(
            "Basis data sedang tidak menjawab. Ulangi setelah waktu dalam Retry-After.",
            "The database is not answering now. Try again after the time in Retry-After.",
        ),
    ),
}


def problem(
    slug: str,
    language: Language,
    request_id: str,
    faults: list[Fault] | None = None,
    filled: Mapping[str, str] | None = None,
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body of one problem document."""
    kind = PROBLEMS[slug]
    body = ENCODER.encode(
        Problem(
            type=f"/problems/{slug}",
            title=getattr(kind.title, language),
            status=kind.status,
            detail=getattr(kind.advice, language).format_map(filled or {}),
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
        pointer=fault.pointer or msgspec.UNSET,
    )
