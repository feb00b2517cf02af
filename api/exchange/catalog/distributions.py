"""The distributions of a data set: its lists, its files in each format, and its SDMX dataflows."""

from collections.abc import Iterator
from importlib.util import find_spec

from api.errors import Text
from api.exchange.catalog.datasets import DataSet
from api.exchange.catalog.vocabulary import (
    build_authority_concept,
    build_format,
    build_language_values,
    build_reference,
)
from api.exchange.exports.formats import FORMATS, ExportFormat
from api.exchange.sdmx.formats import SDMX_REST_2
from api.exchange.sdmx.structure.dataflows import FLOWS, VERSION
from api.types import JsonObject

API_SERVICE, SDMX_SERVICE = "api", "sdmx"
_AVAILABILITY = build_authority_concept("planned-availability", "STABLE", Text("stabil", "stable"))


def build_service_url(base_url: str, name: str) -> str:
    return f"{base_url}/catalog#service-{name}"


def build_distributions(
    data_set: DataSet, base_url: str, data_license: JsonObject, sdmx_agency: str
) -> list[JsonObject]:
    """Build the distributions of a data set. `data_license` is the property with the license, or empty."""
    common = {**data_license, "dcatap:availability": _AVAILABILITY}
    return [
        {"@id": f"{base_url}/catalog#{data_set.code}-{name}", "@type": "dcat:Distribution", **properties, **common}
        for name, properties in (
            *_build_list_distributions(data_set, base_url),
            *_build_file_distributions(data_set, base_url),
            *_build_sdmx_distributions(data_set, base_url, sdmx_agency),
        )
    ]


def _build_list_distributions(data_set: DataSet, base_url: str) -> Iterator[tuple[str, JsonObject]]:
    for data_set_list in data_set.lists:
        yield (
            data_set_list.name,
            {
                "dct:title": build_language_values(data_set_list.title),
                "dcat:accessURL": build_reference(f"{base_url}{data_set_list.path}"),
                "dcat:accessService": build_reference(build_service_url(base_url, API_SERVICE)),
                **build_format(data_set_list.media_type),
            },
        )


def _build_file_distributions(data_set: DataSet, base_url: str) -> Iterator[tuple[str, JsonObject]]:
    for export_format in _list_installed_formats() if data_set.is_exported else ():
        url = f"{base_url}/v1/exports/{data_set.code}.{export_format.extension}"
        yield (
            export_format.extension,
            {
                "dct:title": build_language_values(
                    Text(
                        f"Seluruhnya dalam satu berkas {export_format.title}", f"All in one {export_format.title} file"
                    )
                ),
                "dcat:accessURL": build_reference(url),
                "dcat:downloadURL": build_reference(url),
                **build_format(export_format.media_type),
            },
        )


def _list_installed_formats() -> list[ExportFormat]:
    """Return the export formats; Parquet only if pyarrow is installed."""
    has_pyarrow = find_spec("pyarrow") is not None
    return [export_format for export_format in FORMATS if has_pyarrow or "not-installed" not in export_format.problems]


def _build_sdmx_distributions(data_set: DataSet, base_url: str, sdmx_agency: str) -> Iterator[tuple[str, JsonObject]]:
    """Yield the dataflows that contain the record type of the data set, if it has only one."""
    for flow in FLOWS:
        if len(data_set.types) == 1 and data_set.types[0] in flow.types:
            yield (
                f"sdmx-{flow.id.lower()}",
                {
                    "dct:title": build_language_values(Text(f"SDMX: {flow.name.id}", f"SDMX: {flow.name.en}")),
                    "dct:description": build_language_values(flow.description),
                    "dcat:accessURL": build_reference(
                        f"{base_url}{SDMX_REST_2.path}/data/dataflow/{sdmx_agency}/{flow.id}/{VERSION}"
                    ),
                    "dcat:accessService": build_reference(build_service_url(base_url, SDMX_SERVICE)),
                    **build_format(SDMX_REST_2.data[0]),
                },
            )
