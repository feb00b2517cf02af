"""The error messages of database constraints. The text of PostgreSQL itself is never shown to callers."""

import asyncpg

from api.database.claim_messages import CLAIM_MESSAGES
from api.database.constraint_message import ConstraintMessage, unknown_reference
from api.database.indicator_messages import INDICATOR_MESSAGES
from api.database.statement_messages import FIGURE_EXISTS, STATEMENT_MESSAGES
from api.errors import ErrorDetail, RuleViolationError, Text, add_received
from api.service_url import build_url


def convert_database_error(error: asyncpg.PostgresError) -> RuleViolationError | None:
    """Convert a violated constraint into an API error. Return None for any other database error."""
    name: str = getattr(error, "constraint_name", None) or ""
    if isinstance(error, asyncpg.UniqueViolationError) and name.endswith("_has_one_row_per_revision"):
        return already_exists()
    if name.endswith("_is_still_named"):
        return _rule_violation("still_referenced", STILL_REFERENCED)
    if name == "figure_exists":
        return _figure_exists(error)
    if name in CONSTRAINT_MESSAGES:
        return _rule_violation(name, _add_keys(CONSTRAINT_MESSAGES[name], error))
    if isinstance(error, asyncpg.NotNullViolationError) and error.column_name == "program":
        return constraint_violation("figure_counts_an_indicator")
    if isinstance(error, asyncpg.IntegrityConstraintViolationError | asyncpg.DataError):
        return _rule_violation(name or "not_valid", UNKNOWN_CONSTRAINT)
    if isinstance(error, asyncpg.InsufficientPrivilegeError):
        return _rule_violation("not_permitted", NOT_PERMITTED)
    return None


def constraint_violation(name: str) -> RuleViolationError:
    """Build the error of a constraint by its name, for a violation detected before the statement runs."""
    return _rule_violation(name, CONSTRAINT_MESSAGES[name])


def already_exists(field: str = "") -> RuleViolationError:
    """Build the error for an existing record, at the field with its key if the body has one.

    It contains no details, because the caller may not see that record.
    """
    return _rule_violation("already_exists", ALREADY_EXISTS._replace(pointer=field and f"/{field}"))


def _figure_exists(error: asyncpg.PostgresError) -> RuleViolationError:
    """Build the error of a repeated statement, with the URL of each figure that the caller may see."""
    ids = str(error).partition(": ")[2].split()
    collection = f"{getattr(error, 'table_name', None) or 'figure'}s"
    urls = [build_url(f"/v1/{collection}/{id_}") for id_ in ids]
    return RuleViolationError(
        "conflict", [ErrorDetail("figure_exists", FIGURE_EXISTS.fill(url), pointer="") for url in urls]
    )


def _add_keys(message: ConstraintMessage, error: asyncpg.PostgresError) -> ConstraintMessage:
    keys = str(error).partition(": ")[2]
    if not message.lists_keys or not keys:
        return message
    return message._replace(text=add_received(message.text, keys))


def _rule_violation(code: str, message: ConstraintMessage) -> RuleViolationError:
    return RuleViolationError(message.kind, [ErrorDetail(code, message.text, pointer=message.pointer)])


