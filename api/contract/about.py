"""What the contract says of the service as a whole: its terms, its conventions, and its parts in reading order."""

from api.contract import limits

TITLE = "Capaian"
SUMMARY = "What Indonesian government programs promised and what was reported as reached, every number with its source."
LICENSE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}

# Whose installation it is, the contract cannot know: it is the same for all of them.
CONTACT = {"name": "Those who run this service"}

DESCRIPTION = f"""\
Capaian ("achievement") keeps the numbers that officials stated about Indonesian government programs, so that other
systems can fetch them, compare them and prove them. Statements contradict each other: targets are revised, deadlines
move, sources differ. The service shows this side by side and never hides it.

**Figures.** A *figure* is one stated number. A *target* is a figure that somebody promised; a *realization* is a
figure that somebody reported as reached. Each counts one *indicator* of a program, in one *unit*, for a *region* and a
*period*, and cites the *sources* that state it. A `stock` stands on the last day of its period, a `flow` was added
during it. `value` is in full units; `resolution` is the size of its rounding ("13.7 million" has 100000).

**Three times.** The *period* is what a number is about. *Stated* is the day the world could know it: `as_of=2021-06-30`
answers with the figures stated by that day and not retracted by then. *Recorded* is when this service stored it:
`known_at=2026-12-01T00:00:00Z` answers as the service would have answered at that moment. Together they replay any
past answer.

**Revisions.** Nothing is overwritten. Each change adds a revision, and the public sees the newest published one.
What was withdrawn answers 410 with the reason; its revisions stay.

**Lists** answer a page of `data` with `meta`. While `meta.has_more` is true, follow `Link: <…>; rel="next"`, or send
`meta.next_cursor` as `cursor` with the same filters. Several values of one filter are separated by commas. A
parameter that is unknown, empty or given twice is refused, never ignored. Every list has a CSV sibling, `.csv`.
Whole collections, progress and onboarding counts come in one file under `/v1/exports`, of one moment.

**Caching.** Every answer has a strong `ETag`. Send it back in `If-None-Match`, and an unchanged answer is a 304
without a body. Every GET answers HEAD too. Answers to requests without a key may come from memory, and are at most
a second behind an acknowledged write; `Cache-Control: no-cache` always reaches the database. `Cache-Status` tells.

**Problems** are `application/problem+json` (RFC 9457). `type` is an address on this service that explains the
problem; all of them stand at [`/problems`](/problems), and in this document under `x-problem-types`. `errors` names
every fault of the parameters at once. Quote `instance` when you report one.

**Keys.** Reading needs none, unless those who run the service switched public reading off. Whoever writes shows an
API key, as `Authorization: Bearer cap_…` or in `X-API-Key`. Those who run the service make the first with
`capaian keys create`; a key with the scope `admin` makes others with `POST /v1/keys`. The scopes: `write` enters,
revises and submits; `publish` publishes, rejects, withdraws and prefers; `read:drafts` sees the unpublished work of
everybody; `admin` keeps keys, the audit and saved mappings. Beside each operation stand those of which one is needed.
Nobody publishes what they worked on themselves. `GET /v1/me` tells who a key is.

**Links.** Answers are linked to what may be asked next: a figure to its source and its program, a program to its
progress, what was entered to its submission and its publication. The operations have them under `links`.

{limits.TOLD}
**Languages.** Problems are told in Indonesian, or in English when `Accept-Language` prefers it. Names of entities stand
in `name` (Indonesian) and `name_en`.
"""

# In the order in which a newcomer needs them.
TAGS = {
    "programs": "What a government set out to do, and who leads it. Start here: `umkm-digital`.",
    "indicators": "What a program counts: one unit, one direction, and whether it may be summed over regions.",
    "targets": "Figures that somebody promised, revised promises beside each other.",
    "realizations": "Figures that somebody reported as reached, contradicting reports beside each other.",
    "progress": "Targets in force beside what was reported for them, with a verdict and its reasons.",
    "findings": "What checks of the data found: contradictions, revised promises, silence.",
    "sources": "The documents that state the figures, dated or not.",
    "claims": "What sources say about the relation of numbers, such as “21 percent of the target”.",
    "onboarding-counts": "What each region reported, beside the sum of its parts, for catalog integrators.",
    "exports": "Whole collections in one file, of one moment: CSV, NDJSON, Parquet, XLSX.",
    "sdmx": "The figures as SDMX, for pysdmx, sdmx1 and other clients of statisticians: flows, structures, data.",
    "changes": "What became visible, changed or was withdrawn, in an order that misses nothing.",
    "imports": "Files of targets, realizations or sources, entered at once, after a dry run if wanted.",
    "institutions": "Who leads, promises, reports or publishes, with the rank of their authority.",
    "regions": "The country, its provinces, regencies and cities by Kemendagri code.",
    "units": "What indicators count in.",
    "keys": "Who asks, the keys that administrators make and end, and the audit of what was done with them.",
    "service": "The service itself: its contract, the explanations of its problems, its health.",
}

_HOW = (
    "An API key, `cap_…`. Those who run the service make one with `capaian keys create --name OFFICE --scope write`, "
    "administrators with `POST /v1/keys`; it is shown once."
)
_SCOPES = "The scopes beside an operation are those of which the key needs one; none means that it needs to be good."
_OR = "Or a token (JWT) of the identity provider that this service is set up to trust."
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": f"{_HOW} {_OR} {_SCOPES}"},
    "api_key": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": f"{_HOW} In a field of its own, for clients that use `Authorization` otherwise. {_SCOPES}",
    },
}
