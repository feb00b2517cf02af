"""Schemas of a finding, in JSON and CSV."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import types
from api.analysis.rules.checks import finding as found
from api.analysis.value_interval import ValueInterval, build_value_interval
from api.http.reads.reference import RecordReference, build_reference

FindingId = Annotated[
    str,
    Meta(
        description="UUID that is stable while the finding exists.",
        examples=["c48af954-c352-5ddd-b0d1-12358a06f86d"],
    ),
]
FindingCode = Annotated[
    str,
    Meta(
        description="Code of the finding, [explained](/docs/findings#codes). Later versions may add codes.",
        examples=["conflicting_realizations"],
    ),
]
FindingSeverity = Annotated[
    Literal["info", "warning", "error"],
    Meta(
        description="`error`: the numbers cannot all be correct. `warning`: something is missing or uncertain. `info`: "
        "a target changed.",
        examples=["error"],
    ),
]
FindingProgram = Annotated[
    types.Code, Meta(description="Program of the finding; null if it has none.", examples=["umkm-digital"])
]
FindingIndicator = Annotated[
    types.Code, Meta(description="Indicator of the finding; null if it has none.", examples=["umkm-onboarded"])
]
FindingStated = Annotated[
    float | str,
    Meta(
        description="Value in the data: a number in full units, a percentage, or text for a weekday, period, unit or "
        "duration.",
        examples=[3800000],
    ),
]
FindingComputed = Annotated[float | str, Meta(description="Value that the check compares it with.", examples=[3700000])]


FindingText = Annotated[
    str, Meta(description="The finding as a sentence in Indonesian.", examples=["2 realisasi saling bertentangan."])
]
FindingTextEn = Annotated[
    str, Meta(description="The finding as a sentence in English.", examples=["2 realizations contradict each other."])
]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A contradiction or gap that a check found in the published data."""

    id: FindingId
    code: FindingCode
    severity: FindingSeverity
    program: FindingProgram | None
    indicator: FindingIndicator | None
    subjects: Annotated[
        list[RecordReference], Meta(description="References to the records of the finding, the most specific first.")
    ]
    stated: FindingStated | None
    computed: FindingComputed | None
    allowed: Annotated[
        ValueInterval | None, Meta(description="Interval that rounding allows for `computed`; null if there is none.")
    ]
    text: FindingText
    text_en: FindingTextEn


class FindingCsvRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of CSV."""

    id: str
    code: str
    severity: str
    program: str | None
    indicator: str | None
    subjects: str  # their URLs
    stated: float | str | None
    computed: float | str | None
    allowed_min: float | None
    allowed_max: float | None
    text: str
    text_en: str


FINDING_COLUMNS = FindingCsvRow.__struct_fields__


def to_response_model(finding: found.FindingResult) -> Finding:
    interval = finding.allowed
    return Finding(
        id=str(finding.id),
        code=finding.code,
        severity=finding.severity,
        program=finding.program,
        indicator=finding.indicator,
        subjects=[build_reference(subject.type, subject.id) for subject in finding.subjects],
        stated=finding.stated,  # type: ignore[arg-type]  # a Decimal is written as the number it is
        computed=finding.computed,  # type: ignore[arg-type]
        allowed=None if interval is None else build_value_interval(interval),
        text=finding.text.id,
        text_en=finding.text.en,
    )


def to_csv_row(finding: Finding) -> FindingCsvRow:
    fields = {name: getattr(finding, name) for name in FINDING_COLUMNS if name in Finding.__struct_fields__}
    fields["subjects"] = " ".join(subject.url for subject in finding.subjects)
    smallest, largest = (None, None) if finding.allowed is None else (finding.allowed.min, finding.allowed.max)
    return FindingCsvRow(**fields, allowed_min=smallest, allowed_max=largest)  # type: ignore[arg-type]  # Decimals
