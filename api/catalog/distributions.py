"""The distributions of a data set: its lists, its files in each format, and its SDMX flows."""

from collections.abc import Iterator
from importlib.util import find_spec

from api.catalog.datasets import DataSet
from api.catalog.vocabulary import JsonObject, authority, file_type, media_type, said, thing
from api.exports.formats import FORMATS, Format
from api.faults import Text
from api.sdmx.flows import AGENCY, FLOWS, VERSION
from api.sdmx.formats import NEW
from api.terms import Terms

API, SDMX = "api", "sdmx"


def service(here: str, name: str) -> str:
    return f"{here}/catalog#service-{name}"


def distributions_of(data_set: DataSet, here: str, terms: Terms) -> list[JsonObject]:
    common = {
        "dct:license": thing(terms.licence.address),
        "dcatap:availability": authority("planned-availability", "STABLE"),
    }
    return [
        {"@id": f"{here}/catalog#{data_set.code}-{name}", "@type": "dcat:Distribution", **told, **common}
        for name, told in (*_lists(data_set, here), *_files(data_set, here), *_flows(data_set, here))
    ]


def _lists(data_set: DataSet, here: str) -> Iterator[tuple[str, JsonObject]]:
    for one in data_set.lists:
        yield (
            one.name,
            {
                "dct:title": said(one.title),
                "dcat:accessURL": thing(f"{here}{one.path}"),
                "dcat:accessService": thing(service(here, API)),
                "dcat:mediaType": media_type(one.media_type),
                **file_type(one.media_type),
            },
        )


def _files(data_set: DataSet, here: str) -> Iterator[tuple[str, JsonObject]]:
    for form in _installed() if data_set.is_exported else ():
        address = f"{here}/v1/exports/{data_set.code}.{form.extension}"
        yield (
            form.extension,
            {
                "dct:title": said(Text(f"Seluruhnya dalam satu berkas {form.title}", f"All in one {form.title} file")),
                "dcat:accessURL": thing(address),
                "dcat:downloadURL": thing(address),
                "dcat:mediaType": media_type(form.media_type),
                **file_type(form.media_type),
            },
        )


def _installed() -> list[Format]:
    """Parquet takes what may have been left out when the service was installed."""
    return [form for form in FORMATS if "not-installed" not in form.problems or find_spec("pyarrow") is not None]


def _flows(data_set: DataSet, here: str) -> Iterator[tuple[str, JsonObject]]:
    """Of a set of one noun that flows are made of."""
    for flow in FLOWS:
        if len(data_set.nouns) == 1 and data_set.nouns[0] in flow.nouns:
            yield (
                f"sdmx-{flow.id.lower()}",
                {
                    "dct:title": said(Text(f"SDMX: {flow.name.id}", f"SDMX: {flow.name.en}")),
                    "dct:description": said(flow.about),
                    "dcat:accessURL": thing(f"{here}{NEW.path}/data/dataflow/{AGENCY}/{flow.id}/{VERSION}"),
                    "dcat:accessService": thing(service(here, SDMX)),
                    "dcat:mediaType": media_type(NEW.data[0]),
                },
            )
