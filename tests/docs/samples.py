"""The code samples of the guide, with the output that the guide shows."""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.docs.outline import parse_sections

GUIDE = Path(__file__).parents[2] / "docs" / "guide.md"
MARK = "--- the next sample ---"
COMMENTS = {"sh": "# ", "python": "# ", "typescript": "// "}


@dataclass
class Sample:
    """A sample. The comments at its end are its output. A shared sample has no variants in other languages."""

    language: str
    is_shared: bool
    code: str
    prints: list[str]


def list_samples() -> list[Sample]:
    blocks = [block for section in parse_sections(GUIDE) for block in section.blocks]
    groups = [list(group) for _, group in groupby(blocks, key=lambda block: block.group)]
    return [_sample(block.language, block.text, is_shared=len(group) == 1) for group in groups for block in group]


def _sample(language: str, text: str, *, is_shared: bool) -> Sample:
    lines, comment = text.splitlines(), COMMENTS[language]
    code_end = len(lines)
    while code_end and lines[code_end - 1].startswith(comment):
        code_end -= 1
    return Sample(
        language, is_shared, "\n".join(lines[:code_end]), [line.removeprefix(comment) for line in lines[code_end:]]
    )


def list_differences(expected: list[Sample], printed: str) -> list[tuple[str, list[str], list[str]]]:
    """Return the samples whose output differs: code, expected lines, printed lines."""
    parts = [part.strip("\n").splitlines() for part in printed.split(MARK + "\n")[:-1]]
    assert len(parts) == len(expected), printed
    return [
        (sample.code, sample.prints, lines)
        for sample, lines in zip(expected, ([line.rstrip() for line in part] for part in parts), strict=True)
        if sample.prints != lines
    ]
