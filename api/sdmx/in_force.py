"""Rule 2 in SQL: of the targets of one key, the one in force."""

from datetime import datetime

from api.postgres.chain import Bind, held_at
from api.realizations.queries import SAME_KEY


def not_superseded(alias: str, known_at: datetime | None, bind: Bind) -> str:
    """Nor retracted; what was retracted supersedes nothing."""
    return (
        f"{alias}.retracted_on IS NULL AND NOT EXISTS (SELECT FROM target later WHERE later.supersedes = {alias}.id "
        f"AND later.status = 'published' AND {held_at('later', known_at, bind)} AND later.retracted_on IS NULL)"
    )


def in_force(known_at: datetime | None, bind: Bind) -> str:
    """As api/rules/in_force.py has it: last stated, then higher authority, then last recorded, then by id."""
    rank = (
        "(SELECT i.rank FROM institution i WHERE i.code = rival.institution AND i.status = 'published' "
        f"AND {held_at('i', known_at, bind)})"
    )
    return (
        f"t.id = (SELECT rival.id FROM target rival WHERE rival.status = 'published' AND {SAME_KEY} "
        f"AND {held_at('rival', known_at, bind)} AND {not_superseded('rival', known_at, bind)} "
        f"ORDER BY rival.stated_latest DESC, coalesce({rank}, 99), rival.recorded_at DESC, rival.id LIMIT 1)"
    )
