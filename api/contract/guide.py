"""The guide as a page: Markdown for readers of the repository, HTML of the same text for those of the service."""

import re
from functools import cache
from html import escape
from string import Template
from typing import Any, Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from api.contract import committed
from api.contract.pages import STATIC
from api.faults import Text
from api.resources import GUIDES

Language = Literal["id", "en"]


class Variant(NamedTuple):
    """One way to say a sample: the word after the fence, and what people call it."""

    slug: str
    title: str


VARIANTS = {
    "sh": Variant("curl", "curl"),
    "python": Variant("python", "Python"),
    "typescript": Variant("typescript", "TypeScript"),
}
FILES: dict[Language, str] = {"en": "guide.md", "id": "guide.id.md"}
_PAGES = {"guide.md": "guide", "guide.id.md": "panduan", "problems.md": "../problems", "../openapi.yaml": "../docs"}
_WORDS = {
    "reference": Text("Rujukan", "Reference"),
    "problems": Text("Masalah", "Problems"),
    "contents": Text("Isi", "Contents"),
    "samples": Text("Contoh dalam", "Samples in"),
    "all": Text("Semua", "All"),
}


@cache
def guide_page(language: Language) -> bytes:
    tokens = _MARKDOWN.parse((GUIDES / FILES[language]).read_text(encoding="utf-8"))
    return (
        Template((STATIC / "guide.html").read_text(encoding="utf-8"))
        .substitute(
            {name: text.id if language == "id" else text.en for name, text in _WORDS.items()},
            language=language,
            title=escape(_heading(tokens, 0)),
            sections="".join(_contents(tokens)),
            guide=_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}),
        )
        .encode()
    )


def slug_of(heading: str) -> str:
    return re.sub(r"\W+", "-", heading.lower()).strip("-")


def served_at(link: str) -> str:
    """Where the service has what the repository has as a file, seen from the guide's own page."""
    file, _, part = link.partition("#")
    page = _PAGES[file]
    if file == "../openapi.yaml" and part:
        return f"{page}#/{_tags()[part]}/{part}"
    return f"{page}/{part}" if file == "problems.md" and part else page


@cache
def _tags() -> dict[str, str]:
    """The tag of each operation, by its id."""
    operations = (one for path in committed.parsed()["paths"].values() for one in path.values())
    return {one["operationId"]: one["tags"][0] for one in operations if "operationId" in one}


def _heading(tokens: list[Token], place: int) -> str:
    """The text of a heading stands in the token after its opening."""
    return tokens[place + 1].content


def _contents(tokens: list[Token]) -> list[str]:
    headings = [
        _heading(tokens, place)
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]
    return [f'<li><a href="#{slug_of(heading)}">{escape(heading)}</a></li>\n' for heading in headings]


def _heading_open(_: Any, tokens: list[Token], place: int, *__: Any) -> str:
    return f'<{tokens[place].tag} id="{slug_of(_heading(tokens, place))}">'


def _fence(_: Any, tokens: list[Token], place: int, *__: Any) -> str:
    """A sample that stands alone is for everybody; those that stand together say the same in several languages."""
    around = tokens[max(place - 1, 0) : place + 2]
    one = VARIANTS[tokens[place].info]
    code = f'<pre tabindex="0"><code>{escape(tokens[place].content)}</code></pre>'
    if [token.type for token in around].count("fence") == 1:
        return f'<figure class="sample">{code}</figure>\n'
    return f'<figure class="sample in-{one.slug}"><figcaption>{one.title}</figcaption>{code}</figure>\n'


def _link_open(renderer: Any, tokens: list[Token], place: int, options: Any, env: Any) -> str:
    tokens[place].attrs["href"] = served_at(str(tokens[place].attrs["href"]))
    return str(renderer.renderToken(tokens, place, options, env))


_MARKDOWN = MarkdownIt("commonmark").enable("table")
_MARKDOWN.add_render_rule("heading_open", _heading_open)
_MARKDOWN.add_render_rule("fence", _fence)
_MARKDOWN.add_render_rule("link_open", _link_open)
