"""The finding as it is answered, in JSON and as a line of CSV."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import words
from api.http.bilingual import Bilingual
from api.rules.findings import finding as found

Identity = Annotated[
    str,
    Meta(
        description="UUID; the same at every computation, as long as it is the same finding.",
        examples=["c48af954-c352-5ddd-b0d1-12358a06f86d"],
    ),
]
Code = Annotated[
    str, Meta(description="What was found. Later releases may have more codes.", examples=["conflicting_realizations"])
]
Severity = Annotated[
    Literal["info", "warning", "error"],
    Meta(
        description="`error`: numbers that cannot all be right. `warning`: something is missing or in doubt. `info`: "
        "a promise changed.",
        examples=["error"],
    ),
]
Program = Annotated[
    words.Code, Meta(description="Program it is about; null where no program is.", examples=["umkm-digital"])
]
Indicator = Annotated[
    words.Code, Meta(description="Indicator it is about; null where it is not about one.", examples=["umkm-onboarded"])
]
Stated = Annotated[
    float | str,
    Meta(
        description="What stands in the data: a number in full units (percent for ratios); a text for a weekday, a "
        "period, a unit or a duration.",
        examples=[3800000],
    ),
]
Computed = Annotated[
    float | str, Meta(description="What the check holds against it, of the same kind.", examples=[3700000])
]


class Allowed(msgspec.Struct, frozen=True):
    """The interval that rounding allows: from `low`, included, to `high`, excluded."""

    low: words.Amount
    high: words.Amount


class Subject(msgspec.Struct, frozen=True):
    """What a finding is about."""

    noun: Annotated[
        Literal["target", "realization", "claim", "source", "indicator"],
        Meta(description="What it is.", examples=["realization"]),
    ]
    key: Annotated[
        str, Meta(description="Its id or code.", examples=["01a1fb67-1800-7000-8000-000000000202"], max_length=64)
    ]
    address: Annotated[
        str,
        Meta(
            description="Where it stands.",
            examples=["/v1/realizations/01a1fb67-1800-7000-8000-000000000202"],
            max_length=100,
        ),
    ]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a check of the data found; computed, never entered."""

    id: Identity
    code: Code
    severity: Severity
    program: Program | None
    indicator: Indicator | None
    subjects: Annotated[list[Subject], Meta(description="What it is about, what it says most of first.")]
    stated: Stated | None
    computed: Computed | None
    allowed: Annotated[Allowed | None, Meta(description="The interval that rounding allows, where there is one.")]
    text: Annotated[Bilingual, Meta(description="The finding in words.")]


class FindingLine(msgspec.Struct, frozen=True, kw_only=True):
    """The same as a line of CSV."""

    id: str
    code: str
    severity: str
    program: str | None
    indicator: str | None
    subjects: str  # their addresses
    stated: float | str | None
    computed: float | str | None
    allowed_low: float | None
    allowed_high: float | None
    text_id: str
    text_en: str


LINE_COLUMNS = FindingLine.__struct_fields__


def answered(finding: found.Finding) -> Finding:
    interval = finding.allowed
    return Finding(
        id=str(finding.id),
        code=finding.code,
        severity=finding.severity,
        program=finding.program,
        indicator=finding.indicator,
        subjects=[Subject(noun, key, f"/v1/{noun}s/{key}") for noun, key in finding.subjects],  # type: ignore[arg-type]
        stated=finding.stated,  # type: ignore[arg-type]  # a Decimal is written as the number it is
        computed=finding.computed,  # type: ignore[arg-type]
        allowed=None if interval is None else Allowed(interval.low, interval.high),
        text=Bilingual.of(finding.text),
    )


def line_of(finding: Finding) -> FindingLine:
    told = {name: getattr(finding, name) for name in LINE_COLUMNS if name in Finding.__struct_fields__}
    told["subjects"] = " ".join(subject.address for subject in finding.subjects)
    low, high = (None, None) if finding.allowed is None else (finding.allowed.low, finding.allowed.high)
    return FindingLine(
        **told,
        allowed_low=low,  # type: ignore[arg-type]
        allowed_high=high,  # type: ignore[arg-type]
        text_id=finding.text.id,
        text_en=finding.text.en,
    )
