"""Verifies an exported audit log; this file, Python 3.11 or newer and `cryptography` are all it takes.

    python verify_export.py [--public-key HEX] [--head NUMBER:HASH] < log.ndjson

A hash is the SHA-256 of the hash before it (the first: 32 zero bytes) and the canonical entry; a signature (Ed25519) is
of SIGNED_FOR, the number in eight bytes, and the hash. Exit code 0: intact; 1: each fault on a line.
"""

import argparse
import functools
import hashlib
import json
import sys
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Entry = Mapping[str, str | int | None]
Place = tuple[int, int, int]

BEFORE_THE_FIRST = bytes(32)
SIGNED_FOR = b"capaian seal 1\0"
LINE, SEALED = {"entry", "seal"}, {"number", "hash", "signature", "public_key"}


def canonical(value: Mapping[str, Any]) -> bytes:
    """One spelling: members in the order of their names, no spaces, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")  # a lone surrogate was never sealed, and must not end the reading


def chained(previous: bytes, entry: Entry) -> bytes:
    return hashlib.sha256(previous + canonical(entry)).digest()


def signed_text(number: int, chain_hash: bytes) -> bytes:
    return SIGNED_FOR + number.to_bytes(8) + chain_hash


class Seal(NamedTuple):
    """What was made of an entry a moment after its commit; the last of each round is signed."""

    number: int
    hash: bytes
    signature: bytes | None
    public_key: bytes | None


class Head(NamedTuple):
    """A seal that somebody noted: the chain up to it can neither be shortened nor be written anew."""

    number: int
    hash: bytes

    @classmethod
    def read(cls, text: str) -> "Head":
        """Raises ValueError for what is not NUMBER:HASH."""
        number, _, digest = text.partition(":")
        head = cls(int(number), bytes.fromhex(digest))
        if head.number < 1 or len(head.hash) != 32:
            raise ValueError(text)
        return head


class Fault(NamedTuple):
    """One sentence in Indonesian and in English."""

    id: str
    en: str


CHANGED = Fault("entri ini atau segelnya diubah", "this entry, or its seal, was changed")
GONE = Fault("entri yang disegel ini dihapus", "this sealed entry was removed")
MISSING = Fault("segel sebelum ini dihapus", "seals before this one were removed")
MOVED = Fault("entri atau segel ini tidak pada tempatnya", "this entry or seal is out of its order")
FORGED = Fault("tanda tangan segel ini salah", "the signature of this seal is wrong")
STRANGE = Fault("penanda tangan segel ini tidak dipercaya", "the signer of this seal is not trusted")
UNSIGNED = Fault("segel terakhir tidak ditandatangani", "the last seal is not signed")
NOT_THE_HEAD = Fault("segel ini bukan yang dicatat dahulu", "this seal is not the one that was noted")
NO_HEAD = Fault("segel yang dicatat dahulu tidak ada", "the seal that was noted is not there")
GARBLED = Fault("baris ini tidak seperti yang diekspor", "this line is not as it was exported")


class Walk:
    """Goes along the chain, a seal at a time, and remembers only where it stands."""

    def __init__(self, trusted: Collection[bytes] = (), noted: Head | None = None) -> None:
        self.number, self.hash = 0, BEFORE_THE_FIRST
        self.signers: set[bytes] = set()
        self._place: Place = (0, 0, 0)
        self._is_signed = True
        self._trusted, self._noted, self._met = trusted, noted, noted is None

    def step(self, place: Place, entry: Entry | None, seal: Seal) -> Iterator[Fault]:
        if entry is None:
            yield GONE
        elif seal.number == self.number + 1 and chained(self.hash, entry) != seal.hash:
            yield CHANGED
        if seal.number > self.number + 1:
            yield MISSING
        if seal.number <= self.number or place <= self._place:
            yield MOVED
        yield from self._signature(seal)
        if self._noted is not None and seal.number == self._noted.number:
            self._met = True
            if seal.hash != self._noted.hash:
                yield NOT_THE_HEAD
        self.number, self.hash, self._place = seal.number, seal.hash, place

    def end(self) -> Iterator[Fault]:
        if not self._is_signed:
            yield UNSIGNED
        if not self._met:
            yield NO_HEAD

    def _signature(self, seal: Seal) -> Iterator[Fault]:
        self._is_signed = seal.signature is not None and seal.public_key is not None
        if seal.signature is None or seal.public_key is None:
            return
        self.signers.add(seal.public_key)
        if self._trusted and seal.public_key not in self._trusted:
            yield STRANGE
        try:
            _key(seal.public_key).verify(seal.signature, signed_text(seal.number, seal.hash))
        except (InvalidSignature, ValueError):
            yield FORGED


@functools.lru_cache(maxsize=16)
def _key(public_key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public_key)


def told(fault: Fault, place: Place, entry: Entry | None) -> str:
    """The line for one fault: which row (epoch/xid/ordinal), what it is about, and what is wrong."""
    about = ""
    if entry is not None and entry.get("noun") is not None:
        revision = f" r{entry['revision']}" if entry.get("revision") is not None else ""
        about = f" ({entry['noun']} {entry.get('key')}{revision})"
    return f"{'/'.join(map(str, place))}{about}: {fault.id} / {fault.en}"


def read_line(line: bytes) -> tuple[Place, Entry | None, Seal]:
    """Raises ValueError (and its kin) for any line but one that `capaian audit export` writes."""
    parsed = json.loads(line)
    if canonical(parsed) != line.removesuffix(b"\n") or parsed.keys() != LINE or parsed["seal"].keys() != SEALED:
        raise ValueError(line[:40])
    entry, seal = parsed["entry"], parsed["seal"]
    read = {name: seal[name] and bytes.fromhex(seal[name]) for name in SEALED - {"number"}}
    number, place = seal["number"], tuple(entry[name] for name in ("epoch", "xid", "ordinal"))
    if not all(type(part) is int and 0 <= part < 2**64 for part in (number, *place)) or read["hash"] is None:
        raise ValueError(line[:40])
    return place, entry, Seal(number, **read)


def faults_of(lines: Iterator[bytes], walk: Walk) -> Iterator[str]:
    for count, line in enumerate(lines, 1):
        try:
            place, entry, seal = read_line(line)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            yield f"{count}: {GARBLED.id} / {GARBLED.en}"
            continue
        yield from (told(fault, place, entry) for fault in walk.step(place, entry, seal))
    yield from (f"{walk.number}: {fault.id} / {fault.en}" for fault in walk.end())


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--public-key", action="append", default=[], type=bytes.fromhex, help="a signer to trust")
    parser.add_argument("--head", type=Head.read, help="NUMBER:HASH, noted earlier")
    asked = parser.parse_args()
    walk = Walk(asked.public_key, asked.head)
    is_intact = True
    for fault in faults_of(iter(sys.stdin.buffer), walk):
        is_intact = False
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(
        f"{'Utuh / Intact' if is_intact else 'TIDAK UTUH / NOT INTACT'}: {walk.number} entri / entries. "
        f"Kepala / Head: {walk.number}:{walk.hash.hex()}. "
        f"Penanda tangan / Signer: {', '.join(sorted(key.hex() for key in walk.signers)) or '-'}.\n"
    )
    return 0 if is_intact else 1


if __name__ == "__main__":
    sys.exit(main())
