"""Pairs of one filter and one sort order of figures that use an index, however many figures there are."""

from collections.abc import Mapping

DEFAULT = ""  # the order of a list without `sort`
BY_PERIOD, BY_STATED_ON, BY_RECORDED_AT, BY_VALUE = (
    (name, f"-{name}") for name in ("period", "stated_on", "recorded_at", "value")
)
ANY_SORT = (DEFAULT, *BY_PERIOD, *BY_STATED_ON, *BY_RECORDED_AT)
# For one value of the filter. The indexes are in schema/migrations/0104_figures.sql.
INDEXED_SORTS: Mapping[str, tuple[str, ...]] = {
    "id": ANY_SORT,
    "program": ANY_SORT,
    "indicator": (DEFAULT, *BY_VALUE),
    **dict.fromkeys(("region", "within", "institution", "breakdown"), (DEFAULT,)),
    **dict.fromkeys(("period", "period_from", "period_to"), BY_PERIOD),
    "as_of": BY_STATED_ON,
    "recorded_from": BY_RECORDED_AT,
}


def describe_sort_indexes() -> str:
    """Return the description of these pairs for the OpenAPI document, without the directions."""
    by_sorts: dict[tuple[str, ...], list[str]] = {}
    for name, orders in INDEXED_SORTS.items():
        by_sorts.setdefault(orders, []).append(f"`{name}`")
    listed = "; ".join(f"{', '.join(names)}: {_join_sorts(orders)}" for orders, names in by_sorts.items())
    return (
        "A list without filters uses an index, and so does one value of a filter with these orders: "
        f"{listed}. Other pairs read more figures; a list that takes too long returns "
        "[`query-too-slow`](/problems/query-too-slow). See `docs/list-performance.md`."
    )


def _join_sorts(orders: tuple[str, ...]) -> str:
    if orders == ANY_SORT:
        return "all except `value`"
    named = [f"`{order}`" for order in orders if order and not order.startswith("-")]
    return " or ".join([*(["the default"] if DEFAULT in orders else []), *named])
