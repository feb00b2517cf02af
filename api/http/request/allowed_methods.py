"""The allowed methods of each URL path, from the route table; used for OPTIONS and 405."""

import re
from collections import defaultdict
from collections.abc import Iterable

_ORDER = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class AllowedMethods:
    """Match a path with (path template, methods) pairs; templates without parameters are tried first."""

    def __init__(self, routes: Iterable[tuple[str, Iterable[str]]]) -> None:
        methods_by_template: dict[str, set[str]] = defaultdict(set)
        for template, methods in routes:
            methods_by_template[template].update(methods)
        self._routes: list[tuple[re.Pattern[str], tuple[str, ...]]] = []
        for template, methods in sorted(methods_by_template.items(), key=lambda route: route[0].count("{")):
            pattern = re.sub(r"\\\{[^/}]+\\\}", "[^/]+", re.escape(template))
            allowed = {*methods, "OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
            self._routes.append((re.compile(pattern), tuple(name for name in _ORDER if name in allowed)))

    def list_all(self) -> tuple[str, ...]:
        """Return the methods that some path allows, for `OPTIONS *` (RFC 9110, 9.3.7)."""
        used = {method for _, methods in self._routes for method in methods}
        return tuple(name for name in _ORDER if name in used)

    def list_allowed(self, path: str) -> tuple[str, ...]:
        """Return the allowed methods of a path, or an empty tuple if no route matches."""
        return next((methods for pattern, methods in self._routes if pattern.fullmatch(path)), ())
