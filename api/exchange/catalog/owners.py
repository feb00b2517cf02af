"""Build the nodes of the catalog that the settings define: the publisher, its contact point, and the license."""

from api.exchange.catalog.vocabulary import build_page_reference, build_reference
from api.license import ContactPoint, DataLicense, PublisherInfo
from api.types import JsonObject

LICENSE = "dct:license"


def build_owners(base_url: str, publisher: PublisherInfo) -> dict[str, JsonObject]:
    """Return the nodes by the property that refers to them. Only the publisher is always there."""
    owners = {"dct:publisher": _build_publisher(base_url, publisher)}
    if publisher.contact is not None:
        owners["dcat:contactPoint"] = _build_contact_point(base_url, publisher.contact)
    if publisher.license is not None:
        owners[LICENSE] = _build_license(publisher.license)
    return owners


def build_owner_references(owners: dict[str, JsonObject]) -> JsonObject:
    return {property_: build_reference(node["@id"]) for property_, node in owners.items()}


def _build_publisher(base_url: str, publisher: PublisherInfo) -> JsonObject:
    homepage = {"foaf:homepage": build_page_reference(publisher.url)} if publisher.url is not None else {}
    return {"@id": f"{base_url}/catalog#publisher", "@type": "foaf:Agent", "foaf:name": publisher.name, **homepage}


def _build_contact_point(base_url: str, contact: ContactPoint) -> JsonObject:
    email = {"vcard:hasEmail": build_reference(f"mailto:{contact.email}")} if contact.email is not None else {}
    page = {"vcard:hasURL": build_reference(contact.url)} if contact.url is not None else {}
    types = ["vcard:Kind", "vcard:Organization"]  # DCAT-AP requires the first, portals look for the second
    return {"@id": f"{base_url}/catalog#contact", "@type": types, "vcard:fn": contact.name, **email, **page}


def _build_license(data_license: DataLicense) -> JsonObject:
    return {
        "@id": data_license.url,
        "@type": "dct:LicenseDocument",
        "dct:title": data_license.title,
        "dct:identifier": data_license.name,
    }
