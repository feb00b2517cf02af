"""Names that look the same are one principal, and the database compares them as the service does."""

import asyncio
import json
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from api.auth.caller import Caller
from api.auth.principal_names import is_same_principal, mixes_scripts, normalize_name
from api.auth.tokens import _format_principal
from api.auth.transitions import list_allowed_actions
from api.database.revision_writes import RevisionState
from api.database.session import SESSION_VARIABLES, SET_SESSION_VARIABLES
from tests.admin.keys.conftest import NEW, create_key, list_errors
from tests.admin.keys.test_bound_administrators import ADMIN, INSERT, attempt
from tests.admin.keys.test_commands import run_create
from tests.schema.conftest import Session, add_revisions, new_key, next_revision, try_insert
from tests.support.callers import Person
from tests.support.databases import DatabaseUrls

SAME = (
    ("PB bi", "pb BI"),
    ("PB bi", "PB  bi"),
    ("PB bi", "PB\u00a0bi"),
    ("PB bi", "\uff30\uff22 bi"),
    ("PB oi", "\u0420\u0412 \u043e\u0456"),
    ("cop", "\u0441\u043e\u0440"),
    ("NIK", "\u039d\u0399\u039a"),
    ("stra\u00dfe", "STRASSE"),
    ("\u0130zmir", "izmir"),
    ("\u03c3\u03c2", "\u03a3\u03a3"),
)
MIXED = ("PB b\u0456", "\u0420B", "d\u0430ta", "\u03a1T", "\u0420\u03a1", "data \u03a9", "kantor \u05d0", "a\u4e2d")
ONE_SCRIPT = (
    "Dinas Koperasi & UKM (Jawa Tengah), 2021/2022 – no. 7", "Café Ñandú", "Ø åland", "Москва 1", "統計センター",
    "한국",    "BPS\u2019 data", "data №1", "+62 a", "ꦲꦏ꧀ꦱꦫ",
)  # fmt: skip


@pytest.fixture
def writer(stored: DatabaseUrls) -> Iterator[Session]:
    session = Session(stored.service, "capaian_service")
    yield session
    session.close()


@pytest.mark.parametrize(("name", "other"), SAME)
def test_names_that_look_the_same_are_one_principal(name: str, other: str) -> None:
    assert is_same_principal(name, other)


@pytest.mark.parametrize(("name", "other"), [("PB bi", "PB bI2"), ("PB bi", "PBbi"), ("Café", "Cafe"), ("a-b", "a b")])
def test_other_names_are_other_principals(name: str, other: str) -> None:
    assert not is_same_principal(name, other)


def test_only_names_with_letters_of_two_scripts_mix_scripts() -> None:
    assert [name for name in MIXED if not mixes_scripts(name)] == []
    assert [name for name in ONE_SCRIPT if mixes_scripts(name)] == []


