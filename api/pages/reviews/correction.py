"""The form of a correction, and the changes that it describes. These are pure functions."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final

from api.errors import ErrorDetail
from api.http.request.parameter_types import integer, one_of
from api.pages.reviews.actions import ETAG, REQUEST_KEY
from api.pages.signed_in.forms import ANY_TEXT, MISSING_ACTION, FormFields, normalize_breaks

FIELDS: Final = ("value", "value_to", "resolution", "qualifier", "period", "due_on", "stated_on", "quality", "note")
CITATION_FIELDS: Final = ("source", "locator", "quote")  # of the first citation
_NUMBERS: Final = frozenset({"value", "value_to", "resolution"})
_Text = Annotated[str | None, ANY_TEXT, "A field of the figure."]


class CorrectionForm(FormFields, frozen=True, kw_only=True):
    """The fields of a correction. `etag` and `revision` are those of the revision that the user corrects."""

    action: Annotated[str | None, one_of(("preview", "save")), "The button."] = None
    etag: Annotated[str | None, ETAG, "ETag of the figure."] = None
    revision: Annotated[int | None, integer(1, 10**9), "Revision of the figure."] = None
    request_key: Annotated[str | None, REQUEST_KEY, "Idempotency-Key of the request."] = None
    reason: _Text = None
    value: _Text = None
    value_to: _Text = None
    resolution: _Text = None
    qualifier: _Text = None
    period: _Text = None
    due_on: _Text = None
    stated_on: _Text = None
    quality: _Text = None
    note: _Text = None
    source: _Text = None
    locator: _Text = None
    quote: _Text = None

    def validate(self) -> list[ErrorDetail]:
        return [MISSING_ACTION] if self.action is None else []


def list_inputs(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a figure that a correction can change, as a user types them."""
    citation: Mapping[str, Any] = next(iter(record["citations"]), {})
    figure = {name: _format_input(record[name]) for name in FIELDS if name in record}
    return figure | {name: _format_input(citation.get(name)) for name in CITATION_FIELDS}


def build_patch(form: CorrectionForm, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that the form changes in a record, with null for those that it empties."""
    before = list_inputs(record)
    typed = {name: normalize_breaks(getattr(form, name) or "") for name in before}
    changed = {name: text for name, text in typed.items() if text != before[name]}
    patch: dict[str, Any] = {name: _parse_input(name, text) for name, text in changed.items() if name in FIELDS}
    citation = {name: text or None for name, text in changed.items() if name in CITATION_FIELDS}
    if citation:
        first: Mapping[str, Any] = next(iter(record["citations"]), {})
        patch["citations"] = [{**first, **citation}, *record["citations"][1:]]
    return patch


def _format_input(value: Any) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _parse_input(name: str, text: str) -> Any:
    """Return the JSON value of a text. The API rejects a text that is no number, with its message."""
    if not text:
        return None
    if name not in _NUMBERS:
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() else text
