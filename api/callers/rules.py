"""The rules that the database holds for keys, as sentences, over HTTP and at the console alike."""

import contextlib
from collections.abc import Iterator

import asyncpg

from api.faults import Broken, Fault, Text
from api.postgres.rules import Rule, broken

_END = Rule("rule", "/expires_at", Text("harus di masa depan", "must be in the future"))
_NAME = Rule("rule", "/name", Text("tidak boleh dipakai sebagai nama", "cannot be used as a name"))
RULES: dict[str, Rule] = {
    "api_key_names_its_institution": Rule(
        "rule",
        "/institution",
        Text(
            "menyebut instansi yang tidak ada, telah ditarik, atau belum terbit",
            "names an institution that does not exist, was withdrawn or is not published",
        ),
    ),
    "a_bound_administrator_makes_keys_of_their_institution": Rule(
        "forbidden",
        "/institution",
        Text("harus instansi Anda sendiri", "must be your own institution"),
    ),
    "a_bound_administrator_passes_on_what_they_have": Rule(
        "forbidden",
        "/scopes",
        Text(
            "memuat read:drafts, yang melihat draf semua instansi dan tidak Anda miliki",
            "has read:drafts, which sees the drafts of all institutions and is not yours to give",
        ),
    ),
    "a_bound_administrator_names_nobody_from_elsewhere": Rule(
        "forbidden",
        "/name",
        Text("sudah dipakai di luar instansi Anda", "is borne by somebody outside your institution"),
    ),
    "api_key_is_named_neither_system_nor_like_a_token": _NAME,
    "api_key_is_not_named_like_the_console": _NAME,
    "api_key_name_hides_nothing": _NAME,
    "label_has_1_to_500_characters": _NAME,
    "label_is_trimmed": _NAME,
    "label_is_plain_text": _NAME,
    "label_is_safe_in_a_spreadsheet": _NAME,
    "api_key_expires_after_it_was_created": _END,
    "moment_lies_between_1900_and_2200": _END,
}


def told(error: asyncpg.PostgresError, *, of_an_entry: bool) -> Broken | None:
    """None for an error that is no rule of ours. Without an entry it is the state of things that is in the way."""
    name = getattr(error, "constraint_name", None) or ""
    rule = RULES.get(name)
    if rule is None:
        return broken(error)
    kind = "conflict" if rule.kind == "rule" and not of_an_entry else rule.kind
    return Broken(kind, [Fault(name.replace("_", "-"), rule.sentence, pointer=rule.pointer if of_an_entry else "")])


@contextlib.contextmanager
def rules_told(*, of_an_entry: bool) -> Iterator[None]:
    """Raises Broken in the place of an error of the database that is a rule of ours."""
    try:
        yield
    except asyncpg.PostgresError as error:
        refusal = told(error, of_an_entry=of_an_entry)
        if refusal is None:
            raise
        raise refusal from error
