"""The two axes of a picture: days from left to right, numbers from bottom to top."""

from collections.abc import Iterator
from datetime import date
from math import ceil, floor, log10

_MAX_YEAR_LABELS = 12
_MAX_TICKS = 5


class TimeAxis:
    """Whole years between two pixels."""

    def __init__(self, first: date, last: date, left: float, right: float) -> None:
        self.first_year, self.last_year = first.year, last.year
        self._start = date(first.year, 1, 1).toordinal()
        self._days = date(last.year, 12, 31).toordinal() - self._start + 1
        self._left, self._width = left, right - left

    def to_pixel(self, day: date) -> float:
        """Return the pixel of the end of a day."""
        return self._left + self._width * (day.toordinal() + 1 - self._start) / self._days

    def years(self) -> Iterator[tuple[int, float, float, float]]:
        """Yield each labeled year with the pixels of its start and end, and the width that its label may have."""
        step = ceil((self.last_year - self.first_year + 1) / _MAX_YEAR_LABELS)
        for year in range(self.first_year, self.last_year + 1, step):
            start, end = self.to_pixel(date(year - 1, 12, 31)), self.to_pixel(date(year, 12, 31))
            yield year, start, end, (end - start) * step


class ValueAxis:
    """Numbers from zero, or from a round number below the lowest negative one, to a little above the highest one."""

    def __init__(self, lowest: float, highest: float, top: float, bottom: float) -> None:
        span = max(highest, 0.0) - min(lowest, 0.0) or 1.0
        self._step = _round_step(span / _MAX_TICKS)
        self._low = floor(min(lowest, 0.0) / self._step) * self._step
        self._high = max(highest, 0.0) + 0.08 * span
        self._top, self._height = top, bottom - top

    def to_pixel(self, value: float) -> float:
        return self._top + self._height * (self._high - value) / (self._high - self._low)

    def ticks(self) -> Iterator[float]:
        for number in range(floor((self._high - self._low) / self._step) + 1):
            yield round(self._low + number * self._step, 10)


def _round_step(raw: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at least as large as `raw`."""
    power = 10.0 ** floor(log10(raw))
    return next(power * factor for factor in (1.0, 2.0, 5.0, 10.0) if power * factor >= raw)
