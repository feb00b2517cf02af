"""Sets up the log: lines for a person at a terminal, JSON lines otherwise, and no secrets in either.

`configure()` has to run in every process, after anything that sets up logging of its own: granian does before it
loads the application, Litestar unless it is given `logging_config=None`. For granian's first process, which loads
no application, pass `GRANIAN` as its `log_dictconfig`.
"""

import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, Literal

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# granian's loggers stop having handlers of their own, and so reach ours.
GRANIAN: Final[dict[str, Any]] = {
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("_granian", "granian.access")}
}
_LIBRARIES = (*GRANIAN["loggers"], "asyncpg", "litestar", "asyncio", "py.warnings")

_HIDDEN = "[hidden]"
_DEEPEST = 5  # containers within each other
_LONGEST = 32_768  # characters of one value; a log line is no place for a whole body

# Values under these keys are checked where they are made (see http/observe.py): they are logged as they are, which
# spares the one line that each request writes. Everything else is searched for secrets.
_SAFE_KEYS = {"method", "route", "status", "duration_ms", "request_id", "trace_id", "bytes", "level", "timestamp"}
# What structlog itself leaves in an event of the standard library's logging, and takes out again.
_UNSEARCHED = frozenset(_SAFE_KEYS | {"_record", "_from_structlog"})
_SECRET_KEY = re.compile(r"authorization|passw|pwd|dsn|url|secret|token|cookie|credential|api-?key|[_-]key\Z|\Akey\Z")
# `password=…`, `"token": "…"`, `Authorization: Bearer …` and the like, in any text.
_SECRET_TEXT = re.compile(
    r"((?:authorization|passw(?:or)?d|pwd|secret|token|cookie|api[_-]?key)[\"']?[ \t]{0,3}[=:][ \t]{0,3}[\"']?"
    r"(?:(?:bearer|basic)[ \t]{1,3})?|\b(?:bearer|basic)[ \t]{1,3})([^\s\"',;&]+)",
    re.IGNORECASE,
)
_GAP = re.compile(r"(\s+)")
# What moves the cursor, ends the line or hides text: C0, DEL, C1, the Unicode line ends and the bidi controls.
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_ESCAPES = {code: ascii(chr(code))[1:-1] for code in _CONTROLS}


def configure(pretty: bool | None = None) -> None:
    """Send everything that is logged in this process to stderr in one form; by default, pretty on a terminal."""
    pretty = sys.stderr.isatty() if pretty is None else pretty
    stages: list[Processor] = [
        structlog.stdlib.add_log_level,
        time_stamp,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redact,
    ]
    console = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        # The other formatters show the local variables, secrets included.
        exception_formatter=structlog.dev.plain_traceback,
    )
    structlog.configure(
        processors=[*stages, escape_controls, console] if pretty else [*stages, render_json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=(
            structlog.PrintLoggerFactory(sys.stderr) if pretty else structlog.BytesLoggerFactory(sys.stderr.buffer)
        ),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *stages],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([escape_controls, console] if pretty else [render_json_text]),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in _LIBRARIES:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    # granian tells at this level of each piece of an answer that a client who has gone does not take.
    logging.getLogger("_granian.asgi.io").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # tells of every request it makes
    logging.captureWarnings(capture=True)
    # A log call that fails to format would print its arguments, unmasked; in development that is welcome.
    logging.raiseExceptions = pretty


Level = Literal["info", "error"]


class Answered(msgspec.Struct, frozen=True):
    """The line of one answered request. What it holds is checked where it is made, and needs no search for secrets."""

    method: str
    route: str
    status: int
    duration_ms: float
    request_id: str
    trace_id: str
    bytes: int
    event: str = "request.answered"
    level: Level = "info"
    timestamp: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))


_lines: Final = msgspec.json.Encoder()


def log_answered(answered: list[Answered]) -> None:
    """One line or many at once, at a tenth of the time that each takes on its way through structlog."""
    if structlog.get_config()["processors"][-1] is render_json:
        sys.stderr.buffer.write(_lines.encode_lines(answered))
        sys.stderr.buffer.flush()
        return
    log = structlog.get_logger()
    for each in answered:
        event = msgspec.structs.asdict(each)
        (log.error if each.level == "error" else log.info)(event.pop("event"), **event)


def time_stamp(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """Add the time, unless the event brings its own; both renderers write it in ISO 8601."""
    if "timestamp" not in event:
        event["timestamp"] = datetime.now(UTC)
    return event


@lru_cache(maxsize=1024)
def names_a_secret(key: str) -> bool:
    """Tell whether values under a key stay out of the log."""
    return _SECRET_KEY.search(key.lower()) is not None


def redact(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """Hide what looks like a secret, by the name of its key or by its form."""
    for key in event.keys() - _UNSEARCHED:
        event[key] = _HIDDEN if names_a_secret(key) else masked(event[key])
    return event


def masked(value: object, depth: int = 0) -> object:
    """Return a value as plain data whose texts are masked."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, bytes):
        value = value.decode("utf-8", "backslashreplace")
    if isinstance(value, str):
        return masked_text(value)
    if depth < _DEEPEST:  # deeper, or endless, is shown as Python would write it
        if isinstance(value, Mapping):
            pairs = ((str(key), inner) for key, inner in value.items())
            return {key: _HIDDEN if names_a_secret(key) else masked(inner, depth + 1) for key, inner in pairs}
        if isinstance(value, list | tuple | set | frozenset):
            return [masked(inner, depth + 1) for inner in value]
    try:
        return masked_text(str(value))
    except Exception:  # noqa: BLE001  # an object that cannot show itself must not cost the line
        return f"<{type(value).__name__}>"


def masked_text(text: str) -> str:
    """Hide passwords in URLs, and what follows words such as `password=` or `Bearer`."""
    text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    if "://" in text and "@" in text:
        # Word by word rather than by one pattern, which a hostile text could make slow. A password may itself
        # contain "@" or "/": the last "@" is the safe end.
        words = _GAP.split(text)
        for place, word in enumerate(words):
            scheme, mark, rest = word.partition("://")
            if mark and "@" in rest:
                words[place] = f"{scheme}://{_HIDDEN}@{rest.rpartition('@')[2]}"
        text = "".join(words)
    # Each form has one of these; most texts have none, and are spared the search.
    if ":" in text or "=" in text or " " in text or "\t" in text:
        return _SECRET_TEXT.sub(rf"\1{_HIDDEN}", text)
    return text


def render_json(_logger: WrappedLogger, _level: str, event: EventDict) -> bytes:
    """Return one line of JSON; whatever the event holds, there is a line."""
    try:
        return msgspec.json.encode(event)
    except (TypeError, ValueError, OverflowError, RecursionError):
        # Lone surrogates and integers beyond 64 bits.
        return msgspec.json.encode({ascii(key)[1:-1]: ascii(str(value)) for key, value in event.items()})


def render_json_text(logger: WrappedLogger, level: str, event: EventDict) -> str:
    """Return the same line as text, which the logging of the standard library writes."""
    return render_json(logger, level, event).decode()


def escape_controls(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """Escape what would let a value forge a line or steer the terminal; JSON needs no such help."""
    escaped: EventDict = {}
    for key, value in event.items():
        if key in ("exception", "stack"):
            # Indented, so that a line inside an error's message cannot pass for a line of the log.
            lines = str(value).split("\n")
            escaped[key] = "\n".join("    " + line.translate(_ESCAPES) for line in lines)
        else:
            text = value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else str(value)
            escaped[key.translate(_ESCAPES)] = text.translate(_ESCAPES)
    return escaped
