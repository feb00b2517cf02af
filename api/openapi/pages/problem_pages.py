"""HTML pages that explain the problems, in Indonesian and English."""

from html import escape
from pathlib import Path
from string import Template

import msgspec

from api.http.problems.problem_types import PROBLEM_TYPES
from api.openapi.examples.problems import build_problem_example
from api.openapi.problem_explanations.all_problems import EXPLANATIONS

STATIC_FOLDER = Path(__file__).parent / "static"


def render_problem_page(slug: str) -> bytes:
    problem_type, explanation = PROBLEM_TYPES[slug], EXPLANATIONS[slug]
    return _render_template(
        "problem.html",
        slug=slug,
        status=str(problem_type.status),
        title_id=problem_type.title.id,
        title_en=problem_type.title.en,
        happened_id=explanation.cause.id,
        happened_en=explanation.cause.en,
        remedy_id=explanation.remedy.id,
        remedy_en=explanation.remedy.en,
        example=msgspec.json.format(build_problem_example(slug, "id"), indent=2).decode(),
    )


def render_problems_page() -> bytes:
    rows = "".join(
        f'<tr><td>{one.status}</td><td><a href="problems/{slug}">{escape(one.title.id)}</a></td>'
        f'<td lang="en">{escape(one.title.en)}</td></tr>\n'
        for slug, one in sorted(PROBLEM_TYPES.items(), key=lambda item: item[1].status)
    )
    return render_table_page("problems.html", rows)


def render_table_page(name: str, rows: str) -> bytes:
    """Render a page with a table from rows in HTML."""
    return Template(_load_template(name)).substitute(rows=rows).encode()


def _render_template(name: str, **texts: str) -> bytes:
    return Template(_load_template(name)).substitute({key: escape(text) for key, text in texts.items()}).encode()


def _load_template(name: str) -> str:
    return (STATIC_FOLDER / name).read_text(encoding="utf-8")
