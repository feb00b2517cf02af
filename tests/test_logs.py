"""The log: one form for all, and no secrets in it. Set-up is for a whole process, so most tests start one."""

import json
import re
import subprocess
import sys
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.logs import escape_controls, masked_text, redact, render_json

SECRET = "s3cr3t-canary"


def written(body: str, *, pretty: bool = False) -> str:
    """What a process writes to stderr that sets up the log and runs a few lines."""
    script = (
        f"import logging, structlog, warnings\nfrom api.logs import GRANIAN, configure\nconfigure(pretty={pretty})\n"
    )
    script += f"log = structlog.get_logger()\nSECRET = {SECRET!r}\n{body}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == ""
    return done.stderr


def events(body: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written(body).split("\n")[:-1]]


def shown(**event: Any) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(render_json(None, "info", redact(None, "info", event)))
    return line


def test_all_loggers_write_the_same_form() -> None:
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


def test_granian_and_litestar_come_through_even_when_they_set_up_logging_first() -> None:
    lines = events(
        "from granian.log import configure_logging, LogLevels\n"
        "configure_logging(LogLevels.info)\n"
        "from litestar.logging.config import LoggingConfig\n"
        "LoggingConfig().configure()\n"
        "configure(pretty=False)\n"
        "logging.getLogger('_granian').info('Started')\n"
        "logging.getLogger('litestar').error('Oh')\n"
        "configure_logging(LogLevels.info, GRANIAN)\n"
        "logging.getLogger('_granian').info('Again')"
    )
    assert [line["event"] for line in lines] == ["Started", "Oh", "Again"]


@pytest.mark.parametrize("pretty", [False, True])
def test_a_secret_is_not_printed_from_wherever_it_comes(pretty: bool) -> None:
    text = written(
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


def test_a_value_cannot_forge_a_line_or_steer_a_terminal() -> None:
    text = written(
        "log.info('a', name='x\\r\\nrequest.answered\\x1b[31m\\x9b2J\\u2028\\u202e', **{'k\\ney': 1})\n"
        "logging.warning('b\\nc')\n"
        "try:\n    raise ValueError('x\\nrequest.answered\\r\\x1b[2J')\nexcept ValueError:\n    log.exception('d')",
        pretty=True,
    )
    assert not {"\r", "\x1b", "\x9b", "\u2028", "\u202e"} & set(text)
    assert "x\\r\\nrequest.answered\\x1b[31m\\x9b2J\\u2028\\u202e" in text
    lines = text.split("\n")[:-1]
    assert len([line for line in lines if not line.startswith("    ")]) == 3


def test_a_date_is_readable_at_a_terminal_too() -> None:
    assert re.match(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 \[info ", written("log.info('a')", pretty=True))


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
    assert masked_text(text) == expected


@pytest.mark.parametrize("unit", ["://", "password=", "a://@ ", "bearer ", "\t", "password" + " " * 3])
def test_no_text_is_slow_to_mask(unit: str) -> None:
    assert len(masked_text(unit * 200_000)) < 100_000


texts = st.text() | st.text(alphabet="a\n\r\x1b\x9b\u2028\ud800:/@= ")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.binary() | texts | st.builds(object),
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=5,
)


@given(st.dictionaries(texts, values, max_size=4))
def test_whatever_is_logged_there_is_one_line(event: dict[str, Any]) -> None:
    line = render_json(None, "info", redact(None, "info", dict(event)))
    assert isinstance(json.loads(line), dict)
    assert not set(b"\r\n") & set(line)
    for key, value in escape_controls(None, "info", dict(event)).items():
        assert "\n" not in key
        assert key in ("exception", "stack") or "\n" not in str(value)


def test_odd_values_are_shown_and_not_lost() -> None:
    class Shy:
        def __str__(self) -> str:
            raise RuntimeError

    endless: dict[str, Any] = {}
    endless["self"] = endless
    line = shown(half="\ud800", huge=2**70, id=UUID(int=7), shy=Shy(), endless=endless)
    assert line["half"] == "'\\ud800'"
    assert line["huge"] == f"'{2**70}'"
    assert shown(id=UUID(int=7), shy=Shy()) == {"id": str(UUID(int=7)), "shy": "<Shy>"}
    assert len(shown(text="x" * 10_000_000)["text"]) < 40_000
