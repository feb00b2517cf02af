"""Content negotiation: may this operation's one media type be sent (RFC 9110, 12.5.1), and in which language."""

from collections.abc import Sequence
from typing import Literal

from api.faults import Refusal

Language = Literal["id", "en"]


class NotAcceptable(Refusal):
    """The client accepts no media type that this address has; `offered` is the one it has."""

    def __init__(self, offered: str) -> None:
        super().__init__(offered)
        self.offered = offered


def require_acceptable(accept: str, media_type: str) -> None:
    """Raises NotAcceptable unless the most specific matching range has a weight above zero."""
    if not accept or accept == "*/*":
        return
    kind = media_type.split(";", maxsplit=1)[0]
    weights: dict[int, float] = {}
    for item in accept.split(","):
        name, weight = _weighted(item)
        for specificity, pattern in enumerate(("*/*", f"{kind.split('/')[0]}/*", kind)):
            if name == pattern:
                weights[specificity] = max(weight, weights.get(specificity, 0.0))
    if not weights or weights[max(weights)] == 0:
        raise NotAcceptable(kind)


def best_of(accept: str, offered: Sequence[str]) -> str:
    """Of several media types with their parameters the one that is liked best, the first where nothing is said.

    A range says of a parameter only what it names: `text/csv` takes every version. Raises NotAcceptable.
    """
    if not accept:
        return offered[0]
    ranges = [_range(item) for item in accept.split(",")]
    best, most = None, 0.0
    for media_type in offered:
        name, parameters, _ = _range(media_type)
        among = [
            (pattern.count("*"), -len(asked), weight)
            for pattern, asked, weight in ranges
            if pattern in ("*/*", f"{name.split('/')[0]}/*", name) and asked <= parameters
        ]
        # The most specific range decides, whatever others say.
        weight = min(among)[2] if among else 0.0
        if weight > most:
            best, most = media_type, weight
    if best is None:
        raise NotAcceptable(", ".join(offered))
    return best


def _range(item: str) -> tuple[str, frozenset[str], float]:
    name, weight = _weighted(item)
    parameters = (parameter.replace(" ", "").replace('"', "") for parameter in item.lower().split(";")[1:])
    return name, frozenset(one for one in parameters if not one.startswith("q=")), weight


def language_of(accept_language: str) -> Language:
    """Indonesian unless English is preferred (RFC 9110, 12.5.4)."""
    weights: dict[str, float] = {}
    for item in accept_language.split(","):
        name, weight = _weighted(item)
        primary = name.split("-")[0]
        if primary in ("id", "en", "*"):
            weights[primary] = max(weight, weights.get(primary, 0.0))
    anything = weights.get("*", 0.0)
    return "en" if weights.get("en", anything) > weights.get("id", anything) else "id"


def _weighted(item: str) -> tuple[str, float]:
    name, *parameters = item.lower().split(";")
    weight = 1.0
    for parameter in parameters:
        key, _, value = parameter.strip().partition("=")
        if key.strip() == "q":
            try:
                weight = min(max(float(value), 0.0), 1.0)
            except ValueError:
                weight = 0.0  # a weight that is no number prefers nothing
    return name.strip(), weight
