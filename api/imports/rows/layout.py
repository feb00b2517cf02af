"""The layout of a file: which of its columns says what, and what every row says besides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from api.faults import Fault, Invalid, Text
from api.imports.cells.unreadable import shown
from api.imports.importable import IMPORTABLE
from api.imports.rows.column import Column
from api.imports.rows.columns import COLUMNS, MEMBERS, Columns
from api.imports.rows.figure_columns import CITATION
from api.imports.rows.mapping import Mapping
from api.imports.rows.spelling import spelling_of

STATED = ("stated_on", "stated_not_before", "stated_not_after")


@dataclass(frozen=True, slots=True)
class Layout:
    """`places`: the columns that say something, by their place in a row. `columns` names all of the file's columns in
    order, by our names for them, or by their place where they are ignored. `constants` are cells of every row.
    """

    collection: str
    places: tuple[tuple[int, Column], ...]
    constants: tuple[tuple[Column, str], ...]
    columns: dict[str, str]

    @classmethod
    def of(cls, collection: str, header: Sequence[str] | None, mapping: Mapping | None = None) -> Self:
        """A file without a header is of JSON objects, which name everything themselves.

        Raises Invalid, with a fault for each place of the header or the mapping that is wrong.
        """
        known, mapping = COLUMNS[collection], mapping or Mapping()
        if header is None:
            if mapping.columns or mapping.constants:
                raise Invalid("body", [Fault("no-header", NO_HEADER, pointer="/mapping")])
            return cls(collection, (), (), {name: name for name in MEMBERS[collection]})
        names = [_name_of(name, known, mapping) for name in header]
        constants = {known.name_of(name): cell for name, cell in mapping.constants.items()}
        faults = [
            *_unknown(header, names, known, mapping),
            *_misdirected(header, known, mapping),
            *_repeated(names, constants, known),
            *_incomplete(collection, {*names, *constants}),
        ]
        if faults:
            raise Invalid("body", faults)
        return cls(
            collection,
            tuple((place, known.named[name]) for place, name in enumerate(names) if name in known.named),
            tuple((known.named[name], cell) for name, cell in constants.items() if name in known.named),
            {name if name in known.named else str(place): header[place] for place, name in enumerate(names)},
        )


def _name_of(name: str, known: Columns, mapping: Mapping) -> str | None:
    """Our name of a column of the file: null for an unknown one, empty for one that the mapping ignores."""
    for theirs, ours in mapping.columns.items():
        if spelling_of(theirs) == spelling_of(name):
            return "" if ours is None else known.name_of(ours)
    return known.name_of(name)


def _unknown(header: Sequence[str], names: Sequence[str | None], known: Columns, mapping: Mapping) -> Iterator[Fault]:
    listed = ", ".join(known.named)
    mapped = {spelling_of(theirs) for theirs in mapping.columns}
    for place, (name, ours) in enumerate(zip(header, names, strict=True)):
        if ours is None and spelling_of(name) not in mapped:
            said = shown(name)
            told = Text(
                f"kolom {said} tidak dikenal; yang dikenal: {listed}. Pemetaan dapat menyebutnya kolom lain atau "
                "mengabaikannya (null)",
                f"the column {said} is unknown; known are: {listed}. A mapping can say which one it is, or ignore it "
                "(null)",
            )
            yield Fault("unknown-column", told, pointer=f"/header/{place}")


def _misdirected(header: Sequence[str], known: Columns, mapping: Mapping) -> Iterator[Fault]:
    """What the mapping says of columns that are not there, here or in the file."""
    listed = ", ".join(known.named)
    there = {spelling_of(name) for name in header}
    nowhere = Text(f"bukan kolom; yang ada: {listed}", f"is no column; there are: {listed}")
    for theirs, ours in mapping.columns.items():
        if ours is not None and known.name_of(ours) is None:
            yield Fault("unknown-column", nowhere, pointer=f"/mapping/columns/{_part(theirs)}")
        elif ours is not None and spelling_of(theirs) not in there:
            yield Fault("missing-column", NOT_THERE, pointer=f"/mapping/columns/{_part(theirs)}")
    ours_so_far: set[str | None] = set()
    for name in mapping.constants:
        ours = known.name_of(name)
        if ours not in known.named:
            yield Fault("unknown-column", nowhere, pointer=f"/mapping/constants/{_part(name)}")
        elif ours in ours_so_far:
            yield Fault("duplicate-column", _twice(ours), pointer=f"/mapping/constants/{_part(name)}")
        ours_so_far.add(ours)


def _repeated(names: Sequence[str | None], constants: Iterable[str | None], known: Columns) -> Iterator[Fault]:
    seen: set[str] = {name for name in constants if name is not None}
    for place, name in enumerate(names):
        if name in known.named:
            if name in seen:
                yield Fault("duplicate-column", _twice(name), pointer=f"/header/{place}")
            seen.add(name)


def _incomplete(collection: str, names: set[str | None]) -> Iterator[Fault]:
    """Columns without which no row could be entered. Whoever names entities by their keys may leave out the rest."""
    spelled_out = names & {*CITATION}
    if spelled_out and "citations" in names:
        yield Fault("duplicate-column", TWO_WAYS, pointer="/header")
    elif spelled_out and "source" not in names:
        yield _missing("source")
    if collection == "sources":
        yield from [] if "code" in names else [_missing("code")]
    elif "id" not in names:
        yield from (_missing(name) for name in IMPORTABLE[collection].required if name not in names)
        if not names & {*STATED}:
            yield _missing("stated_on")


def _missing(name: str) -> Fault:
    told = Text(
        f"tidak memuat kolom {name}, dan pemetaan tidak memberikannya",
        f"has no column {name}, and no mapping gives it",
    )
    return Fault("missing-column", told, pointer="/header")


def _twice(name: str | None) -> Text:
    return Text(f"kolom {name} diberikan dua kali", f"the column {name} is given twice")


def _part(name: str) -> str:
    """As a part of a JSON Pointer (RFC 6901)."""
    return shown(name).replace("~", "~0").replace("/", "~1")


NO_HEADER = Text(
    "menyebut kolom, sedangkan berkas ini tidak memilikinya: setiap objek JSON menyebut isinya sendiri",
    "names columns, and this file has none: each JSON object names what it holds",
)
NOT_THERE = Text("menyebut kolom yang tidak ada dalam berkas", "names a column that the file has not")
TWO_WAYS = Text(
    "memuat citations dan juga source, locator, atau quote; pilih salah satu",
    "has citations and also source, locator or quote; choose one",
)
