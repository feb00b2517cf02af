"""Why what was asked of an import comes to nothing, where no single row is to blame."""

from api.faults import Broken, Fault, Invalid, Text
from api.http.bilingual import Bilingual
from api.imports.files.refused import FileRefused, FileTooLarge
from api.imports.model import Import, ImportProblem

PLAN_OUTDATED = Fault(
    "plan-outdated",
    Text(
        "tidak lagi tepat: sesuatu berubah sejak rencana dibuat. Rencanakan lagi dengan dry_run=true",
        "no longer holds: something has changed since it was planned. Plan it again with dry_run=true",
    ),
    parameter="plan",
)
PLAN_OF_ANOTHER = Fault(
    "plan-of-another",
    Text(
        "dibuat orang lain, dan dinilai menurut hak mereka; buat rencana sendiri",
        "was made by somebody else, and judged by their rights; make one of your own",
    ),
    parameter="plan",
)
NOTHING_TO_MOVE = Fault(
    "nothing-to-move",
    Text(
        "tidak berisi apa pun yang menunggu langkah ini; yang disentuh orang lain sejak itu ditinggalkan bagi mereka",
        "has nothing that awaits this step; what somebody else touched since is left to them",
    ),
    pointer="",
)
NOT_NOW = Fault(
    "import-is-not-there-yet",
    Text("belum sampai pada keadaan yang memungkinkan langkah ini", "is not in a state that allows this step"),
    pointer="/state",
)
FAILED = ImportProblem(
    "internal-error",
    Bilingual("Kesalahan kami; impor ini tidak mengubah apa pun.", "Our fault; this import changed nothing."),
)
TOO_LONG = ImportProblem(
    "takes-too-long",
    Bilingual(
        "Terlalu lama; bagi berkas ini. Tidak ada yang berubah.", "It takes too long; split the file. Nothing changed."
    ),
)
TOO_LARGE = ImportProblem(
    "file-too-large", Bilingual("Berkas terlalu besar; bagilah.", "The file is too large; split it.")
)
CANCELLED = ImportProblem(
    "cancelled", Bilingual("Dibatalkan; tidak ada yang berubah.", "It was cancelled; nothing changed.")
)
INTERRUPTED = ImportProblem(
    "interrupted",
    Bilingual("Berkas ini tidak sampai seluruhnya; kirim lagi.", "This file did not arrive whole; send it again."),
)


def refused_with(fault: Fault) -> Broken:
    return Broken("conflict", [fault])


def problem_of(refusal: Broken) -> ImportProblem:
    (fault, *_) = refusal.faults
    return ImportProblem(fault.code, Bilingual.of(fault.detail))


def problem_of_file(error: BaseException) -> ImportProblem:
    """Why a file was not taken: what it was refused for, or that it did not arrive."""
    match error:
        case FileRefused(fault=fault) | Invalid(faults=[fault, *_]):
            return ImportProblem(fault.code, Bilingual.of(fault.detail))
        case FileTooLarge():
            return TOO_LARGE
        case _:
            return INTERRUPTED


class ImportFailed(Exception):
    """By a fault of ours, which the log tells."""


def raised_of(ended: Import) -> Exception | None:
    """What whoever waited for an import is told, where it came to nothing."""
    problem = ended.problem
    if problem is None:
        return None
    if problem.code == FAILED.code:
        return ImportFailed(str(ended.id))
    return Broken(
        "forbidden" if problem.code in FORBIDDEN else "conflict",
        [Fault(problem.code, Text(problem.detail.id, problem.detail.en), pointer="")],
    )


FORBIDDEN = frozenset(
    {
        "nobody-publishes-what-they-worked-on",
        "an-entity-stays-with-its-institution",
        "writers-withdraw-only-their-own-drafts",
        "not-yours",
    }
)
