"""Which methods an address truly takes: from the table of routes, for OPTIONS and 405."""

import re
from collections.abc import Iterable

_ORDER = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Methods:
    """Built once from (path template, methods) pairs; a literal template goes before one with parameters."""

    def __init__(self, routes: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._routes: list[tuple[re.Pattern[str], tuple[str, ...]]] = []
        for template, methods in sorted(routes, key=lambda route: route[0].count("{")):
            pattern = re.sub(r"\\\{[^/}]+\\\}", "[^/]+", re.escape(template))
            taken = {*methods, "OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
            self._routes.append((re.compile(pattern), tuple(name for name in _ORDER if name in taken)))

    def allowed(self, path: str) -> tuple[str, ...]:
        """Empty when nothing has this address."""
        return next((methods for pattern, methods in self._routes if pattern.fullmatch(path)), ())
