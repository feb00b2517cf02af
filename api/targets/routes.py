"""What promises may be asked for."""

from api.figures.entry import columns_of, faults_of, figure_entry
from api.figures.figure_query import FigureQuery
from api.http.identity import new_identity
from api.http.kinds import IDENTIFIER
from api.http.listing import Collection, reads_of
from api.http.writable import Writable
from api.http.writing import writes_of
from api.targets.model import Target
from api.targets.queries import TARGETS


class TargetQuery(FigureQuery, frozen=True, kw_only=True):
    """Filters of the list of targets."""


COLLECTION = Collection(
    name="targets",
    singular="target",
    chain=TARGETS,
    query=TargetQuery,
    key=IDENTIFIER,
    about="What was promised, every number with its citations. Revised promises stand beside each other; "
    "`as_of` answers with what had been promised by a day.",
)
WRITABLE = Writable(
    COLLECTION,
    figure_entry(Target),
    faults=faults_of,
    columns=columns_of,
    identity=new_identity,
)
handlers = [*reads_of(COLLECTION), *writes_of(WRITABLE)]
