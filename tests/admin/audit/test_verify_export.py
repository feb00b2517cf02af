"""An exported log is verified without Capaian, and every change of it is detected."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from api.admin.audit import verify_export
from tests.admin.audit.conftest import Trail

SCRIPT = Path(verify_export.__file__)
Lines = list[bytes]


def verify(lines: Lines, *arguments: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *arguments],
        input=b"".join(lines), capture_output=True, cwd="/", check=False,
    )  # fmt: skip
    assert done.stderr == b""
    return done.returncode, done.stdout.decode().splitlines()


def edit(index: int, *path: str, value: object) -> Callable[[Lines], Lines]:
    """Change one field of one line; keep the canonical form of the line."""

    def tamper(lines: Lines) -> Lines:
        record = json.loads(lines[index])
        parent = record
        for name in path[:-1]:
            parent = parent[name]
        parent[path[-1]] = value
        tampered = list(lines)
        tampered[index] = verify_export.encode_canonical(record) + b"\n"
        return tampered

    return tamper


def export_lines(trail: Trail) -> Lines:
    done = trail.run_command("export")
    assert (done.exit_code, done.stderr) == (0, "")
    return [line.encode() + b"\n" for line in done.stdout.split("\n")[:-1]]


CHANGED, REMOVED, UNORDERED = "was changed", "were removed", "out of order"
UNSIGNED, FORGED, GARBLED = (
    "last seal is not signed",
    "signature of this seal is wrong",
    "differs from an exported line",
)
TAMPERED: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "an entry edited": (edit(9, "entry", "principal", value="x"), CHANGED),
    "a hash edited": (edit(9, "seal", "hash", value="00" * 32), CHANGED),
    "a field added": (edit(9, "entry", "more", value=1), CHANGED),
    "a line removed": (lambda lines: [*lines[:9], *lines[10:]], REMOVED),
    "the first lines removed": (lambda lines: lines[3:], REMOVED),
    "a line repeated": (lambda lines: [*lines[:9], lines[8], *lines[9:]], UNORDERED),
    "two lines swapped": (lambda lines: [*lines[:10], lines[11], lines[10], *lines[12:]], UNORDERED),
    "the last line removed": (lambda lines: lines[:-1], UNSIGNED),
    "a field twice": (
        lambda lines: [lines[0].replace(b'"action":', b'"action":"x","action":', 1), *lines[1:]],
        GARBLED,
    ),
    "a line with a space": (lambda lines: [lines[0].replace(b",", b", ", 1), *lines[1:]], GARBLED),
    "an empty line": (lambda lines: [*lines, b"\n"], GARBLED),
    "a line with a list": (lambda lines: [*lines, b"[]\n"], GARBLED),
    "an empty seal": (lambda lines: [*lines, b'{"entry":null,"seal":{}}\n'], GARBLED),
    "bytes that are not UTF-8": (lambda lines: [*lines, b"\xff\n"], GARBLED),
    "a deeply nested line": (lambda lines: [*lines, b"[" * 100_000 + b"\n"], GARBLED),
    "a number in quotes": (edit(0, "seal", "number", value="1"), GARBLED),
    "half a surrogate pair": (edit(0, "entry", "principal", value="\ud800"), CHANGED),
    "a signature forged": (edit(-1, "seal", "signature", value="07" * 64), FORGED),
    "a signature cut": (edit(-1, "seal", "signature", value="07"), FORGED),
    "an invalid signer": (edit(-1, "seal", "public_key", value="07"), FORGED),
}


def test_an_export_verifies_without_capaian_and_every_change_is_detected(trail: Trail) -> None:
    trail.insert_targets(6)  # it is not sealed, so it is not exported
    lines = export_lines(trail)
    head = trail.head()
    assert len(lines) == head.number
    signer = trail.signer.public_key.hex()
    head_text = f"{head.number}:{head.hash.hex()}"
    code, output = verify(lines, "--public-key", signer, "--head", head_text)
    assert (code, len(output)) == (0, 1)
    assert f"Head: {head_text}" in output[0]
    assert f"Signer: {signer}" in output[0]
    for name, (tamper, message) in TAMPERED.items():
        tampered = tamper(lines)
        assert tampered != lines
        output = list(verify_export.verify_lines(iter(tampered), verify_export.ChainVerifier([], None)))
        assert any(message in line for line in output), (name, output)
    assert verify(lines[1:])[0] == verify(lines, "--public-key", "00" * 32)[0] == 1
    assert verify(lines, "--head", f"{head.number}:{'00' * 32}")[0] == 1
    shortened = lines[:200]
    assert verify(shortened)[0] == 0
    assert verify(shortened, "--head", head_text)[0] == 1


def test_an_export_shows_that_an_entry_was_removed(trail: Trail) -> None:
    trail.tamper("DELETE FROM audit_entry WHERE ordinal = 40")
    code, output = verify(export_lines(trail))
    assert code == 1
    assert output[0].startswith("40: ")


def test_an_empty_export_is_intact() -> None:
    assert verify([])[0] == 0
