"""The HTML pages that explain problems, in Indonesian and English."""

from html import escape
from pathlib import Path
from string import Template

import msgspec

from api.contract.examples.problems import problem_example
from api.contract.explanations.explained import EXPLANATIONS
from api.http.problem_types import PROBLEMS

STATIC = Path(__file__).parent / "static"


def problem_page(slug: str) -> bytes:
    kind, explanation = PROBLEMS[slug], EXPLANATIONS[slug]
    return _filled(
        "problem.html",
        slug=slug,
        status=str(kind.status),
        title_id=kind.title.id,
        title_en=kind.title.en,
        happened_id=explanation.happened.id,
        happened_en=explanation.happened.en,
        remedy_id=explanation.remedy.id,
        remedy_en=explanation.remedy.en,
        example=msgspec.json.format(problem_example(slug, "id"), indent=2).decode(),
    )


def problems_page() -> bytes:
    rows = "".join(
        f'<tr><td>{kind.status}</td><td><a href="problems/{slug}">{escape(kind.title.id)}</a></td>'
        f'<td lang="en">{escape(kind.title.en)}</td></tr>\n'
        for slug, kind in sorted(PROBLEMS.items(), key=lambda item: item[1].status)
    )
    return filled_with_rows("problems.html", rows)


def filled_with_rows(name: str, rows: str) -> bytes:
    """A page with a table, whose rows are HTML already."""
    return Template(_read(name)).substitute(rows=rows).encode()


def _filled(name: str, **texts: str) -> bytes:
    return Template(_read(name)).substitute({key: escape(text) for key, text in texts.items()}).encode()


def _read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
