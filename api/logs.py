"""Configure the log: readable lines on a terminal, else JSON lines; secrets are masked in both.

Call `configure()` in every process, after libraries that configure logging themselves, such as Litestar unless it gets
`logging_config=None`.
"""

import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, Literal

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_LIBRARY_LOGGERS = ("uvicorn", "uvicorn.error", "asyncpg", "litestar", "asyncio", "py.warnings")

_REDACTED = "[hidden]"
_MAX_DEPTH = 5  # of nested containers
_MAX_VALUE_LENGTH = 32_768  # characters of one value

# api/http/edge/access_log.py validates these values, so they are not searched for secrets. This makes the line of each
# request cheaper.
_SAFE_KEYS = {"method", "route", "status", "duration_ms", "request_id", "trace_id", "bytes", "level", "timestamp"}
# structlog adds these keys to events of the standard library's logging and removes them later.
_UNREDACTED_KEYS = frozenset(_SAFE_KEYS | {"_record", "_from_structlog"})
_SECRET_KEY = re.compile(r"authorization|passw|pwd|dsn|url|secret|token|cookie|credential|api-?key|[_-]key\Z|\Akey\Z")
# `password=…`, `"token": "…"`, `Authorization: Bearer …` and the like, in any text.
_SECRET_TEXT = re.compile(
    r"((?:authorization|passw(?:or)?d|pwd|secret|token|cookie|api[_-]?key)[\"']?[ \t]{0,3}[=:][ \t]{0,3}[\"']?"
    r"(?:(?:bearer|basic)[ \t]{1,3})?|\b(?:bearer|basic)[ \t]{1,3})([^\s\"',;&]+)",
    re.IGNORECASE,
)
_WHITESPACE = re.compile(r"(\s+)")
# Characters that move the cursor, end the line or hide text: C0, DEL, C1, the Unicode line ends and the bidi controls.
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_ESCAPES = {code: ascii(chr(code))[1:-1] for code in _CONTROLS}


def configure(pretty: bool | None = None) -> None:
    """Write the log of this process to standard error. Default format: pretty on a terminal, else JSON."""
    pretty = sys.stderr.isatty() if pretty is None else pretty
    stages: list[Processor] = [
        structlog.stdlib.add_log_level,
        add_timestamp,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redact,
    ]
    console = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        # Other formatters print local variables, which can contain secrets.
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
    for name in _LIBRARY_LOGGERS:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # logs each start and stop at INFO
    logging.getLogger("httpx").setLevel(logging.WARNING)  # logs every request at INFO
    logging.captureWarnings(capture=True)
    # A log call with a wrong format prints its arguments unmasked; allow this only in development.
    logging.raiseExceptions = pretty


LogLevel = Literal["info", "error"]


class AccessLogRecord(msgspec.Struct, frozen=True):
    """The log line of one completed request. Its values are validated, so they are not searched for secrets."""

    method: str
    route: str
    status: int
    duration_ms: float
    request_id: str
    trace_id: str
    bytes: int
    event: str = "request.completed"
    level: LogLevel = "info"
    timestamp: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))


_access_log_encoder: Final = msgspec.json.Encoder()


def write_access_log(records: list[AccessLogRecord]) -> None:
    """Write one line per record. JSON lines do not pass through structlog, which would take ten times as long."""
    if structlog.get_config()["processors"][-1] is render_json:
        sys.stderr.buffer.write(_access_log_encoder.encode_lines(records))
        sys.stderr.buffer.flush()
        return
    log = structlog.get_logger()
    for record in records:
        event = msgspec.structs.asdict(record)
        (log.error if record.level == "error" else log.info)(event.pop("event"), **event)


def add_timestamp(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """Add the time to an event that has none. Both renderers write it in ISO 8601."""
    if "timestamp" not in event:
        event["timestamp"] = datetime.now(UTC)
    return event


@lru_cache(maxsize=1024)
def is_secret_key(key: str) -> bool:
    """Return whether the values of a key must be masked."""
    return _SECRET_KEY.search(key.lower()) is not None


def redact(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """Mask values that look like a secret by the name of their key or by their form."""
    for key in event.keys() - _UNREDACTED_KEYS:
        event[key] = _REDACTED if is_secret_key(key) else redact_value(event[key])
    return event


def redact_value(value: object, depth: int = 0) -> object:
    """Return a value as plain data with masked texts."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, bytes):
        value = value.decode("utf-8", "backslashreplace")
    if isinstance(value, str):
        return redact_text(value)
    if depth < _MAX_DEPTH:  # deeper or recursive values are written as str()
        if isinstance(value, Mapping):
            pairs = ((str(key), inner) for key, inner in value.items())
            return {key: _REDACTED if is_secret_key(key) else redact_value(inner, depth + 1) for key, inner in pairs}
        if isinstance(value, list | tuple | set | frozenset):
            return [redact_value(inner, depth + 1) for inner in value]
    try:
        return redact_text(str(value))
    except Exception:  # noqa: BLE001  # an object whose str() fails must not lose the line
        return f"<{type(value).__name__}>"


def redact_text(text: str) -> str:
    """Mask passwords in URLs, and values after `password=`, `Bearer` and the like."""
    text = text if len(text) <= _MAX_VALUE_LENGTH else text[:_MAX_VALUE_LENGTH] + "…"
    if "://" in text and "@" in text:
        # Word by word, because a single pattern would be slow for malicious texts. A password can contain "@" or "/",
        # so everything up to the last "@" is masked.
        words = _WHITESPACE.split(text)
        for index, word in enumerate(words):
            scheme, mark, rest = word.partition("://")
            if mark and "@" in rest:
                words[index] = f"{scheme}://{_REDACTED}@{rest.rpartition('@')[2]}"
        text = "".join(words)
    # Every form of a secret contains one of these characters; most texts contain none.
    if ":" in text or "=" in text or " " in text or "\t" in text:
        return _SECRET_TEXT.sub(rf"\1{_REDACTED}", text)
    return text


def render_json(_logger: WrappedLogger, _level: str, event: EventDict) -> bytes:
    """Return one line of JSON, for any event."""
    try:
        return msgspec.json.encode(event)
    except (TypeError, ValueError, OverflowError, RecursionError):
        # Lone surrogates, or integers of more than 64 bits.
        return msgspec.json.encode({ascii(key)[1:-1]: ascii(str(value)) for key, value in event.items()})


def render_json_text(logger: WrappedLogger, level: str, event: EventDict) -> str:
    """Return the line as text, for the logging of the standard library."""
    return render_json(logger, level, event).decode()


def escape_controls(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """Escape characters that forge log lines or control the terminal. JSON escapes them itself."""
    escaped: EventDict = {}
    for key, value in event.items():
        if key in ("exception", "stack"):
            # Indented, so that a line of an error message cannot look like a log line.
            lines = str(value).split("\n")
            escaped[key] = "\n".join("    " + line.translate(_ESCAPES) for line in lines)
        else:
            text = value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else str(value)
            escaped[key.translate(_ESCAPES)] = text.translate(_ESCAPES)
    return escaped
