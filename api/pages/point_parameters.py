"""The point in time of a page: figures as stated by a day, in the revisions recorded at a time."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, Final, NamedTuple
from urllib.parse import urlencode

from api.errors import Text
from api.http.reads.immutable import today_in_jakarta
from api.http.reads.list_parameters import KnownAtParameter
from api.http.request.parameter_types import DATE
from api.http.request.query_string import QueryParameters
from api.pages.formatting import format_day
from api.pages.language import Language, build_path, choose_text
from api.pages.texts import TEXTS
from api.types import JAKARTA, format_timestamp

MAX_STOPS = 12
_RECORDED: Final = Text("Seperti dicatat sampai {time}.", "As recorded by {time}.")


class PointParameters(QueryParameters, frozen=True, kw_only=True):
    """Parameters of a page about figures."""

    as_of: Annotated[date | None, DATE, "Show the figures stated by that day and not retracted by then."] = None
    known_at: KnownAtParameter = None

    @property
    def is_current(self) -> bool:
        return self.as_of is None and self.known_at is None

    @property
    def day(self) -> date:
        return self.as_of or today_in_jakarta()

    def build_parameters(self) -> dict[str, str]:
        """Return the parameters that name this point in time; none for today."""
        own = {"as_of": self.as_of.isoformat()} if self.as_of is not None else {}
        if self.known_at is not None:
            own["known_at"] = format_timestamp(self.known_at)
        return own

    def build_query(self, **others: str) -> str:
        """Return the query string of this point in time, with other parameters first; empty without any."""
        return urlencode({**others, **self.build_parameters()}, safe=":,")


class Stop(NamedTuple):
    """A day that a reader can choose: its text and the query string of the page."""

    label: str
    query: str
    is_current: bool


def list_stated_stops(days: Sequence[date], point: PointParameters, language: Language) -> list[Stop]:
    """List the last days on which a figure was stated, and today."""
    chosen = max((day for day in days if point.as_of is not None and day <= point.as_of), default=None)
    stops = [
        Stop(format_day(day, language), _replace(point, as_of=day), day == chosen)
        for day in sorted(set(days))[-MAX_STOPS:]
        if day < today_in_jakarta()
    ]
    return [*stops, Stop(choose_text(TEXTS["today"], language), _replace(point, as_of=None), point.as_of is None)]


def list_recorded_stops(days: Sequence[date], point: PointParameters, language: Language) -> list[Stop]:
    """List the last days on which this service recorded a figure, each as the end of the day in Jakarta, and now."""
    known_on = None if point.known_at is None else point.known_at.astimezone(JAKARTA).date()
    stops = [
        Stop(format_day(day, language), _replace(point, known_at=_find_end(day)), day == known_on)
        for day in sorted(set(days))[-MAX_STOPS:]
        if day < today_in_jakarta()
    ]
    return [
        *stops,
        Stop(choose_text(TEXTS["today"], language), _replace(point, known_at=None), point.known_at is None),
    ]


def add_recording_time(sentence: str, point: PointParameters, language: Language) -> str:
    """Append to a sentence about the day the one about the time of recording, unless that is now."""
    if point.known_at is None:
        return sentence
    return f"{sentence} {choose_text(_RECORDED, language).format(time=format_timestamp(point.known_at))}"


def _find_end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), JAKARTA)


def _replace(point: PointParameters, **changes: object) -> str:
    unchanged = {name: getattr(point, name) for name in PointParameters.__struct_fields__}
    return PointParameters(**(unchanged | changes)).build_query()


def build_record_path(collection: str, code: str, point: PointParameters, language: Language) -> str:
    """Return the path of the page of a record, such as `/en/programs/qris`, at a point in time."""
    return join_query(build_path(f"/{collection}/{code}", language), point.build_query())


def build_api_path(collection: str, code: str, point: PointParameters) -> str:
    """Return the path of a record in the API, as recorded at a point in time; a record does not depend on `as_of`."""
    return join_query(f"/v1/{collection}/{code}", PointParameters(known_at=point.known_at).build_query())


def build_source_path(code: str, figure: object, query: str, language: Language) -> str:
    """Return the path of the row of a figure on the page of a source, at the point in time of the page before."""
    return f"{join_query(build_path(f'/sources/{code}', language), query)}#{figure}"


def join_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
