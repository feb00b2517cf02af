"""The check of the pooler."""

from api.admin.doctor.finding import InstallationFinding
from api.database.connection_errors import connect_login
from api.database.pooler.check import check_pooler
from api.database.pooler.connections import Pooler, PoolerUnusableError
from api.errors import Text


async def find_unusable_pooler(
    pooler: Pooler, service_url: str, *, requires_primary: bool
) -> list[InstallationFinding]:
    """Connect through the pooler with both logins, and report what is missing."""
    try:
        async with connect_login(service_url) as direct:
            await check_pooler(pooler, direct, requires_primary=requires_primary)
    except PoolerUnusableError as error:
        return [
            InstallationFinding(
                "error",
                "pooler_unusable",
                Text(error.indonesian, error.english),
                Text("Permintaan mendapat 503.", "Requests get 503."),
                Text(error.cause or "Perbaiki pengaturan itu.", error.cause or "Correct this setting."),
            )
        ]
    return []
