"""If-Match and If-None-Match of writes: a change applies only to the revision that the client has read.

RFC 9110, 13.1.1 and 13.1.2. A request that creates a record in a collection ignores both, because it changes no record.
"""

import re

from api.errors import ApiError
from api.http.headers.etag import parse_etag_list, remove_encoding_suffix
from api.http.request.api_request import ApiRequest, get_header

# The ETag of a record begins with its revision. The rest is the hash of the response, whose encoding and
# allowed_actions depend on the request.
_REVISION_ETAG = re.compile(r'"([1-9][0-9]{0,9})-[^"]*"')


class PreconditionFailedError(ApiError):
    """The record has changed since, or never had this ETag; or it exists, or does not, against `*`."""


class PreconditionRequiredError(ApiError):
    """The request changes a record without If-Match."""


def require_if_match(request: ApiRequest, revision: int) -> None:
    """Compare the conditions with the revision that the caller judges or ends.

    Raise PreconditionRequiredError if If-Match is missing or `*`, which does not name the revision that the caller has
    read; otherwise as `check_preconditions`.
    """
    if get_header(request, "if-match").strip() == "*":
        raise PreconditionRequiredError
    check_preconditions(request, revision, required=True)


def check_preconditions(request: ApiRequest, revision: int | None, *, required: bool) -> None:
    """Compare If-Match and If-None-Match with the current revision; it is None if the record does not exist.

    Raise PreconditionRequiredError if If-Match is missing but required, PreconditionFailedError if a condition is
    false.
    """
    if_match = get_header(request, "if-match").strip()
    if required and not if_match:
        raise PreconditionRequiredError
    if if_match and not _matches(if_match, revision, weak=False):
        raise PreconditionFailedError
    if_none_match = get_header(request, "if-none-match").strip()
    if if_none_match and _matches(if_none_match, revision, weak=True):
        raise PreconditionFailedError


def require_existing(request: ApiRequest) -> None:
    """Raise PreconditionFailedError if the request requires with `If-Match: *` a record that does not exist."""
    if get_header(request, "if-match").strip() == "*":
        raise PreconditionFailedError


def _matches(field: str, revision: int | None, *, weak: bool) -> bool:
    """Return whether a list of ETags, or `*`, matches a revision. `weak` accepts weak ETags too."""
    if revision is None or field == "*":
        return revision is not None
    return any(
        int(match[1]) == revision
        for is_strong, etag in parse_etag_list(field)
        if (weak or is_strong) and (match := _REVISION_ETAG.fullmatch(remove_encoding_suffix(etag)))
    )
