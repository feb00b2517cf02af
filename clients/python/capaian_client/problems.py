"""Problem documents (RFC 9457) as exceptions."""

import httpx

from capaian_client.v1.models import Problem

MEDIA_TYPE = "application/problem+json"


class Refused(Exception):
    """The service said no, and `problem` says why; null where the answer is not the service's, such as a gateway's."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.problem = _problem_of(response)
        super().__init__(self._told())

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def kind(self) -> str | None:
        """The end of `type`: `invalid-body`, `conflict`; `/problems` of the service explains each."""
        return None if self.problem is None else self.problem.type_.rpartition("/")[2]

    def _told(self) -> str:
        where = f"{self.response.request.method} {self.response.request.url}"
        if self.problem is None:
            return f"{where}: {self.status}"
        faults = (
            f"\n  {fault.pointer or fault.parameter or ''} {fault.detail} ({fault.code})"
            for fault in self.problem.errors
        )
        return f"{where}: {self.status} {self.problem.title}. {self.problem.detail}{''.join(faults)}"


def _problem_of(response: httpx.Response) -> Problem | None:
    if response.headers.get("Content-Type", "").partition(";")[0] != MEDIA_TYPE:
        return None
    return Problem.from_dict(response.json())
