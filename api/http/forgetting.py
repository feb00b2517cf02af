"""Answers that nobody asked for again in 400 days are forgotten, a few at a time."""

from api.http.replay import forget_some
from api.postgres.acting import acting
from api.postgres.pool import Database
from api.postgres.rounds import Rounds

MOST = 1000  # a round, so that no transaction holds up the sealing of the trail for long
IDLE = 3600.0  # seconds
SYSTEM = {"principal": "system", "scopes": "admin", "action": "forget"}


class Forgetting(Rounds):
    """Of replays; the database lets go of none that is younger (schema/migrations/0011_trail.sql)."""

    name = "replay"

    def __init__(self, database: Database, most: int = MOST) -> None:
        super().__init__()
        self._database = database
        self._most = most

    async def work(self) -> float:
        async with acting(self._database, SYSTEM) as connection:
            forgotten = await forget_some(connection, self._most)
        return 0.0 if forgotten == self._most else IDLE
