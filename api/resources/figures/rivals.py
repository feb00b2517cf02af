"""SQL that compares a figure `t` with its rivals: the figures of the same type and key, of which one is selected."""

from datetime import datetime

from api.database.revision_reads import BindValue, published_condition
from api.resources.figures.region_chains import codes_of_region

# All stocks of the same known day have one key; the key of all other figures includes the first day. The region has
# one of the codes of `same_region`, see `codes_of_rivals`.
SAME_KEY = (
    "rival.indicator = t.indicator AND rival.program = t.program AND rival.nature = t.nature "
    "AND rival.region = same_region.code AND rival.breakdown = t.breakdown AND rival.period_end = t.period_end "
    "AND rival.key_start = t.key_start"
)
LOWEST_RANK = 99  # of an institution that was not published at that time


def codes_of_rivals(known_at: datetime | None, bind: BindValue) -> str:
    """Return the FROM item `same_region` that SAME_KEY requires: all codes of the region of `t`."""
    return codes_of_region("t.region", known_at, bind)


def rank_expression(alias: str, known_at: datetime | None, bind: BindValue) -> str:
    """Return the SQL of the rank of the institution that stated the figure; 1 is the highest authority."""
    institution = f"i.code = {alias}.institution AND {published_condition('i', known_at, bind)}"
    return f"coalesce((SELECT i.rank FROM institution i WHERE {institution}), {LOWEST_RANK})"
