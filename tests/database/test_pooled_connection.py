"""The values of a connection of the service."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import asyncpg
import pytest

from api.database.pooled_connection import initialize_connection
from tests.support.databases import DatabaseUrls

TIMES = [
    datetime(2026, 11, 30, 2, 3, 4, 567890, UTC),
    datetime(2026, 11, 30, 2, 3, 4, 500000, timezone(timedelta(hours=7))),
    # PostgreSQL itself rejects offsets of 16 hours and more.
    datetime(1900, 1, 1, tzinfo=timezone(timedelta(hours=23, minutes=59))),
    datetime(2200, 12, 31, tzinfo=timezone(-timedelta(hours=23, minutes=59))),
]


@pytest.mark.parametrize("settings", [{}, {"TimeZone": "Asia/Kathmandu"}, {"DateStyle": "German"}], ids=str)
def test_a_time_is_read_as_it_was_sent_with_any_setting_of_the_session(
    postgres: DatabaseUrls, settings: dict[str, str]
) -> None:
    async def send() -> list[datetime]:
        connection = await asyncpg.connect(postgres.service, server_settings=settings)
        try:
            await initialize_connection(connection)
            times: list[datetime] = await connection.fetchval("SELECT $1::timestamptz[]", TIMES)
            return [*times, *[await connection.fetchval("SELECT $1::timestamptz", time) for time in TIMES]]
        finally:
            await connection.close()

    read = asyncio.run(send())
    assert read == TIMES * 2
    assert {time.tzinfo for time in read} == {UTC}
