"""One type of problem."""

import msgspec

from api.errors import Text


class ProblemType(msgspec.Struct, frozen=True):
    """One problem type: its status, its title, and what the client can do.

    The response handler fills placeholders in braces. `detail_template` is used instead of `detail` if its variables
    are available.
    """

    status: int
    title: Text
    detail: Text
    detail_template: Text | None = None


CLIENT_CLOSED_REQUEST = 499  # nginx
