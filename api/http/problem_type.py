"""What is said of one kind of problem."""

import msgspec

from api.faults import Text


class ProblemType(msgspec.Struct, frozen=True):
    """One kind of problem: its status, its title, and what the client can do about it.

    What stands in braces is filled when it occurs; where that is not always known, `on_occasion` is said when it is.
    """

    status: int
    title: Text
    advice: Text
    on_occasion: Text | None = None
