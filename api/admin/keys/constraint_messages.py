"""Messages for database constraints of API keys, for HTTP and the command line."""

import contextlib
from collections.abc import Iterator

import asyncpg

from api.admin.keys.model import ONE_SCRIPT
from api.database.constraint_message import ConstraintMessage
from api.database.constraint_messages import convert_database_error
from api.errors import ErrorDetail, RuleViolationError, Text

_EXPIRY_IN_PAST = ConstraintMessage("rule", "/expires_at", Text("harus di masa depan", "must be in the future"))
_NAME_NOT_ALLOWED = ConstraintMessage(
    "rule", "/name", Text("tidak boleh dipakai sebagai nama", "cannot be used as a name")
)
_ONE_SCRIPT = ConstraintMessage("rule", "/name", ONE_SCRIPT)
KEY_CONSTRAINT_MESSAGES: dict[str, ConstraintMessage] = {
    "api_key_names_its_institution": ConstraintMessage(
        "rule",
        "/institution",
        Text(
            "menyebut instansi yang tidak ada, telah ditarik, atau belum terbit",
            "names an institution that does not exist, was withdrawn or is not published",
        ),
    ),
    "a_bound_administrator_makes_keys_of_their_institution": ConstraintMessage(
        "forbidden",
        "/institution",
        Text("harus instansi Anda sendiri", "must be your own institution"),
    ),
    "a_bound_administrator_passes_on_what_they_have": ConstraintMessage(
        "forbidden",
        "/scopes",
        Text(
            "memuat read:drafts, yang membaca draf semua instansi dan tidak dimiliki kunci Anda",
            "contains read:drafts, which reads drafts of all institutions; your key does not have it",
        ),
    ),
    "a_bound_administrator_names_nobody_from_elsewhere": ConstraintMessage(
        "forbidden",
        "/name",
        Text(
            "sudah dipakai oleh kunci instansi lain. Silakan pilih nama lain",
            "is used by a key of another institution. Choose another name",
        ),
    ),
    "api_key_is_named_neither_system_nor_like_a_token": _NAME_NOT_ALLOWED,
    "api_key_is_not_named_like_the_console": _NAME_NOT_ALLOWED,
    "api_key_name_hides_nothing": _NAME_NOT_ALLOWED,
    "api_key_name_has_one_script": _ONE_SCRIPT,
    "a_principal_is_written_in_one_way": ConstraintMessage(
        "rule",
        "/name",
        Text(
            "berbeda dari nama kunci lain hanya dalam huruf besar, spasi, atau huruf yang mirip. Silakan tulis persis "
            "seperti nama itu, atau pilih nama lain",
            "differs from the name of another key only in case, spaces or look-alike letters. Write exactly that name, "
            "or choose another one",
        ),
    ),
    "label_has_1_to_500_characters": _NAME_NOT_ALLOWED,
    "label_is_trimmed": _NAME_NOT_ALLOWED,
    "label_is_plain_text": _NAME_NOT_ALLOWED,
    "label_is_safe_in_a_spreadsheet": _NAME_NOT_ALLOWED,
    "api_key_expires_after_it_was_created": _EXPIRY_IN_PAST,
    "moment_lies_between_1900_and_2200": _EXPIRY_IN_PAST,
}


def convert_key_error(error: asyncpg.PostgresError, *, of_an_entry: bool) -> RuleViolationError | None:
    """Convert a database error; return None if it is not a rule.

    If the request has no content (`of_an_entry` is false), a broken rule is a conflict with the current state.
    """
    name = getattr(error, "constraint_name", None) or ""
    rule = KEY_CONSTRAINT_MESSAGES.get(name)
    if rule is None:
        return convert_database_error(error)
    kind = "conflict" if rule.kind == "rule" and not of_an_entry else rule.kind
    return RuleViolationError(kind, [ErrorDetail(name, rule.text, pointer=rule.pointer if of_an_entry else "")])


@contextlib.contextmanager
def translate_key_errors(*, of_an_entry: bool) -> Iterator[None]:
    """Raise RuleViolationError instead of a database error that is a rule."""
    try:
        yield
    except asyncpg.PostgresError as error:
        violation = convert_key_error(error, of_an_entry=of_an_entry)
        if violation is None:
            raise
        raise violation from error
