"""What promises may be asked for."""

from api.figures.figure_query import FigureQuery
from api.http.kinds import IDENTIFIER
from api.http.listing import Collection, reads_of
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
handlers = reads_of(COLLECTION)
