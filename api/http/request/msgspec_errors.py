"""Translation of msgspec errors: a code, a message in both languages, and a JSON Pointer."""

import re

from api.errors import MAX_ERROR_LENGTH, MAX_RECEIVED_LENGTH, Text

_TYPE_NAMES = {
    "array": Text("larik", "an array"),
    "bool": Text("true atau false", "true or false"),
    "decimal": Text("bilangan", "a number"),
    "int": Text("bilangan bulat", "a whole number"),
    "object": Text("objek", "an object"),
    "str": Text("teks", "a text"),
}
# The first match wins; `{0}` is the first group of the pattern.
MESSAGES: tuple[tuple[str, str, Text], ...] = (
    (
        r"contains unknown field `(.+?)(?:`$|$)",
        "unknown_field",
        Text("memuat isian {0} yang tidak dikenal", "has the unknown field {0}"),
    ),
    (
        r"missing required field `(.+?)`",
        "missing_field",
        Text("tidak memuat isian wajib {0}", "has no {0}, which is required"),
    ),
    (
        r"Invalid enum value (.+)",
        "not_one_of",
        Text("bukan salah satu nilai yang diizinkan: {0}", "is not one of the allowed values: {0}"),
    ),
    (r"length <= (\d+)", "too_long", Text("paling panjang {0}", "must have a length of at most {0}")),
    (r"length >= (\d+)", "too_short", Text("paling pendek {0}", "must have a length of at least {0}")),
    (
        r"matching regex",
        "invalid_format",
        Text("tidak ditulis dalam format yang diwajibkan", "does not have the required format"),
    ),
    (r"(?:<=|<) (-?[\d.]+)", "too_large", Text("paling besar {0}", "must be at most {0}")),
    (r"(?:>=|>) (-?[\d.]+)", "too_small", Text("paling kecil {0}", "must be at least {0}")),
    (r"Number out of range|Integer value out of range", "out_of_range", Text("terlalu besar", "is too large")),
    (r"encoded date`?$", "not_a_date", Text("harus tanggal YYYY-MM-DD", "must be a date YYYY-MM-DD")),
    (
        r"RFC3339|timezone",
        "not_a_timestamp",
        Text("harus waktu RFC 3339 dengan zona waktu", "must be an RFC 3339 time with a time zone"),
    ),
    (r"Invalid UUID", "not_a_uuid", Text("harus UUID", "must be a UUID")),
    *(
        (
            rf"Expected `{name}(?: \| null)?`, got `(.+?)`",
            "wrong_type",
            Text(f"harus {words.id}, bukan {{0}}", f"must be {words.en}, not {{0}}"),
        )
        for name, words in _TYPE_NAMES.items()
    ),
    (r"Expected `(.+?)`, got `(.+?)`", "wrong_type", Text("harus {0}, bukan {1}", "must be {0}, not {1}")),
)
DEFAULT_MESSAGE = Text("tidak sah: {0}", "is not valid: {0}")


def translate_msgspec_error(message: str) -> tuple[str, Text, str]:
    """Return the code, the message, and the pointer relative to the decoded value."""
    reason, found_path, path = message.rpartition(" - at `$")
    if not found_path:
        reason, path = message, ""
    reason = reason[:MAX_ERROR_LENGTH]
    path = path[:MAX_ERROR_LENGTH].partition("[...]")[0]  # msgspec does not name the key of a map
    pointer = "".join(f"/{name or index}" for name, index in re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]", path))
    for pattern, code, text in MESSAGES:
        if found := re.search(pattern, reason, re.DOTALL):
            values = [value.strip("`'\"")[:MAX_RECEIVED_LENGTH] for value in found.groups()]
            return code, text.fill(*values), pointer
    return "not_valid", DEFAULT_MESSAGE.fill(reason[:MAX_RECEIVED_LENGTH]), pointer
