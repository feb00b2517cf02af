"""Which filters of figures are quick in which orders: one index holds both, so no number of figures slows a page."""

from collections.abc import Mapping

DEFAULT = ""  # the order of a list that names none
BY_PERIOD, BY_STATEMENT, BY_RECORDING, BY_VALUE = (
    (name, f"-{name}") for name in ("period", "stated_on", "recorded_at", "value")
)
ANY = (DEFAULT, *BY_PERIOD, *BY_STATEMENT, *BY_RECORDING)
# With one value. The indexes are in schema/migrations/0008_reading.sql and 0019_program_orders.sql.
QUICK: Mapping[str, tuple[str, ...]] = {
    "id": ANY,
    "program": ANY,
    "indicator": (DEFAULT, *BY_VALUE),
    **dict.fromkeys(("region", "within", "institution", "breakdown"), (DEFAULT,)),
    **dict.fromkeys(("period", "period_from", "period_to"), BY_PERIOD),
    "as_of": BY_STATEMENT,
    "recorded_since": BY_RECORDING,
}


def told_of_sort() -> str:
    """For the contract: filters by the orders in which they are quick, each order without its direction."""
    by_orders: dict[tuple[str, ...], list[str]] = {}
    for name, orders in QUICK.items():
        by_orders.setdefault(orders, []).append(f"`{name}`")
    listed = "; ".join(f"{', '.join(names)}: {_in_words(orders)}" for orders, names in by_orders.items())
    return (
        "However many figures there are, a page is quick without a filter, and with one value of a filter in these "
        f"orders. {listed}. Other pairs look through more figures, and a list that takes too long is refused "
        "([`query-too-slow`](/problems/query-too-slow)); `docs/lists.md` tells more."
    )


def _in_words(orders: tuple[str, ...]) -> str:
    if orders == ANY:
        return "any but `value`"
    named = [f"`{order}`" for order in orders if order and not order.startswith("-")]
    return " or ".join([*(["left out"] if DEFAULT in orders else []), *named])
