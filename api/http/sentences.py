"""What msgspec says of a value, as a fault: a stable code, a sentence in both languages, and a JSON Pointer."""

import re

from api.faults import Text

# The most telling first; `{0}` is what the pattern caught.
_SENTENCES: tuple[tuple[str, str, Text], ...] = (
    (
        r"contains unknown field `(.+?)`",
        "unknown-member",
        Text("memuat {0}, yang tidak dikenal", "has {0}, which is unknown"),
    ),
    (r"missing required field `(.+?)`", "missing-member", Text("kekurangan {0}", "lacks {0}")),
    (r"Invalid enum value (.+)", "not-one-of", Text("bukan salah satu pilihan: {0}", "is not one of the choices: {0}")),
    (r"length <= (\d+)", "too-long", Text("paling panjang {0}", "is at most {0} long")),
    (r"length >= (\d+)", "too-short", Text("paling pendek {0}", "is at least {0} long")),
    (
        r"matching regex",
        "not-this-form",
        Text("tidak ditulis sebagaimana mestinya", "is not written in the form it must have"),
    ),
    (r"(?:<=|<) (-?[\d.]+)", "too-large", Text("paling besar {0}", "is at most {0}")),
    (r"(?:>=|>) (-?[\d.]+)", "too-small", Text("paling kecil {0}", "is at least {0}")),
    (r"encoded date`?$", "not-a-date", Text("harus tanggal YYYY-MM-DD", "must be a date YYYY-MM-DD")),
    (
        r"RFC3339|timezone",
        "not-a-timestamp",
        Text("harus waktu RFC 3339 dengan zona", "must be an RFC 3339 time with its zone"),
    ),
    (r"Invalid UUID", "not-a-uuid", Text("harus UUID", "must be a UUID")),
    (r"Expected `(.+?)`, got `(.+?)`", "wrong-type", Text("harus {0}, bukan {1}", "must be {0}, not {1}")),
)
_OTHERWISE = Text("tidak sah", "is not valid")


def sentence_of(message: str) -> tuple[str, Text, str]:
    """Code, sentence and the pointer below the value that was decoded."""
    said, _, path = message.partition(" - at `$")
    path = path.partition("[...]")[0]  # which key of a map it was, is not said
    pointer = "".join(f"/{name or place}" for name, place in re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]", path))
    for pattern, code, text in _SENTENCES:
        if found := re.search(pattern, said):
            caught = [part.strip("`'\"") for part in found.groups()]
            return code, Text(text.id.format(*caught), text.en.format(*caught)), pointer
    return "not-valid", _OTHERWISE, pointer
