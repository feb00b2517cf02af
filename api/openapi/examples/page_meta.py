"""The meta of example pages."""

import msgspec

from api.http.reads.page import build_page_meta
from api.types import JsonObject

PAGE_META: JsonObject = msgspec.to_builtins(build_page_meta(100, None))
COMPUTED_META: JsonObject = PAGE_META | {"as_of": "2026-11-21", "complete_until": "2026-11-21T00:00:00.000001Z"}
