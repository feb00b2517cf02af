"""Every problem type is in the document, in docs/problems.md and on its page, in both languages."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.http.problems.problem_types import PROBLEM_TYPES
from api.openapi.examples.problems import build_problem_example
from api.openapi.problem_explanations.all_problems import EXPLANATIONS
from tests.openapi.committed import written

Json = dict[str, Any]

PROBLEMS_MD = Path(__file__).parents[3] / "docs" / "problems.md"


def test_every_problem_type_has_an_explanation() -> None:
    assert EXPLANATIONS.keys() == PROBLEM_TYPES.keys()


def test_the_document_lists_every_problem_type_with_its_page_for_programs_and_readers() -> None:
    listed = {problem["type"]: problem["status"] for problem in written()["x-problem-types"]}
    assert listed == {f"/problems/{slug}": kind.status for slug, kind in PROBLEM_TYPES.items()}
    description = written()["components"]["schemas"]["Problem"]["properties"]["type"]["description"]
    assert re.findall(r"`/problems/([a-z-]+)`", description) == list(PROBLEM_TYPES)
    assert [slug for slug in PROBLEM_TYPES if f"](/problems/{slug})" not in description] == []


@pytest.mark.parametrize("slug", PROBLEM_TYPES)
def test_every_problem_type_has_a_section_in_the_docs(slug: str) -> None:
    sections = re.split(r"^## ", PROBLEMS_MD.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (section,) = [section for section in sections if section.startswith(f"{slug}\n")]
    prose = " ".join(section.split())
    kind, explanation = PROBLEM_TYPES[slug], EXPLANATIONS[slug]
    assert f"**{kind.status} · {kind.title.id} · {kind.title.en}**" in prose
    for text in (*explanation.cause, *explanation.remedy):
        assert text in prose
    (example,) = re.findall(r"```json\n(.*?)```", section, flags=re.DOTALL)
    assert json.loads(example) == json.loads(build_problem_example(slug, "en"))


@pytest.mark.parametrize("slug", PROBLEM_TYPES)
def test_the_page_of_a_problem_explains_it_in_both_languages(client: httpx.Client, slug: str) -> None:
    page = client.get(f"/problems/{slug}").text
    kind = PROBLEM_TYPES[slug]
    assert f"<h1>{kind.title.id}</h1>" in page
    assert f'<span lang="en">{kind.title.en}</span> · HTTP {kind.status}' in page
    assert "Apa yang harus dilakukan" in page
    assert "What to do" in page
