"""Problem documents (RFC 9457) as exceptions."""

import httpx

from capaian_client.v1.models import Problem

PROBLEM_TYPE = "application/problem+json"


class ProblemError(Exception):
    """Error: the response has status 400 or higher.

    `problem` is the problem document of the service, None if the response is from another program, such as a gateway.
    """

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.problem = _parse_problem(response)
        super().__init__(self._message())

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def kind(self) -> str | None:
        """The last part of `type`, such as `invalid-body`; `/problems` of the service explains each."""
        return None if self.problem is None else self.problem.type_.rpartition("/")[2]

    def _message(self) -> str:
        request = f"{self.response.request.method} {self.response.request.url}"
        if self.problem is None:
            return f"{request}: {self.status}"
        errors = (
            f"\n  {error.pointer or error.parameter or ''} {error.detail} ({error.code})"
            for error in self.problem.errors
        )
        unlisted = self.problem.error_count - len(self.problem.errors)
        more = f"\n  {unlisted} more" if unlisted else ""
        return f"{request}: {self.status} {self.problem.title}. {self.problem.detail}{''.join(errors)}{more}"


def _parse_problem(response: httpx.Response) -> Problem | None:
    if response.headers.get("Content-Type", "").partition(";")[0] != PROBLEM_TYPE:
        return None
    return Problem.from_dict(response.json())
