"""The project is written in plain English: the words that CONTRIBUTING.md forbids are in no file."""

from pathlib import Path

import pytest

from tests.support.words import ROOT, find_words, list_files

FILES = list_files()


def list_hits(folder: Path) -> list[str]:
    own = [path for path in FILES if Path(*path.relative_to(ROOT).parts[:2]) == folder]
    return [str(hit) for path in own for hit in find_words(path)]


@pytest.mark.parametrize("folder", sorted({Path(*path.relative_to(ROOT).parts[:2]) for path in FILES}), ids=str)
def test_a_folder_contains_no_forbidden_word(folder: Path) -> None:
    assert list_hits(folder) == []


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.py", "kept = 1\n", "kept in kept"),
        ("a.py", "class CacheTruth: ...\n", "truth in CacheTruth"),
        ("a.py", "def owner_of() -> None: ...\n", "owner_of"),
        ("a.py", "MOST_ROWS = 1\n", "MOST_ROWS"),
        ("a.py", "def f(told: int) -> None: ...\n", "told in told"),
        ("a.py", "self.asked = 1\n", "asked in asked"),
        ("a.py", "# whoever reads this\n", "whoever"),
        ("a.py", 'f"mend {x}"\n', "mend"),
        ("a.py", 'x = "99 is no known region"\n', "is no known"),
        ("a.sql", "-- Nobody changes it.\n", "nobody"),
        ("a.md", "This is left out.\n", "left out"),
    ],
)
def test_a_forbidden_word_is_found(tmp_path: Path, name: str, text: str, expected: str) -> None:
    (tmp_path / name).write_text(text)
    assert [hit.words for hit in find_words(tmp_path / name)] == [expected]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "as_of = file.tell()\n"),
        ("a.py", "# it is kept\n"),
        ("a.sql", "CREATE FUNCTION first_day_of(x text)\n"),
    ],
)
def test_other_words_are_not_found(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert list(find_words(tmp_path / name)) == []
