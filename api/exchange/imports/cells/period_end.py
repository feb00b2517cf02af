"""PeriodEnd: a period of which a cell states only the end; the nature of the figure decides where it begins."""

from datetime import date
from typing import Literal, NamedTuple

from api.errors import Text
from api.exchange.imports.cells.cell import CellError
from api.resources.figures.period import Period


class PeriodEnd(NamedTuple):
    """The named period of `s.d. November 2020` (`until`), `per 31 Maret 2024` (`as_of`) or `akhir 2024` (`end`)."""

    kind: Literal["until", "as_of", "end"]
    named: Period

    def decide(self, nature: str | None) -> Period:
        """Return the period of a figure of this nature. Raises CellError if it has two readings.

        A stock is about the last day. What was added, or was the rate, "until" a month or a day began with its year.
        """
        named, last_day = self.named, Period(self.named.last, self.named.last)
        from_new_year = Period(date(named.last.year, 1, 1), named.last)
        if nature == "stock" or (nature == "rate" and self.kind == "as_of"):
            return named if self.kind == "as_of" else last_day
        if self.kind == "until":
            is_year = named.last == date(named.first.year, 12, 31) and named == from_new_year
            if nature is None or is_year or named.first < from_new_year.first:
                raise CellError("ambiguous_period", WITHOUT_BEGINNING.fill(from_new_year.text, last_day.text))
            return from_new_year
        other = from_new_year if self.kind == "as_of" else last_day
        if other != named:
            raise CellError("ambiguous_period", TWO_PERIODS.fill(named.text, other.text))
        return named


WITHOUT_BEGINNING = Text(
    "menyatakan akhir tanpa awal: dapat berarti {0}, {1} untuk stok, atau sejak awal program. Tulis tanggal awal dan "
    "akhirnya",
    "states an end without a beginning: can mean {0}, {1} of a stock, or since the program began; write its first and "
    "last day",
)
TWO_PERIODS = Text(
    "dapat berarti {0} atau {1}, kecuali untuk stok. Tulis tanggal awal dan akhirnya",
    "can mean {0} or {1}, unless the figure is a stock; write its first and last day",
)
