"""The path parameter `id` of an API key."""

from dataclasses import replace

from api.auth.api_key import ID_LENGTH
from api.errors import Text
from api.http.request.api_request import ApiRequest, parse_path_parameter
from api.http.request.parameter_types import text_matching

_KEY_ID_PATTERN = text_matching(
    "not_a_key_id",
    rf"[0-9A-Za-z]{{{ID_LENGTH}}}",
    Text(f"harus {ID_LENGTH} huruf atau angka", f"must be {ID_LENGTH} letters or digits"),
)
KEY_ID_PARAMETER = replace(_KEY_ID_PATTERN, schema=_KEY_ID_PATTERN.schema | {"examples": ["CTaAVstJsO"]})


def parse_key_id(request: ApiRequest) -> str:
    """Return the id of the key. Raise NotFoundError if its format is wrong."""
    return parse_path_parameter(request, "id", KEY_ID_PARAMETER, "/v1/keys")
