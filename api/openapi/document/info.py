"""The general part of the OpenAPI document: title, description, tags and authentication."""

from api.openapi.document import limits
from api.types import JsonObject

_SUMMARY = (
    "What Indonesian government programs promised and what was reported as reached, every number with its source."
)
LICENSE = {"name": "Apache License 2.0 (software and this document, not the data)", "identifier": "Apache-2.0"}

# The committed document is that of all installations. CAPAIAN_CONTACT_… replace it in the served documents.
CONTACT = {"name": "The operator of this service"}

_DESCRIPTION = f"""\
Capaian ("achievement") stores the numbers that officials stated about Indonesian government programs, with their
sources, so that other systems can query, compare and cite them. Statements contradict each other: targets are revised,
deadlines move, sources differ. The service returns all of them.

**Figures.** A *figure* is one stated number. A *target* is a figure that was promised; a *realization* is a figure
that was reported as reached. Each has one *indicator* of a program, one *unit*, a *region*, a *period*, and the
*sources* that state it. A `stock` is the level on the last day of its period; a `flow` is the amount added during it.
`value` is in full units; `resolution` is the size of its rounding ("13.7 million" has 100000).

**Three dates.** The *period* is the time that a number describes. *Stated* is the day on which it was published:
`as_of=2021-06-30` selects the figures that were stated by that day and not retracted. *Recorded* is the time when this
service stored it: `known_at=2026-12-01T00:00:00Z` returns what the service would have returned at that time. With both
you can reproduce any past response.

**Revisions.** Nothing is overwritten. Each change adds a revision, and the public sees the newest published one. A
withdrawn record returns 410 with the reason; its revisions remain available.

**Lists** return a page: `data` and `meta`. While `meta.has_more` is true, follow `Link: <…>; rel="next"`, or send
`meta.next_cursor` as `cursor` with the same filters. Separate several values of one filter with commas, or repeat the
filter: `indicator=a&indicator=b` is `indicator=a,b`. A parameter that does not exist or is empty is an error, as is a
repeated parameter of one value. Every list is also available as CSV: add `.csv` to its path,
and choose `columns` if you want. `/v1/exports` returns a complete collection, progress or onboarding counts as one file
from one database snapshot.

**Caching.** Every response has a strong `ETag`. Send it in `If-None-Match`; if the response has not changed, you
receive 304 without a body. Every GET also supports HEAD. Responses to requests without a key can come from a cache and
are at most one second behind a confirmed write; `Cache-Control: no-cache` always queries the database. `Cache-Status`
shows which of the two happened. If the operator reads from a standby, `Capaian-Replica-Lag` is the age of such a
response in seconds. Send `Capaian-Position` of a response to a write with a read that must see this write.

**Problems** are `application/problem+json` (RFC 9457). `type` is the URL of an explanation; [`/problems`](/problems)
lists all types, and `x-problem-types` in this document too. `errors` lists every error of the parameters or the body.
Quote `instance` when you report a problem.

**Keys.** You need no key to read, unless the operator requires one. To write, send an API key as
`Authorization: Bearer cap_…` or in `X-API-Key`. The operator creates the first key with `capaian keys create`; a key
with the scope `admin` creates others with `POST /v1/keys`. Scopes: `write` creates, revises and submits; `publish`
publishes, rejects, withdraws, restores and sets preferences; `read:drafts` reads all unpublished work; `admin`
manages keys, reads the audit and saves mappings. Each operation lists the scopes of which the key needs one. A user
cannot publish their own work. `GET /v1/me` returns the caller of a key.

**Headers of every response.** `API-Version` is the version of the service, `X-Request-Id` the id of the request in its
log. Responses to GET also have `Cache-Status` (RFC 9211), `Age` if they come from the cache, and `Repr-Digest`
(RFC 9530) if they are a file and not streamed. Problems have `Content-Language`.

**Versions.** `/v1` is the first version of the URLs. Until the service is 1.0.0, a new second number of `API-Version`
(0.2.0, 0.3.0) may break clients without another URL; the changelog (`/v1/changelog`) lists each break. From 1.0.0 on
a break has a new URL, `/v2`. Clients must ignore unknown fields and accept unknown values of open vocabularies.

**License.** [`/catalog`](/catalog) states the license of the data, if the operator has chosen one.

**SDMX** has a document of its own, [`/sdmx/openapi.json`](/sdmx/openapi.json).

{limits.LIMITS_TEXT}
**Languages.** Problems are in Indonesian, or in English if `Accept-Language` prefers it. A field `x` is in Indonesian,
`x_en` in English.
"""

SERVICE: JsonObject = {"title": "Capaian", "summary": _SUMMARY, "description": _DESCRIPTION}
SDMX: JsonObject = {
    "title": "Capaian SDMX",
    "summary": "The figures of Capaian for statistical clients: SDMX REST 2.1 and 1.5.",
    "description": "`/openapi.json` describes the other operations of this service and their common rules: caching, "
    "problems, keys and limits. `docs/sdmx.md` lists which parts of SDMX are supported.",
}

# In the order in which a new reader needs them.
TAGS = {
    "programs": "Government programs and the institutions that lead them. Start here: `umkm-digital`.",
    "indicators": "What a program counts: the unit, the direction, and whether regions may be summed.",
    "targets": "Figures that were promised; a revised promise is another target.",
    "realizations": "Figures that were reported; contradicting reports are separate realizations.",
    "progress": "Targets in force compared with reports, with a verdict and its reasons.",
    "findings": "Results of the data checks: contradictions, revised promises, missing reports.",
    "sources": "The documents that state the figures, dated or undated.",
    "claims": "Statements of sources about the relation of numbers, such as “21 percent of the target”.",
    "onboarding-counts": "The reported number of each region, next to the sum of its parts, for catalog integrators.",
    "exports": "Complete collections as one file from one snapshot: CSV, NDJSON, Parquet, XLSX. `Capaian-Known-At` is "
    "the time of the snapshot; a request with this time as `known_at` returns the same file. A small response has "
    "`ETag` and `Repr-Digest`. A large one is streamed; if the stream fails, the connection is aborted. A process runs "
    "at most four exports at a time, one per caller (503).",
    "sdmx": "The figures as SDMX for pysdmx, sdmx1 and other statistical clients: dataflows, structures, data.",
    "changes": "Records that became visible, changed or were withdrawn, in a complete order.",
    "imports": "Files of targets, realizations or sources, loaded in one transaction, after a dry run if wanted.",
    "reviews": "Submitted records and imports that the caller may publish, oldest first.",
    "institutions": "Institutions that lead, promise, report or publish, with the rank of their authority.",
    "regions": "The country, its provinces, regencies and cities by Kemendagri code.",
    "units": "Units of indicators; the kind of a unit decides which numbers are valid.",
    "keys": "The caller, the API keys that administrators manage, and the audit.",
    "service": "The service itself: OpenAPI document, explanations of problems, health.",
}

_BEARER_DESCRIPTION = (
    "An API key, `cap_…`. The operator creates one with `capaian keys create --name OFFICE --scope write`, "
    "administrators with `POST /v1/keys`; it is shown once."
)
_SCOPES_NOTE = "An operation lists the scopes of which the key needs one; an empty list means any valid key."
_JWT_NOTE = "Or a token (JWT) of the identity provider that this service is configured to trust."
SECURITY_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": f"{_BEARER_DESCRIPTION} {_JWT_NOTE} {_SCOPES_NOTE}",
    },
    "api_key": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": f"{_BEARER_DESCRIPTION} In a separate header, for clients that use `Authorization` for "
        f"another purpose. {_SCOPES_NOTE}",
    },
}
