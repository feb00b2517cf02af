"""Choose the format of a message by `Accept`: media types of SDMX, and the plain ones of browsers, curl and R."""

from typing import NamedTuple

from api.exchange.sdmx.csv_options import CSV_OPTION_VALUES, DEFAULT_CSV_OPTIONS, CsvOptions, split_csv_options
from api.http.headers.content_negotiation import NotAcceptableError, choose_media_type
from api.http.headers.item_list import split_items

# A plain type selects the first format of the URL with this ending.
_PLAIN_TYPES = {"application/json": "+json", "application/xml": "+xml", "text/xml": "+xml", "text/csv": "+csv"}


class SdmxFormat(NamedTuple):
    """The format of a message, the Content-Type of the response, and the options of SDMX-CSV."""

    media_type: str
    content_type: str
    csv_options: CsvOptions


def list_base_media_types(media_types: tuple[str, ...]) -> tuple[str, ...]:
    """Return the media types without their parameters, each once, and the plain types of the same formats."""
    base = dict.fromkeys(media_type.partition(";")[0] for media_type in media_types)
    return (*base, *_find_plain_formats(media_types))


def negotiate_format(accept: str, media_types: tuple[str, ...]) -> SdmxFormat:
    """Choose one of the media types. Raise NotAcceptableError if the client accepts none of them.

    The Content-Type is the type that the client accepts, so `Accept: text/csv` gets `text/csv`.
    """
    items = [_split_item(item) for item in split_items(accept)]
    formats_by_plain_type = _find_plain_formats(media_types)
    try:
        chosen = choose_media_type(",".join(text for text, _ in items), (*media_types, *formats_by_plain_type))
    except NotAcceptableError as error:
        options = "; ".join(f"{name}={'|'.join(values)}" for name, values in CSV_OPTION_VALUES.items())
        has_csv = "text/csv" in formats_by_plain_type
        raise NotAcceptableError(f"{error.offered} (SDMX-CSV: {options})" if has_csv else error.offered) from None
    media_type = formats_by_plain_type.get(chosen, chosen)
    if not media_type.partition(";")[0].endswith("+csv"):
        return SdmxFormat(media_type, chosen, DEFAULT_CSV_OPTIONS)
    options_of_match = (options for text, options in items if _matches(text, chosen))
    content_type = f"{chosen}; charset=utf-8" if chosen.startswith("text/") else chosen
    return SdmxFormat(media_type, content_type, next(options_of_match, DEFAULT_CSV_OPTIONS))


def _find_plain_formats(media_types: tuple[str, ...]) -> dict[str, str]:
    """Return the format that each plain type selects, for those with one."""
    formats = {
        plain: [one for one in media_types if one.partition(";")[0].endswith(ending)]
        for plain, ending in _PLAIN_TYPES.items()
    }
    return {plain: found[0] for plain, found in formats.items() if found}


def _split_item(item: str) -> tuple[str, CsvOptions]:
    """Return a media range without options of SDMX-CSV, and the options."""
    name = item.partition(";")[0].strip().lower()
    return split_csv_options(item) if name.endswith(("+csv", "/csv")) else (item, DEFAULT_CSV_OPTIONS)


def _matches(media_range: str, chosen: str) -> bool:
    """Return whether this media range of SDMX-CSV selects the chosen type: the same name and version, or no version."""
    name, *parameters = (part.replace(" ", "").replace('"', "").lower() for part in media_range.split(";"))
    wanted, *fixed = chosen.split(";")
    return name == wanted and all(one in fixed or one.startswith("q=") for one in parameters)
