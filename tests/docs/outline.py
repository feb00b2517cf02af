"""What a Markdown page is made of: sections with their code, their spans of code, and their links."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt

MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass
class Block:
    """Code that stands by itself, and the word after its fence; its group is that of the blocks it stands with."""

    language: str
    text: str
    group: int


@dataclass
class Section:
    """A heading and what follows it; before the first heading, level 0."""

    level: int
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)
    spans: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def sections_of(page: Path) -> list[Section]:
    tokens = MARKDOWN.parse(page.read_text())
    sections = [Section(0)]
    before = ""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            sections.append(Section(int(token.tag[1]), tokens[place + 1].content))
        elif token.type in ("fence", "code_block"):
            group = sections[-1].blocks[-1].group if before == "fence" else place
            sections[-1].blocks.append(Block(token.info, token.content, group))
        for part in token.children or []:
            if part.type == "code_inline":
                sections[-1].spans.append(part.content)
            elif part.type == "link_open":
                sections[-1].links.append(str(part.attrs["href"]))
        before = token.type
    return sections


def commands_of(block: Block) -> list[str]:
    """The lines to type, without what is said beside them: those after a `$` where there are such, else all."""
    lines = block.text.splitlines()
    typed = [line for line in lines if line.startswith("$ ")] or lines
    return [re.sub(r"\s+# .*$", "", line) for line in typed]
