"""The samples of the guide: what each says, and what it promises to print."""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.docs.outline import sections_of

GUIDE = Path(__file__).parents[2] / "docs" / "guide.md"
MARK = "--- the next sample ---"
COMMENTS = {"sh": "# ", "python": "# ", "typescript": "// "}


@dataclass
class Sample:
    """The comments that end a sample are what it prints."""

    language: str
    for_everybody: bool
    code: str
    prints: list[str]


def samples() -> list[Sample]:
    blocks = [block for section in sections_of(GUIDE) for block in section.blocks]
    groups = [list(group) for _, group in groupby(blocks, key=lambda block: block.group)]
    return [_sample(block.language, block.text, alone=len(group) == 1) for group in groups for block in group]


def _sample(language: str, text: str, *, alone: bool) -> Sample:
    lines, comment = text.splitlines(), COMMENTS[language]
    end = len(lines)
    while end and lines[end - 1].startswith(comment):
        end -= 1
    return Sample(language, alone, "\n".join(lines[:end]), [line.removeprefix(comment) for line in lines[end:]])


def differences(told: list[Sample], printed: str) -> list[tuple[str, list[str], list[str]]]:
    """Samples that print something else."""
    parts = [part.strip("\n").splitlines() for part in printed.split(MARK + "\n")[:-1]]
    assert len(parts) == len(told), printed
    return [
        (sample.code, sample.prints, lines)
        for sample, lines in zip(told, ([line.rstrip() for line in part] for part in parts), strict=True)
        if sample.prints != lines
    ]
