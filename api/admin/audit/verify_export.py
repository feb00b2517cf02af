"""Verify an exported audit log. Requires only this file, Python 3.11 or newer, and `cryptography`.

    python verify_export.py [--public-key HEX] [--head NUMBER:HASH] < log.ndjson

A hash is the SHA-256 of the previous hash (at first 32 zero bytes) and the canonical entry. A signature (Ed25519)
covers SIGNATURE_PREFIX, the number in eight bytes, and the hash. Exit code 0: intact; 1: one line per discrepancy.
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

AuditEntryMap = Mapping[str, str | int | None]
AuditPosition = tuple[int, int, int]

FIRST_PREVIOUS_HASH = bytes(32)
SIGNATURE_PREFIX = b"capaian seal 1\0"
LINE_FIELDS, SEAL_FIELDS = {"entry", "seal"}, {"number", "hash", "signature", "public_key"}


def encode_canonical(value: Mapping[str, Any]) -> bytes:
    """Encode as JSON in canonical form: fields sorted by name, no spaces, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")  # a lone surrogate is never sealed and must not stop the verification


def compute_chain_hash(previous: bytes, entry: AuditEntryMap) -> bytes:
    return hashlib.sha256(previous + encode_canonical(entry)).digest()


def build_signed_message(number: int, chain_hash: bytes) -> bytes:
    return SIGNATURE_PREFIX + number.to_bytes(8) + chain_hash


class Seal(NamedTuple):
    """The seal of an entry; the last seal of each round is signed."""

    number: int
    hash: bytes
    signature: bytes | None
    public_key: bytes | None


class ChainHead(NamedTuple):
    """A seal stored elsewhere: the chain up to it cannot be shortened or rewritten without detection."""

    number: int
    hash: bytes

    @classmethod
    def parse(cls, text: str) -> "ChainHead":
        """Parse NUMBER:HASH. Raise ValueError."""
        number, _, digest = text.partition(":")
        head = cls(int(number), bytes.fromhex(digest))
        if head.number < 1 or len(head.hash) != 32:
            raise ValueError(text)
        return head


class Discrepancy(NamedTuple):
    """The description of a discrepancy, in Indonesian and English."""

    id: str
    en: str


ENTRY_CHANGED = Discrepancy("entri ini atau segelnya diubah", "this entry, or its seal, was changed")
ENTRY_REMOVED = Discrepancy("entri yang disegel ini dihapus", "this sealed entry was removed")
SEALS_REMOVED = Discrepancy("segel sebelum ini dihapus", "seals before this one were removed")
OUT_OF_ORDER = Discrepancy("entri atau segel ini tidak pada tempatnya", "this entry or seal is out of order")
INVALID_SIGNATURE = Discrepancy("tanda tangan segel ini salah", "the signature of this seal is wrong")
UNTRUSTED_SIGNER = Discrepancy("penanda tangan segel ini tidak dipercaya", "the signer of this seal is not trusted")
LAST_SEAL_UNSIGNED = Discrepancy("segel terakhir tidak ditandatangani", "the last seal is not signed")
HEAD_MISMATCH = Discrepancy("segel ini berbeda dari --head", "this seal differs from --head")
HEAD_NOT_FOUND = Discrepancy("segel dalam --head tidak ada", "the seal in --head does not exist")
INVALID_LINE = Discrepancy("baris ini berbeda dari hasil ekspor", "this line differs from an exported line")