def test_the_database_has_the_same_rules(stored: DatabaseUrls) -> None:
    """Compares every letter of the scripts that are confused, and the first one of every block."""
    codes = [*range(0x21, 0x530), *range(0x1C80, 0x2000), *range(0x1000, 0xD800, 0x80), *range(0xF900, 0x30000, 0x80)]
    letters = [chr(code) for code in codes if unicodedata.category(chr(code)) in ("Lu", "Ll", "Lt", "Lo", "Lm", "Nd")]
    names = [*(name for pair in SAME for name in pair), *MIXED, *ONE_SCRIPT, *letters, *(f"a{one}" for one in letters)]
    sql = """SELECT jsonb_agg(jsonb_build_array(comparable_name(name), mixes_scripts(name)) ORDER BY number)
        FROM unnest($1::text[]) WITH ORDINALITY AS given (name, number)"""

    async def compare() -> list[list[object]]:
        owner = await asyncpg.connect(stored.owner)
        try:
            result: list[list[object]] = json.loads(await owner.fetchval(sql, names))
        finally:
            await owner.close()
        return result

    found = asyncio.run(compare())
    expected = [[normalize_name(name), mixes_scripts(name)] for name in names]
    assert [(name, *pair) for name, *pair in zip(names, found, expected, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("other", ["pb BI", "PB  bi", "Pb Bi", "\u0420\u0412 \u0456\u0456"])
def test_a_key_with_the_name_of_another_one_written_differently_is_rejected(
    stored: DatabaseUrls, admin: Person, other: str
) -> None:
    """Without the table `principal` all names are accepted, and two of them satisfy the four-eyes rule."""
    for name in ("PB bi", "PB bi", "PB ii"):
        create_key(admin, name=name)
    rejected = admin.post("/v1/keys", NEW | {"name": other})
    assert (rejected.status_code, list_errors(rejected)) == (422, [("a_principal_is_written_in_one_way", "/name")])
    result = run_create(stored, name=other)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "differs from the name of another key only in case" in result.stderr


@pytest.mark.parametrize("name", MIXED)
def test_a_key_with_a_name_of_two_scripts_is_rejected(stored: DatabaseUrls, admin: Person, name: str) -> None:
    rejected = admin.post("/v1/keys", NEW | {"name": name})
    assert (rejected.status_code, list_errors(rejected)) == (422, [("not_a_name", "/name")])
    assert "mixes letters of two scripts" in run_create(stored, name=name).stderr
    with pytest.raises(asyncpg.CheckViolationError, match="api_key_name_has_one_script"):
        attempt(stored, ADMIN, INSERT.replace("'w'", f"'{name}'") % ("NULL", "a"))


@pytest.mark.parametrize("name", ["console\u00a0", "\u0455\u0443stem", "issuer\uff03x"])
def test_the_database_rejects_reserved_names_in_any_form(stored: DatabaseUrls, name: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        attempt(stored, ADMIN, INSERT.replace("'w'", f"'{name}'") % ("NULL", "a"))


def test_of_two_concurrent_keys_with_one_name_written_differently_one_is_created(stored: DatabaseUrls) -> None:
    names = [f"Dinas {'A' * (i % 2) + 'a' * (1 - i % 2)} {i // 2}" for i in range(8)]

    async def create(name: str) -> None:
        login = await asyncpg.connect(stored.service, server_settings={"role": "capaian_service"})
        try:
            async with login.transaction():
                variables = {"principal": "test", "scopes": "admin"}
                await login.fetchrow(SET_SESSION_VARIABLES, *(variables.get(one, "") for one in SESSION_VARIABLES))
                await login.execute(
                    "INSERT INTO api_key (id, secret_sha256, name, scopes, created_by) "
                    "VALUES (left(md5(random()::text), 10), sha256('x'), $1, '{write}', 'test')", name,
                )  # fmt: skip
                await asyncio.sleep(0.1)  # both are inserted before one commits
        finally:
            await login.close()

    def try_to_create(name: str) -> bool:
        try:
            asyncio.run(create(name))
        except asyncpg.CheckViolationError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(try_to_create, names))
    assert [sum(created[i : i + 2]) for i in range(0, 8, 2)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("author", "publisher", "rule"),
    [
        ("https://id.example#ani", "https://id.example#ANI", "nobody_publishes_what_they_worked_on"),
        ("https://id.example#ani", "https://id.example#An\u0069", "nobody_publishes_what_they_worked_on"),
        ("https://id.example#\u0430\u043d\u0456", "https://id.example#ahi", "nobody_publishes_what_they_worked_on"),
        ("https://id.example#ani", "https://id.example#budi", None),
    ],
)
def test_a_subject_written_differently_does_not_publish_the_own_work(
    writer: Session, author: str, publisher: str, rule: str | None
) -> None:
    """Subjects are not in the table `principal`: the trigger compares them. With `=`, the first three publish."""
    key = new_key("source")
    add_revisions(writer, "source", key, "draft", "submitted", by=author)
    assert try_insert(writer, "source", next_revision(writer, "source", key, "published", publisher)) == rule


@pytest.mark.parametrize("subject", ["budi\u0456", "\u0420B"])
def test_a_token_whose_subject_mixes_scripts_is_rejected(subject: str) -> None:
    assert _format_principal("https://id.example", "\u0431\u0443\u0434\u0456") != ""
    with pytest.raises(ValueError, match=r"^$"):
        _format_principal("https://id.example", subject)


def test_the_allowed_actions_contain_no_publication_of_own_work_under_another_form() -> None:
    state = RevisionState(2, "submitted", False, None, frozenset({"https://id.example#ani"}))
    caller = Caller(principal="https://id.example#ANI", scopes=frozenset({"publish"}))
    assert "publish" not in list_allowed_actions(state, caller)
    other = Caller(principal="https://id.example#budi", scopes=frozenset({"publish"}))
    assert "publish" in list_allowed_actions(state, other)
