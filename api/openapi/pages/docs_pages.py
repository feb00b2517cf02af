"""The pages of docs/ as HTML: the guide in two languages, and all others."""

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from os.path import normpath
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, NamedTuple

from api.errors import Text
from api.openapi.pages import committed
from api.openapi.pages.problem_pages import STATIC_FOLDER
from api.paths import DOCS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class CodeVariant(NamedTuple):
    """A language of code samples: its CSS class and its title."""

    slug: str
    title: str


VARIANTS = {
    "sh": CodeVariant("curl", "curl"),
    "python": CodeVariant("python", "Python"),
    "typescript": CodeVariant("typescript", "TypeScript"),
}
# By page, its file. The samples of a guide are in all languages, and the reader chooses one.
GUIDES = {"guide": DOCS / "guide.md", "panduan": DOCS / "guide.id.md"}
# `operations-install` is operations/install.md.
_FILES = [*sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("operations/*.md"))]
PAGES = {
    **GUIDES,
    **{"-".join(file.relative_to(DOCS).with_suffix("").parts): file for file in _FILES if file not in GUIDES.values()},
}
_NAMES = {file: name for name, file in PAGES.items()}
INDEX = "index"
_LABELS = {
    "reference": Text("Rujukan", "Reference"),
    "problems": Text("Masalah", "Problems"),
    "pages": Text("Semua halaman", "All pages"),
    "contents": Text("Isi", "Contents"),
    "samples": Text("Contoh dalam", "Samples in"),
    "all": Text("Semua", "All"),
}


@cache
def render_docs_page(name: str) -> bytes:
    """Return a page of docs/. Raise KeyError if there is none with this name."""
    is_guide = name in GUIDES
    file = PAGES[name]
    markdown = _load_markdown()
    tokens = markdown.parse(file.read_text(encoding="utf-8"))
    language = "id" if name == "panduan" else "en"
    return _render(
        "guide.html" if is_guide else "page.html",
        language,
        title=escape(_get_heading_text(tokens, 0)),
        sections="".join(_build_contents(tokens)),
        body=markdown.renderer.render(tokens, markdown.options, {"is_guide": is_guide, "folder": file.parent}),
    )


@cache
def render_docs_index() -> bytes:
    """Return the page that lists all others with their first paragraph."""
    return _render(
        "page.html", "en", title="Pages", sections="", body=f"<h1>Pages</h1>\n<dl>{''.join(_list_pages())}</dl>"
    )


def _render(template: str, language: str, **parts: str) -> bytes:
    labels = {name: text.id if language == "id" else text.en for name, text in _LABELS.items()}
    page = Template((STATIC_FOLDER / template).read_text(encoding="utf-8"))
    return page.substitute(labels, language=language, **parts).encode()


def _list_pages() -> Iterator[str]:
    for name, file in PAGES.items():
        title, first = _find_introduction(file)
        yield f'<dt><a href="{name}">{escape(title)}</a></dt><dd>{first}</dd>\n'


def _find_introduction(file: Path) -> tuple[str, str]:
    """Return the title, and the first paragraph as HTML without links."""
    markdown = _load_markdown()
    tokens = markdown.parse(file.read_text(encoding="utf-8"))
    first = next(token for token, opening in zip(tokens[1:], tokens, strict=False) if opening.type == "paragraph_open")
    html = markdown.renderer.render([first], markdown.options, {"is_guide": False, "folder": file.parent})
    return _get_heading_text(tokens, 0), re.sub(r"</?a[^>]*>", "", html)


def build_slug(heading: str) -> str:
    return re.sub(r"\W+", "-", heading.lower()).strip("-")


def resolve_link(link: str, folder: Path = DOCS) -> str | None:
    """Return the URL on the service of a link in a file of `folder`, relative to the pages of docs/.

    None: the service has no such page.
    """
    if link.startswith(("#", "https://")):
        return link
    path, _, part = link.partition("#")
    file = Path(normpath(folder / path))
    if file == DOCS.parent / "openapi.yaml":
        return f"../docs#/{_load_tags()[part]}/{part}" if part else "../docs"
    if file == DOCS / "problems.md":
        return f"../problems/{part}" if part else "../problems"
    if file not in _NAMES:
        return None
    return f"{_NAMES[file]}#{part}" if part else _NAMES[file]


@cache
def _load_tags() -> dict[str, str]:
    """Return the tag of each operation by its id."""
    operations = (one for path in committed.load_document()["paths"].values() for one in path.values())
    return {one["operationId"]: one["tags"][0] for one in operations if "operationId" in one}


def _get_heading_text(tokens: "list[Token]", index: int) -> str:
    """Return the text of a heading, which is in the token after its opening."""
    return tokens[index + 1].content


def _build_contents(tokens: "list[Token]") -> list[str]:
    headings = [
        _get_heading_text(tokens, index)
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]
    return [f'<li><a href="#{build_slug(heading)}">{escape(heading)}</a></li>\n' for heading in headings]


def _heading_open(_: Any, tokens: "list[Token]", index: int, *__: Any) -> str:
    return f'<{tokens[index].tag} id="{build_slug(_get_heading_text(tokens, index))}">'


def _fence(_: Any, tokens: "list[Token]", index: int, __: Any, env: Any) -> str:
    """Render a code sample. Adjacent samples of a guide are variants of one sample: their class is their language."""
    adjacent = tokens[max(index - 1, 0) : index + 2]
    code = f'<pre tabindex="0"><code>{escape(tokens[index].content)}</code></pre>'
    if not env["is_guide"] or [token.type for token in adjacent].count("fence") == 1:
        return f'<figure class="sample">{code}</figure>\n'
    one = VARIANTS[tokens[index].info]
    return f'<figure class="sample in-{one.slug}"><figcaption>{one.title}</figcaption>{code}</figure>\n'


def _link_open(renderer: Any, tokens: "list[Token]", index: int, options: Any, env: Any) -> str:
    target = resolve_link(str(tokens[index].attrs["href"]), env["folder"])
    env["is_linked"] = target is not None
    if target is None:
        return ""
    tokens[index].attrs["href"] = target
    return str(renderer.renderToken(tokens, index, options, env))


def _link_close(_: Any, __: "list[Token]", ___: int, ____: Any, env: Any) -> str:
    return "</a>" if env["is_linked"] else ""


def _image(_: Any, tokens: "list[Token]", index: int, *__: Any) -> str:
    """Render the text of an image: the service has only the pages."""
    return f"<em>{escape(tokens[index].content)}</em>"


@cache
def _load_markdown() -> "MarkdownIt":
    """Return the parser and renderer of the pages."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  # only these pages need it

    markdown = MarkdownIt("commonmark").enable("table")
    markdown.add_render_rule("heading_open", _heading_open)
    markdown.add_render_rule("fence", _fence)
    markdown.add_render_rule("code_block", _fence)
    markdown.add_render_rule("link_open", _link_open)
    markdown.add_render_rule("link_close", _link_close)
    markdown.add_render_rule("image", _image)
    return markdown
