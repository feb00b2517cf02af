"""Content negotiation: media types (RFC 9110, 12.5.1) and languages (12.5.4)."""

from collections.abc import Sequence
from typing import Literal

from api.errors import ApiError
from api.http.headers.item_list import split_items

ResponseLanguage = Literal["id", "en"]


class NotAcceptableError(ApiError):
    """The client accepts none of the media types of this URL; `offered` lists them."""

    def __init__(self, offered: str) -> None:
        super().__init__(offered)
        self.offered = offered


def choose_media_type(accept: str, offered: Sequence[str]) -> str:
    """Return the media type that the client prefers, or the first one if it has no preference or no choice.

    A URL with one media type ignores `Accept`: generated clients send there the media type of problems. A media
    range restricts only the parameters that it contains: `text/csv` accepts every version. Raise NotAcceptableError if
    the client accepts none of several.
    """
    if not accept or len(offered) == 1:
        return offered[0]
    ranges = [_parse_media_range(item) for item in split_items(accept)]
    best, best_weight = None, 0.0
    for media_type in offered:
        name, parameters, _ = _parse_media_range(media_type)
        matches = [
            (pattern.count("*"), -len(required), weight)
            for pattern, required, weight in ranges
            if pattern in ("*/*", f"{name.split('/')[0]}/*", name) and required <= parameters
        ]
        # The most specific media range decides.
        weight = min(matches)[2] if matches else 0.0
        if weight > best_weight:
            best, best_weight = media_type, weight
    if best is None:
        raise NotAcceptableError(", ".join(offered))
    return best


def _parse_media_range(item: str) -> tuple[str, frozenset[str], float]:
    name, weight = _parse_weight(item)
    parameters = (parameter.replace(" ", "").replace('"', "") for parameter in item.lower().split(";")[1:])
    return name, frozenset(parameter for parameter in parameters if not parameter.startswith("q=")), weight


def choose_language(accept_language: str) -> ResponseLanguage:
    """Return Indonesian unless the client prefers English."""
    weights: dict[str, float] = {}
    for item in split_items(accept_language):
        name, weight = _parse_weight(item)
        primary = name.split("-")[0]
        if primary in ("id", "en", "*"):
            weights[primary] = max(weight, weights.get(primary, 0.0))
    wildcard_weight = weights.get("*", 0.0)
    return "en" if weights.get("en", wildcard_weight) > weights.get("id", wildcard_weight) else "id"


def _parse_weight(item: str) -> tuple[str, float]:
    name, *parameters = item.lower().split(";")
    weight = 1.0
    for parameter in parameters:
        key, _, value = parameter.strip().partition("=")
        if key.strip() == "q":
            try:
                weight = min(max(float(value), 0.0), 1.0)
            except ValueError:
                weight = 0.0  # an invalid weight counts as zero
    return name.strip(), weight