ALREADY_EXISTS = ConstraintMessage(
    "conflict",
    "",
    Text(
        "Data ini sudah ada, sedang dikerjakan, atau baru saja diubah oleh pengguna lain.",
        "The record already exists, is being edited, or was just changed by another user.",
    ),
)
STILL_REFERENCED = ConstraintMessage(
    "conflict",
    "",
    Text("Data ini masih dirujuk oleh data yang terbit.", "A published record still refers to this record."),
)
UNKNOWN_CONSTRAINT = ConstraintMessage(
    "rule", "", Text("melanggar aturan basis data", "violates a constraint of the database")
)
NOT_PERMITTED = ConstraintMessage(
    "forbidden",
    "",
    Text(
        "Kunci ini tidak berhak mengubah data ini, atau data ini milik instansi lain.",
        "The key may not write this record, or the record belongs to another institution.",
    ),
)
_OTHER_MESSAGES: dict[str, ConstraintMessage] = {
    "code_is_not_the_name_of_a_url": ConstraintMessage(
        "rule",
        "/code",
        Text(
            "tidak boleh `values`, yang merupakan bagian URL layanan ini. Silakan pilih kode lain.",
            "must not be `values`, which is part of URLs of this service. Choose another code.",
        ),
    ),
    "figure_counts_an_indicator": unknown_reference("/indicator", "indikator", "an indicator"),
    "figure_is_about_a_region": unknown_reference("/region", "wilayah", "a region"),
    "figure_is_stated_by_an_institution": unknown_reference("/institution", "instansi", "an institution"),
    "figure_cites_sources": unknown_reference("/citations", "sumber", "a source"),
    "program_names_its_lead_institution": unknown_reference("/lead_institution", "instansi", "an institution"),
    "source_names_its_publisher": unknown_reference("/publisher", "instansi", "an institution"),
    "institution_is_succeeded_by_existing_ones": unknown_reference("/succeeded_by", "instansi", "an institution"),
    "target_supersedes_an_existing_target": unknown_reference("/supersedes", "target", "a target"),
    "published_figure_has_a_citation": ConstraintMessage(
        "conflict",
        "/citations",
        Text(
            "harus memuat paling sedikit satu kutipan agar dapat terbit",
            "requires at least one citation for publication",
        ),
    ),
    "figure_has_at_most_100_citations": ConstraintMessage(
        "rule", "/citations", Text("akan memuat lebih dari 100 kutipan", "would have more than 100 citations")
    ),
    "target_belongs_to_an_existing_plan": unknown_reference("/plan", "sumber", "a source"),
    "not_a_plan": ConstraintMessage(
        "rule",
        "/plan",
        Text(
            "harus sumber yang sudah ada, dengan kind plan atau regulation",
            "must be an existing source of the kind plan or regulation",
        ),
    ),
    "plan_of_targets_stays_a_plan": ConstraintMessage(
        "rule",
        "/kind",
        Text(
            "harus tetap plan atau regulation, karena target yang terbit menyebut sumber ini sebagai rencananya",
            "must stay plan or regulation, because published targets name this source as their plan",
        ),
    ),
    "due_before_period": ConstraintMessage(
        "rule",
        "/due_on",
        Text("lebih awal daripada hari terakhir periode", "is before the last day of the period"),
    ),
    "target_supersedes_within_its_key": ConstraintMessage(
        "rule",
        "/supersedes",
        Text(
            "harus memiliki indikator, sifat, wilayah, dan rincian yang sama",
            "must have the same indicator, nature, region and breakdown",
        ),
    ),
    "target_supersedes_one_stated_earlier": ConstraintMessage(
        "rule", "/supersedes", Text("harus dinyatakan lebih awal", "must be stated on an earlier date")
    ),
    "target_does_not_supersede_itself": ConstraintMessage(
        "rule", "/supersedes", Text("tidak boleh merujuk target itu sendiri", "must not refer to the target itself")
    ),
    "status_follows_its_transitions": ConstraintMessage(
        "conflict", "/status", Text("tidak memungkinkan tindakan ini", "does not allow this action")
    ),
    "a_withdrawal_takes_back_what_is_there": ConstraintMessage(
        "conflict",
        "/status",
        Text(
            "tidak memungkinkan penarikan: tidak ada yang dapat ditarik",
            "allows no withdrawal: nothing is left to withdraw",
        ),
    ),
    "a_withdrawn_preference_stood": ConstraintMessage(
        "conflict", "", Text("Tidak ada preferensi yang berlaku.", "No preference is active.")
    ),
    "a_preferred_realization_is_published": ConstraintMessage(
        "conflict",
        "",
        Text("Hanya realisasi yang terbit dapat diutamakan.", "Only a published realization can be preferred."),
    ),
    "nobody_publishes_what_they_worked_on": ConstraintMessage(
        "forbidden",
        "",
        Text(
            "Data ini harus diterbitkan oleh pengguna yang tidak ikut mengerjakannya.",
            "The record must be published by a user who did not work on it.",
        ),
    ),
    "nobody_restores_what_they_withdrew": ConstraintMessage(
        "forbidden",
        "",
        Text(
            "Data ini harus dipulihkan oleh pengguna lain daripada yang menariknya.",
            "The record must be restored by another user than the one who withdrew it.",
        ),
    ),
    "an_entity_stays_with_its_institution": ConstraintMessage(
        "forbidden", "", Text("Data ini milik instansi lain.", "The record belongs to another institution.")
    ),
    "writers_withdraw_only_their_own_drafts": ConstraintMessage(
        "forbidden",
        "",
        Text("Draf ini juga dikerjakan oleh pengguna lain.", "Another user also worked on this draft."),
    ),
    "source_date_basis_agrees_with_its_dates": ConstraintMessage(
        "rule", "/date_basis", Text("tidak sesuai dengan isian tanggal", "does not match the date fields")
    ),
    "source_bounds_are_in_order": ConstraintMessage(
        "rule",
        "/published_not_after",
        Text("lebih awal daripada published_not_before", "is before published_not_before"),
    ),
    "source_language_is_bcp_47": ConstraintMessage(
        "rule",
        "/language",
        Text("harus berupa kode bahasa seperti id atau en-GB", "must be a language code such as id or en-GB"),
    ),
    "source_sha256_is_64_hex_digits": ConstraintMessage(
        "rule",
        "/content_sha256",
        Text("harus terdiri atas 64 digit heksadesimal huruf kecil", "must be 64 lower-case hex digits"),
    ),
    "source_has_at_most_50_authors": ConstraintMessage(
        "rule", "/authors", Text("memuat lebih dari 50 orang", "has more than 50 people")
    ),
    "program_ends_after_it_begins": ConstraintMessage(
        "rule", "/ends_on", Text("lebih awal daripada starts_on", "is before starts_on")
    ),
    "institution_ends_after_it_begins": ConstraintMessage(
        "rule", "/valid_to", Text("lebih awal daripada valid_from", "is before valid_from")
    ),
    "institution_with_successors_has_ended": ConstraintMessage(
        "rule",
        "/valid_to",
        Text(
            "harus diisi karena succeeded_by menyebut instansi penerus",
            "is required, because succeeded_by names successors",
        ),
    ),
    "institution_does_not_succeed_itself": ConstraintMessage(
        "rule",
        "/succeeded_by",
        Text(
            "menyebut instansi itu sendiri, atau instansi yang kemudian diteruskannya",
            "names the institution itself, or one that it succeeds later",
        ),
    ),
}
CONSTRAINT_MESSAGES = STATEMENT_MESSAGES | INDICATOR_MESSAGES | CLAIM_MESSAGES | _OTHER_MESSAGES
