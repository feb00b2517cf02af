"""What every page is built from: the data, the point in time, the language and the caller."""

from typing import NamedTuple

from api.analysis.findings.cache import FindingsCache
from api.database.pool import Database
from api.http.request.concurrency_limit import CallerIdentity
from api.pages.language import Language
from api.pages.point_parameters import PointParameters


class PageRequest(NamedTuple):
    """A request for a page. `caller` is the identity that limits of expensive computations apply to."""

    database: Database
    findings: FindingsCache
    point: PointParameters
    language: Language
    caller: CallerIdentity
