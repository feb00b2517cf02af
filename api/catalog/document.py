"""The catalog as DCAT-AP 3 in JSON-LD, with addresses under the host that was asked."""

from typing import NamedTuple

from api.catalog.datasets import DATA_SETS, DataSet
from api.catalog.distributions import API, SDMX, distributions_of, service
from api.catalog.held import Extent, Held
from api.catalog.vocabulary import CONTEXT, JsonObject, authority, on, rhythm, said, thing
from api.faults import Text
from api.sdmx.formats import NEW
from api.terms import Terms

TITLE = Text("Capaian: target dan realisasi program pemerintah", "Capaian: targets and realizations of programs")
ABOUT = Text(
    "Apa yang dijanjikan program pemerintah Indonesia dan apa yang dilaporkan tercapai, setiap angka dengan sumbernya.",
    "What Indonesian government programs promised and what was reported as reached, every number with its source.",
)
LANGUAGES = [authority("language", "IND"), authority("language", "ENG")]
THEME = authority("data-theme", "GOVE")  # government and public sector
COUNTRY = authority("country", "IDN")


class Asked(NamedTuple):
    """Where the catalog was asked for, and who may read what it lists."""

    here: str
    terms: Terms
    public_read: bool


def catalog_of(asked: Asked, held: Held) -> JsonObject:
    here, terms = asked.here, asked.terms
    publisher = _publisher(here, terms)
    of_us: JsonObject = {"dct:publisher": thing(publisher["@id"]), "dct:license": thing(terms.licence.address)}
    catalog = {
        "@id": f"{here}/catalog",
        "@type": "dcat:Catalog",
        "dct:title": said(TITLE),
        "dct:description": said(ABOUT),
        **of_us,
        "dct:language": LANGUAGES,
        "dct:spatial": COUNTRY,
        "foaf:homepage": thing(f"{here}/docs"),
        "dcat:themeTaxonomy": thing("http://publications.europa.eu/resource/authority/data-theme"),
        **_modified(held, ()),
        "dcat:dataset": [thing(_address(here, data_set)) for data_set in DATA_SETS],
        "dcat:service": [thing(service(here, API)), thing(service(here, SDMX))],
    }
    sets = [_data_set(data_set, asked, held, of_us) for data_set in DATA_SETS]
    licence = {
        "@id": terms.licence.address,
        "@type": "dct:LicenseDocument",
        "dct:title": terms.licence.title,
        "dct:identifier": terms.licence.name,
    }
    return {"@context": CONTEXT, "@graph": [catalog, publisher, licence, *sets, *_services(asked, of_us)]}


def _address(here: str, data_set: DataSet) -> str:
    return f"{here}/catalog#{data_set.code}"


def _publisher(here: str, terms: Terms) -> JsonObject:
    page = {"foaf:homepage": thing(terms.publisher_url)} if terms.publisher_url is not None else {}
    return {"@id": f"{here}/catalog#publisher", "@type": "foaf:Agent", "foaf:name": terms.publisher, **page}


def _data_set(data_set: DataSet, asked: Asked, held: Held, of_us: JsonObject) -> JsonObject:
    return {
        "@id": _address(asked.here, data_set),
        "@type": "dcat:Dataset",
        "dct:identifier": data_set.code,
        "dct:title": said(data_set.title),
        "dct:description": said(data_set.about),
        "dcat:keyword": [value for keyword in data_set.keywords for value in said(keyword)],
        "dcat:theme": THEME,
        "dct:language": LANGUAGES,
        "dct:accessRights": authority("access-right", "PUBLIC" if asked.public_read else "RESTRICTED"),
        "dct:accrualPeriodicity": rhythm(held.expected) if data_set.nouns else authority("frequency", "UPDATE_CONT"),
        "dcat:landingPage": thing(f"{asked.here}/docs"),
        **of_us,
        **_modified(held, data_set.nouns),
        **_extent(held.extent_of(data_set.nouns), asked.here),
        "dcat:distribution": distributions_of(data_set, asked.here, asked.terms),
    }


def _modified(held: Held, nouns: tuple[str, ...]) -> JsonObject:
    changed = held.changed_on(nouns)
    return {"dct:modified": on(changed)} if changed is not None else {}


def _extent(extent: Extent | None, here: str) -> JsonObject:
    if extent is None:
        return {}
    return {
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": on(extent.first_day),
            "dcat:endDate": on(extent.last_day),
        },
        "dct:spatial": [
            COUNTRY if code == "ID" else {"@id": f"{here}/v1/regions/{code}", "@type": "dct:Location"}
            for code in sorted(extent.regions)
        ],
    }


def _services(asked: Asked, of_us: JsonObject) -> list[JsonObject]:
    here = asked.here
    common = {
        "@type": "dcat:DataService",
        **of_us,
        "dct:accessRights": authority("access-right", "PUBLIC" if asked.public_read else "RESTRICTED"),
        "dcat:theme": THEME,
        "dcat:landingPage": thing(f"{here}/docs"),
        "dcat:endpointDescription": thing(f"{here}/openapi.yaml"),
    }
    every = [thing(_address(here, data_set)) for data_set in DATA_SETS]
    figures = [
        thing(_address(here, data_set)) for data_set in DATA_SETS if data_set.code in ("targets", "realizations")
    ]
    return [
        {
            "@id": service(here, API),
            **common,
            "dct:title": said(Text("API Capaian", "The API of Capaian")),
            "dcat:endpointURL": thing(f"{here}/v1"),
            "dcat:servesDataset": every,
        },
        {
            "@id": service(here, SDMX),
            **common,
            "dct:title": said(Text("SDMX-REST", "SDMX-REST")),
            "dct:conformsTo": thing("https://github.com/sdmx-twg/sdmx-rest"),
            "dcat:endpointURL": thing(f"{here}{NEW.path}"),
            "dcat:servesDataset": figures,
        },
    ]
