"""The parameters of imports."""

from typing import Annotated, Literal, get_args

from api.faults import Fault, Text
from api.http.kinds import FLAG, matching, one_of, several, whole_number
from api.http.list_query import Cursor, RevisionsQuery
from api.http.query import Query
from api.imports.model import COLLECTIONS, Action, State

PLAN = matching(
    "not-a-plan",
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\.[0-9a-f]{64}",
    Text("harus token plan dari sebuah dry run", "must be the token `plan` of a dry run"),
)
MAPPING = matching(
    "not-a-mapping",
    r"[a-z0-9][a-z0-9-]{1,63}|\{[^\x00-\x1f\x7f]{1,7000}\}",
    Text(
        "harus nama pemetaan yang tersimpan, atau pemetaan itu sendiri sebagai JSON",
        "must be the name of a saved mapping, or the mapping itself as JSON",
    ),
)
SHEET = matching(
    "not-a-sheet",
    r"[^\x00-\x1f\x7f]{1,100}",
    Text("harus nama lembar 1–100 aksara", "must be a name of 1–100 characters"),
)
OF_A_FILE = ("collection", "dry_run", "mode", "mapping", "delimiter", "number_format", "encoding", "sheet")


class ImportQuery(Query, frozen=True, kw_only=True):
    collection: Annotated[
        str | None, one_of(COLLECTIONS), "What the rows of the file are; needed unless a plan is applied."
    ] = None
    dry_run: Annotated[
        Literal["true"] | None, FLAG, "Only say what would come of each row, and give a token that applies it: `plan`."
    ] = None
    mode: Annotated[
        str | None,
        one_of(("atomic", "partial")),
        "`atomic`, the usual, enters all rows or none; `partial` all but the faulty ones.",
    ] = None
    plan: Annotated[
        str | None,
        PLAN,
        "Apply this plan, without a body: exactly what the dry run said comes to be, or 409 when something that it "
        "rests on has changed since. It can be applied for 30 days.",
    ] = None
    mapping: Annotated[
        str | None,
        MAPPING,
        "Which column of the file is what: the name of a saved mapping, or one written out as JSON, such as "
        '`{"columns": {"Jumlah": "value"}, "constants": {"quality": "final"}}`.',
    ] = None
    delimiter: Annotated[
        str | None, one_of(("comma", "semicolon", "tab")), "Of a CSV file; left out, its header decides."
    ] = None
    number_format: Annotated[
        str | None,
        one_of(("id", "en")),
        "How numbers are written: `id` for `13.700,5`, `en` for `13,700.5`. Left out, a number that can be read both "
        "ways is a fault.",
    ] = None
    encoding: Annotated[
        str | None, one_of(("utf-8", "utf-16", "windows-1252")), "Of a CSV file; left out, its bytes decide."
    ] = None
    sheet: Annotated[str | None, SHEET, "The sheet of a spreadsheet; left out, the first."] = None

    def faults(self) -> list[Fault]:
        if self.plan is None:
            return [] if self.collection else [Fault("missing-parameter", NEEDED, parameter="collection")]
        beside = [name for name in OF_A_FILE if getattr(self, name) is not None]
        return [Fault("not-beside-a-plan", NOT_BESIDE, parameter=name) for name in beside]


class ImportsQuery(RevisionsQuery, frozen=True, kw_only=True):
    state: Annotated[tuple[str, ...] | None, several(one_of(get_args(State))), "Only imports in these states."] = None


class ImportRowsQuery(Query, frozen=True, kw_only=True):
    limit: Annotated[int, whole_number(1, 1000), "At most this many rows on the page."] = 100
    cursor: Cursor = None
    action: Annotated[tuple[str, ...] | None, several(one_of(get_args(Action))), "Only rows of which this comes."] = (
        None
    )


NEEDED = Text("wajib ada: targets, realizations, atau sources", "is required: targets, realizations or sources")
NOT_BESIDE = Text("sudah ditetapkan oleh rencana", "was settled by the plan")
