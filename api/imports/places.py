"""Where an import is found, and the regions that its rows may name."""

from dataclasses import replace
from uuid import UUID

from api.faults import Missing
from api.http.kinds import IDENTIFIER
from api.http.operation import CapaianRequest
from api.imports.cells.regions import RegionName, Regions
from api.postgres.pool import Database

ID = replace(IDENTIFIER, schema={**IDENTIFIER.schema, "examples": ["01a1fb67-1800-7000-8000-0000000000aa"]})
EVER_PUBLISHED = """SELECT DISTINCT ON (code) code, name, level, bps_code FROM region
    WHERE status = 'published' ORDER BY code, revision DESC"""


async def regions_known(database: Database) -> Regions:
    """All that there ever were: a figure may be about one that has since been divided."""
    async with database.public() as connection:
        return Regions(RegionName(*row) for row in await connection.fetch(EVER_PUBLISHED))


def import_of(request: CapaianRequest) -> UUID:
    """The id in the request's address. Raises Missing for what is none."""
    text: str = request.path_params["id"]
    try:
        return UUID(str(IDENTIFIER.read(text)))
    except ValueError:
        raise Missing(f"/v1/imports/{text}") from None
