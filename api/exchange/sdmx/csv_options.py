"""The options of SDMX-CSV, which a client selects by parameters of the media type in `Accept`."""

from collections.abc import Mapping
from typing import NamedTuple

# By name of the parameter, in lower case: the allowed values.
CSV_OPTION_VALUES: Mapping[str, tuple[str, ...]] = {
    "labels": ("id", "name", "both"),
    "keys": ("none", "obs", "series", "both"),
    "timeformat": ("original", "normalized"),
}
_OTHER_NAMES = {"key": "keys"}  # in examples of the standard


class CsvOptions(NamedTuple):
    """`labels`: names of codes in addition to the codes; `keys`: columns with keys; `timeformat`: of periods."""

    labels: str = "id"
    keys: str = "none"
    timeformat: str = "original"


DEFAULT_CSV_OPTIONS = CsvOptions()


def split_csv_options(media_range: str) -> tuple[str, CsvOptions]:
    """Split an item of `Accept` into the media range without options, and its options.

    An option with another value stays in the media range, which then matches no format.
    """
    name, *parameters = media_range.split(";")
    options: dict[str, str] = {}
    remaining = [name]
    for parameter in parameters:
        written, _, value = parameter.lower().replace('"', "").replace(" ", "").partition("=")
        option = _OTHER_NAMES.get(written, written)
        if value in CSV_OPTION_VALUES.get(option, ()):
            options[option] = value
        else:
            remaining.append(parameter)
    return ";".join(remaining), CsvOptions(**options)
