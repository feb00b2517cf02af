"""Find words that this project does not use: `python -m tests.support.words [FILE …]` lists them.

CONTRIBUTING.md says which words to use instead.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

_EVERYWHERE = """
told tell tells telling whoever whosoever whatever wherever beside besides anew lest thereby mend mends mended mending
mendable heed heeds heeded bear bears borne nobody somebody anybody everybody untrue unseen likewise slip slips witness
ships noun nouns yonder hitherto forthwith
"""
_IN_IDENTIFIERS = """
asked asks held kept keep keeper said says stands standing answer answers answered address addresses fault faults
refuse refused refusal moment place places lane stretch room outlet truth forget forgotten ring rings heard piece ours
theirs
"""
EVERYWHERE = frozenset(_EVERYWHERE.split())
IN_IDENTIFIERS = EVERYWHERE | frozenset(_IN_IDENTIFIERS.split())
NAME_BEGINNINGS = re.compile(r"_*(?:MOST|LONGEST|LARGEST|FEWEST|SHORTEST)_")
NAME_ENDINGS = re.compile(r"_of$")
NAMES_THAT_MAY_END_SO = {"as_of", "on_behalf_of", "list_of", "one_of", "any_of", "percent_of", "variant_of"}
# Names of other projects: Python's files, Litestar, asyncpg, uvicorn.
NAMES_OF_OTHERS = {
    "tell",
    "ip_address",
    "keepalive",
    "keep_alive",
    "timeout_keep_alive_handler",
    "timeout_keep_alive_task",
    "getaddrinfo",
    "address",
    "server_address",
}
# The Unix user, and constraints, whose names are error codes too.
NAMES_WITH_NOBODY = re.compile(r"`nobody`|^nobody$|\b\w*nobody_\w+")
PHRASES = re.compile(
    r"\bis no (?:known|such)\b|\bwhat (?:is|was|has) .* (?:is|stands)\b|\bof no use\b|\bby the (?:thousand|million)\b"
    r"|\bat hand\b|\bthe wire\b|\bknown are\b|\bleft out\b|\bcomes of\b",
    re.IGNORECASE,
)
FOLDERS = ("api", "benchmarks", "clients", "deploy", "docs", "releases", "schema", "tests")
SUFFIXES = {".md", ".py", ".sql", ".yaml", ""}
EXCLUDED_FOLDERS = {"node_modules", "v1", "__pycache__", "results"}
# The first two quote the words; the others quote names of 0.1.0.
EXCLUDED_FILES = {
    "tests/support/words.py",
    "tests/test_words.py",
    "CHANGELOG.md",
    "docs/changelog.md",
    "releases/openapi-changes.yaml",
}
_WORD = re.compile(r"[A-Za-z]+")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


class Hit(NamedTuple):
    path: Path
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words}"


def find_words(path: Path) -> Iterator[Hit]:
    """Yield each forbidden word in the identifiers, strings, comments or text of a file."""
    text = path.read_text()
    if path.suffix == ".py":
        yield from _in_python(path, text)
    elif path.suffix == ".sql":
        yield from _in_prose(path, _sql_prose(text))
    else:
        yield from _in_prose(path, enumerate(text.splitlines(), 1), phrases=True)


def _in_python(path: Path, text: str) -> Iterator[Hit]:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for name in _defined_names(node):
            parts = {part.lower() for part in _PARTS.findall(name)}
            if name in NAMES_OF_OTHERS:
                continue
            if found := parts & IN_IDENTIFIERS:
                yield Hit(path, node.lineno, f"{' '.join(sorted(found))} in {name}")
            if NAME_BEGINNINGS.match(name) or (NAME_ENDINGS.search(name) and name not in NAMES_THAT_MAY_END_SO):
                yield Hit(path, node.lineno, name)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            lines = enumerate(node.value.splitlines(), node.lineno)
            yield from _in_prose(path, lines, phrases=" " in node.value)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield from _in_prose(path, [(token.start[0], token.string)])


def _defined_names(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node defines: classes, functions, arguments, variables and attributes."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.id if isinstance(node, ast.Name) else node.attr
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name


def _in_prose(path: Path, lines: Iterable[tuple[int, str]], *, phrases: bool = False) -> Iterator[Hit]:
    for number, line in lines:
        if found := {word.lower() for word in _WORD.findall(NAMES_WITH_NOBODY.sub("", line))} & EVERYWHERE:
            yield Hit(path, number, " ".join(sorted(found)))
        if phrases and (match := PHRASES.search(line)):
            yield Hit(path, number, match.group())


def _sql_prose(text: str) -> Iterator[tuple[int, str]]:
    """Yield comments and quoted texts per line; names of constraints and functions are ignored."""
    for number, line in enumerate(text.splitlines(), 1):
        comment = re.search(r"--.*", line)
        quoted = " ".join(re.findall(r"'([^']* [^']*)'", line))
        yield number, f"{comment.group() if comment else ''} {quoted}"


def list_files() -> list[Path]:
    """Return the files of the project without Indonesian texts and generated files."""
    return sorted(
        path
        for pattern in ("*.md", "Makefile", "openapi.yaml", *(f"{folder}/**/*" for folder in FOLDERS))
        for path in ROOT.glob(pattern)
        if path.suffix in SUFFIXES and path.is_file() and not _is_excluded(path)
    )


def _is_excluded(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    if parts[:2] == ("schema", "examples"):  # they quote the titles of articles
        return True
    return path.name.endswith(".id.md") or bool(EXCLUDED_FOLDERS & set(parts)) or "/".join(parts) in EXCLUDED_FILES


def main(names: list[str]) -> int:
    hits = [hit for path in (map(Path, names) if names else list_files()) for hit in find_words(path)]
    for hit in hits:
        sys.stdout.write(f"{hit}\n")
    return len(hits) > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
