"""Content negotiation: may this operation's one media type be sent (RFC 9110, 12.5.1), and in which language."""

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
