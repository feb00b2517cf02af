"""The page of a memo."""

import msgspec

from api.pages.language import Language, build_path
from api.pages.memo.memo import Memo, list_label_headers
from api.pages.memo.parameters import MemoParameters
from api.pages.memo.table import MemoTable
from api.pages.point_parameters import join_query


class MemoSource(msgspec.Struct, frozen=True):
    """A source of the table, with a link to its page."""

    number: int
    title: str
    locators: str
    path: str


class MemoPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of a memo shows. `other_query` is the query string of the memo with the other columns."""

    code: str
    name: str
    day: str
    by_region: bool
    headers: list[str]
    table: MemoTable
    sources: list[MemoSource]
    notes: list[str]
    file: str
    other_query: str
    point_query: str


def build_memo_page(memo: Memo, query: MemoParameters, language: Language) -> MemoPage:
    point = query.build_query()
    other = msgspec.structs.replace(query, columns="period" if memo.by_region else "region")
    return MemoPage(
        code=memo.code,
        name=memo.name,
        day=memo.day,
        by_region=memo.by_region,
        headers=list_label_headers(memo, language),
        table=memo.table,
        sources=[
            MemoSource(
                note.number,
                note.title,
                note.locators,
                join_query(build_path(f"/sources/{note.code}", language), point),
            )
            for note in memo.table.sources
        ],
        notes=[*memo.notes, *memo.table.limits],
        file=f"/v1/programs/{memo.code}/memo.xlsx?{query.build_memo_query(language=language)}",
        other_query=other.build_memo_query(),
        point_query=point,
    )
