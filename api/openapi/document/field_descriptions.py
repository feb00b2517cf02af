"""Descriptions of fields that have no description in their model."""

from api.analysis.progress.routes import NO_TARGETS
from api.http.reads.cursor import encode_cursor
from api.types import JsonObject

# By model and field; a field of any page is listed under `Page`.
FIELD_DESCRIPTIONS: dict[str, JsonObject] = {
    "Page.data": {"description": "Records of this page, in order."},
    "ImportRun.problem": {"description": "Why the last action failed; null if it did not."},
    "AuditEntry.record": {"description": "The record that the action changed; null for a rejected request."},
    "RowResult.record": {"description": "The record; null for a rejected row."},
    "ImportRow.record": {"description": "The record; null for a rejected row."},
    "ImportRow.read": {
        "description": "The record as the import leaves it; in a dry run, as it would. Null for a row that could not "
        "be read, and for a row without a record whose content is deleted."
    },
    "ImportRow.before": {
        "description": "The record before the import if the action is `updated`. Null if the record is new in this "
        "file, or if you may not read this revision."
    },
    "PageMeta.limit": {"description": "The `limit` of the request.", "examples": [100]},
    "PageMeta.has_more": {"description": "Whether there are more records after this page.", "examples": [True]},
    "PageMeta.next_cursor": {
        "description": "The `cursor` of the next page; null on the last page.",
        "examples": [encode_cursor("programs", ("umkm-digital",))],
    },
    "PageMeta.count": {
        "description": "Number of all matching records if the request has `count=exact`, else null.",
        "examples": [6],
    },
    "PageMeta.as_of": {
        "description": "The day that the list applies: `as_of` of the request, or today in Asia/Jakarta where that is "
        "the default. Null: the list selects no day.",
        "examples": ["2022-12-31"],
    },
    "PageMeta.known_at": {
        "description": "`known_at` of the request. Null: the newest data.",
        "examples": ["2026-12-01T00:00:00Z"],
    },
    "PageMeta.complete_until": {
        "description": "The list uses every record that was recorded before this time. Send it as `recorded_from` in "
        "the next request to miss no record; all pages of such a list have the time of its first page. Null for "
        "reference data.",
        "examples": ["2026-11-21T00:00:00.000001Z"],
    },
    "PageMeta.note": {
        "description": "Explanation of an unexpected result, in Indonesian.",
        "examples": [NO_TARGETS.id],
    },
    "PageMeta.note_en": {"description": "The same explanation in English.", "examples": [NO_TARGETS.en]},
}
