"""How targets are stored and selected."""

from api.figures.queries import CONDITIONS, ORDERS, READING_ORDER, SQL_TYPES, cites, load_as
from api.figures.quick import QUICK
from api.postgres.chain import Chain
from api.targets.model import Target

TARGETS = Chain(
    table="target",
    key="id",
    model=Target,
    load=load_as(Target),
    conditions={**CONDITIONS, "source": cites("target")},
    orders=ORDERS,
    default_order=READING_ORDER,
    sql_types=SQL_TYPES,
    quick=QUICK,
)
