"""The reasons why an action of an import fails as a whole, and their conversion from and to exceptions."""

from uuid import UUID

from api.errors import ErrorDetail, InvalidRequestError, RuleViolationError, Text, UnusableFileError
from api.exchange.imports.files.errors import FileRejectedError, TooManyRejectedRowsError, UnknownRegionsError
from api.exchange.imports.report.model import ImportProblem

PLAN_OUTDATED = ErrorDetail(
    "apply_token_outdated",
    Text(
        "tidak berlaku lagi: data berubah sejak pemeriksaan. Silakan periksa lagi dengan dry_run=true",
        "is outdated: the data has changed since the dry run. Repeat it with dry_run=true",
    ),
    parameter="apply_token",
)
PLAN_OF_OTHER_PRINCIPAL = ErrorDetail(
    "apply_token_of_other_principal",
    Text(
        "dibuat pengguna lain dan diperiksa menurut haknya. Silakan kirim berkas dengan dry_run=true sendiri",
        "belongs to another user and was checked with their rights. Send the file with dry_run=true yourself",
    ),
    parameter="apply_token",
)
NO_ROWS_TO_CHANGE = ErrorDetail(
    "no_rows_to_transition",
    Text(
        "tidak memuat catatan yang statusnya dapat diubah oleh langkah ini; catatan yang sejak itu diubah orang lain "
        "dilewati",
        "contains no record whose status this step can change; records changed by other users since are skipped",
    ),
    pointer="",
)
IMPORT_NOT_READY = ErrorDetail(
    "import_not_ready",
    Text("tidak mengizinkan langkah ini pada status impor saat ini", "does not allow this step"),
    pointer="/status",
)
INTERNAL_ERROR = ImportProblem(
    "internal_error",
    "Terjadi kesalahan pada layanan; impor ini tidak mengubah apa pun.",
    "The service failed; this import changed nothing.",
)
TIMED_OUT = ImportProblem(
    "timed_out",
    "Impor melewati batas waktu dan tidak mengubah apa pun. Silakan bagi berkas ini.",
    "The import timed out and changed nothing. Split the file.",
)
CANCELLED = ImportProblem("cancelled", "Dibatalkan; tidak ada yang berubah.", "Cancelled; nothing was changed.")
INTERRUPTED = ImportProblem(
    "interrupted",
    "Berkas tidak diterima seluruhnya. Silakan kirim lagi.",
    "The file was not received completely. Send it again.",
)
TOO_MANY_REJECTED_ROWS = "too_many_rejected_rows"
FORBIDDEN_CODES = frozenset(
    {
        "nobody_publishes_what_they_worked_on",
        "nobody_restores_what_they_withdrew",
        "an_entity_stays_with_its_institution",
        "writers_withdraw_only_their_own_drafts",
        "not_permitted",
    }
)


class ImportFailedError(Exception):
    """An import failed because of an internal error; the log contains the traceback."""


def build_conflict(error: ErrorDetail) -> RuleViolationError:
    return RuleViolationError("conflict", [error])


def build_rejection_limit_error(read_rows: int, max_rejected_rows: int) -> ErrorDetail:
    """Build the error of an import that stopped at the limit of rejected rows."""
    detail = Text(
        f"berhenti setelah {read_rows} baris: lebih dari {max_rejected_rows} baris ditolak. Perbaiki berkas ini lalu "
        "kirim lagi",
        f"stopped after {read_rows} rows: more than {max_rejected_rows} rows are rejected; fix the file and send it "
        "again",
    )
    return ErrorDetail(TOO_MANY_REJECTED_ROWS, detail, pointer="")


def to_import_problem(violation: RuleViolationError) -> ImportProblem:
    return _to_problem(violation.errors[0])


def to_file_problem(error: BaseException) -> ImportProblem:
    """Return why a file was rejected, or INTERRUPTED if it was not received completely."""
    match error:
        case (
            FileRejectedError(error=detail)
            | UnknownRegionsError(error=detail)
            | InvalidRequestError(errors=[detail, *_])
        ):
            return _to_problem(detail)
        case TooManyRejectedRowsError(read_rows, max_rejected_rows):
            return _to_problem(build_rejection_limit_error(read_rows, max_rejected_rows))
        case RuleViolationError(errors=[detail, *_]) | UnusableFileError(errors=[detail, *_]):
            return _to_problem(detail)
        case _:
            return INTERRUPTED


def to_exception(problem: ImportProblem, import_id: UUID) -> Exception:
    """Return the exception for a client that waited for the failed run of an import."""
    if problem.code == INTERNAL_ERROR.code:
        return ImportFailedError(str(import_id))
    errors = [ErrorDetail(problem.code, Text(problem.detail, problem.detail_en), pointer="")]
    if problem.code == TOO_MANY_REJECTED_ROWS:
        return UnusableFileError("rows", errors, f"/v1/imports/{import_id}", is_read=True)
    return RuleViolationError("forbidden" if problem.code in FORBIDDEN_CODES else "conflict", errors)


def _to_problem(error: ErrorDetail) -> ImportProblem:
    return ImportProblem(error.code, error.detail.id, error.detail.en)
