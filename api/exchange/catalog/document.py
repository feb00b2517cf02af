"""Build the catalog as DCAT-AP 3 in JSON-LD; its URLs start with `PUBLIC_URL`."""

from typing import NamedTuple

from api.errors import Text
from api.exchange.catalog.coverage import CatalogFacts, Coverage
from api.exchange.catalog.datasets import DATA_SETS, DataSet
from api.exchange.catalog.distributions import API_SERVICE, SDMX_SERVICE, build_distributions, build_service_url
from api.exchange.catalog.owners import LICENSE, build_owner_references, build_owners
from api.exchange.catalog.vocabulary import (
    CONTEXT,
    build_authority_concept,
    build_authority_reference,
    build_concept_scheme,
    build_date_value,
    build_frequency,
    build_language_values,
    build_page_reference,
    build_reference,
)
from api.exchange.sdmx.formats import SDMX_REST_2
from api.license import PublisherInfo
from api.types import JsonObject

TITLE = Text("Capaian: target dan realisasi program pemerintah", "Capaian: targets and realizations of programs")
DESCRIPTION = Text(
    "Target program pemerintah Indonesia dan realisasi yang dilaporkan, setiap angka dengan sumbernya.",
    "The targets of Indonesian government programs and the reported realizations, every figure with its source.",
)
LANGUAGES = [build_authority_reference("language", "IND"), build_authority_reference("language", "ENG")]
THEME = build_authority_concept(
    "data-theme", "GOVE", Text("Pemerintah dan sektor publik", "Government and public sector")
)
THEMES = build_concept_scheme("data-theme", Text("Tema data", "Data theme"))
COUNTRY = build_authority_reference("country", "IDN") | {"skos:prefLabel": "Indonesia"}


class CatalogContext(NamedTuple):
    """The public URL, the publisher, and whether reading is public."""

    base_url: str
    publisher: PublisherInfo
    public_read: bool


def build_catalog(context: CatalogContext, facts: CatalogFacts) -> JsonObject:
    """Build the whole catalog. Every node has a URL."""
    base_url = context.base_url
    owners = build_owners(base_url, context.publisher)
    ownership = build_owner_references(owners)
    catalog = {
        "@id": f"{base_url}/catalog",
        "@type": "dcat:Catalog",
        "dct:title": build_language_values(TITLE),
        "dct:description": build_language_values(DESCRIPTION),
        **ownership,
        "dct:language": LANGUAGES,
        "dct:spatial": COUNTRY,
        "foaf:homepage": build_page_reference(f"{base_url}/docs"),
        "dcat:themeTaxonomy": THEMES,
        **_build_modified(facts, ()),
        "dcat:dataset": [build_reference(_build_data_set_url(base_url, data_set)) for data_set in DATA_SETS],
        "dcat:service": [
            build_reference(build_service_url(base_url, API_SERVICE)),
            build_reference(build_service_url(base_url, SDMX_SERVICE)),
        ],
    }
    data_sets = [_build_data_set(data_set, context, facts, ownership) for data_set in DATA_SETS]
    services = _build_services(context, ownership)
    return {"@context": CONTEXT, "@graph": [catalog, *owners.values(), *data_sets, *services]}


def _build_data_set_url(base_url: str, data_set: DataSet) -> str:
    return f"{base_url}/catalog#{data_set.code}"


def _build_data_set(
    data_set: DataSet, context: CatalogContext, facts: CatalogFacts, ownership: JsonObject
) -> JsonObject:
    return {
        "@id": _build_data_set_url(context.base_url, data_set),
        "@type": "dcat:Dataset",
        "dct:identifier": data_set.code,
        "dct:title": build_language_values(data_set.title),
        "dct:description": build_language_values(data_set.description),
        "dcat:keyword": [value for keyword in data_set.keywords for value in build_language_values(keyword)],
        "dcat:theme": THEME,
        "dct:language": LANGUAGES,
        "dct:accessRights": build_authority_reference(
            "access-right", "PUBLIC" if context.public_read else "RESTRICTED"
        ),
        "dct:accrualPeriodicity": build_frequency(facts.reporting_intervals)
        if data_set.types
        else build_authority_reference("frequency", "UPDATE_CONT"),
        "dcat:landingPage": build_page_reference(f"{context.base_url}/docs"),
        **ownership,
        **_build_modified(facts, data_set.types),
        **_build_coverage(facts.find_coverage(data_set.types), context.base_url, data_set.code),
        "dcat:distribution": build_distributions(
            data_set,
            context.base_url,
            {LICENSE: ownership[LICENSE]} if LICENSE in ownership else {},
            context.publisher.sdmx_agency,
        ),
    }


def _build_modified(facts: CatalogFacts, types: tuple[str, ...]) -> JsonObject:
    changed_at = facts.find_last_change(types)
    return {"dct:modified": build_date_value(changed_at)} if changed_at is not None else {}


def _build_coverage(coverage: Coverage | None, base_url: str, code: str) -> JsonObject:
    if coverage is None:
        return {}
    return {
        "dct:temporal": {
            "@id": f"{base_url}/catalog#{code}-period",
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": build_date_value(coverage.first_day),
            "dcat:endDate": build_date_value(coverage.last_day),
        },
        "dct:spatial": [
            COUNTRY
            if region == "ID"
            else build_reference(f"{base_url}/v1/regions/{region}", "dct:Location") | {"skos:prefLabel": name}
            for region, name in sorted(coverage.regions.items())
        ],
    }


def _build_services(context: CatalogContext, ownership: JsonObject) -> list[JsonObject]:
    base_url = context.base_url
    common = {
        "@type": "dcat:DataService",
        **ownership,
        "dct:accessRights": build_authority_reference(
            "access-right", "PUBLIC" if context.public_read else "RESTRICTED"
        ),
        "dcat:theme": THEME,
        "dcat:landingPage": build_page_reference(f"{base_url}/docs"),
    }
    data_sets = [build_reference(_build_data_set_url(base_url, data_set)) for data_set in DATA_SETS]
    figures = [
        build_reference(_build_data_set_url(base_url, data_set))
        for data_set in DATA_SETS
        if data_set.code in ("targets", "realizations")
    ]
    return [
        {
            "@id": build_service_url(base_url, API_SERVICE),
            **common,
            "dct:title": build_language_values(Text("API Capaian", "The API of Capaian")),
            "dcat:endpointURL": build_reference(f"{base_url}/v1"),
            "dcat:endpointDescription": build_reference(f"{base_url}/openapi.json"),
            "dcat:servesDataset": data_sets,
        },
        {
            "@id": build_service_url(base_url, SDMX_SERVICE),
            **common,
            "dct:title": build_language_values(Text("SDMX-REST", "SDMX-REST")),
            "dct:conformsTo": build_reference("https://github.com/sdmx-twg/sdmx-rest", "dct:Standard"),
            "dcat:endpointURL": build_reference(f"{base_url}{SDMX_REST_2.path}"),
            "dcat:endpointDescription": build_reference(f"{base_url}/sdmx/openapi.json"),
            "dcat:servesDataset": figures,
        },
    ]
