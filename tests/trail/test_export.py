"""An exported log is verified without Capaian, and whatever is done to it shows."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from api.trail import verify_export
from tests.trail.conftest import Trail

ALONE = Path(verify_export.__file__)
Lines = list[bytes]


def verified(lines: Lines, *arguments: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-I", str(ALONE), *arguments],
        input=b"".join(lines), capture_output=True, cwd="/", check=False,
    )  # fmt: skip
    assert done.stderr == b""
    return done.returncode, done.stdout.decode().splitlines()


def edited(index: int, *path: str, value: object) -> Callable[[Lines], Lines]:
    """A member of one line is another, and the line is written as it would have been."""

    def tamper(lines: Lines) -> Lines:
        read = json.loads(lines[index])
        holder = read
        for name in path[:-1]:
            holder = holder[name]
        holder[path[-1]] = value
        tampered = list(lines)
        tampered[index] = verify_export.canonical(read) + b"\n"
        return tampered

    return tamper


def exported(trail: Trail) -> Lines:
    done = trail.console("export")
    assert (done.returncode, done.stderr) == (0, "")
    return [line.encode() + b"\n" for line in done.stdout.split("\n")[:-1]]


CHANGED, REMOVED, UNORDERED = "was changed", "were removed", "out of its order"
UNSIGNED, FORGED, GARBLED = "last seal is not signed", "signature of this seal is wrong", "not as it was exported"
TAMPERED: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "an entry edited": (edited(9, "entry", "principal", value="x"), CHANGED),
    "a hash edited": (edited(9, "seal", "hash", value="00" * 32), CHANGED),
    "a member added": (edited(9, "entry", "more", value=1), CHANGED),
    "a line removed": (lambda lines: [*lines[:9], *lines[10:]], REMOVED),
    "the first lines removed": (lambda lines: lines[3:], REMOVED),
    "a line repeated": (lambda lines: [*lines[:9], lines[8], *lines[9:]], UNORDERED),
    "two lines swapped": (lambda lines: [*lines[:10], lines[11], lines[10], *lines[12:]], UNORDERED),
    "the last line removed": (lambda lines: lines[:-1], UNSIGNED),
    "a member said twice": (
        lambda lines: [lines[0].replace(b'"action":', b'"action":"x","action":', 1), *lines[1:]],
        GARBLED,
    ),
    "a line spaced otherwise": (lambda lines: [lines[0].replace(b",", b", ", 1), *lines[1:]], GARBLED),
    "a line of nothing": (lambda lines: [*lines, b"\n"], GARBLED),
    "a list": (lambda lines: [*lines, b"[]\n"], GARBLED),
    "an empty seal": (lambda lines: [*lines, b'{"entry":null,"seal":{}}\n'], GARBLED),
    "bytes of no text": (lambda lines: [*lines, b"\xff\n"], GARBLED),
    "a depth without end": (lambda lines: [*lines, b"[" * 100_000 + b"\n"], GARBLED),
    "a number that is none": (edited(0, "seal", "number", value="1"), GARBLED),
    "half a character": (edited(0, "entry", "principal", value="\ud800"), CHANGED),
    "a signature forged": (edited(-1, "seal", "signature", value="07" * 64), FORGED),
    "a signature cut": (edited(-1, "seal", "signature", value="07"), FORGED),
    "a signer that is none": (edited(-1, "seal", "public_key", value="07"), FORGED),
}


def test_an_export_verifies_alone_and_whatever_is_done_to_it_shows(trail: Trail) -> None:
    trail.write(6)  # not sealed, and so not exported
    lines = exported(trail)
    head = trail.head()
    assert len(lines) == head.number
    signer = trail.signer.public_key.hex()
    noted = f"{head.number}:{head.hash.hex()}"
    code, told = verified(lines, "--public-key", signer, "--head", noted)
    assert (code, len(told)) == (0, 1)
    assert f"Head: {noted}" in told[0]
    assert f"Signer: {signer}" in told[0]
    for what, (tamper, fault) in TAMPERED.items():
        tampered = tamper(lines)
        assert tampered != lines
        code, told = verified(tampered)
        assert code == 1, what
        assert any(fault in line for line in told), (what, told)
    assert verified(lines, "--public-key", "00" * 32)[0] == 1
    assert verified(lines, "--head", f"{head.number}:{'00' * 32}")[0] == 1
    shortened = lines[:200]
    assert verified(shortened)[0] == 0
    assert verified(shortened, "--head", noted)[0] == 1


def test_an_export_does_not_hide_what_was_removed(trail: Trail) -> None:
    trail.tamper("DELETE FROM audit WHERE ordinal = 40")
    code, told = verified(exported(trail))
    assert code == 1
    assert told[0].startswith("40: ")


def test_a_trail_without_entries_is_intact() -> None:
    assert verified([])[0] == 0
