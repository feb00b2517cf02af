"""Parse a Markdown page into sections with their code blocks, code spans and links."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt

MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass
class Block:
    """A code block and the language after its fence. Adjacent blocks have the same group."""

    language: str
    text: str
    group: int


@dataclass
class Section:
    """A heading and its content. The text before the first heading has level 0."""

    level: int
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)
    spans: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def parse_sections(page: Path) -> list[Section]:
    tokens = MARKDOWN.parse(page.read_text())
    sections = [Section(0)]
    before = ""
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            sections.append(Section(int(token.tag[1]), tokens[index + 1].content))
        elif token.type in ("fence", "code_block"):
            group = sections[-1].blocks[-1].group if before == "fence" else index
            sections[-1].blocks.append(Block(token.info, token.content, group))
        for part in token.children or []:
            if part.type == "code_inline":
                sections[-1].spans.append(part.content)
            elif part.type == "link_open":
                sections[-1].links.append(str(part.attrs["href"]))
        before = token.type
    return sections


def list_commands(block: Block) -> list[str]:
    """Return the lines to type, without comments: those that start with `$ ` if there are any, otherwise all."""
    lines = block.text.splitlines()
    typed = [line for line in lines if line.startswith("$ ")] or lines
    return [re.sub(r"\s+# .*$", "", line) for line in typed]
