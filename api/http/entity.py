"""One entity as it is answered: its bytes, its tag and, for callers with a key, what they may do next."""

from typing import Any

import msgspec

from api.access.caller import Caller
from api.access.transitions import allowed_actions
from api.http.conditional import entity_tag
from api.postgres.record import Standing

ENCODER = msgspec.json.Encoder(decimal_format="number")


def encoded(entity: Any, caller: Caller, standing: Standing | None) -> tuple[bytes, str]:
    """The body and its strong tag, which begins with the revision: see api/http/preconditions.py."""
    if standing is not None and not caller.is_public:
        entity = msgspec.structs.replace(entity, allowed_actions=allowed_actions(standing, caller))
    body = ENCODER.encode(entity)
    return body, f'"{entity.revision}-{entity_tag(body)[1:-1]}"'
