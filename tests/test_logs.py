"""The log: one format for all loggers, without secrets. Most tests start a process, as it is configured only once."""

import json
import re
import subprocess
import sys
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.logs import escape_controls, redact, redact_text, render_json

SECRET = "s3cr3t-canary"


def capture_log(body: str, *, pretty: bool = False) -> str:
    """Configure the log in a new process, run a few lines, and return its stderr."""
    script = "import logging, structlog, warnings\nfrom api.logs import configure\n"
    script += f"configure(pretty={pretty})\n"
    script += f"log = structlog.get_logger()\nSECRET = {SECRET!r}\n{body}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == ""
    return done.stderr


def events(body: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capture_log(body).split("\n")[:-1]]


def shown(**event: Any) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(render_json(None, "info", redact(None, "info", event)))
    return line


def test_all_loggers_write_the_same_format() -> None:
    lines = events(
        "log.info('target.recorded', id=7)\n"
        "logging.getLogger('asyncpg').warning('slow %s', 'query')\n"
        "warnings.warn('old')\n"
        "log.debug('too.much')"
    )
    assert [(line["event"], line["level"]) for line in lines[:2]] == [
        ("target.recorded", "info"),
        ("slow query", "warning"),
    ]
    assert lines[1]["logger"] == "asyncpg"
    assert "UserWarning: old" in lines[2]["event"]
    assert len(lines) == 3
    assert all(line["timestamp"].endswith("Z") for line in lines)


def test_uvicorn_and_litestar_use_the_format_even_if_they_configure_logging_first() -> None:
    lines = events(
        "import logging.config, uvicorn.config\n"
        "logging.config.dictConfig(uvicorn.config.LOGGING_CONFIG)\n"
        "from litestar.logging.config import LoggingConfig\n"
        "LoggingConfig().configure()\n"
        "configure(pretty=False)\n"
        "logging.getLogger('uvicorn.error').warning('Started')\n"
        "logging.getLogger('litestar').error('Oh')"
    )
    assert [line["event"] for line in lines] == ["Started", "Oh"]


@pytest.mark.parametrize("pretty", [False, True])
def test_a_secret_of_any_origin_is_not_printed(pretty: bool) -> None:
    text = capture_log(
        "import msgspec\n"
        "class Settings(msgspec.Struct):\n    dsn: str\n    password: str\n"
        "dsn = f'postgresql://user:{SECRET}@db:5432/capaian'\n"
        "for key in ('authorization', 'Password', 'dsn', 'database_url', 'client_secret', 'api_token', 'Cookie',\n"
        "            'x-api-key', '_token', 'idempotency_key'):\n"
        "    log.info('a', **{key: SECRET})\n"
        "log.info('b', settings=Settings(dsn, SECRET), deep=[{'x': {'token': SECRET}}], raw=dsn.encode())\n"
        "log.info(f'connecting to {dsn}')\n"
        "logging.getLogger('asyncpg').error('refused: %s', dsn)\n"
        "log.info('c', said=f'Authorization: Bearer {SECRET}', other=f'host=db password={SECRET} user=x')\n"
        "try:\n    raise ValueError(f'cannot reach {dsn}') from OSError(f'password={SECRET}')\n"
        "except ValueError:\n    log.exception('d'); logging.exception('e')\n"
        "logging.info('%d', SECRET) if not " + str(pretty) + " else None",
        pretty=pretty,
    )
    assert SECRET not in text
    assert text.count("Traceback") == 2
    assert "postgresql://[hidden]@db:5432/capaian" in text


def test_a_value_cannot_add_a_line_or_control_a_terminal() -> None:
    text = capture_log(
        "log.info('a', name='x\\r\\nrequest.completed\\x1b[31m\\x9b2J\\u2028\\u202e', **{'k\\ney': 1})\n"
        "logging.warning('b\\nc')\n"
        "try:\n    raise ValueError('x\\nrequest.completed\\r\\x1b[2J')\nexcept ValueError:\n    log.exception('d')",
        pretty=True,
    )
    assert not {"\r", "\x1b", "\x9b", "\u2028", "\u202e"} & set(text)
    assert "x\\r\\nrequest.completed\\x1b[31m\\x9b2J\\u2028\\u202e" in text
    lines = text.split("\n")[:-1]
    assert len([line for line in lines if not line.startswith("    ")]) == 3


def test_a_line_at_a_terminal_begins_with_a_readable_date() -> None:
    assert re.match(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 \[info ", capture_log("log.info('a')", pretty=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://u:p@h/db", "postgresql://[hidden]@h/db"),
        ("see postgres://u:p@ss/w@h/db now", "see postgres://[hidden]@h/db now"),
        ("https://example.org/a", "https://example.org/a"),
        ("mail x@example.org", "mail x@example.org"),
        ("PASSWORD = 'x y'", "PASSWORD = '[hidden] y'"),
        ('{"token": "abc"}', '{"token": "[hidden]"}'),
        ("Basic dXNlcg==", "Basic [hidden]"),
        ("targets recorded: 7", "targets recorded: 7"),
    ],
)
def test_secrets_are_masked_by_their_form(text: str, expected: str) -> None:
    assert redact_text(text) == expected


@pytest.mark.parametrize("unit", ["://", "password=", "a://@ ", "bearer ", "\t", "password" + " " * 3])
def test_masking_takes_linear_time(unit: str) -> None:
    assert len(redact_text(unit * 200_000)) < 100_000


texts = st.text() | st.text(alphabet="a\n\r\x1b\x9b\u2028\ud800:/@= ")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.binary() | texts | st.builds(object),
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=5,
)


@given(st.dictionaries(texts, values, max_size=4))
def test_any_event_is_logged_as_one_line(event: dict[str, Any]) -> None:
    line = render_json(None, "info", redact(None, "info", dict(event)))
    assert isinstance(json.loads(line), dict)
    assert not set(b"\r\n") & set(line)
    for key, value in escape_controls(None, "info", dict(event)).items():
        assert "\n" not in key
        assert key in ("exception", "stack") or "\n" not in str(value)


def test_unusual_values_are_logged() -> None:
    class Unprintable:
        def __str__(self) -> str:
            raise RuntimeError

    endless: dict[str, Any] = {}
    endless["self"] = endless
    line = shown(half="\ud800", huge=2**70, id=UUID(int=7), unprintable=Unprintable(), endless=endless)
    assert line["half"] == "'\\ud800'"
    assert line["huge"] == f"'{2**70}'"
    assert shown(id=UUID(int=7), unprintable=Unprintable()) == {"id": str(UUID(int=7)), "unprintable": "<Unprintable>"}
    assert len(shown(text="x" * 10_000_000)["text"]) < 40_000
