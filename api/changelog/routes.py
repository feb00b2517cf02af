"""What each release brought, for those who follow the contract."""

from litestar import get

from api.changelog.model import Changelog
from api.changelog.reading import changelog
from api.http.entity import ENCODER
from api.http.operation import Operation, answer
from api.http.whole import WholeAnswer


@get(
    "/v1/changelog",
    operation_id="read_changelog",
    opt={
        "operation": Operation(
            summary="What each release brought",
            description="Releases, newest first, each with what it brought and what changed in the contract. "
            "The version that answers stands in `API-Version`.",
            tag="service",
            asks="nothing",
            answers=Changelog,
        )
    },
    sync_to_thread=True,
)
def read_changelog() -> WholeAnswer:
    return answer(ENCODER.encode(changelog()))


handlers = [read_changelog]