class ChainVerifier:
    """Verifies a chain seal by seal and stores only the last one."""

    def __init__(self, trusted: Collection[bytes] = (), expected: ChainHead | None = None) -> None:
        self.number, self.hash = 0, FIRST_PREVIOUS_HASH
        self.signers: set[bytes] = set()
        self._position: AuditPosition = (0, 0, 0)
        self._is_signed = True
        self._trusted, self._expected, self._is_found = trusted, expected, expected is None

    def verify_seal(self, position: AuditPosition, entry: AuditEntryMap | None, seal: Seal) -> Iterator[Discrepancy]:
        if entry is None:
            yield ENTRY_REMOVED
        elif seal.number == self.number + 1 and compute_chain_hash(self.hash, entry) != seal.hash:
            yield ENTRY_CHANGED
        if seal.number > self.number + 1:
            yield SEALS_REMOVED
        if seal.number <= self.number or position <= self._position:
            yield OUT_OF_ORDER
        yield from self._verify_signature(seal)
        if self._expected is not None and seal.number == self._expected.number:
            self._is_found = True
            if seal.hash != self._expected.hash:
                yield HEAD_MISMATCH
        self.number, self.hash, self._position = seal.number, seal.hash, position

    def verify_end(self) -> Iterator[Discrepancy]:
        if not self._is_signed:
            yield LAST_SEAL_UNSIGNED
        if not self._is_found:
            yield HEAD_NOT_FOUND

    def _verify_signature(self, seal: Seal) -> Iterator[Discrepancy]:
        self._is_signed = seal.signature is not None and seal.public_key is not None
        if seal.signature is None or seal.public_key is None:
            return
        self.signers.add(seal.public_key)
        if self._trusted and seal.public_key not in self._trusted:
            yield UNTRUSTED_SIGNER
        try:
            _load_public_key(seal.public_key).verify(seal.signature, build_signed_message(seal.number, seal.hash))
        except (InvalidSignature, ValueError):
            yield INVALID_SIGNATURE


@functools.lru_cache(maxsize=16)
def _load_public_key(public_key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public_key)


def format_discrepancy(discrepancy: Discrepancy, position: AuditPosition, entry: AuditEntryMap | None) -> str:
    """Format one line: the position (epoch/xid/ordinal), the record, and the discrepancy."""
    record = ""
    if entry is not None and entry.get("record_type") is not None:
        revision = f" r{entry['revision']}" if entry.get("revision") is not None else ""
        record = f" ({entry['record_type']} {entry.get('record_id')}{revision})"
    return f"{'/'.join(map(str, position))}{record}: {discrepancy.id} / {discrepancy.en}"


def parse_line(line: bytes) -> tuple[AuditPosition, AuditEntryMap | None, Seal]:
    """Parse a line of `capaian audit export`.

    Raise ValueError, TypeError, AttributeError, KeyError or RecursionError for any other line.
    """
    parsed = json.loads(line)
    if (
        encode_canonical(parsed) != line.removesuffix(b"\n")
        or parsed.keys() != LINE_FIELDS
        or parsed["seal"].keys() != SEAL_FIELDS
    ):
        raise ValueError(line[:40])
    entry, seal = parsed["entry"], parsed["seal"]
    digests = {name: seal[name] and bytes.fromhex(seal[name]) for name in SEAL_FIELDS - {"number"}}
    number, position = seal["number"], tuple(entry[name] for name in ("epoch", "xid", "ordinal"))
    if not all(type(part) is int and 0 <= part < 2**64 for part in (number, *position)) or digests["hash"] is None:
        raise ValueError(line[:40])
    return position, entry, Seal(number, **digests)


def verify_lines(lines: Iterator[bytes], chain: ChainVerifier) -> Iterator[str]:
    for count, line in enumerate(lines, 1):
        try:
            position, entry, seal = parse_line(line)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            yield f"{count}: {INVALID_LINE.id} / {INVALID_LINE.en}"
            continue
        yield from (format_discrepancy(found, position, entry) for found in chain.verify_seal(position, entry, seal))
    yield from (f"{chain.number}: {found.id} / {found.en}" for found in chain.verify_end())


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--public-key", action="append", default=[], type=bytes.fromhex, help="a signer to trust")
    parser.add_argument("--head", type=ChainHead.parse, help="NUMBER:HASH, stored earlier")
    arguments = parser.parse_args()
    chain = ChainVerifier(arguments.public_key, arguments.head)
    is_intact = True
    for line in verify_lines(iter(sys.stdin.buffer), chain):
        is_intact = False
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(
        f"{'Utuh / Intact' if is_intact else 'TIDAK UTUH / NOT INTACT'}: {chain.number} entri / entries. "
        f"Kepala / Head: {chain.number}:{chain.hash.hex()}. "
        f"Penanda tangan / Signer: {', '.join(sorted(key.hex() for key in chain.signers)) or '-'}.\n"
    )
    return 0 if is_intact else 1


if __name__ == "__main__":
    sys.exit(main())
