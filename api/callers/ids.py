"""The part of a key that names it, in addresses."""

from dataclasses import replace

from api.access.keys import ID_LENGTH
from api.faults import Missing, Text
from api.http.kinds import matching
from api.http.operation import CapaianRequest

_LETTERS = matching(
    "not-a-key-id",
    rf"[0-9A-Za-z]{{{ID_LENGTH}}}",
    Text(f"harus {ID_LENGTH} huruf atau angka", f"must be {ID_LENGTH} letters or digits"),
)
KEY_ID = replace(_LETTERS, schema=_LETTERS.schema | {"examples": ["CTaAVstJsO"]})


def key_id_of(request: CapaianRequest) -> str:
    """Raises Missing for what names no key."""
    text: str = request.path_params["id"]
    try:
        KEY_ID.read(text)
    except ValueError:
        raise Missing(f"/v1/keys/{text}") from None
    return text
